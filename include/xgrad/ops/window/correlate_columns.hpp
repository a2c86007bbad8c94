#pragma once

#include "contraction.hpp"

namespace xgrad::contraction {

/// out[n, k] = sum over channels c and taps of in[n, c] times kernel[k, c], in register blocks of result channels by vectors
/// of columns. Sums run over rows of taps, then channels, then taps, in an order that depends on the shapes alone.
template <class T>
class correlate_columns {
public:
    explicit correlate_columns(const correlation& job) : job_(job), block_(fitting_block<T>(job.y, job.x, job.in_channels, max_entries)) {
        if (job.y.count <= 0 || job.x.count <= 0) return;
        for (index n = 0; n < job.batch; ++n)
            for (index g = 0; g < job.groups; ++g) image(n, g);
    }

private:
    static constexpr index size = sizeof(T), most_places = 96;

    void image(index n, index g) {
        const correlation& j = job_;
        const std::byte* in = j.in + n * j.in_batch + g * j.in_channels * j.in_channel;
        const std::byte* kernel = j.kernel + g * j.kernel_group;
        std::byte* out = j.out + n * j.out_batch + g * j.out_channels * j.out_channel;
        in_parts(j.x.count, block_.columns, [&](index column, index columns) {
            in_parts(j.y.count, block_.rows, [&](index row, index rows) {
                std::byte* to = out + (j.y.first + row * j.y.step) * j.out_row + (j.x.first + column * j.x.step) * j.out_column;
                in_parts(j.in_channels, block_.channels, [&](index c, index channels) {
                    in_parts(j.y.taps, block_.tap_rows, [&](index a, index tap_rows) {
                        in_parts(j.x.taps, block_.tap_columns, [&](index b, index tap_columns) {
                            const block part{rows, columns, channels, tap_rows, tap_columns};
                            const std::byte* w = kernel + c * j.kernel_in + (j.y.tap_first + a * j.y.tap_step) * j.kernel_row +
                                (j.x.tap_first + b * j.x.tap_step) * j.kernel_column;
                            add(to, in + c * j.in_channel, w, part, row, column, a, b, !j.accumulate && c == 0 && a == 0 && b == 0);
                        });
                    });
                });
            });
        });
    }

    void add(std::byte* to, const std::byte* in, const std::byte* kernel, const block& part, index row, index column, index a, index b,
        bool first) {
        const correlation& j = job_;
        const index entries = part.channels * part.tap_rows * part.tap_columns;
        const packed_layout<T> layout(j.y, j.x, part);
        const plane_view operand{in, j.in_channel, j.in_row, j.in_column, j.in_kept, j.in_zeros};
        steps_ = 1, tap_row_[0] = 0;
        if (entries > 0 && lies_inside(operand, layout, j.y, j.x, part, row, column, a, b)) {
            const std::byte* from = at_first(operand, j.y, j.x, part, row, column, a, b);
            for (index r = 0; r < layout.rows(j.y, part); ++r, from += layout.row_source * j.in_row)
                rows_[r] = reinterpret_cast<const T*>(from);
            layout.offsets(offset_, j.y, j.x, part, j.in_channel / size, layout.row_source * j.in_row / size);
        } else if (entries > 0 && find_rows(operand, layout, part, row, column, a, b)) {
            steps_ = part.tap_rows;  // rows that lie anywhere are found tap row by tap row
            for (index m = 0; m < steps_; ++m) tap_row_[m] = layout.from_first(j.y.shift_step, m, steps_);
            layout.offsets(offset_, j.y, j.x, part, j.in_channel / size, 0);
        } else {
            if (entries > 0) pack(packed_, layout, operand, j.y, j.x, part, row, column, a, b);
            for (index r = 0; r < layout.rows(j.y, part); ++r) rows_[r] = packed_ + r * layout.row;
            layout.offsets(offset_, j.y, j.x, part, layout.channel, layout.row);
        }
        step_entries_ = entries / steps_;
        in_groups<many_registers<T> ? 8 : 4>(j.out_channels, [&](auto size, index k) {
            constexpr int B = size;
            pack_weights(kernel + k * j.kernel_out, part, B);
            channels<B>(to + k * j.out_channel, layout, part, first);
        });
    }
    /// Finds the rows of an operand that is read where it is, zeros around it; false where it is to be packed.
    bool find_rows(const plane_view& from, const packed_layout<T>& layout, const block& part, index row, index column, index a, index b) {
        const correlation& j = job_;
        const index rows = layout.rows(j.y, part), y0 = lowest(j.y, row, a, part.tap_rows), x0 = lowest(j.x, column, b, part.tap_columns);
        const index end = x0 + std::max<index>(part.columns, lanes<T>) + (part.tap_columns - 1) * magnitude(j.x.shift_step);
        if (from.zeros == 0 || from.column != size || j.x.stride != 1 || -x0 > from.zeros || end > j.x.extent + from.zeros) return false;
        for (index r = 0; r < rows; ++r) {
            const index y = y0 + r * layout.row_source;
            rows_[r] = reinterpret_cast<const T*>(y >= 0 && y < j.y.extent ? from.at_row(y) : from.data + from.kept * from.row) + x0;
        }
        return true;
    }
    /// Tap by tap, `count` result channels in a row.
    [[gnu::noinline]] void pack_weights(const std::byte* kernel, const block& part, int count) {
        const correlation& j = job_;
        T* to = weight_;
        for (index m = 0; m < part.tap_rows; ++m)
            for (index c = 0; c < part.channels; ++c)
                for (index l = 0; l < part.tap_columns; ++l) {
                    const std::byte* w = kernel + c * j.kernel_in + m * j.y.tap_step * j.kernel_row + l * j.x.tap_step * j.kernel_column;
                    for (int k = 0; k < count; ++k, w = in_register(w + j.kernel_out)) *to++ = *reinterpret_cast<const T*>(w);
                }
    }

    /// Where a vector of results is read and written.
    struct place {
        const T* const* rows;
        index column;
        std::byte* to;
        index shared;  // its first lanes, which are those of the vector before
    };
    /// B result channels of a block, V vectors of columns at a time; the last tile may repeat its last vector.
    template <int B>
    void channels(std::byte* to, const packed_layout<T>& layout, const block& part, bool first) {
        constexpr int V = many_registers<T> ? (B == 8 ? 3 : B == 4 ? 6 : 8) : B == 4 ? 3 : B == 3 ? 4 : B == 2 ? 6 : 8;
        static_assert(most_places % V == 0);
        const correlation& j = job_;
        const index row_step = j.y.step * j.out_row, column_step = j.x.step * j.out_column;
        const index vectors = ceil_div(part.columns, lanes<T>), positions = part.rows * vectors;
        // The last vector of a row overlaps the one before, so that nothing behind the row is read: where results are added up, only its
        // other lanes count.
        const index last = std::max<index>(part.columns - lanes<T>, 0);
        const bool whole = column_step == size && (part.columns % lanes<T> == 0 || (first && part.columns >= lanes<T>));
        const T* const* row = rows_;
        for (index p = 0, vector = 0; p < positions; p += most_places) {
            const index count = std::min(most_places, positions - p);
            for (index n = 0; n < count; ++n) {
                const index column = std::min(vector * lanes<T>, last);
                places_[n] = {row, column, to + column * column_step, vector * lanes<T> - column};
                if (++vector == vectors) vector = 0, row += layout.row_step, to += row_step;
            }
            for (index n = count; n % V != 0; ++n) places_[n] = places_[count - 1];
            for (index n = 0; n < count; n += V) {
                batch<T> sum[B][V];
                sum_taps<B, V>(sum, places_ + n);
                if (whole) put<B, V>(sum, places_ + n, j.out_channel, first);
                else {
                    alignas(64) T element[B * V * lanes<T>];
                    unrolled<B, V>([&](int k, int v)
                            __attribute__((always_inline)) { sum[k][v].store_aligned(element + (k * V + v) * lanes<T>); });
                    put_apart(element, B, V, places_ + n, std::min<index>(V, count - n), part.columns, first);
                }
            }
        }
    }
    template <int B, int V>
    [[gnu::always_inline]] void sum_taps(batch<T> (&sum)[B][V], const place* places) const {
        unrolled<B, V>([&](int k, int v) __attribute__((always_inline)) { sum[k][v] = batch<T>(T(0)); });
        const T* w = weight_;
        for (index m = 0; m < steps_; ++m) {
            const T* from[V];
            unrolled<V>([&](int v)
                    __attribute__((always_inline)) { from[v] = in_register(places[v].rows[tap_row_[m]] + places[v].column); });
            const T* const end = w + step_entries_ * B;
            for (const index* offset = offset_; w != end; w += B, ++offset) {
                auto x = [&](int v) { return in_register<T>(batch<T>::load_unaligned(from[v] + *offset)); };
                auto tap = [&](int k) { return in_register<T>(batch<T>(w[k])); };
                if constexpr (B < V) multiply<B, V>(tap, x, [&](int k, int v) -> batch<T>& { return sum[k][v]; });
                else multiply<V, B>(x, tap, [&](int v, int k) -> batch<T>& { return sum[k][v]; });
            }
        }
    }
    template <int B, int V>
    [[gnu::always_inline]] static void put(batch<T> (&sum)[B][V], const place* places, index plane, bool first) {
        std::byte* to[V];
        unrolled<V>([&](int v) __attribute__((always_inline)) { to[v] = places[v].to; });
        auto each = [&](auto f) { unrolled<B, V>([&](int k, int v) __attribute__((always_inline)) { f(to[v] + k * plane, sum[k][v]); }); };
        if (!first) each([](const std::byte* result, batch<T>& v) { v = v + load<T, T>(result); });
        each([](std::byte* result, const batch<T>& v) { store<T, T>(result, v); });
    }
    /// Vectors of which some do not lie side by side, or not all lanes count.
    [[gnu::noinline]] void put_apart(
        const T* element, index channels, index of, const place* places, index vectors, index columns, bool first) const {
        const index step = job_.x.step * job_.out_column;
        for (index k = 0; k < channels; ++k)
            for (index v = 0; v < vectors; ++v) {
                const T* from = element + (k * of + v) * lanes<T>;
                std::byte* to = places[v].to + k * job_.out_channel;
                const index begin = first ? 0 : places[v].shared, end = std::min<index>(lanes<T>, columns - places[v].column);
                const bool all = end - begin == lanes<T>;
                if (all && !first && step == size) store<T, T>(to, load<T, T>(to) + batch<T>::load_aligned(from));
                else if (all && first && step == 2 * size) store_every_second(reinterpret_cast<T*>(to), batch<T>::load_aligned(from));
                else add_row(to + begin * step, step, from + begin, end - begin, first);
            }
    }
    /// The first n elements of a vector go to results `step` bytes apart.
    static void add_row(std::byte* to, index step, const T* from, index n, bool first) {
        for (index l = 0; l < n; ++l) {
            T& result = *reinterpret_cast<T*>(to + l * step);
            result = first ? from[l] : result + from[l];
        }
    }

    alignas(64) T packed_[scratch_bytes / sizeof(T) + lanes<T>];
    alignas(64) T weight_[max_entries * 8];
    const T* rows_[most_rows];
    place places_[most_places];
    index offset_[max_entries], tap_row_[max_entries], steps_, step_entries_;
    const correlation& job_;
    const block block_;
};

}  // namespace xgrad::contraction
