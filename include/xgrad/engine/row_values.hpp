#pragma once

#include <algorithm>
#include <array>

#include "row.hpp"

namespace xgrad {

/// Vector U of a node's vectors.
template <int U, class T>
[[gnu::always_inline]] inline batch<T> vector_at(const batch<T>& x) {
    return x;
}
template <int U, class T, int Count>
[[gnu::always_inline]] inline batch<T> vector_at(const batch<T> (&x)[Count]) {
    return x[U];
}

/// The values of a row's nodes in the interior of a pass: several vectors each, or one where they stay the same along the row.
template <class P, int Pass>
struct row_values : pass_types<P, Pass> {
    using types = pass_types<P, Pass>;
    using typename types::V, typename types::interior;
    static constexpr const node& node_at(int n) { return interior::value.nodes[static_cast<std::size_t>(n)]; }

    /// The operands whose values a node takes.
    static constexpr void each_operand(int n, auto visit) {
        if (node_at(n).kind != node::compute && node_at(n).kind != node::gather) return;
        const int count = P::lines[static_cast<std::size_t>(node_at(n).line)].op->operands;
        for (int k = node_at(n).kind == node::gather ? 1 : 0; k < count; ++k) visit(node_at(n).operand[k]);
    }

    struct node_list {
        std::array<int, static_cast<std::size_t>(interior::nodes)> nodes{};
        int size = 0;
        constexpr void add(int n) { nodes[static_cast<std::size_t>(size++)] = n; }
        constexpr int operator[](int i) const { return nodes[static_cast<std::size_t>(i)]; }
    };
    /// The nodes that stay the same along a row, then the others, both in order.
    struct partition {
        node_list nodes;
        std::array<int, static_cast<std::size_t>(interior::nodes)> place{};  // of a node among them
        int fixed = 0;
        constexpr partition() {
            for (int invariant = 1; invariant >= 0; --invariant) {
                for (int n = 0; n < interior::nodes; ++n)
                    if (node_at(n).invariant == bool(invariant)) place[static_cast<std::size_t>(n)] = nodes.size, nodes.add(n);
                if (invariant) fixed = nodes.size;
            }
        }
    };
    static constexpr partition split{};
    static constexpr int varying = interior::nodes - split.fixed;
    /// How many times as long as its units are busy a vector takes by itself: the cost of the longest chain of ops that wait for each
    /// other, each four times as long under way as it occupies a unit, by the cost of all, of which what is read and written is a part.
    static constexpr double waiting = [] {
        constexpr double latency = 4;
        int all = types::root_count, longest = 0;
        int chain[interior::nodes + 1] = {};
        for (int n = 0; n < interior::nodes; ++n) {
            if (node_at(n).invariant) continue;
            if (node_at(n).kind != node::compute) {
                ++all;
                continue;
            }
            const int cost = P::lines[static_cast<std::size_t>(node_at(n).line)].op->cost;
            each_operand(n, [&](int k) { chain[n] = std::max(chain[n], chain[k]); });
            chain[n] += cost, longest = std::max(longest, chain[n]);
            if (!node_at(n).computed) all += cost;
        }
        return latency * longest / all;
    }();
    /// A program of so many nodes is compiled once for the blocks of a row and for the rest: what totals cost per block does not show.
    static constexpr bool large = varying > 48;
    static constexpr int unroll = types::memories > 0 || varying > 128 ? 1  // of more, compilers would make too much
        : interior::nodes <= 16 || waiting >= 2                        ? 4
        : waiting < 1 && large                                         ? 1
                                                                       : 2;

    /// Columns that lie side by side, `Count` vectors of them.
    /// Plain arrays, here and below: an element of a std::array is a call, and compilers look at every call of a loop again for every one
    /// that they inline.
    template <int Count>
    struct block {
        V value[interior::nodes][Count];
    };
    /// What stays the same along a row.
    using fixed_values = V[split.fixed > 0 ? split.fixed : 1];

    /// A node's vectors: one that stays the same along the row, or the block's.
    template <bool Fixed>
    [[gnu::always_inline]] static inline const auto& vectors_of(int n, const auto& b, const fixed_values& fixed) {
        if constexpr (Fixed) return fixed[split.place[n]];
        else return b.value[n];
    }
};

}  // namespace xgrad
