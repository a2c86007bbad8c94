#pragma once

#include <cmath>
#include <type_traits>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct atan2_op : pointwise<2> {
    static constexpr std::string_view name = "atan2";
    static constexpr int cost = 30;
    static constexpr auto forward(auto a, auto b) {
        using value = decltype(a);
        if constexpr (std::is_arithmetic_v<value>) return std::atan2(a, b);
        else {
            // The vector function divides: give it +-1 for the points (0, 0) and (inf, inf), whose quotient is NaN.
            const auto one = value(1), zero = value(0);
            const auto diagonal = abs(a) == abs(b);
            return atan2(select(diagonal && differ(a, zero), copysign(one, a), a), select(diagonal, copysign(one, b), b));
        }
    }
    // d atan2(a, b) = (b da - a db) / (a^2 + b^2)
    static constexpr auto pullback(auto dy, auto /*y*/, auto a, auto b) {
        auto scaled = dy / (a * a + b * b);
        return each(scaled * b, -(scaled * a));
    }
};
/// The angle of the point (b, a): arc tangent of a / b in [-pi, pi], with the conventions of std::atan2 for zeros and
/// infinities. The derivatives at (0, 0) are NaN, as in PyTorch.
template <class A, class B>
    requires operands<A, B>
constexpr applied<atan2_op, A, B> atan2(A a, B b) {
    return apply<atan2_op>(a, b);
}
template <class... X>
    requires misuse<X...>
constexpr auto atan2(X... x) {
    static_assert(has_form<X...>, "xgrad::atan2 takes two operands: atan2(y, x)");
    return refused(x...);
}

}  // namespace xgrad
