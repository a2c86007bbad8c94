#pragma once

#include "rows.hpp"

namespace xgrad {

/// What the general loops of all passes share: lanes of columns that may lie anywhere.
struct any_columns {
    /// Columns [c, c + count).
    template <class To, class E>
    [[gnu::noinline]] static void copy(To* to, const std::byte* from, const axis_steps& column, std::ptrdiff_t c, int count) {
        for (int l = 0; l < count; ++l) to[l] = static_cast<To>(*reinterpret_cast<const E*>(from + column.at(c + l)));
    }
    template <class E>
    [[gnu::noinline]] static void copy_back(std::byte* to, const axis_steps& column, std::ptrdiff_t c, int count, const E* from) {
        for (int l = 0; l < count; ++l) *reinterpret_cast<E*>(to + column.at(c + l)) = from[l];
    }
    /// A vector of them, put together in registers: a load of what has just been stored lane by lane would wait.
    template <class T, class E, int... Lane>
    static batch<T> collect(const std::byte* from, const axis_steps& column, std::ptrdiff_t c, std::integer_sequence<int, Lane...>) {
        auto element = [&](std::ptrdiff_t offset) { return static_cast<T>(*reinterpret_cast<const E*>(from + offset)); };
        if (column.table) return {element(column.table[c + Lane])...};
        return {element((c + Lane) * column.step)...};
    }
    template <class E, int Width>
    static bool side_by_side(const axis_steps& column, std::ptrdiff_t c, int count) {
        return count == Width && (column.table ? column.dense && column.dense[c] >= Width : column.step == sizeof(E));
    }
    /// A vector of columns: where they lie side by side, as they do in rows at a border, or are one element, without a call.
    template <class T, class E>
    [[gnu::always_inline]] static inline batch<T> load(const std::byte* from, const axis_steps& column, std::ptrdiff_t c, int count) {
        if (side_by_side<E, lanes<T>>(column, c, count)) return xgrad::load<T, E>(from + column.at(c));
        if (!column.table && column.step == 0) return batch<T>(static_cast<T>(*reinterpret_cast<const E*>(from)));
        return load_apart<T, E>(from, column, c, count);
    }
    template <class T, class E>
    [[gnu::noinline]] static batch<T> load_apart(const std::byte* from, const axis_steps& column, std::ptrdiff_t c, int count) {
        if (count == lanes<T>) return collect<T, E>(from, column, c, std::make_integer_sequence<int, lanes<T>>{});
        alignas(64) T lane[lanes<T>] = {};
        copy<T, E>(lane, from, column, c, count);
        return batch<T>::load_aligned(lane);
    }
    /// The first `count` lanes to columns [c, c + count).
    template <class T, class E>
    [[gnu::always_inline]] static inline void store(std::byte* to, const axis_steps& column, std::ptrdiff_t c, int count, batch<T> value) {
        if (side_by_side<E, lanes<T>>(column, c, count)) return xgrad::store<T, E>(to + column.at(c), value);
        store_apart<T, E>(to, column, c, count, value);
    }
    template <class T, class E>
    [[gnu::noinline]] static void store_apart(std::byte* to, const axis_steps& column, std::ptrdiff_t c, int count, batch<T> value) {
        alignas(64) T lane[lanes<T>];
        value.store_aligned(lane);
        for (int l = 0; l < count; ++l) *reinterpret_cast<E*>(to + column.at(c + l)) = static_cast<E>(lane[l]);
    }
    /// The lanes whose column is valid, 0 in the others.
    template <class T>
    static batch<T> mask(batch<T> value, const std::uint8_t* valid, int count) {
        if (count == lanes<T>)
            return choose<T>(
                xgrad::load<T, std::uint8_t>(reinterpret_cast<const std::byte*>(valid)) > batch<T>(T(0)), value, batch<T>(T(0)));
        alignas(64) T lane[lanes<T>], kept[lanes<T>] = {};
        value.store_aligned(lane);
        for (int l = 0; l < count; ++l) kept[l] = valid[l] ? lane[l] : T(0);
        return batch<T>::load_aligned(kept);
    }
};

/// The loop over whatever the interior loop does not take: borders, arrays of any strides, rows shorter than a vector.
template <class P, int Pass>
class general_rows : interior_rows<P, Pass> {
    using base = interior_rows<P, Pass>;
    using types = pass_types<P, Pass>;
    using typename types::T, typename types::V, typename types::interior, typename types::exact;
    static constexpr int width = types::width, root_count = types::root_count;
    template <int R>
    static constexpr root root_at = types::template root_at<R>;
    template <int R>
    static constexpr bool along_row = types::template along_row<R>;
    template <int R>
    using reduction_at = typename types::template reduction_at<R>;

    static constexpr bool scalar = types::last_axis < 0;
    /// Without boundaries the nodes are those of the interior: its code runs on vectors that have been gathered.
    static constexpr bool by_interior = !scalar && !exact::value.moves;

    // Vectors of any columns through the code of the interior.

    static constexpr std::size_t vector_bytes = static_cast<std::size_t>(width) * 8;
    struct gathered {
        alignas(64) std::byte loaded[interior::value.needed.loads + 1][vector_bytes] = {};
        alignas(64) std::byte stored[root_count][vector_bytes];
        typename base::template block_totals<1> total;
    };
    static void run_gathered(const rows& r, rectangle where) {
        constexpr std::ptrdiff_t rows_per_total = 256;  // few enough for sums in lanes
        const bool one = base::one_total(r);
        gathered buffer;
        base::start_all(buffer.total);
        typename base::local_row row(r, where.first);
        for (std::ptrdiff_t i = where.first; i < where.last; ++i) {
            if (i > where.first) row.advance(r, i);
            run_gathered_row(r, row, where.low, where.high, buffer);
            if (one && i + 1 < where.last && (i + 1) % rows_per_total != 0) continue;
            base::finish_all(row, buffer.total);
            base::start_all(buffer.total);
        }
    }
    static void run_gathered_row(
        const rows& r, const typename base::local_row& row, std::ptrdiff_t low, std::ptrdiff_t high, gathered& buffer) {
        auto& [loaded, stored, total] = buffer;
        for (std::ptrdiff_t c = low; c < high; c += width) {
            const int count = static_cast<int>(std::min<std::ptrdiff_t>(high - c, width));
            typename base::local_row here = row;
            repeat<interior::value.needed.loads>([&]<int L>() {
                constexpr node n = types::template node_at<interior, interior::value.load_nodes[static_cast<std::size_t>(L)]>;
                if constexpr (n.kind == node::load && !n.invariant) {
                    using E = typename memory_element<P, n.line>::type;
                    const auto& column = r.load.column[n.slot];
                    if (any_columns::side_by_side<E, width>(column, c, count)) here.load[n.slot] += column.at(c);
                    else
                        any_columns::copy<E, E>(reinterpret_cast<E*>(loaded[n.slot]), row.load[n.slot], column, c, count),
                            here.load[n.slot] = loaded[n.slot];
                }
            });
            repeat<root_count>([&]<int R>() {
                if constexpr (root_at<R>.kind == root::reduce) here.total[R] += along_row<R> ? 0 : c;
                else here.store[R] = stored[R];
            });
            base::template run_partly<1>(here, 0, 0, count, total);
            repeat<root_count>([&]<int R>() {
                if constexpr (root_at<R>.kind != root::reduce) {
                    using E = typename stored_element<P, root_at<R>>::type;
                    any_columns::copy_back<E>(row.store[R], r.store.column[R], c, count, reinterpret_cast<const E*>(stored[R]));
                }
            });
        }
    }

    // Boundaries: every access by its own offsets, in lanes along columns or, where these are few, along rows.

    struct exact_row {
        const std::byte* load[exact::value.needed.loads + 1];
        bool valid[exact::value.needed.masks + 1];
        exact_row(const rows& r, std::ptrdiff_t i) {
            for (int l = 0; l < exact::value.needed.loads; ++l) load[l] = r.load.at(l, i);
            for (int m = 0; m < exact::value.needed.masks; ++m) valid[m] = r.valid[m] && (!r.row_valid[m] || r.row_valid[m][i]);
        }
    };
    /// Rank 0 in scalars.
    using lane = std::conditional_t<scalar, T, V>;
    using exact_values = lane[exact::nodes];
    using exact_totals = lane[root_count > 0 ? root_count : 1];

    template <int N>
    [[gnu::always_inline]] static inline void evaluate(
        const rows& r, const exact_row& row, std::ptrdiff_t c, int count, exact_values& value) {
        constexpr node n = types::template node_at<exact, N>;
        if constexpr (n.kind == node::literal) value[N] = lane(static_cast<T>(P::lines[static_cast<std::size_t>(n.line)].literal));
        else if constexpr (n.kind == node::zero) value[N] = lane(T(0));
        else if constexpr (n.kind == node::load)
            value[N] = load<typename memory_element<P, n.line>::type>(row.load[n.slot], r.load.column[n.slot], c, count);
        else if constexpr (n.kind == node::mask) {
            value[N] = !row.valid[n.slot] ? lane(T(0))
                : !r.column_valid[n.slot] ? value[n.operand[0]]
                                          : mask(value[n.operand[0]], r.column_valid[n.slot] + c, count);
        } else if constexpr (n.kind == node::gather) value[N] = gather<N>(r, row, c, count, value);
        else if constexpr (n.kind != node::memory) value[N] = types::template compute<exact, N>(value);
    }
    template <class E>
    static lane load(const std::byte* from, const axis_steps& column, std::ptrdiff_t c, int count) {
        if constexpr (scalar) return static_cast<T>(*reinterpret_cast<const E*>(from + column.at(c)));
        else return any_columns::load<T, E>(from, column, c, count);
    }
    static lane mask(lane value, const std::uint8_t* valid, int count) {
        if constexpr (scalar) return *valid ? value : T(0);
        else return any_columns::mask<T>(value, valid, count);
    }
    /// Every lane from an array of its own, which may change along the columns.
    template <int N>
    [[gnu::noinline]] static lane gather(const rows& r, const exact_row& row, std::ptrdiff_t c, int count, const exact_values& value) {
        constexpr node n = types::template node_at<exact, N>;
        constexpr int slot = types::template node_at<exact, n.operand[0]>.slot;
        using op = typename P::template op_at<n.line>;
        constexpr auto axes = static_cast<std::size_t>(op::axes);
        alignas(64) T index[axes][scalar ? 1 : width], lanes[scalar ? 1 : width] = {};
        repeat<op::axes>([&]<int K>() {
            if constexpr (scalar) index[K][0] = value[n.operand[K + 1]];
            else value[n.operand[K + 1]].store_aligned(index[K]);
        });
        for (int l = 0; l < count; ++l) {
            std::array<T, axes> at;
            for (std::size_t k = 0; k < axes; ++k) at[k] = index[k][l];
            lanes[l] = gather_one<typename types::template gathered_element<exact, N>, op::mode, op::offset>(
                row.load[slot] + r.load.column[slot].at(c + l), *r.memory[slot], at);
        }
        if constexpr (scalar) return lanes[0];
        else return V::load_aligned(lanes);
    }
    /// Stores a root, or combines it into its total: in lanes where all columns have the same one.
    template <int R>
    [[gnu::always_inline]] static inline void deliver(
        const rows& r, std::ptrdiff_t i, std::ptrdiff_t c, int count, const exact_values& values, exact_totals& totals) {
        const lane value = values[exact::value.roots[static_cast<std::size_t>(R)].node];
        if constexpr (root_at<R>.kind != root::reduce) {
            using E = typename stored_element<P, root_at<R>>::type;
            std::byte* const to = r.store.at(R, i);
            if constexpr (scalar) *reinterpret_cast<E*>(to + r.store.column[R].at(c)) = static_cast<E>(value);
            else any_columns::store<T, E>(to, r.store.column[R], c, count, value);
        } else if constexpr (scalar) add<R>(r.total.at(R, i) + r.total.column[R].at(c), value);
        else if (one_total_along(r.total.column[R])) {
            constexpr auto start = static_cast<T>(reduction_at<R>::initial);
            totals[R] =
                reduction_at<R>::combine(totals[R], count == width ? value : choose<T>(lanes_between<T>(0, count), value, V(start)));
        } else {
            alignas(64) T lanes[width];
            value.store_aligned(lanes);
            for (int l = 0; l < count; ++l) add<R>(r.total.at(R, i) + r.total.column[R].at(c + l), lanes[l]);
        }
    }
    static bool one_total_along(const axis_steps& column) { return !column.table && column.step == 0; }
    template <int R>
    [[gnu::always_inline]] static inline void add(std::byte* total, T value) {
        double& all = *reinterpret_cast<double*>(total);
        all = reduction_at<R>::combine(all, static_cast<double>(value));
    }
    static constexpr std::ptrdiff_t columns_per_total = 2048;  // few enough for sums in lanes
    [[gnu::noinline]] static void run_exact(
        const rows& r, std::ptrdiff_t i, [[maybe_unused]] std::ptrdiff_t low, [[maybe_unused]] std::ptrdiff_t high) {
        const exact_row row(r, i);
        exact_totals totals;
        auto run_columns = [&](std::ptrdiff_t c, int count) __attribute__((always_inline)) {
            exact_values value;
            repeat<exact::nodes>([&]<int N>() __attribute__((always_inline)) { evaluate<N>(r, row, c, count, value); });
            repeat<root_count>([&]<int R>() __attribute__((always_inline)) { deliver<R>(r, i, c, count, value, totals); });
        };
        if constexpr (scalar) run_columns(0, 1);
        else
            for (std::ptrdiff_t c = low; c < high;) {
                const auto end = std::min(high, c + columns_per_total);
                start_totals(totals);
                for (; c < end; c += width) run_columns(c, static_cast<int>(std::min<std::ptrdiff_t>(end - c, width)));
                finish_totals(r, i, totals);
            }
    }
    [[gnu::always_inline]] static inline void start_totals(exact_totals& totals) {
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) {
            if constexpr (root_at<R>.kind == root::reduce) totals[R] = V(static_cast<T>(reduction_at<R>::initial));
        });
    }
    [[gnu::always_inline]] static inline void finish_totals(const rows& r, std::ptrdiff_t i, const exact_totals& totals) {
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) {
            if constexpr (root_at<R>.kind == root::reduce)
                if (one_total_along(r.total.column[R])) add<R>(r.total.at(R, i), all_lanes<reduction_at<R>, T>(totals[R]));
        });
    }
    static rows transposed(rows r) {
        for (access_rows* access : {&r.load, &r.store, &r.total}) std::swap(access->row, access->column);
        std::swap(r.row_valid, r.column_valid);
        return r;
    }

public:
    static void run(const rows& r, rectangle where) {
        if constexpr (by_interior) run_gathered(r, where);
        else if (where.high - where.low < std::min<std::ptrdiff_t>(where.last - where.first, width))
            for (std::ptrdiff_t c = where.low; c < where.high; ++c) run_exact(transposed(r), c, where.first, where.last);
        else
            for (std::ptrdiff_t i = where.first; i < where.last; ++i) run_exact(r, i, where.low, where.high);
    }
};

}  // namespace xgrad
