#pragma once

#include "logsumexp.hpp"

namespace xgrad {

/// `softmax(x, axes<1>)`: exp(x) / sum(exp(x)) over the axes (default: all together), which does not overflow; in the shape of x.
/// NaN where all elements are -infinity, or one is +infinity.
template <expression X, class... Options>
constexpr auto softmax(X x, Options...) {
    using axes = reduction_axes<"softmax", X::rank, Options...>;
    auto e = exp(x - peak_axes<axes::reduced>(x));
    return e / sum_axes<axes::reduced, axes::reduced>(e);
}
template <class... X>
    requires misuse<X...>
constexpr auto softmax(X... x) {
    static_assert(has_form<X...>, "xgrad::softmax takes one operand, and options behind it: softmax(x, axes<1>)");
    return refused(x...);
}

/// `log_softmax(x, axes<1>)`: the logarithm of the softmax, exact where the softmax is too small for a number.
template <expression X, class... Options>
constexpr auto log_softmax(X x, Options...) {
    using axes = reduction_axes<"log_softmax", X::rank, Options...>;
    auto scaled = x - peak_axes<axes::reduced>(x);
    return scaled - log(sum_axes<axes::reduced, axes::reduced>(exp(scaled)));
}
template <class... X>
    requires misuse<X...>
constexpr auto log_softmax(X... x) {
    static_assert(has_form<X...>, "xgrad::log_softmax takes one operand, and options behind it: log_softmax(x, axes<1>)");
    return refused(x...);
}

}  // namespace xgrad
