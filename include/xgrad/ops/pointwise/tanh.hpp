#pragma once

#include <cmath>

#include "arithmetic.hpp"

namespace xgrad {

struct tanh_op : pointwise<1> {
    static constexpr std::string_view name = "tanh";
    static constexpr int cost = 25;
    static constexpr auto forward(auto x) {
        using std::tanh;
        return tanh(x);
    }
    // d tanh(x) = (1 - tanh(x)^2) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy * (1 - y * y)); }
};
/// Hyperbolic tangent; -1 and 1 in the limits.
template <expression X>
constexpr applied<tanh_op, X> tanh(X x) {
    return apply<tanh_op>(x);
}

}  // namespace xgrad
