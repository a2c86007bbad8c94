#pragma once

#include <bit>

#include "../movement/expand_dims.hpp"
#include "../pointwise/exp.hpp"
#include "../pointwise/log.hpp"
#include "amax.hpp"
#include "mean.hpp"

namespace xgrad {

/// The largest element along axes, which stay with the extent 1, as a constant: what exponentials are scaled by.
template <unsigned Reduced, expression X>
constexpr auto peak_axes(X x) {
    if constexpr (Reduced == 0) return detach(x);
    else return detach(append<extreme_op<Reduced, Reduced, true>>(x));
}
/// x where it is finite, else 0.
template <expression X>
constexpr auto finite_or_zero(X x) {
    return where(x - x == 0, x, 0);
}

/// `logsumexp(x)`, `logsumexp(x, axes<1>, keep_dims)`: log(sum(exp(x))) over the axes (default: all), which does not overflow; of nothing:
/// -infinity. The gradient is the softmax.
template <expression X, class... Options>
constexpr auto logsumexp(X x, Options...) {
    using axes = reduction_axes<"logsumexp", X::rank, Options...>;
    // an infinite peak would make NaN of itself
    auto peak = finite_or_zero(peak_axes<axes::reduced>(x));
    auto scaled = log(sum_axes<axes::reduced, axes::kept>(exp(x - peak)));
    if constexpr (axes::kept == axes::reduced) return scaled + peak;
    else return scaled + with_unit_axes<axes_without(axes::reduced, X::rank), X::rank - std::popcount(axes::reduced)>(peak);
}
template <class... X>
    requires misuse<X...>
constexpr auto logsumexp(X... x) {
    static_assert(has_form<X...>, "xgrad::logsumexp takes one operand, and options behind it: logsumexp(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
