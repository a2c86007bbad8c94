#pragma once

#include <cmath>

#include "arithmetic.hpp"

namespace xgrad {

struct exp_op : pointwise<1> {
    static constexpr std::string_view name = "exp";
    static constexpr int cost = 9;
    static constexpr auto forward(auto x) {
        using std::exp;
        return exp(x);
    }
    // d exp(x) = exp(x) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy * y); }
};
/// e to the power x; 0 at -inf.
template <expression X>
constexpr applied<exp_op, X> exp(X x) {
    return apply<exp_op>(x);
}

struct expm1_op : pointwise<1> {
    static constexpr std::string_view name = "expm1";
    static constexpr int cost = 14;
    static constexpr auto forward(auto x) {
        using std::expm1;
        return expm1(x);
    }
    // d expm1(x) = exp(x) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy * (y + 1)); }
};
/// exp(x) - 1, accurate near 0; -1 at -inf.
template <expression X>
constexpr applied<expm1_op, X> expm1(X x) {
    return apply<expm1_op>(x);
}

}  // namespace xgrad
