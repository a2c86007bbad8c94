#pragma once

#include <cmath>

#include "../pointwise/comparisons.hpp"
#include "../pointwise/detach.hpp"
#include "../pointwise/where.hpp"
#include "sum.hpp"

namespace xgrad {

/// The root of a sum of squares.
struct norm_root_op : pointwise<1> {
    static constexpr std::string_view name = "norm_root";
    static constexpr int cost = 5;
    static constexpr auto forward(auto s) {
        using std::sqrt;
        return sqrt(s);
    }
    // d |x| = <x, dx> / |x|, so d|x|/ds = 1 / (2 |x|)  (0 at 0, the smallest subgradient, as in PyTorch)
    static constexpr auto pullback(auto dy, auto y, auto /*s*/) {
        auto zero = detach(y == 0);
        return each(dy * where(zero, 0, 0.5 / where(zero, 1, y)));
    }
};

/// `norm(x)`, `norm(x, axes<1>, keep_dims)`: the Euclidean norm over the axes (default: all). Its gradient is 0 at 0, as in PyTorch.
template <expression X, class... Options>
constexpr auto norm(X x, Options...) {
    using axes = reduction_axes<"norm", X::rank, Options...>;
    return apply<norm_root_op>(sum_axes<axes::reduced, axes::kept>(x * x));
}
template <class... X>
    requires misuse<X...>
constexpr auto norm(X... x) {
    static_assert(has_form<X...>, "xgrad::norm takes one operand, and options behind it: norm(x, axes<1>, keep_dims)");
    return refused(x...);
}

}  // namespace xgrad
