#pragma once

#include <cmath>

#include "arithmetic.hpp"

namespace xgrad {

struct sinh_op : pointwise<1> {
    static constexpr std::string_view name = "sinh";
    static constexpr int cost = 20;
    static constexpr auto forward(auto x) {
        using std::sinh;
        return sinh(x);
    }
    // d sinh(x) = cosh(x) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * cosh(x)); }
};
/// Hyperbolic sine.
template <expression X>
constexpr applied<sinh_op, X> sinh(X x) {
    return apply<sinh_op>(x);
}

struct cosh_op : pointwise<1> {
    static constexpr std::string_view name = "cosh";
    static constexpr int cost = 16;
    static constexpr auto forward(auto x) {
        using std::cosh;
        return cosh(x);
    }
    // d cosh(x) = sinh(x) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * sinh(x)); }
};
/// Hyperbolic cosine.
template <expression X>
constexpr applied<cosh_op, X> cosh(X x) {
    return apply<cosh_op>(x);
}

}  // namespace xgrad
