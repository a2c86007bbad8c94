#pragma once

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

/// What comparisons and logical ops share: elements of type bool, and no derivative.
template <int Arity>
struct predicate : pointwise<Arity> {
    template <class...>
    using element = bool;
    static constexpr auto pullback = no_derivative;
};

struct less_op : predicate<2> {
    static constexpr std::string_view name = "less", symbol = "<";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] < x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(a < b); }
};
struct less_equal_op : predicate<2> {
    static constexpr std::string_view name = "less_equal", symbol = "<=";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] <= x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(a <= b); }
};
struct greater_op : predicate<2> {
    static constexpr std::string_view name = "greater", symbol = ">";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] > x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(a > b); }
};
struct greater_equal_op : predicate<2> {
    static constexpr std::string_view name = "greater_equal", symbol = ">=";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] >= x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(a >= b); }
};
struct equal_op : predicate<2> {
    static constexpr std::string_view name = "equal", symbol = "==";
    static constexpr algebra laws{.commutative = true, .fold = [](const double* x) { return x[0] == x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(a == b); }
};
struct not_equal_op : predicate<2> {
    static constexpr std::string_view name = "not_equal", symbol = "!=";
    static constexpr algebra laws{.commutative = true, .fold = [](const double* x) { return x[0] != x[1] ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) { return truth<decltype(a)>(differ(a, b)); }
};

/// Comparisons, element by element; false where an operand is NaN, but for !=. They have no derivative.
template <class A, class B>
    requires operands<A, B>
constexpr applied<less_op, A, B> operator<(A a, B b) {
    return apply<less_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<less_equal_op, A, B> operator<=(A a, B b) {
    return apply<less_equal_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<greater_op, A, B> operator>(A a, B b) {
    return apply<greater_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<greater_equal_op, A, B> operator>=(A a, B b) {
    return apply<greater_equal_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<equal_op, A, B> operator==(A a, B b) {
    return apply<equal_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<not_equal_op, A, B> operator!=(A a, B b) {
    return apply<not_equal_op>(a, b);
}

struct logical_and_op : predicate<2> {
    static constexpr std::string_view name = "logical_and", symbol = "&&";
    static constexpr algebra laws{.commutative = true, .fold = [](const double* x) { return x[0] != 0 && x[1] != 0 ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) {
        using value = decltype(a);
        return truth<value>(differ(a, value(0)) && differ(b, value(0)));
    }
};
struct logical_or_op : predicate<2> {
    static constexpr std::string_view name = "logical_or", symbol = "||";
    static constexpr algebra laws{.commutative = true, .fold = [](const double* x) { return x[0] != 0 || x[1] != 0 ? 1. : 0.; }};
    static constexpr auto forward(auto a, auto b) {
        using value = decltype(a);
        return truth<value>(differ(a, value(0)) || differ(b, value(0)));
    }
};
struct logical_not_op : predicate<1> {
    static constexpr std::string_view name = "logical_not", symbol = "!";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] == 0 ? 1. : 0.; }};
    static constexpr auto forward(auto x) {
        using value = decltype(x);
        return truth<value>(x == value(0));
    }
};

/// Logical and, or, not of elements, where every number but 0 is true. Both operands are computed. No derivative.
template <class A, class B>
    requires operands<A, B>
constexpr applied<logical_and_op, A, B> operator&&(A a, B b) {
    return apply<logical_and_op>(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr applied<logical_or_op, A, B> operator||(A a, B b) {
    return apply<logical_or_op>(a, b);
}
template <expression X>
constexpr applied<logical_not_op, X> operator!(X x) {
    return apply<logical_not_op>(x);
}

template <class A, class B>
    requires operands<A, B>
constexpr auto operator&(A a, B b) {
    static_assert(has_form<A, B>, "xgrad: conditions are combined by a && b");
    return refused(a, b);
}
template <class A, class B>
    requires operands<A, B>
constexpr auto operator|(A a, B b) {
    static_assert(has_form<A, B>, "xgrad: conditions are combined by a || b");
    return refused(a, b);
}

}  // namespace xgrad
