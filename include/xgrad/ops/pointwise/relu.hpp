#pragma once

#include <numbers>

#include "comparisons.hpp"
#include "detach.hpp"
#include "exp.hpp"
#include "erf.hpp"
#include "sigmoid.hpp"
#include "where.hpp"

namespace xgrad {

struct relu_op : pointwise<1> {
    static constexpr std::string_view name = "relu";
    static constexpr auto forward(auto x) {
        using value = decltype(x);
        return select(x <= value(0), value(0), x);
    }
    // d max(x, 0) = [x > 0] dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(where(detach(x <= 0), 0, dy)); }
};
/// max(x, 0); NaN stays NaN. The derivative at 0 is 0.
template <expression X>
constexpr applied<relu_op, X> relu(X x) {
    return apply<relu_op>(x);
}

/// x above 0, slope * x at and below it; the derivative at 0 is the slope. The slope may be an expression (PReLU).
template <expression X, operand Slope = double>
constexpr auto leaky_relu(X x, Slope slope = 0.01) {
    return where(x > 0, x, slope * x);
}

/// x above 0, alpha * (exp(x) - 1) at and below it (Clevert et al., 2015); the derivative at 0 is alpha.
template <expression X, operand Alpha = double>
constexpr auto elu(X x, Alpha alpha = 1.0) {
    auto positive = x > 0;
    return where(positive, x, alpha * expm1(where(positive, 0, x)));
}

/// x times the normal distribution function of x, x (1 + erf(x / sqrt(2))) / 2 (Hendrycks and Gimpel, 2016); NaN at -inf, as
/// in PyTorch.
template <expression X>
constexpr auto gelu(X x) {
    return 0.5 * x * (1 + erf(x * (0.5 * std::numbers::sqrt2)));
}

/// x sigmoid(x), also called swish; NaN at -inf, as in PyTorch.
template <expression X>
constexpr auto silu(X x) {
    return x * sigmoid(x);
}

}  // namespace xgrad
