#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
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

inline constexpr index scratch_bytes = 192 * 1024, max_entries = 1024;
constexpr index ceil_div(index a, index b) { return a >= 0 ? (a + b - 1) / b : -(-a / b); }
constexpr index magnitude(index a) { return a < 0 ? -a : a; }

/// The operand of a block, with its zeros around it, in dense rows. A column stride is resolved into one segment per phase, so
/// that consecutive results always read consecutive elements.
template <class T>
struct packed_layout {
    index row_step, row_source, phases, segment, row, channel;
    packed_layout(const axis& y, const axis& x, const block& b) {
        const bool row_taps = b.tap_rows > 1;  // else only the rows that are read are there
        row_step = row_taps ? y.stride : 1;
        row_source = row_taps ? 1 : y.stride;
        phases = b.tap_columns > 1 ? x.stride : 1;
        segment = ceil_div(ceil_div(b.columns, lanes<T>) * lanes<T> + (b.tap_columns - 1) * magnitude(x.shift_step) / x.stride + 1, lanes<T>) * lanes<T>;
        row = phases * segment;
        channel = rows(y, b) * row;
    }
    index rows(const axis& y, const block& b) const { return (b.rows - 1) * row_step + (b.tap_rows - 1) * magnitude(y.shift_step) + 1; }
    index size(const block& b) const { return b.channels * channel; }
    /// Where the first result of the block reads, channel by channel, tap by tap.
    void offsets(index* to, const axis& y, const axis& x, const block& b) const {
        auto from_first = [](index step, index m, index count) { return step >= 0 ? m * step : (count - 1 - m) * -step; };
        for (index l = 0; l < b.tap_columns; ++l) {
            const index u = from_first(x.shift_step, l, b.tap_columns), at = phases > 1 ? u % x.stride * segment + u / x.stride : u;
            for (index m = 0; m < b.tap_rows; ++m)
                for (index c = 0; c < b.channels; ++c) to[(c * b.tap_rows + m) * b.tap_columns + l] = c * channel + from_first(y.shift_step, m, b.tap_rows) * row + at;
        }
    }
};

/// The largest block that fits.
template <class T>
block fitting_block(const axis& y, const axis& x, index channels, index entries) {
    block b{std::max<index>(y.count, 1), std::clamp<index>(x.count, 1, 512), std::max<index>(channels, 1), std::max<index>(y.taps, 1), std::max<index>(x.taps, 1)};
    auto halve = [](index& n) { n = (n + 1) / 2; };
    while (b.channels * b.tap_rows * b.tap_columns > entries) halve(b.channels > 1 ? b.channels : b.tap_rows > 1 ? b.tap_rows : b.tap_columns);
    while (packed_layout<T>(y, x, b).size(b) * static_cast<index>(sizeof(T)) > scratch_bytes)
        halve(b.rows > 8 ? b.rows : b.channels > 8 ? b.channels : b.rows > 1 ? b.rows : b.channels > 1 ? b.channels
              : b.tap_rows > 1 ? b.tap_rows : b.tap_columns > 1 ? b.tap_columns : b.columns);
    b.rows = ceil_div(y.count, std::max<index>(ceil_div(y.count, b.rows), 1));  // blocks of about one size
    return b;
}

/// At least n zeros, in whole vectors.
template <class T>
[[gnu::always_inline]] inline void set_zero(T* to, index n) {
    const batch<T> zero = in_register<T>(batch<T>(T(0)));  // a compiler that sees zeros calls memset
    for (index i = 0; i < n; i += lanes<T>) zero.store_aligned(to + i);
}

/// Copies n elements that lie `stride` bytes apart.
template <class T>
[[gnu::always_inline]] inline void copy_row(T* to, const std::byte* from, index stride, index n) {
    index i = 0;
    if (stride == static_cast<index>(sizeof(T)) && n >= lanes<T>) {
        auto move = [&](index i) { store<T, T>(reinterpret_cast<std::byte*>(to + i), load<T, T>(from + i * stride)); };
        for (; i + lanes<T> <= n; i += lanes<T>) move(i);
        if (i < n) move(n - lanes<T>);
    } else
        for (; i < n; ++i) to[i] = *reinterpret_cast<const T*>(from + i * stride);
}

/// An operand: bytes per step along channel, row and column.
struct plane_view {
    const std::byte* data;
    index channel, row, column;
};

/// Packs what the results from (row, column) on read for the taps of the block from (tap_row, tap_column) on.
template <class T>
void pack(T* to, const packed_layout<T>& layout, plane_view from, const axis& y, const axis& x, const block& b, index row, index column, index tap_row,
          index tap_column) {
    auto lowest = [](const axis& a, index result, index tap, index taps) {
        const index first = a.shift + tap * a.shift_step;
        return result * a.stride + std::min(first, first + (taps - 1) * a.shift_step);
    };
    const index y0 = lowest(y, row, tap_row, b.tap_rows), x0 = lowest(x, column, tap_column, b.tap_columns);
    const index rows = layout.rows(y, b), above = std::clamp<index>(ceil_div(-y0, layout.row_source), 0, rows);
    const index inside = std::clamp<index>(ceil_div(y.extent - y0, layout.row_source), above, rows) - above;
    for (index c = 0; c < b.channels; ++c) {
        set_zero(to + c * layout.channel, above * layout.row);
        set_zero(to + c * layout.channel + (above + inside) * layout.row, (rows - above - inside) * layout.row);
    }
    for (index p = 0; p < layout.phases; ++p) {
        const index low = std::clamp<index>(ceil_div(-x0 - p, x.stride), 0, layout.segment);
        const index high = std::clamp<index>(ceil_div(x.extent - x0 - p, x.stride), low, layout.segment), right = high / lanes<T> * lanes<T>;
        const std::byte* source = from.data + (y0 + above * layout.row_source) * from.row + (x0 + p + low * x.stride) * from.column;
        for (index c = 0; c < b.channels; ++c) {
            T* row = to + c * layout.channel + above * layout.row + p * layout.segment;
            const std::byte* at = source + c * from.channel;
            for (index r = 0; r < inside; ++r, row += layout.row, at += layout.row_source * from.row) {
                set_zero(row, low);
                set_zero(row + right, layout.segment - right);
                copy_row(row + low, at, from.column * x.stride, high - low);
            }
        }
    }
}

/// Calls f(0), f(1), ... f(N - 1) with constants.
template <int N, class F>
[[gnu::always_inline]] inline void unrolled(F f) {
    [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) { (f(std::integral_constant<int, I>{}), ...); }(std::make_integer_sequence<int, N>{});
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
