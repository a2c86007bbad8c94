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
/// e to the power x.
template <expression X>
constexpr applied<exp_op, X> exp(X x) { return apply<exp_op>(x); }

}  // namespace xgrad
