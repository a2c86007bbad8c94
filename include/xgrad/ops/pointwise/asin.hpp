#pragma once

#include <cmath>

#include "sqrt.hpp"

namespace xgrad {

struct asin_op : pointwise<1> {
    static constexpr std::string_view name = "asin";
    static constexpr int cost = 18;
    static constexpr auto forward(auto x) {
        using std::asin;
        return asin(x);
    }
    // d asin(x) = dx / sqrt(1 - x^2); the product keeps its digits near |x| = 1
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy / sqrt((1 - x) * (1 + x))); }
};
/// Arc sine, in [-pi/2, pi/2]; NaN outside [-1, 1]. The derivative at -1 and 1 is +inf.
template <expression X>
constexpr applied<asin_op, X> asin(X x) {
    return apply<asin_op>(x);
}

struct acos_op : pointwise<1> {
    static constexpr std::string_view name = "acos";
    static constexpr int cost = 20;
    static constexpr auto forward(auto x) {
        using std::acos;
        return acos(x);
    }
    // d acos(x) = -dx / sqrt(1 - x^2)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(-(dy / sqrt((1 - x) * (1 + x)))); }
};
/// Arc cosine, in [0, pi]; NaN outside [-1, 1]. The derivative at -1 and 1 is -inf.
template <expression X>
constexpr applied<acos_op, X> acos(X x) {
    return apply<acos_op>(x);
}

struct atan_op : pointwise<1> {
    static constexpr std::string_view name = "atan";
    static constexpr int cost = 18;
    static constexpr auto forward(auto x) {
        using std::atan;
        return atan(x);
    }
    // d atan(x) = dx / (1 + x^2)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy / (1 + x * x)); }
};
/// Arc tangent, in [-pi/2, pi/2].
template <expression X>
constexpr applied<atan_op, X> atan(X x) {
    return apply<atan_op>(x);
}

}  // namespace xgrad
