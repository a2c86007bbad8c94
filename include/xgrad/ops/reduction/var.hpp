#pragma once

#include "mean.hpp"

namespace xgrad {

/// `var(x)`, `var(x, axes<2, 3>, keep_dims, correction<1>)`: the variance over the axes (default: all), the mean square of the
/// deviations from the mean; with correction<c> their sum is divided by the number of elements less c (the unbiased variance: 1),
/// or by 0 where that is negative.
template <expression X, class... Options>
constexpr auto var(X x, Options...) {
    using axes = reduction_axes<"var", X::rank, Options...>;
    using correction = numbers_option<correction_option, correction_option<0>, Options...>;
    auto deviation = x - mean_axes<axes::reduced, axes::reduced>(x);
    return sum_axes<axes::reduced, axes::kept>(deviation * deviation) *
        append<reciprocal_count_op<axes::reduced, correction::values[0]>>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto var(X... x) {
    static_assert(has_form<X...>, "xgrad::var takes one operand, and options behind it: var(x, axes<1>, keep_dims, correction<1>)");
    return refused(x...);
}

}  // namespace xgrad
