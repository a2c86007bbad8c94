#pragma once

#include "contraction.hpp"

namespace xgrad::contraction {

/// The other contraction of the same three arrays: kernel[k, c, tap] = sum over images and pixels of out[n, k] times in[n, c] at
/// the tap, for the first results and taps, whatever `first` and `step` say. Products are summed in the lanes of a block and the blocks in
/// double.
template <class T>
class correlate_pixels {
public:
    /// `job.kernel` is written, `job.out` is read.
    correlate_pixels(const correlation& job, std::byte* kernel) : job_(job) {
        constexpr index most_results = 16;
        const index results = std::min<index>(job.out_channels, most_results);
        block_ = fitting_block<T>(job.y, job.x, std::min<index>(job.in_channels, 16), max_totals / std::max<index>(results, 1));
        const index pixels =
            loop_bytes / static_cast<index>(sizeof(T)) / std::clamp<index>(results, 1, 4);  // what one loop reads stays in the first cache
        while (block_.rows * ceil_div(block_.columns, lanes<T>) * lanes<T> > pixels) {
            index& n = block_.rows > 1 ? block_.rows : block_.columns;
            n = (n + 1) / 2;
        }
        for (index g = 0; g < job.groups; ++g)
            in_parts(job.out_channels, most_results, [&](index k, index ks) {
                in_parts(job.in_channels, block_.channels, [&](index c, index channels) {
                    in_parts(job.y.taps, block_.tap_rows, [&](index a, index tap_rows) {
                        in_parts(job.x.taps, block_.tap_columns, [&](index b, index tap_columns) {
                            if (ks * channels * tap_rows * tap_columns == 0) return;
                            sum(kernel + g * job.kernel_group + k * job.kernel_out + c * job.kernel_in + a * job.kernel_row +
                                    b * job.kernel_column,
                                g, k, ks, c, {0, 0, channels, tap_rows, tap_columns}, a, b);
                        });
                    });
                });
            });
    }

private:
    static constexpr index max_totals = 4096, loop_bytes = 16 * 1024;

    void sum(std::byte* to, index g, index k, index ks, index c, block part, index a, index b) {
        const correlation& j = job_;
        const index entries = part.channels * part.tap_rows * part.tap_columns;
        std::fill_n(total_, ks * entries, 0.);
        for (index image = 0; image < j.batch * j.depth; ++image)
            in_parts(j.x.count, block_.columns, [&](index column, index columns) {
                in_parts(j.y.count, block_.rows, [&](index row, index rows) {
                    part.rows = rows, part.columns = columns;
                    if (rows * columns == 0) return;
                    const index n = image / j.depth, z = image % j.depth;
                    const std::byte* in = j.in + n * j.in_batch + z * j.in_depth + (g * j.in_channels + c) * j.in_channel;
                    const packed_layout<T> layout(j.y, j.x, part);
                    find_operand({in, j.in_channel, j.in_row, j.in_column, j.in_kept}, layout, part, row, column, a, b);
                    find_results(j.out + n * j.out_batch + z * j.out_depth + (g * j.out_channels + k) * j.out_channel + row * j.out_row +
                            column * j.out_column,
                        ks, part);
                    add(layout, part, ks, entries);
                });
            });
        const double* t = total_;
        for (index r = 0; r < ks; ++r)
            for (index m = 0; m < part.tap_rows; ++m)
                for (index i = 0; i < part.channels; ++i)
                    for (index l = 0; l < part.tap_columns; ++l)
                        put_total<T>(to + r * j.kernel_out + i * j.kernel_in + m * j.kernel_row + l * j.kernel_column, *t++, j.add_totals);
    }
    void find_operand(
        const plane_view& from, const packed_layout<T>& layout, const block& part, index row, index column, index a, index b) {
        const correlation& j = job_;
        constexpr index size = sizeof(T);
        operand_ = packed_, operand_row_ = layout.row;
        index channel = layout.channel;
        if (lies_inside(from, layout, j.y, j.x, part, row, column, a, b)) {
            operand_ = reinterpret_cast<const T*>(at_first(from, j.y, j.x, part, row, column, a, b));
            operand_row_ = layout.row_source * j.in_row / size, channel = j.in_channel / size;
        } else pack(packed_, layout, from, j.y, j.x, part, row, column, a, b);
        layout.offsets(offset_, j.y, j.x, part, channel, operand_row_);
    }
    /// Dense rows are read in place.
    void find_results(const std::byte* from, index ks, const block& part) {
        const correlation& j = job_;
        constexpr index size = sizeof(T);
        results_ = reinterpret_cast<const T*>(from), result_row_ = j.out_row / size, result_plane_ = j.out_channel / size;
        if (j.out_column == size && j.out_row % size == 0 && j.out_channel % size == 0 && part.columns >= lanes<T>) return;
        result_row_ = ceil_div(part.columns, lanes<T>) * lanes<T>, result_plane_ = part.rows * result_row_;
        T* to = packed_results_;
        results_ = to;
        for (index r = 0; r < ks; ++r)
            for (index i = 0; i < part.rows; ++i, to += result_row_) {
                std::fill_n(to + result_row_ - lanes<T>, lanes<T>, T(0));
                copy_row(to, from + r * j.out_channel + i * j.out_row, j.out_column, part.columns);
            }
    }
    void add(const packed_layout<T>& layout, const block& part, index ks, index entries) {
        constexpr int most = 4;
        in_groups<most>(ks, [&](auto size, index k) {
            constexpr int B = size, E = many_registers<T> ? (B == 4 ? 6 : 9) : B == 4 ? 3 : B == 3 ? 4 : B == 2 ? 6 : 8;
            for (index first = 0; first < entries; first += E) add_entries<B, E>(layout, part, k, first, entries);
        });
    }
    /// B result channels by E taps: their sums are in registers.
    template <int B, int E>
    [[gnu::noinline]] void add_entries(const packed_layout<T>& layout, const block& part, index k, index first, index entries) {
        index offset[E];
        for (int e = 0; e < E; ++e) offset[e] = offset_[std::min(first + e, entries - 1)];
        batch<T> sum[B][E];
        unrolled<B, E>([&](int b, int e) __attribute__((always_inline)) { sum[b][e] = batch<T>(T(0)); });
        // The last vector of a row may overlap the one before: its lanes count once.
        const index rest = part.columns % lanes<T>, back = part.columns >= lanes<T> && rest > 0 ? lanes<T> - rest : 0;
        const auto inside = lanes_between<T>(static_cast<int>(back), static_cast<int>(back + rest));
        for (index row = 0; row < part.rows; ++row) {
            const T* x = operand_ + row * layout.row_step * operand_row_;
            const T* g = results_ + k * result_plane_ + row * result_row_;
            auto vector = [&](auto whole) {
                auto dy = [&](int b) { return in_register<T>(batch<T>::load_unaligned(g + b * result_plane_)); };
                auto operand = [&](int e) {
                    batch<T> v = batch<T>::load_unaligned(x + offset[e]);
                    if constexpr (!whole) v = choose<T>(inside, v, batch<T>(T(0)));  // not 0 * infinity
                    return in_register<T>(v);
                };
                if constexpr (B < E) multiply<B, E>(dy, operand, [&](int b, int e) -> batch<T>& { return sum[b][e]; });
                else multiply<E, B>(operand, dy, [&](int e, int b) -> batch<T>& { return sum[b][e]; });
                x += lanes<T>, g += lanes<T>;
            };
            for (index column = 0; column + lanes<T> <= part.columns; column += lanes<T>) vector(std::true_type{});
            if (rest > 0) x -= back, g -= back, vector(std::false_type{});
        }
        batch<T> done[B][E];  // not `sum`: what a call sees is not kept in registers
        unrolled<B, E>([&](int b, int e) __attribute__((always_inline)) { done[b][e] = sum[b][e]; });
        const auto count = static_cast<int>(std::min<index>(E, entries - first));
        for (int b = 0; b < B; ++b) add_lanes(total_ + (k + b) * entries + first, done[b], count);
    }
    /// Sums of lanes to `count` totals.
    [[gnu::noinline]] static void add_lanes(double* total, const batch<T>* sum, int count) {
        for (int e = 0; e < count; ++e) {
            if constexpr (requires { reduce_add(sum[e]); }) total[e] += static_cast<double>(reduce_add(sum[e]));
            else total[e] += static_cast<double>(hadd(sum[e]));
        }
    }

    alignas(64) T packed_[scratch_bytes / sizeof(T) + lanes<T>];
    alignas(64) T packed_results_[4 * loop_bytes / sizeof(T)];
    double total_[max_totals];
    index offset_[max_totals], result_row_ = 0, result_plane_ = 0, operand_row_ = 0;
    const T *operand_ = nullptr, *results_ = nullptr;
    const correlation& job_;
    block block_;
};

}  // namespace xgrad::contraction
