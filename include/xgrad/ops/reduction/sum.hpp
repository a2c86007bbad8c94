#pragma once

#include "reduction.hpp"

namespace xgrad {

template <unsigned Reduced, unsigned Kept>
struct sum_op : reduction<Reduced, Kept> {
    static constexpr std::string_view name = "sum";
    static constexpr double initial = 0;
    static constexpr auto combine(auto a, auto b) { return a + b; }
    // d sum(x) = sum(dx), so the adjoint repeats dy
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(unreduce<Reduced, Kept>(dy, x)); }
};

/// Sum over the axes in a bit mask; the axes in Kept stay with the extent 1.
template <unsigned Reduced, unsigned Kept, class X>
struct sum_result {
    using type = appended<sum_op<Reduced, Kept>, X>;
};
template <unsigned Kept, class X>
struct sum_result<0, Kept, X> {
    using type = X;
};
template <unsigned Reduced, unsigned Kept, expression X>
constexpr typename sum_result<Reduced, Kept, X>::type sum_axes(X x) {
    if constexpr (Reduced == 0) return x;
    else return append<sum_op<Reduced, Kept>>(x);
}

/// `sum(x)`, `sum(x, axes<2, 3>, keep_dims)`: sum over the axes (default: all). Float sums are accumulated in lanes per block
/// and the blocks in double, in an order that does not depend on threads. Empty: 0.
template <expression X, class... Options>
constexpr auto sum(X x, Options...) {
    using axes = reduction_axes<"sum", X::rank, Options...>;
    return sum_axes<axes::reduced, axes::kept>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto sum(X... x) {
    static_assert(has_form<X...>, "xgrad::sum takes one operand, and options behind it: sum(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
