#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "batch.hpp"
#include "row.hpp"

namespace xgrad {

/// The loops over one row that the compiler makes from a pass: `fast` for the interior with unit steps, several vectors
/// at a time; `general` for whatever else, one vector of any columns at a time.
template <class P, int Pass>
class row_program {
    using T = typename P::real;
    using V = batch<T>;
    static constexpr int width = lanes<T>;
    using interior = pass_table<P, Pass, true>;
    using exact = pass_table<P, Pass, false>;
    static constexpr int root_count = interior::self.roots;
    static constexpr int last_axis = interior::own_stage.rank - 1;
    template <class Table, int N>
    static constexpr node node_at = Table::value.nodes[static_cast<std::size_t>(N)];
    template <int R>
    static constexpr root root_at = interior::value.roots[static_cast<std::size_t>(R)];
    /// Whether a reduction combines along rows, rather than row by row.
    template <int R>
    static constexpr bool along_row = root_at<R>.kind == root::reduce && (last_axis < 0 ||
        (P::lines[static_cast<std::size_t>(root_at<R>.line)].op->reduced_axes >> (last_axis < 0 ? 0 : last_axis) & 1));
    template <int R>
    using reduction_at = typename P::template op_at<root_at<R>.line>;

    static constexpr int unroll = interior::nodes <= 16 ? 4 : interior::nodes <= 48 ? 2 : 1;

    static constexpr bool overlap_wide = unroll > 1 && interior::nodes <= 28;

    /// Columns that lie side by side, `Count` vectors of them.
    template <int Count>
    struct block {
        std::array<std::array<V, static_cast<std::size_t>(Count)>, static_cast<std::size_t>(interior::nodes)> value;
    };
    using fixed_values = std::array<V, static_cast<std::size_t>(interior::nodes)>;
    template <int Count>
    using totals = std::array<std::array<V, static_cast<std::size_t>(Count)>, static_cast<std::size_t>(root_count > 0 ? root_count : 1)>;

    template <int N, int U, int Count>
    [[gnu::always_inline]] static inline V value_of(const block<Count>& b, const fixed_values& fixed) {
        if constexpr (node_at<interior, N>.invariant) return fixed[N];
        else return b.value[N][U];
    }
    template <class Lane, class Table, int N, class Get>
    [[gnu::always_inline]] static inline Lane compute(Get get) {
        constexpr node n = node_at<Table, N>;
        using op = typename P::template op_at<n.line>;
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return static_cast<Lane>(op::forward(get.template operator()<n.operand[K]>()...));
        }(std::make_index_sequence<static_cast<std::size_t>(P::lines[static_cast<std::size_t>(n.line)].op->operands)>{});
    }
    /// Both results of a pair of twins, this node's first.
    template <class Table, int N, class X>
    [[gnu::always_inline]] static inline auto compute_twins(X x) {
        using op = typename P::template op_at<node_at<Table, N>.line>;
        using other = typename P::template op_at<node_at<Table, node_at<Table, N>.twin>.line>;
        if constexpr (op::first_twin) return op::template twin<V>(x);
        else {
            const auto both = other::template twin<V>(x);
            return std::pair{both.second, both.first};
        }
    }
    template <int N>
    [[gnu::always_inline]] static inline void fix(const auto& r, fixed_values& fixed) {
        constexpr node n = node_at<interior, N>;
        if constexpr (!n.invariant) return;
        else if constexpr (n.kind == node::literal) fixed[N] = V(static_cast<T>(P::lines[static_cast<std::size_t>(n.line)].literal));
        else if constexpr (n.kind == node::zero) fixed[N] = V(T(0));
        else if constexpr (n.kind == node::load)
            fixed[N] = V(static_cast<T>(*reinterpret_cast<const typename memory_element<P, n.line>::type*>(r.load[n.slot])));
        else fixed[N] = compute<V, interior, N>([&]<int K>() { return fixed[K]; });
    }
    template <int N, int U, int Count>
    [[gnu::always_inline]] static inline void evaluate(const auto& r, std::ptrdiff_t c, block<Count>& b, const fixed_values& fixed) {
        constexpr node n = node_at<interior, N>;
        if constexpr (n.kind == node::load) {
            using E = typename memory_element<P, n.line>::type;
            b.value[N][U] = xgrad::load<T, E>(r.load[n.slot] + (c + U * width) * static_cast<std::ptrdiff_t>(sizeof(E)));
        } else if constexpr (n.twin >= 0) {
            const auto both = compute_twins<interior, N>(value_of<n.operand[0], U, Count>(b, fixed));
            b.value[N][U] = both.first;
            b.value[n.twin][U] = both.second;
        } else if constexpr (!n.computed) b.value[N][U] = compute<V, interior, N>([&]<int K>() { return value_of<K, U, Count>(b, fixed); });
    }
    /// One node for all vectors of the block before the next node: they are independent and hide each other's latency.
    template <int N, int Count, int... U>
    [[gnu::always_inline]] static inline void evaluate_all(const auto& r, std::ptrdiff_t c, block<Count>& b, const fixed_values& fixed,
                                                           std::integer_sequence<int, U...>) {
        if constexpr (!node_at<interior, N>.invariant) (evaluate<N, U, Count>(r, c, b, fixed), ...);
    }

    template <int R, int U, int Count, bool Masked>
    [[gnu::always_inline]] static inline void deliver(const auto& r, std::ptrdiff_t c, int from, int to, V value, totals<Count>& total) {
        if constexpr (root_at<R>.kind != root::reduce) {
            using E = typename stored_element<P, root_at<R>>::type;
            xgrad::store<T, E>(r.store[R] + (c + U * width) * static_cast<std::ptrdiff_t>(sizeof(E)), value);
        } else if constexpr (along_row<R>) {
            if constexpr (Masked) value = choose<T>(lanes_between<T>(from - U * width, to - U * width), value, V(static_cast<T>(reduction_at<R>::initial)));
            total[R][U] = reduction_at<R>::combine(total[R][U], value);
        } else add_to_row<R>(r.total[R] + c + U * width, value, std::max(from - U * width, 0), std::min(to - U * width, width));
    }
    /// The pointers of a row in locals: a store through one of them cannot change these.
    struct local_row {
        std::array<std::byte*, static_cast<std::size_t>(interior::value.needed.loads + 1)> load;
        std::array<std::byte*, static_cast<std::size_t>(root_count)> store;
        std::array<double*, static_cast<std::size_t>(root_count)> total;
        explicit local_row(const row& r) {
            for (std::size_t l = 0; l + 1 < load.size(); ++l) load[l] = r.load[l];
            for (std::size_t i = 0; i < store.size(); ++i) store[i] = r.store[i], total[i] = r.total[i];
        }
    };
    /// Lanes [first, last) combined into a row of totals.
    template <int R>
    static inline void add_to_row(double* to, V value, int first, int last) {
        alignas(64) T lane[width];
        value.store_aligned(lane);
        for (int l = first; l < last; ++l) to[l] = reduction_at<R>::combine(to[l], static_cast<double>(lane[l]));
    }
    /// All lanes combined, pair by pair, into a total.
    template <int R>
    [[gnu::always_inline]] static inline void add_to_total(double* to, V value) {
        alignas(64) T lane[width];
        value.store_aligned(lane);
        combine_halves<R, width / 2>(lane);
        *to = reduction_at<R>::combine(*to, static_cast<double>(lane[0]));
    }
    template <int R, int Half>
    [[gnu::always_inline]] static inline void combine_halves(T* lane) {
        if constexpr (Half > 0) {
            for (int l = 0; l < Half; ++l) lane[l] = reduction_at<R>::combine(lane[l], lane[l + Half]);
            combine_halves<R, Half / 2>(lane);
        }
    }

    template <int Count, bool Masked>
    [[gnu::always_inline]] static inline void run_block(const auto& r, std::ptrdiff_t c, int from, int to, const fixed_values& fixed, totals<Count>& total) {
        block<Count> b;
        using vectors = std::make_integer_sequence<int, Count>;
        repeat<interior::nodes>([&]<int N>() __attribute__((always_inline)) { evaluate_all<N, Count>(r, c, b, fixed, vectors{}); });
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { deliver_all<R, Count, Masked>(r, c, from, to, b, fixed, total, vectors{}); });
    }
    template <int R, int Count, bool Masked, int... U>
    [[gnu::always_inline]] static inline void deliver_all(const auto& r, std::ptrdiff_t c, int from, int to, const block<Count>& b, const fixed_values& fixed,
                                                          totals<Count>& total, std::integer_sequence<int, U...>) {
        (deliver<R, U, Count, Masked>(r, c, from, to, value_of<root_at<R>.node, U, Count>(b, fixed), total), ...);
    }
    template <int R, int Count>
    [[gnu::always_inline]] static inline void start(totals<Count>& total) {
        if constexpr (along_row<R>) total[R].fill(V(static_cast<T>(reduction_at<R>::initial)));
    }
    template <int R, int Count>
    [[gnu::always_inline]] static inline void finish(const auto& r, const totals<Count>& total) {
        if constexpr (along_row<R>) {
            V all = total[R][0];
            for (std::size_t u = 1; u < Count; ++u) all = reduction_at<R>::combine(all, total[R][u]);
            add_to_total<R>(r.total[R], all);
        }
    }
    /// Runs whole blocks of Count vectors from c on.
    template <int Count>
    [[gnu::always_inline]] static inline void run_blocks(const local_row& r, std::ptrdiff_t& c, std::ptrdiff_t last, const fixed_values& fixed) {
        if (c + Count * width > last) return;
        totals<Count> total;
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { start<R, Count>(total); });
        for (; c + Count * width <= last; c += Count * width) run_block<Count, false>(r, c, 0, Count * width, fixed, total);
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { finish<R, Count>(r, total); });
    }
    /// Count vectors at c of which only the columns [from, to) after c are new: the others are delivered by other blocks, too.
    template <int Count>
    [[gnu::noinline]] static void run_partly(const local_row& r, std::ptrdiff_t c, int from, int to, const fixed_values& fixed) {
        totals<Count> total;
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { start<R, Count>(total); });
        run_block<Count, true>(r, c, from, to, fixed, total);
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { finish<R, Count>(r, total); });
    }
    /// Columns to the first one at which a vector can be stored without crossing a cache line.
    static int to_alignment(const local_row& r, std::ptrdiff_t c) {
        int columns = 0;
        repeat<root_count>([&]<int R>() {
            if constexpr (root_at<R>.kind == root::store && root_at<R>.result >= 0) columns = misaligned(r.store[R] + c * static_cast<std::ptrdiff_t>(sizeof(T)));
        });
        return columns;
    }
    static int misaligned(const std::byte* p) {
        constexpr std::size_t bytes = static_cast<std::size_t>(width) * sizeof(T);
        return static_cast<int>((bytes - reinterpret_cast<std::uintptr_t>(p) % bytes) % bytes / sizeof(T));
    }

    // General rows: every access by its own column offsets, in vectors of T or, for the few columns of a border, in scalars.

    template <class Lane>
    static constexpr int lane_count = std::is_same_v<Lane, V> ? width : 1;
    template <class Lane>
    using exact_values = std::array<Lane, static_cast<std::size_t>(exact::nodes)>;
    template <class Lane, int N>
    [[gnu::always_inline]] static inline void evaluate_general(const row& r, std::ptrdiff_t c, int count, exact_values<Lane>& value) {
        constexpr node n = node_at<exact, N>;
        if constexpr (n.kind == node::literal) value[N] = Lane(static_cast<T>(P::lines[static_cast<std::size_t>(n.line)].literal));
        else if constexpr (n.kind == node::zero) value[N] = Lane(T(0));
        else if constexpr (n.kind == node::load) {
            using E = typename memory_element<P, n.line>::type;
            if constexpr (n.invariant) value[N] = Lane(static_cast<T>(*reinterpret_cast<const E*>(r.load[n.slot])));
            else value[N] = load_columns<Lane, E>(r.load[n.slot], r.load_columns[n.slot], c, count);
        } else if constexpr (n.kind == node::mask) {
            value[N] = !r.valid[n.slot] ? Lane(T(0)) : !r.column_valid[n.slot] ? value[n.operand[0]]
                     : mask_columns(value[n.operand[0]], r.column_valid[n.slot] + c, count);
        } else value[N] = compute<Lane, exact, N>([&]<int K>() { return value[K]; });
    }
    template <class Lane, class E>
    [[gnu::always_inline]] static inline Lane load_columns(const std::byte* from, const columns& column, std::ptrdiff_t c, int count) {
        if constexpr (std::is_same_v<Lane, T>) return static_cast<T>(*reinterpret_cast<const E*>(from + column.at(c)));
        else {
            if (count == width && !column.table && column.step == static_cast<std::ptrdiff_t>(sizeof(E))) return xgrad::load<T, E>(from + c * column.step);
            alignas(64) T lane[width] = {};
            for (int l = 0; l < count; ++l) lane[l] = static_cast<T>(*reinterpret_cast<const E*>(from + column.at(c + l)));
            return V::load_aligned(lane);
        }
    }
    static T mask_columns(T value, const std::uint8_t* valid, int) { return *valid ? value : T(0); }
    static V mask_columns(V value, const std::uint8_t* valid, int count) {
        alignas(64) T lane[width];
        value.store_aligned(lane);
        for (int l = 0; l < count; ++l) lane[l] = valid[l] ? lane[l] : T(0);
        return V::load_aligned(lane);
    }
    template <class Lane, int R>
    [[gnu::always_inline]] static inline void deliver_general(const row& r, std::ptrdiff_t c, int count, const exact_values<Lane>& value) {
        alignas(64) T lane[lane_count<Lane>];
        constexpr int n = exact::value.roots[static_cast<std::size_t>(R)].node;
        if constexpr (std::is_same_v<Lane, T>) lane[0] = value[n];
        else value[n].store_aligned(lane);
        for (int l = 0; l < count; ++l) {
            if constexpr (root_at<R>.kind != root::reduce) {
                using E = typename stored_element<P, root_at<R>>::type;
                *reinterpret_cast<E*>(r.store[R] + r.store_columns[R].at(c + l)) = static_cast<E>(lane[l]);
            } else {
                double& total = *(along_row<R> ? r.total[R] : r.total[R] + c + l);
                total = reduction_at<R>::combine(total, static_cast<double>(lane[l]));
            }
        }
    }
    template <class Lane>
    [[gnu::always_inline]] static inline void run_general(const row& r, std::ptrdiff_t first, std::ptrdiff_t last) {
        constexpr int step = lane_count<Lane>;
        for (std::ptrdiff_t c = first; c < last; c += step) {
            const int count = static_cast<int>(last - c < step ? last - c : step);
            exact_values<Lane> value;
            repeat<exact::nodes>([&]<int N>() __attribute__((always_inline)) { evaluate_general<Lane, N>(r, c, count, value); });
            repeat<root_count>([&]<int R>() __attribute__((always_inline)) { deliver_general<Lane, R>(r, c, count, value); });
        }
    }

public:
    static constexpr bool has_interior = interior::value.possible && last_axis >= 0;
    static constexpr auto invariant_loads = [] {
        std::array<bool, static_cast<std::size_t>(interior::value.needed.loads + 1)> invariant{};
        for (int n = 0; n < interior::nodes; ++n) {
            const node& x = interior::value.nodes[static_cast<std::size_t>(n)];
            if (x.kind == node::load) invariant[static_cast<std::size_t>(x.slot)] = x.invariant;
        }
        return invariant;
    }();
    static constexpr pass_view interior_view = view_of<P, Pass, true>();
    static constexpr pass_view exact_view = view_of<P, Pass, false>();

    /// Columns [first, last) of a row, at least one vector of them; every varying access has the step of its element.
    static void fast(const row& given, std::ptrdiff_t first, std::ptrdiff_t last) {
        if constexpr (has_interior) {
            const local_row r(given);
            fixed_values fixed;
            repeat<interior::nodes>([&]<int N>() __attribute__((always_inline)) { fix<N>(r, fixed); });
            std::ptrdiff_t c = first;
            if (const int head = to_alignment(r, c); head > 0 && c + head + width <= last) {
                run_partly<1>(r, c, 0, head, fixed);
                c += head;
            }
            // a long program is compiled once: what its totals cost per vector does not show
            if constexpr (unroll > 1) run_blocks<unroll>(r, c, last, fixed);
            constexpr int wide = unroll * width;
            if (overlap_wide && c < last && c - first >= wide) {  // one overlapping block hides the latency that single vectors show
                run_partly<overlap_wide ? unroll : 1>(r, last - wide, static_cast<int>(c - last) + wide, wide, fixed);
                return;
            }
            for (; c + width <= last; c += width) run_partly<1>(r, c, 0, width, fixed);
            if (c < last) run_partly<1>(r, last - width, static_cast<int>(c - last) + width, width, fixed);
        }
    }
    /// Columns [first, last) of a row, any layout and boundary.
    static void general(const row& r, std::ptrdiff_t first, std::ptrdiff_t last) {
        constexpr std::ptrdiff_t few = 4;
        if constexpr (exact::value.moves)
            if (last - first <= few) return run_general<T>(r, first, last);
        general_vectors(r, first, last);
    }

private:
    /// Seldom run: compiled for size.
    [[gnu::cold, gnu::noinline]] static void general_vectors(const row& r, std::ptrdiff_t first, std::ptrdiff_t last) { run_general<V>(r, first, last); }
};

}  // namespace xgrad
