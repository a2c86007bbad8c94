#pragma once

#include <bit>

#include "expand_dims.hpp"

namespace xgrad {

/// `squeeze(x, axes<1>)`: x without axes of the extent 1 (negative ones count from the end); as in NumPy another extent is an
/// error. `squeeze(x)`: without all axes whose extent is statically 1. The gradient puts them back.
template <expression X, std::ptrdiff_t... A>
constexpr auto squeeze(X x, axes_option<A...>) {
    constexpr unsigned dropped = distinct_axes<X::rank, A...>();
    static_assert(dropped != 0, "xgrad::squeeze: axes<...> names axes of the operand, each once");
    return with_unit_axes<axes_without(dropped, X::rank), X::rank - static_cast<int>(sizeof...(A))>(x);
}
template <expression X>
constexpr auto squeeze(X x) {
    constexpr unsigned dropped = [] {
        unsigned mask = 0;
        for (int a = 0; a < X::rank; ++a)
            if (extents_value<X>[a] == 1) mask |= 1u << a;
        return mask;
    }();
    return with_unit_axes<axes_without(dropped, X::rank), X::rank - std::popcount(dropped)>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto squeeze(X... x) {
    static_assert(has_form<X...>, "xgrad::squeeze takes axes<...> behind its operand, or nothing: squeeze(x, axes<1>)");
    return refused(x...);
}

}  // namespace xgrad
