#pragma once

#include "unit_axes.hpp"

namespace xgrad {

/// Where the axes of an operand go when the axes in a bit mask are inserted among them.
constexpr extent_list axes_around(unsigned inserted, int rank) {
    extent_list axes;
    for (int a = 0; axes.rank < rank; ++a)
        if (!(inserted >> a & 1)) axes.push_back(a);
    return axes;
}
/// Where they go when those in a bit mask are dropped.
constexpr extent_list axes_without(unsigned dropped, int rank) {
    extent_list axes;
    for (int a = 0, kept = 0; a < rank; ++a) axes.push_back(dropped >> a & 1 ? -1 : kept++);
    return axes;
}
/// The bits of axes of an array of some rank, negative ones counted from the end; 0 when one is missing or named twice.
template <int Rank, std::ptrdiff_t... A>
constexpr unsigned distinct_axes() {
    unsigned mask = 0;
    for (std::ptrdiff_t a : {A...}) {
        a += a < 0 ? Rank : 0;
        if (a < 0 || a >= Rank || (mask >> a & 1)) return 0;
        mask |= 1u << a;
    }
    return mask;
}

/// `expand_dims(x, axes<0>)`: x with axes of the static extent 1 inserted, as NumPy: axes<...> says where they are in the result.
/// The gradient drops them.
template <expression X, std::ptrdiff_t... A>
constexpr auto expand_dims(X x, axes_option<A...>) {
    constexpr int rank = X::rank + static_cast<int>(sizeof...(A));
    constexpr unsigned inserted = distinct_axes<rank, A...>();
    static_assert(inserted != 0, "xgrad::expand_dims: axes<...> names axes of the result, each once");
    return with_unit_axes<axes_around(inserted, X::rank), rank>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto expand_dims(X... x) {
    static_assert(has_form<X...>, "xgrad::expand_dims takes axes<...> behind its operand, those of the result: expand_dims(x, axes<0>)");
    return refused(x...);
}

}  // namespace xgrad
