#pragma once

#include "block.hpp"

namespace xgrad::contraction {

/// Where the elements of a correlation lie: extents and bytes per step.
struct correlation {
    index batch, groups, in_channels, out_channels;  // channels per group
    axis y, x;
    const std::byte *in, *kernel;
    std::byte* out;
    index in_batch, in_channel, in_row, in_column;
    index kernel_group, kernel_out, kernel_in, kernel_row, kernel_column;
    index out_batch, out_channel, out_row, out_column;
    index in_kept = 0, in_zeros = 0;                   // of the rows of the operand that are kept; see memory_view
    bool accumulate = false;                           // adds to what `out` holds
    bool add_totals = false;                           // correlate_pixels adds to doubles at `kernel`
    index depth = 1, in_depth = 0, out_depth = 0;      // correlate_pixels sums over these, too
};

/// sum(i, j) += a(i) * b(j): the fewer factors stay in registers, the others pass through one.
template <int A, int B, class First, class Second, class Sum>
[[gnu::always_inline]] inline void multiply(First first, Second second, Sum sum) {
    std::decay_t<decltype(first(0))> a[A];
    unrolled<A>([&](auto i) { a[i] = first(i); });
    unrolled<B>([&](auto j) {
        const auto b = second(j);
        unrolled<A>([&](auto i) { sum(i, j) = fma(a[i], b, sum(i, j)); });
    });
}

/// out[n, k] = sum over channels c and taps of in[n, c] times kernel[k, c], in register blocks of result channels by vectors
/// of columns. Sums run over rows of taps, then channels, then taps, in an order that depends on the shapes alone.
template <class T>
class correlate {
public:
    explicit correlate(const correlation& job) : job_(job), block_(fitting_block<T>(job.y, job.x, job.in_channels, max_entries)) {
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

    void add(std::byte* to, const std::byte* in, const std::byte* kernel, const block& part, index row, index column, index a, index b, bool first) {
        const correlation& j = job_;
        const index entries = part.channels * part.tap_rows * part.tap_columns;
        const packed_layout<T> layout(j.y, j.x, part);
        const plane_view operand{in, j.in_channel, j.in_row, j.in_column, j.in_kept, j.in_zeros};
        steps_ = 1, tap_row_[0] = 0;
        if (entries > 0 && find_rows(operand, layout, part, row, column, a, b)) {
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
            pack_weights<B>(kernel + k * j.kernel_out, part);
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
    template <int B>
    void pack_weights(const std::byte* kernel, const block& part) {
        const correlation& j = job_;
        T* to = weight_;
        for (index m = 0; m < part.tap_rows; ++m)
            for (index c = 0; c < part.channels; ++c)
                for (index l = 0; l < part.tap_columns; ++l, to += B) {
                    const std::byte* w = kernel + c * j.kernel_in + m * j.y.tap_step * j.kernel_row + l * j.x.tap_step * j.kernel_column;
                    for (int k = 0; k < B; ++k) to[k] = *reinterpret_cast<const T*>(w + k * j.kernel_out);
                }
    }

    /// Where a vector of results is read and written.
    struct place {
        const T* const* rows;
        index column;
        std::byte* to;
    };
    /// B result channels of a block, V vectors of columns at a time; the last tile may repeat its last vector.
    template <int B>
    void channels(std::byte* to, const packed_layout<T>& layout, const block& part, bool first) {
        constexpr int V = many_registers<T> ? (B == 8 ? 3 : B == 4 ? 6 : 8) : B == 4 ? 3 : B == 3 ? 4 : B == 2 ? 6 : 8;
        static_assert(most_places % V == 0);
        const correlation& j = job_;
        const index row_step = j.y.step * j.out_row, column_step = j.x.step * j.out_column;
        const index vectors = ceil_div(part.columns, lanes<T>), positions = part.rows * vectors;
        // Nothing is added twice where results are stored: the last vector of a row may then overlap the one before.
        const index last = first && part.columns >= lanes<T> ? part.columns - lanes<T> : part.columns;
        const bool whole = column_step == size && (last < part.columns || part.columns % lanes<T> == 0);
        const T* const* row = rows_;
        for (index p = 0, vector = 0; p < positions; p += most_places) {
            const index count = std::min(most_places, positions - p);
            for (index n = 0; n < count; ++n) {
                const index column = std::min(vector * lanes<T>, last);
                places_[n] = {row, column, to + column * column_step};
                if (++vector == vectors) vector = 0, row += layout.row_step, to += row_step;
            }
            for (index n = count; n % V != 0; ++n) places_[n] = places_[count - 1];
            for (index n = 0; n < count; n += V) {
                batch<T> sum[B][V];
                sum_taps<B, V>(sum, places_ + n);
                if (whole) put<B, V>(sum, places_ + n, j.out_channel, first);
                else put_elements<B, V>(sum, places_ + n, std::min<index>(V, count - n), part, first);
            }
        }
    }
    template <int B, int V>
    [[gnu::always_inline]] void sum_taps(batch<T> (&sum)[B][V], const place* places) const {
        unrolled<B>([&](auto k) { unrolled<V>([&](auto v) { sum[k][v] = batch<T>(T(0)); }); });
        const T* w = weight_;
        for (index m = 0; m < steps_; ++m) {
            const T* from[V];
            unrolled<V>([&](auto v) { from[v] = in_register(places[v].rows[tap_row_[m]] + places[v].column); });
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
        unrolled<V>([&](auto v) { to[v] = places[v].to; });
        auto each = [&](auto f) { unrolled<B>([&](auto k) { unrolled<V>([&](auto v) { f(to[v] + k * plane, sum[k][v]); }); }); };
        if (!first) each([](const std::byte* result, batch<T>& v) { v = v + load<T, T>(result); });
        each([](std::byte* result, const batch<T>& v) { store<T, T>(result, v); });
    }
    template <int B, int V>
    void put_elements(const batch<T> (&sum)[B][V], const place* places, index vectors, const block& part, bool first) const {
        alignas(64) T element[B][V][lanes<T>];
        unrolled<B>([&](auto k) { unrolled<V>([&](auto v) { sum[k][v].store_aligned(element[k][v]); }); });
        for (int k = 0; k < B; ++k)
            for (int v = 0; v < vectors; ++v)
                add_row(places[v].to + k * job_.out_channel, job_.x.step * job_.out_column, element[k][v], std::min<index>(lanes<T>, part.columns - places[v].column), first);
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

template <class T>
inline void put_total(std::byte* to, double total, bool add) {
    if (add) *reinterpret_cast<double*>(to) += total;
    else *reinterpret_cast<T*>(to) = static_cast<T>(total);
}

/// The other contraction of the same three arrays: kernel[k, c, tap] = sum over images and pixels of out[n, k] times in[n, c] at
/// the tap. Products are summed in the lanes of a block and the blocks in double.
template <class T>
class correlate_pixels {
public:
    /// `job.kernel` is written, `job.out` is read.
    correlate_pixels(const correlation& job, std::byte* kernel) : job_(job) {
        constexpr index most_results = 16;
        const index results = std::min<index>(job.out_channels, most_results);
        block_ = fitting_block<T>(job.y, job.x, std::min<index>(job.in_channels, 16), max_totals / std::max<index>(results, 1));
        const index pixels = loop_bytes / static_cast<index>(sizeof(T)) / std::clamp<index>(results, 1, 4);  // what one loop reads stays in the first cache
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
                            sum(kernel + g * job.kernel_group + k * job.kernel_out + c * job.kernel_in + a * job.kernel_row + b * job.kernel_column, g, k, ks,
                                c, {0, 0, channels, tap_rows, tap_columns}, a, b);
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
                    pack(packed_, layout, {in, j.in_channel, j.in_row, j.in_column, j.in_kept}, j.y, j.x, part, row, column, a, b);
                    find_results(j.out + n * j.out_batch + z * j.out_depth + (g * j.out_channels + k) * j.out_channel + row * j.out_row + column * j.out_column, ks, part);
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
        layout.offsets(offset_, job_.y, job_.x, part, layout.channel, layout.row);
        constexpr int most = 4;
        in_groups<most>(ks, [&](auto size, index k) {
            constexpr int B = size, E = many_registers<T> ? (B == 4 ? 6 : 9) : B == 4 ? 3 : B == 3 ? 4 : B == 2 ? 6 : 8;
            for (index first = 0; first < entries; first += E) add_entries<B, E>(layout, part, k, first, entries);
        });
    }
    /// B result channels by E taps: their sums are in registers.
    template <int B, int E>
    void add_entries(const packed_layout<T>& layout, const block& part, index k, index first, index entries) {
        index offset[E];
        for (int e = 0; e < E; ++e) offset[e] = offset_[std::min(first + e, entries - 1)];
        batch<T> sum[B][E];
        unrolled<B>([&](auto b) { unrolled<E>([&](auto e) { sum[b][e] = batch<T>(T(0)); }); });
        // The last vector of a row may overlap the one before: its lanes count once.
        const index rest = part.columns % lanes<T>, back = part.columns >= lanes<T> && rest > 0 ? lanes<T> - rest : 0;
        const auto inside = lanes_between<T>(static_cast<int>(back), static_cast<int>(back + rest));
        for (index row = 0; row < part.rows; ++row) {
            const T* x = packed_ + row * layout.row_step * layout.row;
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
        unrolled<B>([&](auto b) {
            unrolled<E>([&](auto e) {
                if (first + e < entries) total_[(k + b) * entries + first + e] += total(sum[b][e]);
            });
        });
    }
    static double total(batch<T> v) {
        if constexpr (requires { reduce_add(v); }) return static_cast<double>(reduce_add(v));
        else return static_cast<double>(hadd(v));
    }

    alignas(64) T packed_[scratch_bytes / sizeof(T) + lanes<T>];
    alignas(64) T packed_results_[4 * loop_bytes / sizeof(T)];
    double total_[max_totals];
    index offset_[max_totals], result_row_ = 0, result_plane_ = 0;
    const T* results_ = nullptr;
    const correlation& job_;
    block block_;
};

}  // namespace xgrad::contraction
