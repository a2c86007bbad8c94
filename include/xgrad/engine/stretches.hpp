#pragma once

#include <cstring>
#include <type_traits>

#include "batch.hpp"
#include "layout.hpp"
#include "row.hpp"

namespace xgrad {

/// Stretches of columns that do not lie side by side: brought together before a loop over columns that do, or put where they belong after
/// it.
class stretches {
public:
    /// Columns of a stretch: enough to outweigh a call, few enough to stay in the nearest cache.
    static constexpr std::ptrdiff_t columns = 256;

    [[gnu::cold]] void add(std::ptrdiff_t access, const axis_offsets& column, std::ptrdiff_t size) {
        apart_.push_back({access, &column, size, buffers_.size()});
        buffers_ = long_sequence<std::byte>(buffers_.size() + (columns + most_lanes) * size + alignment);
    }
    bool any() const { return apart_.size() > 0; }

    /// Whether an access is one of these; its buffer, or null.
    std::byte* buffer_of(std::ptrdiff_t access) const {
        for (const auto& a : apart_)
            if (a.access == access) return aligned(a);
        return nullptr;
    }
    /// Fills the buffers of the accesses from `first` on with columns [low, high); `row` finds where a row of an access begins.
    template <class Row>
    void bring_together(std::ptrdiff_t first, std::ptrdiff_t low, std::ptrdiff_t high, Row row) const {
        for (const auto& a : apart_)
            if (a.access >= first) copy_of_size<false>(a, row(a.access), low, high);
    }
    /// Empties the buffers of the accesses before `last`.
    template <class Row>
    void put_back(std::ptrdiff_t last, std::ptrdiff_t low, std::ptrdiff_t high, Row row) const {
        for (const auto& a : apart_)
            if (a.access < last) copy_of_size<true>(a, row(a.access), low, high);
    }
    /// Where a stretch that begins at `low` ends: what is left at last is a vector at least.
    static std::ptrdiff_t end_of(std::ptrdiff_t low, std::ptrdiff_t high, std::ptrdiff_t width) {
        return high - low <= columns + width ? high : low + columns;
    }

private:
    static constexpr std::ptrdiff_t most_lanes = 64, alignment = 64;
    struct apart {
        std::ptrdiff_t access;
        const axis_offsets* column;
        std::ptrdiff_t size, buffer;  // which begins so many bytes in `buffers_`
    };
    std::byte* aligned(const apart& a) const {
        std::byte* const p = const_cast<std::byte*>(buffers_.data()) + a.buffer;
        return p + (alignment - reinterpret_cast<std::uintptr_t>(p) % alignment) % alignment;
    }
    template <bool Back>
    [[gnu::noinline]] void copy_of_size(const apart& a, std::byte* row, std::ptrdiff_t low, std::ptrdiff_t high) const {
        const auto of_size = a.size == 1 ? copy<1, Back> : a.size == 2 ? copy<2, Back> : a.size == 4 ? copy<4, Back> : copy<8, Back>;
        of_size(aligned(a), row, *a.column, low, high);
    }
    template <std::size_t Size, bool Back>
    static void copy(std::byte* buffer, std::byte* row, const axis_offsets& column, std::ptrdiff_t low, std::ptrdiff_t high) {
        auto each = [&](auto offset) {
            for (std::ptrdiff_t c = low; c < high; ++c, buffer += Size)
                Back ? std::memcpy(row + offset(c), buffer, Size) : std::memcpy(buffer, row + offset(c), Size);
        };
        if (!column.table.empty()) return each([table = column.table.data()](std::ptrdiff_t c) { return table[c]; });
        if constexpr (Size >= sizeof(float))
            if (column.stride == 2 * Size)
                copy_pairs<std::conditional_t<Size == sizeof(float), float, double>, Back>(buffer, row, low, high);
        // of colours: loads at a step that compilers know become vectors
        if (!Back && column.stride == 3 * Size) return each([](std::ptrdiff_t c) { return c * static_cast<std::ptrdiff_t>(3 * Size); });
        if (!Back && column.stride == 4 * Size) return each([](std::ptrdiff_t c) { return c * static_cast<std::ptrdiff_t>(4 * Size); });
        each([&](std::ptrdiff_t c) { return c * column.stride; });
    }
    /// One of two elements that lie side by side (points of a plane, complex numbers), by vectors; `low` and `buffer` go on to what is
/// left.
    template <class T, bool Back>
    static void copy_pairs(std::byte*& buffer, std::byte* row, std::ptrdiff_t& low, std::ptrdiff_t high) {
        for (; low + lanes<T> <= high; low += lanes<T>, buffer += lanes<T> * sizeof(T)) {
            T *const pairs = reinterpret_cast<T*>(row) + 2 * low, *const dense = reinterpret_cast<T*>(buffer);
            if constexpr (Back) store_every_second(pairs, batch<T>::load_unaligned(dense));
            else load_every_second(pairs).store_unaligned(dense);
        }
    }

    long_sequence<apart> apart_;
    long_sequence<std::byte> buffers_;
};

}  // namespace xgrad
