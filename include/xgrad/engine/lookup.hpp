#pragma once

#include "../language/sequence.hpp"

namespace xgrad {

/// Numbers found by a hash in constant expressions (open addressing); the caller tells equals apart.
class lookup {
public:
    /// The first number with this hash that is accepted, -1 if there is none.
    template <class Accept>
    constexpr int find(std::size_t hash, Accept accept) const {
        for (int k = slots_.size() == 0 ? -1 : first(hash); k >= 0 && slots_[k].number >= 0; k = (k + 1) & (slots_.size() - 1))
            if (slots_[k].hash == hash && accept(slots_[k].number)) return slots_[k].number;
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
    constexpr int first(std::size_t hash) const { return static_cast<int>((hash * 0x9E3779B97F4A7C15u >> 40) & static_cast<std::size_t>(slots_.size() - 1)); }
    constexpr void put(slot s) {
        int k = first(s.hash);
        while (slots_[k].number >= 0) k = (k + 1) & (slots_.size() - 1);
        slots_[k] = s;
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
