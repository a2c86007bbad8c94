#pragma once

#include "lanes.hpp"
#include "pointwise.hpp"

namespace xgrad {

struct add_op : pointwise<2> {
    static constexpr std::string_view name = "add", symbol = "+";
    static constexpr algebra laws{.commutative = true,
        .left_identity = 0,
        .right_identity = 0,
        .fold = [](const double* x) { return x[0] + x[1]; },
        .vanishes = {0b11}};
    static constexpr auto forward(auto a, auto b) { return a + b; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*a*/, auto /*b*/) { return each(dy, dy); }
};
/// a + b. NumPy's broadcasting for static extents 1 and missing leading axes.
template <class A, class B>
    requires operands<A, B>
constexpr applied<add_op, A, B> operator+(A a, B b) {
    return apply<add_op>(a, b);
}

struct subtract_op : pointwise<2> {
    static constexpr std::string_view name = "subtract", symbol = "-";
    static constexpr algebra laws{.right_identity = 0, .fold = [](const double* x) { return x[0] - x[1]; }, .vanishes = {0b11}};
    static constexpr auto forward(auto a, auto b) { return a - b; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*a*/, auto /*b*/) { return each(dy, -dy); }
};
/// a - b.
template <class A, class B>
    requires operands<A, B>
constexpr applied<subtract_op, A, B> operator-(A a, B b) {
    return apply<subtract_op>(a, b);
}

struct multiply_op : pointwise<2> {
    static constexpr std::string_view name = "multiply", symbol = "*";
    static constexpr algebra laws{.commutative = true,
        .left_identity = 1,
        .right_identity = 1,
        .absorbing = 0,
        .fold = [](const double* x) { return x[0] * x[1]; },
        .vanishes = {0b01, 0b10}};
    static constexpr auto forward(auto a, auto b) { return a * b; }
    // d (a b) = b da + a db
    static constexpr auto pullback(auto dy, auto /*y*/, auto a, auto b) { return each(dy * b, dy * a); }
};
/// a * b, element by element.
template <class A, class B>
    requires operands<A, B>
constexpr applied<multiply_op, A, B> operator*(A a, B b) {
    return apply<multiply_op>(a, b);
}

struct divide_op : pointwise<2> {
    static constexpr std::string_view name = "divide", symbol = "/";
    static constexpr int cost = 5;
    static constexpr algebra laws{.right_identity = 1, .fold = [](const double* x) { return x[0] / x[1]; }, .vanishes = {0b01}};
    static constexpr auto forward(auto a, auto b) { return a / b; }
    // d (a / b) = da / b - (a / b) db / b
    static constexpr auto pullback(auto dy, auto y, auto /*a*/, auto b) {
        auto da = dy / b;
        return each(da, -(da * y));
    }
};
/// a / b, element by element, as IEEE 754 divides.
template <class A, class B>
    requires operands<A, B>
constexpr applied<divide_op, A, B> operator/(A a, B b) {
    return apply<divide_op>(a, b);
}

struct negate_op : pointwise<1> {
    static constexpr std::string_view name = "negate", symbol = "-";
    static constexpr algebra laws{.involution = true, .fold = [](const double* x) { return -x[0]; }, .vanishes = {0b01}};
    static constexpr auto forward(auto x) { return negation<decltype(x)>::of(x); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(-dy); }
};
/// -x.
template <expression X>
constexpr applied<negate_op, X> operator-(X x) {
    return apply<negate_op>(x);
}
template <expression X>
constexpr X operator+(X x) {
    return x;
}

/// `x += b` names x + b by x from here on; the sum must have the type of x.
template <expression X, operand B>
constexpr X& operator+=(X& x, B b) {
    return x = x + b;
}
template <expression X, operand B>
constexpr X& operator-=(X& x, B b) {
    return x = x - b;
}
template <expression X, operand B>
constexpr X& operator*=(X& x, B b) {
    return x = x * b;
}
template <expression X, operand B>
constexpr X& operator/=(X& x, B b) {
    return x = x / b;
}

}  // namespace xgrad
