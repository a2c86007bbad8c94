#pragma once

#include <cmath>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct sigmoid_op : pointwise<1> {
    static constexpr std::string_view name = "sigmoid";
    static constexpr int cost = 14;
    static constexpr auto forward(auto x) {
        using std::exp;
        using value = decltype(x);
        return value(1) / (value(1) + exp(-x));
    }
    // d sigmoid(x) = sigmoid(x) (1 - sigmoid(x)) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy * (y * (1 - y))); }
};
/// The logistic function 1 / (1 + exp(-x)); 0 and 1 in the limits.
template <expression X>
constexpr applied<sigmoid_op, X> sigmoid(X x) {
    return apply<sigmoid_op>(x);
}

struct softplus_op : pointwise<1> {
    static constexpr std::string_view name = "softplus";
    static constexpr int cost = 32;
    static constexpr auto forward(auto x) {
        using std::abs, std::exp, std::log1p;
        using value = decltype(x);
        return select(x > value(0), x, value(0)) + log1p(exp(-abs(x)));
    }
    // d softplus(x) = sigmoid(x) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * sigmoid(x)); }
};
/// log(1 + exp(x)), without overflow: PyTorch's softplus, which switches to x above 20 where the difference is 2e-9.
template <expression X>
constexpr applied<softplus_op, X> softplus(X x) {
    return apply<softplus_op>(x);
}

}  // namespace xgrad
