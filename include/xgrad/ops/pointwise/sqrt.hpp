#pragma once

#include <cmath>

#include "arithmetic.hpp"

namespace xgrad {

struct sqrt_op : pointwise<1> {
    static constexpr std::string_view name = "sqrt";
    static constexpr int cost = 5;
    static constexpr auto forward(auto x) {
        using std::sqrt;
        return sqrt(x);
    }
    // d sqrt(x) = dx / (2 sqrt(x))  (+inf at 0, as in PyTorch)
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(0.5 * dy / y); }
};
/// Square root; NaN below 0.
template <expression X>
constexpr applied<sqrt_op, X> sqrt(X x) { return apply<sqrt_op>(x); }

}  // namespace xgrad
