#pragma once

#include <cmath>
#include <type_traits>
#include <utility>

#include "arithmetic.hpp"

namespace xgrad {

struct sin_op;
struct cos_op;

/// Sine and cosine of one argument cost little more than one of them: `twin` gives both, sine first.
struct sine_and_cosine : pointwise<1> {
    static constexpr int cost = 19;
    template <class V>
    static constexpr std::pair<V, V> twin(V x) {
        if constexpr (std::is_arithmetic_v<V>) return {std::sin(x), std::cos(x)};
        else return sincos(x);
    }
};

struct sin_op : sine_and_cosine {
    static constexpr std::string_view name = "sin";
    using twin_op = cos_op;
    static constexpr bool first_twin = true;
    static constexpr auto forward(auto x) {
        using std::sin;
        return sin(x);
    }
    // d sin(x) = cos(x) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * cos(x)); }
};
/// Sine, in radians; NaN at infinities.
template <expression X>
constexpr applied<sin_op, X> sin(X x) {
    return apply<sin_op>(x);
}

struct cos_op : sine_and_cosine {
    static constexpr std::string_view name = "cos";
    using twin_op = sin_op;
    static constexpr bool first_twin = false;
    static constexpr auto forward(auto x) {
        using std::cos;
        return cos(x);
    }
    // d cos(x) = -sin(x) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(-(dy * sin(x))); }
};
/// Cosine, in radians; NaN at infinities.
template <expression X>
constexpr applied<cos_op, X> cos(X x) {
    return apply<cos_op>(x);
}

struct tan_op : pointwise<1> {
    static constexpr std::string_view name = "tan";
    static constexpr int cost = 24;
    static constexpr auto forward(auto x) {
        using std::tan;
        return tan(x);
    }
    // d tan(x) = (1 + tan(x)^2) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy * (1 + y * y)); }
};
/// Tangent, in radians; NaN at infinities.
template <expression X>
constexpr applied<tan_op, X> tan(X x) {
    return apply<tan_op>(x);
}

}  // namespace xgrad
