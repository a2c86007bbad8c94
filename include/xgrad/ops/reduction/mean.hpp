#pragma once

#include <limits>

#include "../pointwise/arithmetic.hpp"
#include "sum.hpp"

namespace xgrad {

/// 1 / (number of elements along the reduced axes - Correction), a number that the shape alone gives.
template <unsigned Reduced, std::ptrdiff_t Correction = 0>
struct reciprocal_count_op : operation_base {
    static constexpr std::string_view name = "reciprocal_count", symbol = "1/count";
    static constexpr access how = access::count;
    static constexpr int shape_operands = 1;
    template <class... X>
    using element = promoted<X...>;
    static constexpr extent_list infer(failure&, const extent_list*) { return {}; }
    static constexpr double count(const extent_list& x, std::ptrdiff_t) {
        double n = 1;
        for (int a = 0; a < x.rank; ++a)
            if (Reduced >> a & 1) n *= static_cast<double>(x[a]);
        n -= static_cast<double>(Correction);
        return n > 0 ? 1 / n : std::numeric_limits<double>::infinity();
    }
    // a shape has no derivative, and none is missing
    static constexpr auto pullback(auto /*dy*/, auto /*y*/, auto /*x*/) { return each(none); }
};

/// The mean over the axes in a bit mask; the axes in Kept stay with the extent 1.
template <unsigned Reduced, unsigned Kept, expression X>
constexpr auto mean_axes(X x) {
    return sum_axes<Reduced, Kept>(x) * append<reciprocal_count_op<Reduced>>(x);
}

/// `mean(x)`, `mean(x, axes<2, 3>, keep_dims)`: mean over the axes (default: all). The mean of nothing is NaN.
template <expression X, class... Options>
constexpr auto mean(X x, Options...) {
    using axes = reduction_axes<"mean", X::rank, Options...>;
    return mean_axes<axes::reduced, axes::kept>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto mean(X... x) {
    static_assert(has_form<X...>, "xgrad::mean takes one operand, and options behind it: mean(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
