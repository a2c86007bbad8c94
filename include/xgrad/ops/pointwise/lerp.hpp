#pragma once

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct lerp_op : pointwise<3> {
    static constexpr std::string_view name = "lerp";
    static constexpr int cost = 3;
    // from the nearer end, so that t = 0 and t = 1 give a and b exactly
    static constexpr auto forward(auto a, auto b, auto t) {
        using value = decltype(t);
        auto d = b - a;
        return select(t < fill<value>(0.5), a + t * d, b - (value(1) - t) * d);
    }
    // d (a + t (b - a)) = (1 - t) da + t db + (b - a) dt
    static constexpr auto pullback(auto dy, auto /*y*/, auto a, auto b, auto t) {
        auto db = dy * t;
        return each(dy - db, db, dy * (b - a));
    }
};
/// Linear interpolation a + t (b - a); exactly a at t = 0 and b at t = 1, extrapolates beyond.
template <class A, class B, class T>
    requires operands<A, B, T>
constexpr applied<lerp_op, A, B, T> lerp(A a, B b, T t) {
    return apply<lerp_op>(a, b, t);
}
template <class... X>
    requires misuse<X...>
constexpr auto lerp(X... x) {
    static_assert(has_form<X...>, "xgrad::lerp takes three operands: lerp(a, b, t)");
    return refused(x...);
}

}  // namespace xgrad
