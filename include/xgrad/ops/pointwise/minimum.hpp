#pragma once

#include <limits>

#include "comparisons.hpp"
#include "detach.hpp"
#include "where.hpp"

namespace xgrad {

struct minimum_op : pointwise<2> {
    static constexpr std::string_view name = "minimum";
    static constexpr algebra laws{.commutative = true,
        .left_identity = std::numeric_limits<double>::infinity(),
        .right_identity = std::numeric_limits<double>::infinity(),
        .fold = [](const double* x) { return select(x[0] < x[1] || x[0] != x[0], x[0], x[1]); }};
    static constexpr auto forward(auto a, auto b) { return select(a < b || differ(a, a), a, b); }
    // d min(a, b): to the smaller one, half to each when they are equal
    static constexpr auto pullback(auto dy, auto /*y*/, auto a, auto b) {
        auto shared = where(detach(a == b), 0.5 * dy, dy);
        return each(where(detach(a > b), 0, shared), where(detach(a < b), 0, shared));
    }
};
/// The smaller of a and b; NaN if one of them is. Ties split the derivative in half, as in PyTorch.
template <class A, class B>
    requires operands<A, B>
constexpr applied<minimum_op, A, B> minimum(A a, B b) {
    return apply<minimum_op>(a, b);
}
template <class... X>
    requires misuse<X...>
constexpr auto minimum(X... x) {
    static_assert(has_form<X...>, "xgrad::minimum takes two operands: minimum(a, b); amin(x) is the smallest element");
    return refused(x...);
}

struct maximum_op : pointwise<2> {
    static constexpr std::string_view name = "maximum";
    static constexpr algebra laws{.commutative = true,
        .left_identity = -std::numeric_limits<double>::infinity(),
        .right_identity = -std::numeric_limits<double>::infinity(),
        .fold = [](const double* x) { return select(x[0] > x[1] || x[0] != x[0], x[0], x[1]); }};
    static constexpr auto forward(auto a, auto b) { return select(a > b || differ(a, a), a, b); }
    // d max(a, b): to the larger one, half to each when they are equal
    static constexpr auto pullback(auto dy, auto /*y*/, auto a, auto b) {
        auto shared = where(detach(a == b), 0.5 * dy, dy);
        return each(where(detach(a < b), 0, shared), where(detach(a > b), 0, shared));
    }
};
/// The larger of a and b; NaN if one of them is. Ties split the derivative in half, as in PyTorch.
template <class A, class B>
    requires operands<A, B>
constexpr applied<maximum_op, A, B> maximum(A a, B b) {
    return apply<maximum_op>(a, b);
}
template <class... X>
    requires misuse<X...>
constexpr auto maximum(X... x) {
    static_assert(has_form<X...>, "xgrad::maximum takes two operands: maximum(a, b); amax(x) is the largest element");
    return refused(x...);
}

struct clamp_op : pointwise<3> {
    static constexpr std::string_view name = "clamp";
    static constexpr int cost = 2;
    static constexpr auto forward(auto x, auto low, auto high) {
        auto raised = select(x < low, low, x);
        return select(raised > high, high, raised);
    }
    // dx passes where low <= x <= high; beyond, the bound that was taken has it
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto low, auto high) {
        return each(where(detach(low <= x && x <= high), dy, 0), where(detach(x < low && low <= high), dy, 0),
            where(detach(x > high || low > high), dy, 0));
    }
};
/// x limited to [low, high]; `high` where low > high. NaN stays NaN (a NaN bound does not limit). The derivative at a bound is
/// x's, 1. One-sided limits are `maximum` and `minimum`.
template <class X, class Low, class High>
    requires operands<X, Low, High>
constexpr applied<clamp_op, X, Low, High> clamp(X x, Low low, High high) {
    return apply<clamp_op>(x, low, high);
}
template <class... X>
    requires misuse<X...>
constexpr auto clamp(X... x) {
    static_assert(has_form<X...>,
        "xgrad::clamp takes three operands: clamp(x, low, high); one-sided limits are maximum(x, low) and minimum(x, high)");
    return refused(x...);
}

}  // namespace xgrad
