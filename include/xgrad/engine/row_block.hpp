#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include "local_row.hpp"
#include "row_gathers.hpp"

namespace xgrad {

/// Columns of a row that lie side by side, several vectors of them, in the interior of a pass: what the compiler makes of its nodes.
template <class P, int Pass>
struct row_block : row_gathers<P, Pass> {
    using base = row_gathers<P, Pass>;
    using base::split;
    static constexpr const node& node_at(int n) { return base::node_at(n); }  // g++ 12 finds no using-declaration in templated lambdas
    using typename base::types, typename base::fixed_values;
    using typename types::T, typename types::V, typename types::interior;
    template <int Count>
    using block = typename base::template block<Count>;
    static constexpr int width = types::width, root_count = types::root_count;
    template <int R>
    static constexpr root root_at = types::template root_at<R>;
    template <int R>
    static constexpr bool along_row = types::template along_row<R>;
    template <int R>
    using reduction_at = typename types::template reduction_at<R>;

    /// How far ahead memory is asked for: several streams from far caches are more than some processors fetch by themselves.
    static constexpr std::ptrdiff_t prefetch_bytes = 2048;

    /// The last vectors of the block before, of what is read some columns before.
    static constexpr int lagged = interior::value.needed.lagged;
    using carried = V[lagged > 0 ? lagged : 1];
    template <int Count>
    using block_totals = V[root_count > 0 ? root_count : 1][Count];

    /// Both results of a pair of twins, this node's first.
    template <int N, class X>
    [[gnu::always_inline]] static inline auto compute_twins(X x) {
        using op = typename P::template op_at<node_at(N).line>;
        using other = typename P::template op_at<node_at(node_at(N).twin).line>;
        if constexpr (op::first_twin) return op::template twin<V>(x);
        else {
            const auto both = other::template twin<V>(x);
            return std::pair{both.second, both.first};
        }
    }
    template <int N>
    [[gnu::always_inline]] static inline void fix(const auto& r, V* value) {
        constexpr const node& n = node_at(N);
        if constexpr (n.kind == node::literal) value[N] = V(static_cast<T>(P::lines[static_cast<std::size_t>(n.line)].literal));
        else if constexpr (n.kind == node::zero) value[N] = V(T(0));
        else if constexpr (n.kind == node::load)
            value[N] = V(static_cast<T>(*reinterpret_cast<const typename memory_element<P, n.line>::type*>(r.load[n.slot])));
        else if constexpr (n.kind == node::gather) value[N] = base::template gather<N>(r, [&]<int K>() { return value[K]; });
        else if constexpr (n.kind != node::memory) value[N] = types::template compute<interior, N>(value);
    }
    [[gnu::always_inline]] static inline void fix_all(const auto& r, fixed_values& fixed) {
        V value[interior::nodes];
        repeat<split.fixed>([&]<int I>() __attribute__((always_inline)) {
            constexpr int n = split.nodes[I];
            fix<n>(r, value);
            if constexpr (node_at(n).kind != node::memory) fixed[I] = value[n];
        });
    }
    /// An op of all vectors of a block; functions of the op, not of the node, so that few are compiled.
    template <class Op, int U, class... X>
    [[gnu::always_inline]] static inline V forward_at(const X&... x) {
        return static_cast<V>(Op::forward(vector_at<U>(x)...));
    }
    template <class Op, int... U, class... X>
    [[gnu::always_inline]] static inline void forward_all(std::integer_sequence<int, U...>, V* y, const X&... x) {
        ((y[U] = forward_at<Op, U>(x...)), ...);
    }
    /// Asks for what lies some bytes after `from`, once for a line of the cache.
    template <std::ptrdiff_t Bytes, int Write>
    [[gnu::always_inline]] static inline void prefetch(const std::byte* from) {
        if constexpr (Bytes % 64 == 0) __builtin_prefetch(from + Bytes + prefetch_bytes, Write);
    }
    template <class E, bool Prefetch, int... U>
    [[gnu::always_inline]] static inline void load_all(std::integer_sequence<int, U...>, V* to, const std::byte* from) {
        constexpr std::ptrdiff_t vector_bytes = width * static_cast<std::ptrdiff_t>(sizeof(E));
        if constexpr (Prefetch) (prefetch<U * vector_bytes, 0>(from), ...);
        ((to[U] = xgrad::load<T, E>(from + U * vector_bytes)), ...);
    }
    template <int N>
    using operands_of = std::make_integer_sequence<int,
        node_at(N).kind == node::compute ? P::lines[static_cast<std::size_t>(node_at(N).line)].op->operands : 0>;
    /// One node for all vectors of the block before the next node: they are independent and hide each other's latency.
    /// Compiled for every node: what can be said once for several of them is a function of its own, and a parameter is `auto`, which
    /// compilers deduce in less time than they look up a type of a base.
    template <int N, bool Prefetch, int... U, int... K>
    [[gnu::always_inline]] static inline void evaluate(const auto& r, std::ptrdiff_t c, auto& b, const auto& carry,
        std::integer_sequence<int, U...> vectors, std::integer_sequence<int, K...>) {
        constexpr const node& n = node_at(N);
        if constexpr (n.kind == node::load) {
            using E = typename memory_element<P, n.line>::type;
            load_all<E, Prefetch && P::lines[static_cast<std::size_t>(n.line)].op->how == access::argument>(
                vectors, b.value[N], r.load[n.slot] + c * static_cast<std::ptrdiff_t>(sizeof(E)));
        } else if constexpr (n.twin >= 0) {
            const auto store_twins = [&](V & y, V & twin, const auto& both) __attribute__((always_inline)) {
                y = both.first, twin = both.second;
            };
            (store_twins(b.value[N][U], b.value[n.twin][U],
                 compute_twins<N>(vector_at<U>(base::template vectors_of<node_at(n.operand[0]).invariant>(n.operand[0], b, r.fixed)))),
                ...);
        } else if constexpr (n.kind == node::gather) (base::template gather_all<N, U>(r, b), ...);
        else if constexpr (n.kind == node::lagged)
            ((b.value[N][U] = columns_before<n.lag, T>(
                  U == 0 ? carry[n.slot] : b.value[n.operand[0]][U == 0 ? 0 : U - 1], b.value[n.operand[0]][U])),
                ...);
        else if constexpr (!n.computed) {
            using op = typename P::template op_at<n.line>;
            forward_all<op>(vectors, b.value[N], base::template vectors_of<node_at(n.operand[K]).invariant>(n.operand[K], b, r.fixed)...);
        }
    }
    /// The nodes that vary along a row. An initialiser: a fold of so many is too deep for clang.
    template <bool Prefetch, int... I>
    [[gnu::always_inline]] static inline void evaluate_all(const auto& r, [[maybe_unused]] std::ptrdiff_t c, auto& b, const auto& carry,
        [[maybe_unused]] auto vectors, std::integer_sequence<int, I...>) {
        [[maybe_unused]] const bool done[] = {true,
            (evaluate<split.nodes[split.fixed + I], Prefetch>(r, c, b, carry, vectors, operands_of<split.nodes[split.fixed + I]>{}),
                true)...};
    }

    template <int R, int U, bool Masked>
    [[gnu::always_inline]] static inline void deliver(const auto& r, std::ptrdiff_t c, int from, int to, V value, auto& total) {
        if constexpr (root_at<R>.kind != root::reduce) {
            using E = typename stored_element<P, root_at<R>>::type;
            std::byte* to = r.store[R] + (c + U * width) * static_cast<std::ptrdiff_t>(sizeof(E));
            if constexpr (root_at<R>.kind == root::store && !Masked)
                prefetch<U * width* static_cast<std::ptrdiff_t>(sizeof(E)), 1>(to - U * width * static_cast<std::ptrdiff_t>(sizeof(E)));
            xgrad::store<T, E>(to, value);
        } else if constexpr (along_row<R>) {
            if constexpr (Masked)
                value = choose<T>(lanes_between<T>(from - U * width, to - U * width), value, V(static_cast<T>(reduction_at<R>::initial)));
            total[R][U] = reduction_at<R>::combine(total[R][U], value);
        } else if constexpr (Masked)
            add_to_row<R>(r.total[R] + c + U * width, value, std::max(from - U * width, 0), std::min(to - U * width, width));
        else add_to_row<R>(r.total[R] + c + U * width, value);
    }
    template <int R, bool Masked, int... U>
    [[gnu::always_inline]] static inline void deliver_all(
        const auto& r, std::ptrdiff_t c, int from, int to, const auto& b, auto& total, std::integer_sequence<int, U...>) {
        (deliver<R, U, Masked>(r, c, from, to,
             vector_at<U>(base::template vectors_of<node_at(root_at<R>.node).invariant>(root_at<R>.node, b, r.fixed)), total),
            ...);
    }
    /// All lanes combined into a row of totals.
    template <int R>
    [[gnu::always_inline]] static inline void add_to_row(double* to, V value) {
        alignas(64) T lane[width];
        value.store_aligned(lane);
        for (int l = 0; l < width; l += lanes<double>) {
            const auto more = xgrad::load<double, T>(reinterpret_cast<const std::byte*>(lane + l));
            reduction_at<R>::combine(batch<double>::load_unaligned(to + l), more).store_unaligned(to + l);
        }
    }
    /// Lanes [first, last) combined into a row of totals.
    template <int R>
    [[gnu::always_inline]] static inline void add_to_row(double* to, V value, int first, int last) {
        alignas(64) T lane[width];
        value.store_aligned(lane);
        for (int l = first; l < last; ++l) to[l] = reduction_at<R>::combine(to[l], static_cast<double>(lane[l]));
    }

    /// The columns before c of what is read some columns before: the pass has kept them.
    [[gnu::always_inline]] static inline void begin(const auto& r, std::ptrdiff_t c, carried& carry) {
        if constexpr (lagged > 0)
            repeat<interior::nodes>([&]<int N>() __attribute__((always_inline)) {
                if constexpr (node_at(N).kind == node::lagged)
                    carry[node_at(N).slot] = kept_before<node_at(N).lag>(reinterpret_cast<const T*>(r.store[band_of<node_at(N).line>]), c);
            });
    }
    template <int Lag>
    [[gnu::always_inline]] static inline V kept_before(const T* row, std::ptrdiff_t c) {
        if (c >= width) return V::load_unaligned(row + c - width);
        alignas(64) T lane[width] = {};
        for (int k = 1; k <= Lag && k <= c; ++k) lane[width - k] = row[c - k];
        return V::load_aligned(lane);
    }
    /// The root that keeps a line.
    template <int Line>
    static constexpr int band_of = [] {
        int r = 0;
        while (interior::value.roots[static_cast<std::size_t>(r)].kind != root::band ||
            interior::value.roots[static_cast<std::size_t>(r)].line != Line)
            ++r;
        return r;
    }();

    /// `carry`: as `begin` makes it, or the block before c.
    template <int Count, bool Masked, bool Prefetch = !Masked>
    [[gnu::always_inline]] static inline void run_block(
        const auto& r, std::ptrdiff_t c, int from, int to, block_totals<Count>& total, carried& carry) {
        block<Count> b;
        using vectors = std::make_integer_sequence<int, Count>;
        evaluate_all<Prefetch>(r, c, b, carry, vectors{}, std::make_integer_sequence<int, interior::nodes - split.fixed>{});
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) { deliver_all<R, Masked>(r, c, from, to, b, total, vectors{}); });
        if constexpr (lagged > 0)
            repeat<interior::nodes>([&]<int N>() __attribute__((always_inline)) {
                if constexpr (node_at(N).kind == node::lagged) carry[node_at(N).slot] = b.value[node_at(N).operand[0]][Count - 1];
            });
    }
    using local_row = xgrad::local_row<P, Pass, row_block>;
};

}  // namespace xgrad
