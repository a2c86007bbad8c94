#pragma once

#include <cmath>
#include <limits>
#include <type_traits>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct hypot_op : pointwise<2> {
    static constexpr std::string_view name = "hypot";
    static constexpr int cost = 12;
    static constexpr algebra laws{.commutative = true};
    static constexpr auto forward(auto a, auto b) {
        using value = decltype(a);
        if constexpr (std::is_arithmetic_v<value>) return std::hypot(a, b);
        else {
            // powers of two bring operands whose squares would overflow or vanish into range
            constexpr bool is_float = std::is_same_v<scalar_of<value>, float>;
            const auto one = value(1), infinity = fill<value>(std::numeric_limits<double>::infinity());
            a = abs(a);
            b = abs(b);
            const auto larger = select(a < b, b, a);
            const auto huge = larger > fill<value>(is_float ? 0x1p62 : 0x1p510), tiny = larger < fill<value>(is_float ? 0x1p-50 : 0x1p-400);
            const auto down = fill<value>(is_float ? 0x1p-66 : 0x1p-520), up = fill<value>(is_float ? 0x1p100 : 0x1p700);
            const auto undown = fill<value>(is_float ? 0x1p66 : 0x1p520), unup = fill<value>(is_float ? 0x1p-100 : 0x1p-700);
            const auto scale = select(huge, down, select(tiny, up, one)), back = select(huge, undown, select(tiny, unup, one));
            const auto p = a * scale, q = b * scale;
            return select(a == infinity || b == infinity, infinity, sqrt(p * p + q * q) * back);
        }
    }
    // d hypot(a, b) = (a da + b db) / hypot(a, b)
    static constexpr auto pullback(auto dy, auto y, auto a, auto b) { return each(dy * (a / y), dy * (b / y)); }
};
/// sqrt(a^2 + b^2) without overflow; infinite if one operand is, even beside a NaN. The derivatives at (0, 0) are NaN, as in
/// PyTorch: add an epsilon, sqrt(a * a + b * b + 1e-12), where that can happen.
template <class A, class B>
    requires operands<A, B>
constexpr applied<hypot_op, A, B> hypot(A a, B b) {
    return apply<hypot_op>(a, b);
}
template <class... X>
    requires misuse<X...>
constexpr auto hypot(X... x) {
    static_assert(has_form<X...>, "xgrad::hypot takes two operands: hypot(a, b)");
    return refused(x...);
}

}  // namespace xgrad
