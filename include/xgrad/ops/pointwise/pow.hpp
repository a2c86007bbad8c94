#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "comparisons.hpp"
#include "detach.hpp"
#include "log.hpp"
#include "sqrt.hpp"
#include "where.hpp"

namespace xgrad {

struct pow_op : pointwise<2> {
    static constexpr std::string_view name = "pow";
    static constexpr int cost = 54;
    static constexpr algebra laws{.right_identity = 1};

    // On vectors |x|^p = exp(p log|x|), off by about |p log x| units in the last place at most; then what std::pow says of
    // signs, zeros, infinities and NaN.
    static constexpr auto forward(auto x, auto p) {
        using value = decltype(x);
        if constexpr (std::is_arithmetic_v<value>) return std::pow(x, p);
        else {
            const auto zero = value(0), one = value(1), infinity = fill<value>(std::numeric_limits<double>::infinity());
            const auto size = abs(x);
            auto power = select(size == one && p == p, one, exp(p * log(size)));
            const auto half = p * fill<value>(0.5);
            const auto is_integer = floor(p) == p, is_odd = is_integer && differ(floor(half), half);
            power = select(is_odd, copysign(power, x), power);
            power = select(x < zero && size < infinity && !is_integer, fill<value>(std::numeric_limits<double>::quiet_NaN()), power);
            return select(p == zero || x == one, one, power);
        }
    }

    // d x^p = p x^(p - 1) dx + x^p log(x) dp, where 0 stands for the limit at p = 0 and at x = 0
    static constexpr auto pullback(auto dy, auto y, auto x, auto p) {
        auto dp = dy * where(detach(x == 0 && p >= 0), 0, y * log(x));
        if constexpr (std::is_same_v<decltype(p), literal_expression>) {
            // the value of a number in the source text can be read
            const double n = (*p.program)[p.index].literal;
            return each(dy * (n * pow(x, n - 1)), dp);
        } else return each(where(detach(p == 0), 0, dy * (p * pow(x, p - 1))), dp);
    }
};

/// x to the power p, with the conventions of std::pow: pow(x, 0) = 1 even for NaN, NaN for x < 0 unless p is an integer. A
/// number p of small integer value becomes multiplications, 0.5 and -0.5 become sqrt and rsqrt. At x = 0 the derivative by p
/// is 0 for p >= 0, as in PyTorch.
template <class X, class P>
    requires operands<X, P> && (!std::is_arithmetic_v<P>)
constexpr applied<pow_op, X, P> pow(X x, P p) {
    return apply<pow_op>(x, p);
}

/// x * x * ... with as few multiplications as squaring gives.
template <expression X>
constexpr applied<multiply_op, X, double> integer_power(X x, int n) {
    if (n == 1) return x * 1.0;
    auto root = integer_power(x, n / 2);
    return n % 2 == 0 ? root * root : root * root * x;
}

template <expression X, class P>
    requires std::is_arithmetic_v<P>
constexpr applied<pow_op, X, P> pow(X x, P number) {
    const double p = static_cast<double>(number), size = p < 0 ? -p : p;
    if (p == 0.5) return sqrt(x);
    if (p == -0.5) return rsqrt(x);
    for (int n = 1; n <= 8; ++n) {
        if (size != n) continue;
        auto power = integer_power(x, n);
        return p < 0 ? 1.0 / power : power * 1.0;
    }
    auto real = x * 1.0;
    if (p == 0) return full_like(real, 1);
    return apply<pow_op>(x, p);
}
template <class... X>
    requires misuse<X...>
constexpr auto pow(X... x) {
    static_assert(has_form<X...>, "xgrad::pow takes two operands: pow(x, p), expressions or numbers");
    return refused(x...);
}

template <class A, class B>
    requires operands<A, B>
constexpr auto operator^(A a, B b) {
    static_assert(has_form<A, B>, "xgrad: ^ is no power; pow(x, p) is");
    return refused(a, b);
}

}  // namespace xgrad
