#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <limits>
#include <utility>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"

namespace xgrad::contraction {

using index = std::ptrdiff_t;

/// How results find their operands along one axis: result t lies at first + t * step and reads, for tap m of the kernel
/// (its element tap_first + m * tap_step), the operand at t * stride + shift + m * shift_step, or zero outside of it.
struct axis {
    index count, first, step;
    index extent, stride, shift, shift_step;
    index taps, tap_first, tap_step;
};

/// A part of the work whose operand fits in fixed memory: results by taps by operand channels.
struct block {
    index rows, columns, channels, tap_rows, tap_columns;
};

inline constexpr index scratch_bytes = 192 * 1024, max_entries = 1024, most_rows = 512;
constexpr index ceil_div(index a, index b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }
constexpr index magnitude(index a) { return a < 0 ? -a : a; }

/// The operand of a block, with its zeros around it, in dense rows; a vector that begins in the last columns may reach into what follows.
/// A column stride is resolved into one segment per phase, so that consecutive results always read consecutive elements.
template <class T>
struct packed_layout {
    index row_step, row_source, phases, segment, row, channel;
    packed_layout(const axis& y, const axis& x, const block& b) {
        const bool row_taps = b.tap_rows > 1;  // else only the rows that are read are there
        row_step = row_taps ? y.stride : 1;
        row_source = row_taps ? 1 : y.stride;
        phases = b.tap_columns > 1 ? x.stride : 1;
        segment =
            ceil_div(std::max<index>(b.columns, lanes<T>) + (b.tap_columns - 1) * magnitude(x.shift_step) / x.stride, lanes<T>) * lanes<T>;
        row = phases * segment;
        channel = rows(y, b) * row;
    }
    index rows(const axis& y, const block& b) const { return (b.rows - 1) * row_step + (b.tap_rows - 1) * magnitude(y.shift_step) + 1; }
    index size(const block& b) const { return b.channels * channel; }
    /// What a tap reads, counted from the first element that is read.
    static index from_first(index step, index tap, index count) { return step >= 0 ? tap * step : (count - 1 - tap) * -step; }
    /// Where the first result of the block reads, row by row of the taps, channel by channel, tap by tap.
    void offsets(index* to, const axis& y, const axis& x, const block& b, index channel_step, index tap_row_step) const {
        for (index l = 0; l < b.tap_columns; ++l) {
            const index u = from_first(x.shift_step, l, b.tap_columns), at = phases > 1 ? u % x.stride * segment + u / x.stride : u;
            for (index m = 0; m < b.tap_rows; ++m)
                for (index c = 0; c < b.channels; ++c)
                    to[(m * b.channels + c) * b.tap_columns + l] =
                        c * channel_step + from_first(y.shift_step, m, b.tap_rows) * tap_row_step + at;
        }
    }
};

/// The first element that the results from one on read for the taps from one on.
inline index lowest(const axis& a, index result, index tap, index taps) {
    const index first = a.shift + tap * a.shift_step;
    return result * a.stride + std::min(first, first + (taps - 1) * a.shift_step);
}

/// A large block that fits: all there is, halved along one axis after the other.
template <class T>
block fitting_block(const axis& y, const axis& x, index channels, index entries) {
    block b{std::max<index>(y.count, 1), std::clamp<index>(x.count, 1, 512), std::max<index>(channels, 1), std::max<index>(y.taps, 1),
        std::max<index>(x.taps, 1)};
    auto halve = [](index& n) { n = (n + 1) / 2; };
    while (b.channels * b.tap_rows * b.tap_columns > entries)
        halve(b.channels > 1 ? b.channels : b.tap_rows > 1 ? b.tap_rows : b.tap_columns);
    auto fits = [&] {
        const packed_layout<T> layout(y, x, b);
        return layout.size(b) * static_cast<index>(sizeof(T)) <= scratch_bytes && layout.rows(y, b) <= most_rows;
    };
    while (!fits())
        halve(b.rows > 8            ? b.rows
                : b.channels > 8    ? b.channels
                : b.rows > 1        ? b.rows
                : b.channels > 1    ? b.channels
                : b.tap_rows > 1    ? b.tap_rows
                : b.tap_columns > 1 ? b.tap_columns
                                    : b.columns);
    b.rows = ceil_div(y.count, std::max<index>(ceil_div(y.count, b.rows), 1));  // blocks of about one size
    return b;
}

// Copies are functions of their own, compiled once, and their loops are not unrolled: compilers make more code of them than of the
// products.

/// At least n zeros, in whole vectors.
template <class T>
[[gnu::noinline]] void set_zero(T* to, index n) {
    const batch<T> zero = in_register<T>(batch<T>(T(0)));  // a compiler that sees zeros calls memset
    for (index i = 0; i < n; i += lanes<T>) zero.store_aligned(to + i);
}

/// Copies n elements, at least a vector of them, side by side or every second one; the last two vectors may overlap.
template <class T, int Step = 1>
[[gnu::always_inline]] inline void copy_vectors(T* to, const std::byte* from, index n) {
    const T* source = reinterpret_cast<const T*>(from);
    auto move = [&](index i) {
        (Step == 1 ? batch<T>::load_unaligned(source + i) : load_every_second(source + Step * i)).store_unaligned(to + i);
    };
    const index last = n - lanes<T>;
#pragma GCC unroll 1
    for (index i = 0; i < last; i += lanes<T>) move(i);
    move(last);
}
/// Copies n elements that lie `stride` bytes apart.
template <class T>
[[gnu::noinline]] void copy_row(T* to, const std::byte* from, index stride, index n) {
    constexpr index size = sizeof(T);
    if (stride == size && n >= lanes<T>) return copy_vectors(to, from, n);
    if (stride == 2 * size && n >= lanes<T>) return copy_vectors<T, 2>(to, from, n);
#pragma GCC unroll 4
    for (T* const end = to + n; to != end; ++to, from = in_register(from + stride)) *to = *reinterpret_cast<const T*>(from);
}

/// An operand: bytes per step along channel, row and column; of the rows, `kept` in a ring, or all; see memory_view.
struct plane_view {
    const std::byte* data;
    index channel, row, column, kept = 0, zeros = 0;
    const std::byte* at_row(index y) const { return data + (kept > 0 ? y % kept : y) * row; }
};

/// Whether what a block reads, in whole vectors, lies dense in the operand: then it can be read where it is.
template <class T>
bool lies_inside(const plane_view& from, const packed_layout<T>& layout, const axis& y, const axis& x, const block& b, index row,
    index column, index tap_row, index tap_column) {
    const index y0 = lowest(y, row, tap_row, b.tap_rows), x0 = lowest(x, column, tap_column, b.tap_columns), size = sizeof(T);
    return from.kept == 0 && from.column == size && from.row % size == 0 && from.channel % size == 0 && x.stride == 1 &&
        b.columns >= lanes<T> && y0 >= 0 && x0 >= 0 && y0 + (layout.rows(y, b) - 1) * layout.row_source < y.extent &&
        x0 + b.columns + (b.tap_columns - 1) * magnitude(x.shift_step) <= x.extent;
}
/// The first element that a block reads there.
inline const std::byte* at_first(
    const plane_view& from, const axis& y, const axis& x, const block& b, index row, index column, index tap_row, index tap_column) {
    return from.data + lowest(y, row, tap_row, b.tap_rows) * from.row + lowest(x, column, tap_column, b.tap_columns) * from.column;
}

/// Packs what the results from (row, column) on read for the taps of the block from (tap_row, tap_column) on.
template <class T>
void pack(T* to, const packed_layout<T>& layout, plane_view from, const axis& y, const axis& x, const block& b, index row, index column,
    index tap_row, index tap_column) {
    const index y0 = lowest(y, row, tap_row, b.tap_rows), x0 = lowest(x, column, tap_column, b.tap_columns);
    const index rows = layout.rows(y, b), above = std::clamp<index>(ceil_div(-y0, layout.row_source), 0, rows);
    const index inside = std::clamp<index>(ceil_div(y.extent - y0, layout.row_source), above, rows) - above;
    for (index c = 0; c < b.channels; ++c) {
        set_zero(to + c * layout.channel, above * layout.row);
        set_zero(to + c * layout.channel + (above + inside) * layout.row, (rows - above - inside) * layout.row);
    }
    // in registers: a vector that is stored might be part of any structure
    const index segment = layout.segment, to_row = layout.row, step = from.column * x.stride, size = sizeof(T);
    const index row_source = layout.row_source, kept = from.kept > 0 ? from.kept : std::numeric_limits<index>::max(),
                wrap = from.kept * from.row, from_row = row_source * from.row;
    const batch<T> zero = in_register<T>(batch<T>(T(0)));
    for (index p = 0; inside > 0 && p < layout.phases; ++p) {
        const index low = std::clamp<index>(ceil_div(-x0 - p, x.stride), 0, segment);
        const index high = std::clamp<index>(ceil_div(x.extent - x0 - p, x.stride), low, segment), right = high / lanes<T> * lanes<T>,
                    n = high - low;
        const bool dense = step == size && n >= lanes<T>;
        for (index c = 0; c < b.channels; ++c) {
            T* row = to + c * layout.channel + above * to_row + p * segment;
            index y = (y0 + above * row_source) % kept;
            const std::byte* at = from.data + c * from.channel + y * from.row + (x0 + p + low * x.stride) * from.column;
            for (index r = 0; r < inside; ++r, row += to_row, at += from_row) {
                const index before = in_register(low), end = in_register(segment);
#pragma GCC unroll 1
                for (index i = 0; i < before; i += lanes<T>) zero.store_aligned(row + i);
#pragma GCC unroll 1
                for (index i = right; i < end; i += lanes<T>) zero.store_aligned(row + i);
                if (in_register(dense)) copy_vectors(row + low, at, n);
                else copy_row(row + low, at, step, n);
                for (y += row_source; y >= kept; y -= kept) at -= wrap;
            }
        }
    }
}

/// Calls f(0), f(1), ... f(N - 1), or f(i, j) for all i < M and j < N. Numbers that the optimiser sees, not the type system: f is compiled
/// once. It is to be `always_inline`.
template <int N, class F>
[[gnu::always_inline]] inline void unrolled(F f) {
    [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) { (f(I), ...); }
    (std::make_integer_sequence<int, N>{});
}
template <int M, int N, class F>
[[gnu::always_inline]] inline void unrolled(F f) {
    [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) { (f(I / N, I % N), ...); }
    (std::make_integer_sequence<int, M * N>{});
}

/// Calls f(constant B, first) for groups of B = Most, then fewer, of `count`.
template <int Most, class F>
void in_groups(index count, F f, index first = 0) {
    for (; first + Most <= count; first += Most) f(std::integral_constant<int, Most>{}, first);
    if constexpr (Most > 1) in_groups<(Most > 4 ? 4 : Most - 1)>(count, f, first);
}

/// Calls f(first, size) for parts of [0, count); once with size 0 for none.
template <class F>
void in_parts(index count, index size, F f) {
    index first = 0;
    do f(first, std::min(size, count - first));
    while ((first += size) < count);
}

template <class T>
inline constexpr bool many_registers = lanes<T> * sizeof(T) == 64;  // AVX-512 has 32 vector registers

}  // namespace xgrad::contraction
