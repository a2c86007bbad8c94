#pragma once

#include "correlate_columns.hpp"
#include "correlate_channels.hpp"
#include "correlate_pixels.hpp"
#include "correlate_pixels_channels.hpp"

namespace xgrad::contraction {

/// The share of the products along an axis that are no zeros around the operand, in results rounded up to `whole`.
inline double useful_share(const axis& a, index whole) {
    index inside = 0;
    for (index m = 0; m < a.taps; ++m) {
        const index shift = a.shift + m * a.shift_step, first = std::clamp<index>(ceil_div(-shift, a.stride), 0, a.count);
        inside += std::clamp<index>(ceil_div(a.extent - shift, a.stride), first, a.count) - first;
    }
    return static_cast<double>(inside) / static_cast<double>(ceil_div(a.count, whole) * whole * a.taps);
}
/// Whether vectors of channels lose less than vectors of columns: measured, roughly.
template <class T>
bool prefers_channels(const correlation& j, double columns_lose) {
    if (j.y.count <= 0 || j.x.count <= 0 || j.in_channels <= 0 || j.out_channels <= 0 || j.y.taps <= 0 || j.x.taps <= 0) return false;
    const index box = span::most(j.y, 1, j.y.taps) * span::most(j.x, 1, j.x.taps);  // what one result reads
    if (box * most_pixel_channels * static_cast<index>(sizeof(T)) > pixel_bytes || j.y.taps * j.x.taps > most_channel_taps<T>) return false;
    const double in = static_cast<double>(j.in_channels), out = static_cast<double>(j.out_channels);
    const double channels = in / (in + 2) * out / static_cast<double>(ceil_div(j.out_channels, 2 * lanes<T>) * 2 * lanes<T>);
    const double columns = useful_share(j.y, 1) * useful_share(j.x, lanes<T>) * (j.x.stride > 1 || j.y.taps * j.x.taps == 1 ? 0.75 : 0.95);
    return channels > columns_lose * columns;
}
template <class T>
void run_correlation(const correlation& job) {
    if (prefers_channels<T>(job, 1)) correlate_channels<T>{job};
    else correlate_columns<T>{job};
}
template <class T>
void run_correlation_of_pixels(const correlation& job, std::byte* kernel) {
    if (prefers_channels<T>(job, 0.85)) correlate_pixels_channels<T>(job, kernel);
    else correlate_pixels<T>(job, kernel);
}

}  // namespace xgrad::contraction
