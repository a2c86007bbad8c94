#pragma once

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
    static constexpr int unroll = types::memories > 0 ? 1 : interior::nodes <= 16 ? 4 : varying <= 48 ? 2 : 1;

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
