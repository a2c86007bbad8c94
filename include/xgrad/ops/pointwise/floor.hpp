#pragma once

#include <cmath>

#include "pointwise.hpp"

namespace xgrad {

struct floor_op : pointwise<1> {
    static constexpr std::string_view name = "floor";
    static constexpr int cost = 2;
    static constexpr auto forward(auto x) {
        using std::floor;
        return floor(x);
    }
    static constexpr auto pullback = no_derivative;
};
/// The largest integer that is not above x. It has no derivative.
template <expression X>
constexpr applied<floor_op, X> floor(X x) {
    return apply<floor_op>(x);
}

struct ceil_op : pointwise<1> {
    static constexpr std::string_view name = "ceil";
    static constexpr int cost = 2;
    static constexpr auto forward(auto x) {
        using std::ceil;
        return ceil(x);
    }
    static constexpr auto pullback = no_derivative;
};
/// The smallest integer that is not below x. It has no derivative.
template <expression X>
constexpr applied<ceil_op, X> ceil(X x) {
    return apply<ceil_op>(x);
}

struct round_op : pointwise<1> {
    static constexpr std::string_view name = "round";
    static constexpr int cost = 2;
    static constexpr auto forward(auto x) {
        using std::nearbyint;
        return nearbyint(x);
    }
    static constexpr auto pullback = no_derivative;
};
/// The nearest integer; halves go to the even one, as in PyTorch and NumPy (std::round goes away from 0). No derivative.
template <expression X>
constexpr applied<round_op, X> round(X x) {
    return apply<round_op>(x);
}

template <class A, class B>
    requires operands<A, B>
constexpr auto operator%(A a, B b) {
    static_assert(has_form<A, B>, "xgrad: there is no %; the remainder is a - b * floor(a / b)");
    return refused(a, b);
}

}  // namespace xgrad
