#pragma once

#include <cmath>

#include "arithmetic.hpp"
#include "detach.hpp"
#include "lanes.hpp"

namespace xgrad {

struct sign_op : pointwise<1> {
    static constexpr std::string_view name = "sign";
    static constexpr auto forward(auto x) {
        using value = decltype(x);
        return select(x > value(0), value(1), select(x < value(0), value(-1), value(0)));
    }
    static constexpr auto pullback = no_derivative;
};
/// -1, 0 or 1; 0 for NaN, as in PyTorch. It has no derivative: `detach` it where a constant is meant.
template <expression X>
constexpr applied<sign_op, X> sign(X x) {
    return apply<sign_op>(x);
}

struct abs_op : pointwise<1> {
    static constexpr std::string_view name = "abs";
    static constexpr auto forward(auto x) {
        using std::abs;
        return abs(x);
    }
    // d |x| = sign(x) dx, and sign is constant where |x| is smooth
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * detach(sign(x))); }
};
/// |x|. The derivative at 0 is 0.
template <expression X>
constexpr applied<abs_op, X> abs(X x) {
    return apply<abs_op>(x);
}

}  // namespace xgrad
