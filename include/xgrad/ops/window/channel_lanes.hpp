#pragma once

#include "contraction.hpp"

namespace xgrad::contraction {

// The same contractions with vectors of channels instead of columns, for many channels: no lane is lost where a row of the image
// ends or where it is read with a stride, and taps that reach no element of the operand cost nothing.

inline constexpr index pixel_bytes = 160 * 1024, most_pixel_channels = 64, most_channel_taps = 121;

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
    static index most(const axis& a, index results, index taps) { return (results - 1) * a.stride + magnitude((taps - 1) * a.shift_step) + 1; }
};

/// Planes as pixels of `width` channels, zeros after the last one.
template <class T>
void pack_pixels(T* to, index width, plane_view from, index channels, index rows, index columns) {
    constexpr index L = lanes<T>;
    for (index c = 0; c < width; c += L) {
        const index present = std::clamp<index>(channels - c, 0, L);
        for (index y = 0; y < rows; ++y) {
            const std::byte* source = from.data + c * from.channel + y * from.row;
            T* pixel = to + y * columns * width + c;
            index x = 0;
            if (from.column == static_cast<index>(sizeof(T)))
                for (; x + L <= columns; x += L, source += L * from.column, pixel += L * width) {
                    batch<T> v[L];
                    for (index l = 0; l < L; ++l) v[l] = l < present ? load<T, T>(source + l * from.channel) : batch<T>(T(0));
                    transpose<T>(v);
                    for (index l = 0; l < L; ++l) v[l].store_unaligned(pixel + l * width);
                }
            for (; x < columns; ++x, source += from.column, pixel += width)
                for (index l = 0; l < L; ++l) pixel[l] = l < present ? *reinterpret_cast<const T*>(source + l * from.channel) : T(0);
        }
    }
}

/// correlate, by register blocks of pixels by vectors of result channels.
template <class T>
class correlate_channels {
public:
    explicit correlate_channels(const correlation& job) : job_(job) {
        correlation& j = job_;
        skip_unread(j.y, j.in, j.in_row), skip_unread(j.x, j.in, j.in_column);
        auto whole_vectors = [](index n) { return ceil_div(n, L) * L; };
        const index most = std::min(most_channels, weights_size / (most_vectors * L * j.y.taps * j.x.taps));
        width_ = whole_vectors(ceil_div(j.in_channels, ceil_div(j.in_channels, most)));
        index rows = j.y.count, columns = j.x.count;
        auto fits = [&] {
            const index operand = span::most(j.y, rows, j.y.taps) * span::most(j.x, columns, j.x.taps) * width_;
            return operand <= operand_size && rows * columns <= most_pixels;
        };
        while (!fits()) (rows > 1 ? rows : columns) = ((rows > 1 ? rows : columns) + 1) / 2;
        rows = ceil_div(j.y.count, ceil_div(j.y.count, rows)), columns = ceil_div(j.x.count, ceil_div(j.x.count, columns));
        for (index n = 0; n < j.batch; ++n)
            for (index g = 0; g < j.groups; ++g)
                in_parts(j.x.count, columns, [&](index x, index xs) {
                    in_parts(j.y.count, rows, [&](index y, index ys) {
                        in_parts(j.in_channels, width_, [&](index c, index channels) { add(n, g, {y, x, ys, xs, c, channels}); });
                    });
                });
    }

private:
    static constexpr index L = lanes<T>, most_channels = most_pixel_channels, operand_size = pixel_bytes / sizeof(T), most_vectors = 4, most_pixels = 96 * 1024 / sizeof(T) / (most_vectors * L),
                           weights_size = 200 * 1024 / sizeof(T), resident = 16 * 1024 / sizeof(T), most_tile = 8;
    struct part { index row, column, rows, columns, channel, channels; };

    void add(index n, index g, const part& p) {
        const correlation& j = job_;
        const span y(j.y, p.row, p.rows, j.y.shift, j.y.taps), x(j.x, p.column, p.columns, j.x.shift, j.x.taps);
        const std::byte* in = j.in + n * j.in_batch + (g * j.in_channels + p.channel) * j.in_channel + y.first * j.in_row + x.first * j.in_column;
        pack_pixels(packed_, width_, {in, j.in_channel, j.in_row, j.in_column}, p.channels, y.count, x.count);
        std::byte* out = j.out + n * j.out_batch + g * j.out_channels * j.out_channel + (j.y.first + p.row * j.y.step) * j.out_row + (j.x.first + p.column * j.x.step) * j.out_column;
        const std::byte* kernel = j.kernel + g * j.kernel_group + p.channel * j.kernel_in + j.y.tap_first * j.kernel_row + j.x.tap_first * j.kernel_column;
        for (index k = 0; k < j.out_channels;) {
            auto vectors = [&]<int V, int B>() {
                const index present = std::min(j.out_channels - k, V * L);
                sum<V, B>(kernel + k * j.kernel_out, present, p, y, x);
                for (index v = 0; v * L < present; ++v) write<V>(out + (k + v * L) * j.out_channel, v, std::min(present - v * L, L), p);
                k += V * L;
            };
            if (j.out_channels - k > 2 * L) vectors.template operator()<4, many_registers<T> ? 6 : 3>();
            else vectors.template operator()<2, many_registers<T> ? 8 : 6>();
        }
    }

    /// sums_ = all taps' products of a part, V vectors of result channels for every pixel.
    template <int V, int B>
    void sum(const std::byte* kernel, index present, const part& p, const span& y, const span& x) {
        const correlation& j = job_;
        const index pixels = p.rows * p.columns, taps = j.y.taps * j.x.taps;
        pack_weights<V * L>(kernel, p.channels, present);
        in_parts(taps, std::max<index>(resident / (p.channels * V * L), 1), [&](index first, index count) {
            index row = 0, column = 0;
            for (index pixel = 0; pixel < pixels; pixel += B) {
                index at_y[B], at_x[B];
                for (int b = 0; b < B; ++b) {
                    at_y[b] = (p.row + row) * j.y.stride + j.y.shift - y.first, at_x[b] = (p.column + column) * j.x.stride + j.x.shift - x.first;
                    if (pixel + b + 1 < pixels && ++column == p.columns) column = 0, ++row;  // the last tile may repeat its last pixel
                }
                T* to = sums_ + pixel * V * L;
                batch<T> sum[B][V];
                if (first == 0) unrolled<B>([&](auto b) { unrolled<V>([&](auto v) { sum[b][v] = batch<T>(T(0)); }); });
                else unrolled<B>([&](auto b) { unrolled<V>([&](auto v) { sum[b][v] = batch<T>::load_aligned(to + (b * V + v) * L); }); });
                const T* w = weight_ + first * p.channels * V * L;
                for (index t = first; t < first + count; ++t, w += p.channels * V * L) {
                    const T* from[B];
                    bool any = false;
                    for (int b = 0; b < B; ++b) {
                        const index v = at_y[b] + tap_y_[t], u = at_x[b] + tap_x_[t];
                        const bool inside = v >= 0 && v < y.count && u >= 0 && u < x.count;
                        from[b] = inside ? packed_ + (v * x.count + u) * width_ : zero_;
                        any = any || inside;
                    }
                    if (!any) continue;
                    const T* weight = w;
                    for (index c = 0; c < p.channels; ++c, weight += V * L) {
                        auto operand = [&](int b) { return in_register<T>(batch<T>(from[b][c])); };
                        auto tap = [&](int v) { return in_register<T>(batch<T>::load_aligned(weight + v * L)); };
                        if constexpr (B < V) multiply<B, V>(operand, tap, [&](int b, int v) -> batch<T>& { return sum[b][v]; });
                        else multiply<V, B>(tap, operand, [&](int v, int b) -> batch<T>& { return sum[b][v]; });
                    }
                }
                unrolled<B>([&](auto b) { unrolled<V>([&](auto v) { sum[b][v].store_aligned(to + (b * V + v) * L); }); });
            }
        });
    }
    /// Tap by tap, channel by channel, `Width` result channels in a row.
    template <index Width>
    void pack_weights(const std::byte* kernel, index channels, index present) {
        const correlation& j = job_;
        index t = 0;
        for (index m = 0; m < j.y.taps; ++m)
            for (index l = 0; l < j.x.taps; ++l, ++t) {
                tap_y_[t] = m * j.y.shift_step, tap_x_[t] = l * j.x.shift_step;
                from_[t] = m * j.y.tap_step * j.kernel_row + l * j.x.tap_step * j.kernel_column;
            }
        for (index c = 0; c < channels; ++c, kernel += j.kernel_in)
            for (index n = 0; n < t; ++n) {
                T* to = weight_ + (n * channels + c) * Width;
                for (index k = 0; k < present; ++k) to[k] = *reinterpret_cast<const T*>(kernel + from_[n] + k * j.kernel_out);
                for (index k = present; k < Width; ++k) to[k] = T(0);
            }
    }

    /// Vector v of the sums to `channels` planes.
    template <int V>
    void write(std::byte* to, index v, index channels, const part& p) {
        const correlation& j = job_;
        const index row_step = j.y.step * j.out_row, column_step = j.x.step * j.out_column;
        const bool first = p.channel == 0 && !j.accumulate, dense = column_step == static_cast<index>(sizeof(T)) && p.columns >= L;
        auto put = [&](std::byte* at, auto sum) {
            if constexpr (std::is_same_v<decltype(sum), T>) *reinterpret_cast<T*>(at) = first ? sum : *reinterpret_cast<T*>(at) + sum;
            else store<T, T>(at, first ? sum : load<T, T>(at) + sum);
        };
        for (index row = 0; row < p.rows; ++row) {
            const T* from = sums_ + row * p.columns * V * L + v * L;
            std::byte* out = to + row * row_step;
            index x = 0;
            while (dense && x < p.columns) {
                if (x + L > p.columns) {
                    if (!first) break;  // nothing is added twice
                    x = p.columns - L;
                }
                batch<T> pixel[L];
                for (index l = 0; l < L; ++l) pixel[l] = batch<T>::load_aligned(from + (x + l) * V * L);
                transpose<T>(pixel);
                for (index k = 0; k < channels; ++k) put(out + k * j.out_channel + x * column_step, pixel[k]);
                x += L;
            }
            for (; x < p.columns; ++x)
                for (index k = 0; k < channels; ++k) put(out + k * j.out_channel + x * column_step, from[x * V * L + k]);
        }
    }

    alignas(64) T packed_[operand_size];
    alignas(64) T sums_[(most_pixels + most_tile) * most_vectors * L];
    alignas(64) T weight_[weights_size];
    alignas(64) T zero_[most_channels + L] = {};
    index tap_y_[most_channel_taps], tap_x_[most_channel_taps], from_[most_channel_taps], width_;
    correlation job_;
};

/// correlate_pixels, by register blocks of operand channels by vectors of result channels. Products are summed in the lanes of a part of
/// the pixels, and the parts in double.
template <class T>
class correlate_pixels_channels {
public:
    /// `job.kernel` is written, `job.out` is read.
    correlate_pixels_channels(const correlation& job, std::byte* kernel) : job_(job) {
        correlation& j = job_;
        skip_unread(j.y, j.in, j.in_row), skip_unread(j.x, j.in, j.in_column);
        const index blocks = std::min(ceil_div(j.in_channels, W), most_blocks), result_blocks = std::min(ceil_div(j.out_channels, W), most_blocks);
        const index taps = max_totals / (blocks * W * result_blocks * W), tap_columns = std::min(taps, j.x.taps), tap_rows = std::min(taps / tap_columns, j.y.taps);
        for (index g = 0; g < j.groups; ++g)
            in_parts(j.out_channels, result_blocks * W, [&](index k, index ks) {
                in_parts(j.in_channels, blocks * W, [&](index c, index cs) {
                    in_parts(j.y.taps, tap_rows, [&](index m, index ms) {
                        in_parts(j.x.taps, tap_columns, [&](index l, index ls) { sum(kernel + g * j.kernel_group, {g, k, ks, c, cs, m, ms, l, ls}); });
                    });
                });
            });
    }

private:
    static constexpr index L = lanes<T>, W = std::max<index>(16, 2 * L), most_blocks = most_pixel_channels / W, max_totals = 32 * 1024, most_pixels = 16 * 1024 / sizeof(T) / W,
                           operand_size = pixel_bytes / sizeof(T);
    static constexpr int V = 2;
    struct part { index group, k, ks, c, cs, m, ms, l, ls; };

    void sum(std::byte* kernel, const part& p) {
        const correlation& j = job_;
        const index taps = p.ms * p.ls, cs = ceil_div(p.cs, W) * W, ks = ceil_div(p.ks, W) * W;
        std::fill_n(total_, taps * cs * ks, 0.);
        const index shift_y = j.y.shift + p.m * j.y.shift_step, shift_x = j.x.shift + p.l * j.x.shift_step;
        index rows = std::max<index>(j.y.count, 1), columns = std::max<index>(j.x.count, 1);
        auto fits = [&] {
            return rows * columns <= most_pixels && span::most(j.y, rows, p.ms) * span::most(j.x, columns, p.ls) * cs <= operand_size;
        };
        while (!fits()) (rows > 1 ? rows : columns) = ((rows > 1 ? rows : columns) + 1) / 2;
        rows = ceil_div(j.y.count, std::max<index>(ceil_div(j.y.count, rows), 1));
        for (index image = 0; image < j.batch * j.depth; ++image)
            in_parts(j.x.count, columns, [&](index column, index width) {
                in_parts(j.y.count, rows, [&](index row, index height) {
                    const index n = image / j.depth, z = image % j.depth;
                    const span y(j.y, row, height, shift_y, p.ms), x(j.x, column, width, shift_x, p.ls);
                    const std::byte* in = j.in + n * j.in_batch + z * j.in_depth + (p.group * j.in_channels + p.c) * j.in_channel + y.first * j.in_row + x.first * j.in_column;
                    const std::byte* out = j.out + n * j.out_batch + z * j.out_depth + (p.group * j.out_channels + p.k) * j.out_channel + row * j.out_row + column * j.out_column;
                    for (index c = 0; c < cs; c += W)
                        pack_pixels(packed_ + c * y.count * x.count, W, {in + c * j.in_channel, j.in_channel, j.in_row, j.in_column}, p.cs - c, y.count, x.count);
                    for (index k = 0; k < ks; k += W)
                        pack_pixels(results_ + k * height * width, W, {out + k * j.out_channel, j.out_channel, j.out_row, j.out_column}, p.ks - k, height, width);
                    for (index k = 0; k < ks; k += W)
                        for (index c = 0; c < cs; c += W)
                            for (index t = 0; t < taps; ++t) {
                                const index first_y = row * j.y.stride + shift_y + t / p.ls * j.y.shift_step - y.first, first_x = column * j.x.stride + shift_x + t % p.ls * j.x.shift_step - x.first;
                                add(total_ + ((t * ks + k) * cs + c * W), packed_ + c * y.count * x.count, results_ + k * height * width, {first_y, j.y.stride, y.count, height},
                                    {first_x, j.x.stride, x.count, width}, std::min(p.cs - c, W), std::min(p.ks - k, W));
                            }
                });
            });
        in_parts(p.ks, L, [&](index k, index some) {
            for (index c = 0; c < p.cs; ++c)
                for (index t = 0; t < taps; ++t) {
                    const double* from = total_ + (t * ks + k / W * W) * cs + c / W * W * W + c % W * W + k % W;
                    std::byte* to = kernel + (p.k + k) * j.kernel_out + (p.c + c) * j.kernel_in + (p.m + t / p.ls) * j.kernel_row + (p.l + t % p.ls) * j.kernel_column;
                    for (index l = 0; l < some; ++l) *reinterpret_cast<T*>(to + l * j.kernel_out) = static_cast<T>(from[l]);
                }
        });
    }

    /// Result i reads element first + i * stride of `count`.
    struct tap_axis {
        index first, stride, count, results;
        index begin() const { return std::clamp<index>(ceil_div(-first, stride), 0, results); }
        index end() const { return std::clamp<index>(ceil_div(count - first, stride), begin(), results); }
    };
    /// W by W sums of one tap.
    void add(double* total, const T* x, const T* g, const tap_axis& rows, const tap_axis& columns, index channels, index results) {
        const index y0 = rows.begin(), y1 = rows.end(), x0 = columns.begin(), x1 = columns.end();
        if (y0 == y1 || x0 == x1) return;
        x += ((rows.first + y0 * rows.stride) * columns.count + columns.first + x0 * columns.stride) * W;
        g += (y0 * columns.results + x0) * W;
        const step_sizes step{y1 - y0, x1 - x0, rows.stride * columns.count * W, columns.results * W, columns.stride * W};
        for (index k = 0; k < results; k += V * L)
            in_groups<many_registers<T> ? 8 : 6>(channels, [&](auto size, index c) { add_channels<size>(total + c * W + k, x + c, g + k, step); });
    }
    struct step_sizes { index rows, columns, operand_row, result_row, operand; };
    template <int B>
    static void add_channels(double* total, const T* x, const T* g, const step_sizes& step) {
        batch<T> sum[B][V];
        unrolled<B>([&](auto b) { unrolled<V>([&](auto v) { sum[b][v] = batch<T>(T(0)); }); });
        for (index row = 0; row < step.rows; ++row, x += step.operand_row, g += step.result_row) {
            const T *from = x, *dy = g;
            for (index column = 0; column < step.columns; ++column, from += step.operand, dy += W)
                multiply<V, B>([&](int v) { return in_register<T>(batch<T>::load_aligned(dy + v * L)); }, [&](int b) { return in_register<T>(batch<T>(from[b])); },
                               [&](int v, int b) -> batch<T>& { return sum[b][v]; });
        }
        alignas(64) T lane[V * L];
        unrolled<B>([&](auto b) {
            unrolled<V>([&](auto v) { sum[b][v].store_aligned(lane + v * L); });
            for (index l = 0; l < V * L; ++l) total[b * W + l] += static_cast<double>(lane[l]);
        });
    }

    alignas(64) T packed_[operand_size];
    alignas(64) T results_[most_pixels * most_blocks * W];
    double total_[max_totals];
    correlation job_;
};

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
    if (box * most_pixel_channels * static_cast<index>(sizeof(T)) > pixel_bytes || j.y.taps * j.x.taps > most_channel_taps) return false;
    const double in = static_cast<double>(j.in_channels), out = static_cast<double>(j.out_channels);
    const double channels = in / (in + 2) * out / static_cast<double>(ceil_div(j.out_channels, 2 * lanes<T>) * 2 * lanes<T>);
    const double columns = useful_share(j.y, 1) * useful_share(j.x, lanes<T>) * (j.x.stride > 1 || j.y.taps * j.x.taps == 1 ? 0.75 : 1.);
    return channels > columns_lose * columns;
}
template <class T>
void run_correlation(const correlation& job) {
    if (prefers_channels<T>(job, 1)) correlate_channels<T>{job};
    else correlate<T>{job};
}
template <class T>
void run_correlation_of_pixels(const correlation& job, std::byte* kernel) {
    if (prefers_channels<T>(job, 0.85)) correlate_pixels_channels<T>(job, kernel);
    else correlate_pixels<T>(job, kernel);
}

}  // namespace xgrad::contraction
