#pragma once

#include "contraction.hpp"

namespace xgrad::contraction {

// The same contractions with vectors of channels instead of columns, for many channels: no lane is lost where a row of the image
// ends or where it is read with a stride, and taps that reach no element of the operand cost nothing.

inline constexpr index pixel_bytes = 160 * 1024, weight_bytes = 200 * 1024, most_pixel_channels = 64, most_vectors = 4;
template <class T>
inline constexpr index most_channel_taps = std::min<index>(weight_bytes / (most_vectors * lanes<T> * lanes<T> * sizeof(T)), 121);

/// An axis of which one tap reads has only the elements that are read, without a stride.
inline void skip_unread(axis& a, const std::byte*& data, index& step) {
    if (a.taps != 1 || a.stride == 1) return;
    const index first = std::max<index>(ceil_div(-a.shift, a.stride), 0);
    const index end = std::max(std::min(a.count, ceil_div(a.extent - a.shift, a.stride)), first);
    data += (first * a.stride + a.shift) * step;
    step *= a.stride;
    a.extent = end - first, a.stride = 1, a.shift = -first;
}

/// The elements of the operand that some results read for taps of which the first reads at `shift`.
struct span {
    index first, count;
    span(const axis& a, index result, index results, index shift, index taps) {
        const index reach = (taps - 1) * a.shift_step, low = result * a.stride + shift + std::min<index>(reach, 0);
        first = std::clamp<index>(low, 0, a.extent);
        count = std::clamp<index>(low + most(a, results, taps), first, a.extent) - first;
    }
    static index most(const axis& a, index results, index taps) {
        return (results - 1) * a.stride + magnitude((taps - 1) * a.shift_step) + 1;
    }
};

struct pixel_part {
    index rows, columns;
    double packed = std::numeric_limits<double>::infinity();  // per result
};
/// The part of the results, of at most so many that read at most so many pixels, for which the fewest pixels are packed per result, and
/// `weights` in pixels' stead.
inline pixel_part least_packed(const axis& y, const axis& x, index most_results, index most_read, index weights) {
    constexpr index least_columns = 16;
    pixel_part best{1, 1};
    const double none = best.packed;
    for (index parts = 1; parts <= x.count && (ceil_div(x.count, parts) >= least_columns || best.packed == none); ++parts) {
        const index columns = ceil_div(x.count, parts), across = span::most(x, columns, x.taps);
        const index most_rows = std::min({y.count, most_results / columns, (most_read / across - span::most(y, 1, y.taps)) / y.stride + 1});
        if (most_read / across < span::most(y, 1, y.taps) || most_rows < 1) continue;
        const index rows = ceil_div(y.count, ceil_div(y.count, most_rows));
        const double packed = static_cast<double>(span::most(y, rows, y.taps) * across + weights) / static_cast<double>(rows * columns);
        if (packed < best.packed) best = {rows, columns, packed};
    }
    return best;
}

/// Rows of planes as pixels of `width` channels, zeros after the last one.
template <class T>
void pack_pixels(T* to, index width, plane_view from, index channels, index first_row, index rows, index columns) {
    constexpr index L = lanes<T>;
    for (index c = 0; c < width; c += L) {
        const index present = std::clamp<index>(channels - c, 0, L);
        for (index y = 0; y < rows; ++y) {
            const std::byte* source = from.at_row(first_row + y) + c * from.channel;
            T* pixel = to + y * columns * width + c;
            index x = 0;
            if (from.column == static_cast<index>(sizeof(T)))
                for (; x + L <= columns; x += L, source += L * from.column, pixel += L * width) {
                    // so many planes are more than a processor fetches by itself
                    for (index l = 0; l < present; ++l) __builtin_prefetch(source + l * from.channel + from.row);
                    batch<T> v[L];
                    for (index l = 0; l < L; ++l) v[l] = l < present ? load<T, T>(source + l * from.channel) : batch<T>(T(0));
                    transpose<T>(v);
                    for (index l = 0; l < L; ++l) v[l].store_unaligned(pixel + l * width);
                }
            for (; x < columns; ++x, source = in_register(source + from.column), pixel += width)
                for (index l = 0; l < L; ++l) pixel[l] = l < present ? *reinterpret_cast<const T*>(source + l * from.channel) : T(0);
        }
    }
}

}  // namespace xgrad::contraction
