#pragma once

#include "channel_block.hpp"

namespace xgrad::contraction {

/// correlate, by register blocks of pixels by vectors of result channels.
template <class T>
class correlate_channels {
public:
    explicit correlate_channels(const correlation& job) : job_(job) {
        correlation& j = job_;
        if (j.in_kept == 0) skip_unread(j.y, j.in, j.in_row);
        skip_unread(j.x, j.in, j.in_column);
        const index most = std::min(most_channels, weights_size / (most_vectors * L * j.y.taps * j.x.taps)) / L * L;
        const pixel_part of = choose_part(most);
        for (index n = 0; n < j.batch; ++n)
            for (index g = 0; g < j.groups; ++g)
                in_parts(j.x.count, of.columns, [&](index x, index xs) {
                    in_parts(j.y.count, of.rows, [&](index y, index ys) {
                        in_parts(j.in_channels, width_, [&](index c, index channels) { add(n, g, {y, x, ys, xs, c, channels}); });
                    });
                });
    }

private:
    static constexpr index L = lanes<T>, most_channels = most_pixel_channels, operand_size = pixel_bytes / sizeof(T),
                           most_pixels = 96 * 1024 / sizeof(T) / (most_vectors * L), weights_size = weight_bytes / sizeof(T),
                           resident = 16 * 1024 / sizeof(T), most_tile = 8;
    struct part {
        index row, column, rows, columns, channel, channels;
    };

    /// Fewer channels at a time leave room for more pixels, for which weights are packed once, but sums are loaded and stored more often.
    pixel_part choose_part(index most) {
        const correlation& j = job_;
        pixel_part best{1, 1};
        for (index channels = most, width = 0; channels >= L; channels = width - L) {  // each width once
            width = ceil_div(ceil_div(j.in_channels, ceil_div(j.in_channels, channels)), L) * L;
            pixel_part of = least_packed(j.y, j.x, most_pixels, operand_size / width, j.y.taps * j.x.taps * j.out_channels);
            of.packed += 2 * static_cast<double>(j.out_channels) / static_cast<double>(L * width);
            if (of.packed < best.packed || channels == most) best = of, width_ = width;
        }
        return best;
    }
    void add(index n, index g, const part& p) {
        const correlation& j = job_;
        const span y(j.y, p.row, p.rows, j.y.shift, j.y.taps), x(j.x, p.column, p.columns, j.x.shift, j.x.taps);
        const std::byte* in = j.in + n * j.in_batch + (g * j.in_channels + p.channel) * j.in_channel + x.first * j.in_column;
        pack_pixels(packed_, width_, {in, j.in_channel, j.in_row, j.in_column, j.in_kept}, p.channels, y.first, y.count, x.count);
        std::byte* out = j.out + n * j.out_batch + g * j.out_channels * j.out_channel + (j.y.first + p.row * j.y.step) * j.out_row +
            (j.x.first + p.column * j.x.step) * j.out_column;
        const std::byte* kernel =
            j.kernel + g * j.kernel_group + p.channel * j.kernel_in + j.y.tap_first * j.kernel_row + j.x.tap_first * j.kernel_column;
        for (index k = 0; k < j.out_channels;) {
            auto vectors = [&]<int V, int B>() {
                const index present = std::min(j.out_channels - k, V * L);
                sum<V, B>(kernel + k * j.kernel_out, present, p, y, x);
                for (index v = 0; v * L < present; ++v)
                    write(out + (k + v * L) * j.out_channel, sums_ + v * L, V * L, std::min(present - v * L, L), p);
                k += V * L;
            };
            if (j.out_channels - k > 2 * L) vectors.template operator()<4, many_registers<T> ? 6 : 3>();
            else vectors.template operator()<2, many_registers<T> ? 8 : 6>();
        }
    }

    /// sums_ = all taps' products of a part, V vectors of result channels for every pixel.
    template <int V, int B>
    [[gnu::noinline]] void sum(const std::byte* kernel, index present, const part& p, const span& y, const span& x) {
        const correlation& j = job_;
        const index pixels = p.rows * p.columns, taps = j.y.taps * j.x.taps;
        pack_weights(kernel, p.channels, present, V * L);
        in_parts(taps, std::max<index>(resident / (p.channels * V * L), 1), [&](index first, index count) {
            index row = 0, column = 0;
            for (index pixel = 0; pixel < pixels; pixel += B) {
                index at_y[B], at_x[B];
                for (int b = 0; b < B; ++b) {
                    at_y[b] = (p.row + row) * j.y.stride + j.y.shift - y.first,
                    at_x[b] = (p.column + column) * j.x.stride + j.x.shift - x.first;
                    if (pixel + b + 1 < pixels && ++column == p.columns) column = 0, ++row;  // the last tile may repeat its last pixel
                }
                T* to = sums_ + pixel * V * L;
                batch<T> sum[B][V];
                if (first == 0) unrolled<B, V>([&](int b, int v) __attribute__((always_inline)) { sum[b][v] = batch<T>(T(0)); });
                else
                    unrolled<B, V>([&](int b, int v)
                            __attribute__((always_inline)) { sum[b][v] = batch<T>::load_aligned(to + (b * V + v) * L); });
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
                unrolled<B, V>([&](int b, int v) __attribute__((always_inline)) { sum[b][v].store_aligned(to + (b * V + v) * L); });
            }
        });
    }
    /// Tap by tap, channel by channel, `width` result channels in a row.
    [[gnu::noinline]] void pack_weights(const std::byte* kernel, index channels, index present, index width) {
        const correlation& j = job_;
        index t = 0;
        for (index m = 0; m < j.y.taps; ++m)
            for (index l = 0; l < j.x.taps; ++l, ++t) {
                tap_y_[t] = m * j.y.shift_step, tap_x_[t] = l * j.x.shift_step;
                from_[t] = m * j.y.tap_step * j.kernel_row + l * j.x.tap_step * j.kernel_column;
            }
        for (index c = 0; c < channels; ++c, kernel += j.kernel_in)
            for (index n = 0; n < t; ++n) {
                T* const to = weight_ + (n * channels + c) * width;
                if (present < width) set_zero(to, width);
                copy_row(to, kernel + from_[n], j.kernel_out, present);
            }
    }

    /// A vector of the sums of every pixel, `pixel_step` elements apart, to `channels` planes.
    [[gnu::noinline]] void write(std::byte* to, const T* sums, index pixel_step, index channels, const part& p) {
        const correlation& j = job_;
        const index row_step = j.y.step * j.out_row, column_step = j.x.step * j.out_column;
        const bool first = p.channel == 0 && !j.accumulate, dense = column_step == static_cast<index>(sizeof(T)) && p.columns >= L;
        auto put = [&](std::byte* at, auto sum) {
            if constexpr (std::is_same_v<decltype(sum), T>) *reinterpret_cast<T*>(at) = first ? sum : *reinterpret_cast<T*>(at) + sum;
            else store<T, T>(at, first ? sum : load<T, T>(at) + sum);
        };
        for (index row = 0; row < p.rows; ++row) {
            const T* from = sums + row * p.columns * pixel_step;
            std::byte* out = to + row * row_step;
            index x = 0;
            while (dense && x < p.columns) {
                if (x + L > p.columns) {
                    if (!first) break;  // nothing is added twice
                    x = p.columns - L;
                }
                batch<T> pixel[L];
                for (index l = 0; l < L; ++l) pixel[l] = batch<T>::load_aligned(from + (x + l) * pixel_step);
                transpose<T>(pixel);
                for (index k = 0; k < channels; ++k) put(out + k * j.out_channel + x * column_step, pixel[k]);
                x += L;
            }
            for (; x < p.columns; ++x) {
                std::byte* at = out + x * column_step;
                for (index k = 0; k < channels; ++k, at = in_register(at + j.out_channel)) put(at, from[x * pixel_step + k]);
            }
        }
    }

    alignas(64) T packed_[operand_size];
    alignas(64) T sums_[(most_pixels + most_tile) * most_vectors * L];
    alignas(64) T weight_[weights_size];
    alignas(64) T zero_[most_channels + L] = {};
    index tap_y_[most_channel_taps<T>], tap_x_[most_channel_taps<T>], from_[most_channel_taps<T>], width_;
    correlation job_;
};

}  // namespace xgrad::contraction
