#pragma once

#include <cmath>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct sqrt_op : pointwise<1> {
    static constexpr std::string_view name = "sqrt";
    static constexpr int cost = 5;
    static constexpr auto forward(auto x) {
        using std::sqrt;
        return sqrt(x);
    }
    // d sqrt(x) = dx / (2 sqrt(x))  (+inf at 0, as in PyTorch)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(0.5 * dy * rsqrt(x)); }
};
/// Square root; NaN below 0. The derivative at 0 is +inf.
template <expression X>
constexpr applied<sqrt_op, X> sqrt(X x) {
    return apply<sqrt_op>(x);
}

struct rsqrt_op : pointwise<1> {
    static constexpr std::string_view name = "rsqrt";
    static constexpr int cost = 10;
    // exact: a Newton step from the 12 bits of the SIMD instruction of that name took longer than the divider, which works beside the rest
    static constexpr auto forward(auto x) {
        using std::sqrt;
        return decltype(x)(1) / sqrt(x);
    }
    // d x^(-1/2) = -1/2 x^(-3/2) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(-0.5 * dy * (y * y * y)); }
};
/// 1 / sqrt(x), to full precision; +inf at 0, NaN below.
template <expression X>
constexpr applied<rsqrt_op, X> rsqrt(X x) {
    return apply<rsqrt_op>(x);
}

struct cbrt_op : pointwise<1> {
    static constexpr std::string_view name = "cbrt";
    static constexpr int cost = 20;
    static constexpr auto forward(auto x) {
        using std::cbrt;
        return cbrt(x);
    }
    // d cbrt(x) = dx / (3 cbrt(x)^2)
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy / (3 * (y * y))); }
};
/// Cube root, odd: cbrt(-8) = -2. The derivative at 0 is +inf.
template <expression X>
constexpr applied<cbrt_op, X> cbrt(X x) {
    return apply<cbrt_op>(x);
}

}  // namespace xgrad
