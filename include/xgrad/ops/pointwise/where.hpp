#pragma once

#include <type_traits>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

/// The type of one of two branches: that of two numbers is float, for an array must have a type that it can be stored in.
template <class Condition, class A, class B>
struct branch_type { using type = std::conditional_t<std::is_same_v<promoted<A, B>, weak>, promoted<bool, A, B>, promoted<A, B>>; };
template <class A, class B>
struct branch_type<weak, A, B> { using type = promoted<A, B>; };

struct where_op : pointwise<3> {
    static constexpr std::string_view name = "where";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] != 0 ? x[1] : x[2]; }};
    template <class... X> using element = typename branch_type<X...>::type;
    static constexpr auto forward(auto condition, auto a, auto b) { return select(condition == decltype(condition)(0), b, a); }
    // the cotangent goes to the branch that was taken; nothing is multiplied, so that a NaN in the other cannot leak
    static constexpr auto pullback(auto dy, auto /*y*/, auto condition, auto /*a*/, auto /*b*/) {
        return each(none, where(condition, dy, 0), where(condition, 0, dy));
    }
};
/// a where the condition is not 0, else b. The condition has no derivative, the branch that is not taken the cotangent 0,
/// even where its value or its derivative is infinite or NaN in itself; what lies before that branch multiplies this 0 by its
/// own derivative, so keep its argument in the domain, too: `where(x > 0, log(where(x > 0, x, 1)), 0)`.
template <class Condition, class A, class B>
    requires operands<Condition, A, B>
constexpr applied<where_op, Condition, A, B> where(Condition condition, A a, B b) { return apply<where_op>(condition, a, b); }

}  // namespace xgrad
