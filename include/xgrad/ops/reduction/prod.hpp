#pragma once

#include "../pointwise/comparisons.hpp"
#include "../pointwise/detach.hpp"
#include "../pointwise/where.hpp"
#include "sum.hpp"

namespace xgrad {

/// Per element the product of all others along the axes, from the product p of those that are not 0 and the number z of zeros.
template <unsigned Reduced, unsigned Kept>
struct exclusive_product_op : pointwise<3> {
    static constexpr std::string_view name = "exclusive_product";
    static constexpr int cost = 8;
    static constexpr auto forward(auto x, auto p, auto z) {
        using value = decltype(x);
        return select(x == value(0), select(z == value(1), p, value(0)), select(z == value(0), p / x, value(0)));
    }
    // With e_i the product of the x_k for k != i: d e_i / d x_j = the product of the x_k for k != i, j, which is not 0 only if all
    // zeros are among x_i and x_j. p and z follow from x: their share is in dx.
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto p, auto z) {
        auto zero = detach(x == 0);
        auto divisor = where(zero, 1, x);
        auto ratio = dy / divisor;
        auto over_zeros = total(where(zero, dy, 0), x);
        auto over_others = total(where(zero, 0, ratio), x);
        auto at_zero = where(detach(z == 1), over_others, where(detach(z == 2), over_zeros - dy, 0));
        auto elsewhere = where(detach(z == 0), over_others - ratio, where(detach(z == 1), over_zeros, 0)) / divisor;
        return each(p * where(zero, at_zero, elsewhere), none, none);
    }
    static constexpr auto total(auto terms, auto x) { return unreduce<Reduced, Kept>(sum_axes<Reduced, Kept>(terms), x); }
};

template <unsigned Reduced, unsigned Kept>
struct prod_op : reduction<Reduced, Kept> {
    static constexpr std::string_view name = "prod";
    static constexpr double initial = 1;
    static constexpr auto combine(auto a, auto b) { return a * b; }
    // d prod(x) / d x_i = the product of the others, also where factors are 0
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) {
        auto zero = detach(x == 0);
        auto p = append<prod_op>(where(zero, 1, x));
        auto z = sum_axes<Reduced, Kept>(where(zero, 1, 0));
        auto others = apply<exclusive_product_op<Reduced, Kept>>(x, unreduce<Reduced, Kept>(p, x), unreduce<Reduced, Kept>(z, x));
        return each(unreduce<Reduced, Kept>(dy, x) * others);
    }
};

/// `prod(x)`, `prod(x, axes<2, 3>, keep_dims)`: product over the axes (default: all); of nothing: 1. The gradient is right with any
/// number of zeros, and so is its derivative.
template <expression X, class... Options>
constexpr auto prod(X x, Options...) {
    using axes = reduction_axes<"prod", X::rank, Options...>;
    if constexpr (axes::reduced == 0) return x;
    else return append<prod_op<axes::reduced, axes::kept>>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto prod(X... x) {
    static_assert(has_form<X...>, "xgrad::prod takes one operand, and options behind it: prod(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
