#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "gather.hpp"
#include "repeat.hpp"

namespace xgrad {

/// Byte offsets along an axis: a table, or a step.
struct axis_steps {
    const std::ptrdiff_t* table = nullptr;
    std::ptrdiff_t step = 0;
    const std::int32_t* dense = nullptr;  // of a table: how many elements from each on lie side by side
    std::ptrdiff_t at(std::ptrdiff_t i) const { return table ? table[i] : i * step; }
};

/// The accesses of one kind of a pass: their pointers at the current outer indices, and their offsets by row and by column.
struct access_rows {
    std::byte* const* base;
    const axis_steps *row, *column;
    std::byte* at(int k, std::ptrdiff_t i) const { return base[k] + row[k].at(i); }
};
/// Rows of a pass at one set of outer indices: where its accesses, stores and totals are.
struct rows {
    access_rows load, store, total;
    // the general rows only: where masked accesses are valid, by outer indices, row (or everywhere) and column (or everywhere)
    const bool* valid;
    const std::uint8_t *const *row_valid, *const *column_valid;
    const memory_view* const* memory;  // per load: the array it belongs to
};
/// Rows [first, last) by columns [low, high).
struct rectangle {
    std::ptrdiff_t first, last, low, high;
};

/// The line whose memory a load reads: reshapes show the memory of their operand.
template <class P>
constexpr int memory_line(int line) {
    while (P::lines[static_cast<std::size_t>(line)].op->how == access::reshape) line = P::lines[static_cast<std::size_t>(line)].operand[0];
    return line;
}
/// The element type in the memory of a line: an input's own, the computing type elsewhere.
template <class P, int Line>
struct memory_element {
    static constexpr int line = memory_line<P>(Line);
    static constexpr auto pick() {
        if constexpr (P::lines[static_cast<std::size_t>(line)].op->how == access::argument)
            return std::type_identity<element_of<typename P::template bound_at<line>::result>>{};
        else return std::type_identity<typename P::real>{};
    }
    using type = typename decltype(pick())::type;
};
/// The element type in which a root is stored.
template <class P, root R>
struct stored_element {
    static constexpr auto pick() {
        if constexpr (R.result < 0) return std::type_identity<typename P::real>{};
        else return std::type_identity<typename P::template result_element<static_cast<std::size_t>(R.result)>>{};
    }
    using type = typename decltype(pick())::type;
};

/// Per load of the interior: whether it stays the same along a row.
template <class P, int Pass>
inline constexpr auto invariant_loads = [] {
    constexpr const auto& table = pass_table<P, Pass, true>::value;
    std::array<bool, static_cast<std::size_t>(table.needed.loads + 1)> invariant{};
    for (int n = 0; n < table.needed.nodes; ++n) {
        const node& x = table.nodes[static_cast<std::size_t>(n)];
        if (x.kind == node::load || x.kind == node::memory) invariant[static_cast<std::size_t>(x.slot)] = x.invariant;
    }
    return invariant;
}();

/// What the loops over the rows of a pass share.
template <class P, int Pass>
struct pass_types {
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
    static constexpr bool along_row = root_at<R>.kind == root::reduce &&
        (last_axis < 0 || (P::lines[static_cast<std::size_t>(root_at<R>.line)].op->reduced_axes >> (last_axis < 0 ? 0 : last_axis) & 1));
    template <int R>
    using reduction_at = typename P::template op_at<root_at<R>.line>;

    /// How many arrays the gathers before node N of a table read; of all nodes, without N.
    template <class Table>
    static constexpr int memories_before(int n) {
        int count = 0;
        for (int m = 0; m < n; ++m) count += Table::value.nodes[static_cast<std::size_t>(m)].kind == node::memory;
        return count;
    }
    static constexpr int memories = memories_before<interior>(interior::nodes);
    /// The nodes of these arrays, in order.
    static constexpr auto memory_nodes = [] {
        std::array<int, static_cast<std::size_t>(memories)> found{};
        for (std::size_t n = 0, m = 0; m < found.size(); ++n)
            if (interior::value.nodes[n].kind == node::memory) found[m++] = static_cast<int>(n);
        return found;
    }();
    /// The element type of the array that a gather reads.
    template <class Table, int N>
    using gathered_element = typename memory_element<P, node_at<Table, node_at<Table, N>.operand[0]>.line>::type;

    /// A node's value from its operands'.
    template <class Table, int N, class Lane>
    [[gnu::always_inline]] static inline Lane compute(const Lane* value) {
        constexpr node n = node_at<Table, N>;
        using op = typename P::template op_at<n.line>;
        return [&]<std::size_t... K>(std::index_sequence<K...>) { return static_cast<Lane>(op::forward(value[n.operand[K]]...)); }(
                   std::make_index_sequence<static_cast<std::size_t>(P::lines[static_cast<std::size_t>(n.line)].op->operands)>{});
    }
};

}  // namespace xgrad
