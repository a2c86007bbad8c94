#pragma once

#include "pointwise.hpp"

namespace xgrad {

struct detach_op : pointwise<1> {
    static constexpr std::string_view name = "detach";
    static constexpr bool transparent = true, blocks = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback = no_derivative;
};
/// x, as a constant for every derivative (PyTorch's `detach`, JAX's `stop_gradient`). An op without a derivative, such as `floor` or a
/// comparison, to which a cotangent would come is a compile error unless it is detached: `x * detach(x > 0)`. The condition of `where` gets
/// none.
template <expression X>
constexpr applied<detach_op, X> detach(X x) {
    return apply<detach_op>(x);
}

}  // namespace xgrad
