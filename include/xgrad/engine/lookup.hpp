#pragma once

#include "../language/sequence.hpp"

namespace xgrad {

/// Numbers found by a hash in constant expressions (open addressing); the caller tells equals apart.
class lookup {
public:
    /// The first number with this hash that is accepted, -1 if there is none.
    template <class Accept>
    constexpr int find(std::size_t hash, Accept accept) const {
        if (slots_.empty()) return -1;
        const slot* const slots = slots_.data();  // a pointer: few steps of a constant evaluation
        const int mask = slots_.size() - 1;
        for (int k = first(hash); slots[k].number >= 0; k = (k + 1) & mask)
            if (slots[k].hash == hash && accept(slots[k].number)) return slots[k].number;
        return -1;
    }
    constexpr void insert(std::size_t hash, int number) {
        if (2 * ++used_ > slots_.size()) grow();
        put({hash, number});
    }

private:
    struct slot {
        std::size_t hash = 0;
        int number = -1;
    };
    constexpr int first(std::size_t hash) const {
        return static_cast<int>((hash * 0x9E3779B97F4A7C15u >> 40) & static_cast<std::size_t>(slots_.size() - 1));
    }
    constexpr void put(slot s) {
        slot* const slots = slots_.data();
        const int mask = slots_.size() - 1;
        int k = first(s.hash);
        while (slots[k].number >= 0) k = (k + 1) & mask;
        slots[k] = s;
    }
    constexpr void grow() {
        sequence<slot> smaller(slots_.size() == 0 ? 64 : 2 * slots_.size());
        slots_.swap(smaller);
        for (const slot& s : smaller)
            if (s.number >= 0) put(s);
    }

    sequence<slot> slots_;  // a power of two of them
    int used_ = 0;
};

}  // namespace xgrad
