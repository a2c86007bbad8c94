#pragma once

#include "arithmetic.hpp"

namespace xgrad {

/// x * x.
template <expression X>
constexpr applied<multiply_op, X, X> square(X x) {
    return x * x;
}

struct reciprocal_op : pointwise<1> {
    static constexpr std::string_view name = "reciprocal";
    static constexpr int cost = 5;
    static constexpr auto forward(auto x) { return decltype(x)(1) / x; }
    // d (1 / x) = -dx / x^2
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(-(dy * y * y)); }
};
/// 1 / x; infinite at 0, with the sign of that zero. Its derivatives divide no more.
template <expression X>
constexpr applied<reciprocal_op, X> reciprocal(X x) {
    return apply<reciprocal_op>(x);
}

}  // namespace xgrad
