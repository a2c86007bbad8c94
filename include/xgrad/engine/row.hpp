#pragma once

#include <cstdint>
#include <type_traits>
#include <utility>

#include "tables.hpp"

namespace xgrad {

/// Byte offsets of the columns of a row: a table, or a step.
struct columns {
    const std::ptrdiff_t* table = nullptr;
    std::ptrdiff_t step = 0;
    std::ptrdiff_t at(std::ptrdiff_t c) const { return table ? table[c] : c * step; }
};

/// One row of a pass: where its accesses, stores and totals are.
struct row {
    std::byte* const* load;
    std::byte* const* store;
    double* const* total;
    // the general rows only
    const columns* load_columns;
    const columns* store_columns;
    const bool* valid;
    const std::uint8_t* const* column_valid;
};

/// Calls body.operator()<I>() for I in [First, First + Count), by halves: clang folds at most 256 arguments.
template <int Count, int First = 0, class Body>
[[gnu::always_inline]] inline void repeat(const Body& body) {
    if constexpr (Count > 32) {
        repeat<Count / 2, First>(body);
        repeat<Count - Count / 2, First + Count / 2>(body);
    } else {
        [&]<int... I>(std::integer_sequence<int, I...>) __attribute__((always_inline)) {
            (body.template operator()<First + I>(), ...);
        }(std::make_integer_sequence<int, Count>{});
    }
}

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

}  // namespace xgrad
