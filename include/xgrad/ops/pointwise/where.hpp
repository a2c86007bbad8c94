#pragma once

#include <type_traits>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

/// The type of one of two branches: that of two numbers is float, for an array must have a type that it can be stored in.
template <class Condition, class A, class B>
struct branch_type {
    using type = std::conditional_t<std::is_same_v<promoted<A, B>, weak>, promoted<bool, A, B>, promoted<A, B>>;
};
template <class A, class B>
struct branch_type<weak, A, B> {
    using type = promoted<A, B>;
};

/// The cotangent of a branch: dy where it was taken, else 0, whatever the way back multiplies it with.
template <bool First>
struct branch_op : pointwise<2> {
    static constexpr std::string_view name = First ? "only_where" : "only_where_not";
    static constexpr algebra laws{.mask = true};
    template <class... X>
    using element = first_of<X...>;
    static constexpr auto forward(auto x, auto condition) {
        const auto zero = decltype(x)(0);
        return select(condition == decltype(condition)(0), First ? zero : x, First ? x : zero);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto condition) { return each(append<branch_op>(dy, condition), none); }
};

struct where_op : pointwise<3> {
    static constexpr std::string_view name = "where";
    static constexpr algebra laws{.fold = [](const double* x) { return x[0] != 0 ? x[1] : x[2]; }};
    template <class... X>
    using element = typename branch_type<X...>::type;
    static constexpr auto forward(auto condition, auto a, auto b) { return select(condition == decltype(condition)(0), b, a); }
    // the cotangent goes to the branch that was taken
    static constexpr auto pullback(auto dy, auto /*y*/, auto condition, auto /*a*/, auto /*b*/) {
        return each(none, append<branch_op<true>>(dy, condition), append<branch_op<false>>(dy, condition));
    }
};
/// a where the condition is not 0, else b. The condition has no derivative, the branch that is not taken the cotangent 0, even where its
/// value or its derivative is infinite or NaN: the gradient of `where(x > 0, sqrt(x), 0)` is 0 at 0, where PyTorch gives NaN. So it is
/// through sums, products and functions of elements; where a reduction, a movement or a broadcast lies between, keep the argument in the
/// domain.
template <class Condition, class A, class B>
    requires operands<Condition, A, B>
constexpr applied<where_op, Condition, A, B> where(Condition condition, A a, B b) {
    return apply<where_op>(condition, a, b);
}
template <class... X>
    requires misuse<X...>
constexpr auto where(X... x) {
    static_assert(has_form<X...>, "xgrad::where takes three operands: where(condition, a, b)");
    return refused(x...);
}

}  // namespace xgrad
