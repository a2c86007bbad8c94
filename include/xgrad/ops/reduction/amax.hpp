#pragma once

#include <limits>

#include "../pointwise/minimum.hpp"
#include "sum.hpp"

namespace xgrad {

/// The largest or the smallest element, NaN if there is one, without a derivative; of nothing: -infinity or +infinity.
template <unsigned Reduced, unsigned Kept, bool Largest>
struct extreme_op : reduction<Reduced, Kept> {
    static constexpr std::string_view name = Largest ? "peak" : "trough";
    static constexpr double initial = Largest ? -std::numeric_limits<double>::infinity() : std::numeric_limits<double>::infinity();
    static constexpr auto combine(auto a, auto b) { return Largest ? maximum_op::forward(a, b) : minimum_op::forward(a, b); }
    static constexpr auto pullback = no_derivative;
};

template <unsigned Reduced, unsigned Kept, bool Largest>
struct extreme_element_op : extreme_op<Reduced, Kept, Largest> {
    static constexpr std::string_view name = Largest ? "amax" : "amin";
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        const extent_list out = reduction<Reduced, Kept>::infer(problem, x);
        for (int a = 0; a < x[0].rank; ++a)
            if ((Reduced >> a & 1) && x[0][a] == 0 && out.size() != 0)
                problem << "axis " << a << " of " << x[0] << " is empty: " << name << " of nothing";
        return out;
    }
    // dy in equal parts to the elements that are equal to y: NaN where none is
    static constexpr auto pullback(auto dy, auto y, auto x) {
        auto hit = where(detach(x == unreduce<Reduced, Kept>(y, x)), 1, 0);
        return each(hit * unreduce<Reduced, Kept>(dy / sum_axes<Reduced, Kept>(hit), x));
    }
};

/// The largest, or the smallest, element over the axes in a bit mask; the axes in Kept stay with the extent 1.
template <unsigned Reduced, unsigned Kept, bool Largest, expression X>
constexpr auto extreme_axes(X x) {
    if constexpr (Reduced == 0) return x;
    else return append<extreme_element_op<Reduced, Kept, Largest>>(x);
}

/// `amax(x)`, `amax(x, axes<2, 3>, keep_dims)`: the largest element over the axes (default: all); NaN if there is one. Nothing has
/// no largest element: an empty axis is an error. Ties share the gradient evenly, as in PyTorch.
template <expression X, class... Options>
constexpr auto amax(X x, Options...) {
    using axes = reduction_axes<"amax", X::rank, Options...>;
    return extreme_axes<axes::reduced, axes::kept, true>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto amax(X... x) {
    static_assert(has_form<X...>, "xgrad::amax takes one operand, and options behind it: amax(x, axes<1>, keep_dims)");
    return refused(x...);
}
/// `amin(x)`, `amin(x, axes<2, 3>, keep_dims)`: the smallest element, likewise.
template <expression X, class... Options>
constexpr auto amin(X x, Options...) {
    using axes = reduction_axes<"amin", X::rank, Options...>;
    return extreme_axes<axes::reduced, axes::kept, false>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto amin(X... x) {
    static_assert(has_form<X...>, "xgrad::amin takes one operand, and options behind it: amin(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
