#pragma once

#include <array>
#include <cmath>
#include <numbers>
#include <type_traits>

#include "exp.hpp"
#include "lanes.hpp"

namespace xgrad {

/// The error function on vectors of doubles, to 2 units in the last place: the rational approximations of W. J. Cody,
/// "Rational Chebyshev approximations for the error function", Math. Comp. 23 (1969). (The vectors' own is off by up to 34.)
template <class V>
constexpr V erf_by_cody(V x) {
    // P(t) / Q(t), coefficients from the highest power down
    auto ratio = [](V t, const auto& p, const auto& q) {
        V above = V(p[0]), below = V(q[0]);
        for (std::size_t i = 1; i < p.size(); ++i) above = above * t + V(p[i]), below = below * t + V(q[i]);
        return above / below;
    };
    constexpr std::array<double, 5> small_p{
        1.85777706184603153e-1, 3.16112374387056560e0, 1.13864154151050156e2, 3.77485237685302021e2, 3.20937758913846947e3},
        small_q{1.0, 2.36012909523441209e1, 2.44024637934444173e2, 1.28261652607737228e3, 2.84423683343917062e3};
    constexpr std::array<double, 9> large_p{2.15311535474403846e-8, 5.64188496988670089e-1, 8.88314979438837594e0, 6.61191906371416295e1,
        2.98635138197400131e2, 8.81952221241769090e2, 1.71204761263407058e3, 2.05107837782607147e3, 1.23033935479799725e3},
        large_q{1.0, 1.57449261107098347e1, 1.17693950891312499e2, 5.37181101862009858e2, 1.62138957456669019e3, 3.29079923573345963e3,
            4.36261909014324716e3, 3.43936767414372164e3, 1.23033935480374942e3};
    const V distance = abs(x);
    const V a = select(distance > V(6), V(6), distance);  // 1 - erf(6) < 2^-55; a NaN stays
    const auto is_small = a < V(0.46875);
    const V small = x * ratio(select(is_small, x * x, V(0)), small_p, small_q);
    const V large = copysign(V(1) - exp(-(a * a)) * ratio(a, large_p, large_q), x);
    return select(is_small, small, large);
}

struct erf_op : pointwise<1> {
    static constexpr std::string_view name = "erf";
    static constexpr int cost = 30;
    static constexpr auto forward(auto x) {
        using value = decltype(x);
        if constexpr (!std::is_arithmetic_v<value> && std::is_same_v<scalar_of<value>, double>) return erf_by_cody(x);
        else {
            using std::erf;
            return erf(x);
        }
    }
    // d erf(x) = 2 / sqrt(pi) exp(-x^2) dx
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(dy * (2 * std::numbers::inv_sqrtpi * exp(-(x * x)))); }
};
/// The error function; -1 and 1 in the limits.
template <expression X>
constexpr applied<erf_op, X> erf(X x) {
    return apply<erf_op>(x);
}

}  // namespace xgrad
