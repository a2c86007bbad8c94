#pragma once

#include <cmath>

#include "arithmetic.hpp"

namespace xgrad {

struct log_op : pointwise<1> {
    static constexpr std::string_view name = "log";
    static constexpr int cost = 18;
    static constexpr auto forward(auto x) {
        using std::log;
        return log(x);
    }
    // d log(x) = dx / x  (+inf at 0)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy / x); }
};
/// Natural logarithm; -inf at 0, NaN below.
template <expression X>
constexpr applied<log_op, X> log(X x) {
    return apply<log_op>(x);
}

struct log1p_op : pointwise<1> {
    static constexpr std::string_view name = "log1p";
    static constexpr int cost = 20;
    static constexpr auto forward(auto x) {
        using std::log1p;
        return log1p(x);
    }
    // d log(1 + x) = dx / (1 + x)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy / (1 + x)); }
};
/// log(1 + x), accurate near 0; -inf at -1, NaN below.
template <expression X>
constexpr applied<log1p_op, X> log1p(X x) {
    return apply<log1p_op>(x);
}

}  // namespace xgrad
