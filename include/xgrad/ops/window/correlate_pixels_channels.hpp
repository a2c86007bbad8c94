#pragma once

#include "channel_block.hpp"

namespace xgrad::contraction {

/// correlate_pixels, by register blocks of operand channels by vectors of result channels. Products are summed in the lanes of a part of
/// the pixels, and the parts in double.
template <class T>
class correlate_pixels_channels {
public:
    /// `job.kernel` is written, `job.out` is read.
    correlate_pixels_channels(const correlation& job, std::byte* kernel) : job_(job) {
        correlation& j = job_;
        if (j.in_kept == 0) skip_unread(j.y, j.in, j.in_row);
        skip_unread(j.x, j.in, j.in_column);
        index blocks = std::min(ceil_div(j.in_channels, W), most_blocks),
              result_blocks = std::min(ceil_div(j.out_channels, W), most_blocks);
        while (blocks * result_blocks > 1 && j.y.taps * j.x.taps * blocks * W * result_blocks * W > max_totals) {
            index& larger = result_blocks >= blocks ? result_blocks : blocks;
            larger = (larger + 1) / 2;  // all taps, which lie side by side in the kernel, if possible
        }
        const index taps = max_totals / (blocks * W * result_blocks * W), tap_columns = std::min(taps, j.x.taps),
                    tap_rows = std::min(taps / tap_columns, j.y.taps);
        for (index g = 0; g < j.groups; ++g)
            in_parts(j.out_channels, result_blocks * W, [&](index k, index ks) {
                in_parts(j.in_channels, blocks * W, [&](index c, index cs) {
                    in_parts(j.y.taps, tap_rows, [&](index m, index ms) {
                        in_parts(j.x.taps, tap_columns, [&](index l, index ls) {
                            sum(kernel + g * j.kernel_group, {g, k, ks, c, cs, m, ms, l, ls});
                        });
                    });
                });
            });
    }

private:
    static constexpr index L = lanes<T>, W = std::max<index>(16, 2 * L), most_blocks = most_pixel_channels / W, max_totals = 32 * 1024,
                           most_pixels = 16 * 1024 / sizeof(T) / W, operand_size = pixel_bytes / sizeof(T);
    static constexpr int V = 2;
    struct part {
        index group, k, ks, c, cs, m, ms, l, ls;
    };

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
                    const std::byte* in =
                        j.in + n * j.in_batch + z * j.in_depth + (p.group * j.in_channels + p.c) * j.in_channel + x.first * j.in_column;
                    const std::byte* out = j.out + n * j.out_batch + z * j.out_depth + (p.group * j.out_channels + p.k) * j.out_channel +
                        row * j.out_row + column * j.out_column;
                    for (index c = 0; c < cs; c += W)
                        pack_pixels(packed_ + c * y.count * x.count, W,
                            {in + c * j.in_channel, j.in_channel, j.in_row, j.in_column, j.in_kept}, p.cs - c, y.first, y.count, x.count);
                    for (index k = 0; k < ks; k += W)
                        pack_pixels(results_ + k * height * width, W, {out + k * j.out_channel, j.out_channel, j.out_row, j.out_column},
                            p.ks - k, 0, height, width);
                    for (index k = 0; k < ks; k += W)
                        for (index c = 0; c < cs; c += W)
                            for (index t = 0; t < taps; ++t) {
                                const index first_y = row * j.y.stride + shift_y + t / p.ls * j.y.shift_step - y.first,
                                            first_x = column * j.x.stride + shift_x + t % p.ls * j.x.shift_step - x.first;
                                add(total_ + ((t * ks + k) * cs + c * W), packed_ + c * y.count * x.count, results_ + k * height * width,
                                    {first_y, j.y.stride, y.count, height}, {first_x, j.x.stride, x.count, width}, std::min(p.cs - c, W),
                                    std::min(p.ks - k, W));
                            }
                });
            });
        in_parts(p.ks, L, [&](index k, index some) {
            for (index c = 0; c < p.cs; ++c)
                for (index t = 0; t < taps; ++t) {
                    const double* from = total_ + (t * ks + k / W * W) * cs + c / W * W * W + c % W * W + k % W;
                    std::byte* to = kernel + (p.k + k) * j.kernel_out + (p.c + c) * j.kernel_in + (p.m + t / p.ls) * j.kernel_row +
                        (p.l + t % p.ls) * j.kernel_column;
                    for (index l = 0; l < some; ++l) put_total<T>(to + l * j.kernel_out, from[l], j.add_totals);
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
            in_groups<many_registers<T> ? 8 : 6>(
                channels, [&](auto size, index c) { add_channels<size>(total + c * W + k, x + c, g + k, step); });
    }
    struct step_sizes {
        index rows, columns, operand_row, result_row, operand;
    };
    template <int B>
    [[gnu::noinline]] static void add_channels(double* total, const T* x, const T* g, const step_sizes& step) {
        batch<T> sum[B][V];
        unrolled<B, V>([&](int b, int v) __attribute__((always_inline)) { sum[b][v] = batch<T>(T(0)); });
        for (index row = 0; row < step.rows; ++row, x += step.operand_row, g += step.result_row) {
            const T *from = x, *dy = g;
            for (index column = 0; column < step.columns; ++column, from += step.operand, dy += W)
                multiply<V, B>([&](int v) { return in_register<T>(batch<T>::load_aligned(dy + v * L)); },
                    [&](int b) { return in_register<T>(batch<T>(from[b])); }, [&](int v, int b) -> batch<T>& { return sum[b][v]; });
        }
        alignas(64) T lanes[B][V * L];
        unrolled<B, V>([&](int b, int v) __attribute__((always_inline)) { sum[b][v].store_aligned(lanes[b] + v * L); });
        add_lanes(total, lanes, B);
    }
    /// Sums of `channels` operand channels to their totals.
    [[gnu::noinline]] static void add_lanes(double* total, const T (*lanes)[V * L], int channels) {
        for (int b = 0; b < channels; ++b)
            for (index l = 0; l < V * L; ++l) total[b * W + l] += static_cast<double>(lanes[b][l]);
    }

    alignas(64) T packed_[operand_size];
    alignas(64) T results_[most_pixels * most_blocks * W];
    double total_[max_totals];
    correlation job_;
};

}  // namespace xgrad::contraction
