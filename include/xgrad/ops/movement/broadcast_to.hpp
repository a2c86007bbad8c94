#pragma once

#include "spread.hpp"

namespace xgrad {

/// spread_op with a shape that is known: operand axis k lies along result axis Axes[k], or has the extent 1 and is dropped
/// where that is -1; the other axes of the result repeat, with the extents in Shape.
template <extent_list Axes, extent_list Shape>
struct spread_to_op : operation_base {
    static constexpr std::string_view name = "broadcast";
    static constexpr access how = access::movement;
    static constexpr bool spreads = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        const extent_list both[] = {x[0], Shape};
        return spread_op<Axes>::infer(problem, both);
    }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list& out) { return spread_op<Axes>::map(k, in, out); }
    static constexpr failure options() {
        failure f;
        return f << "to " << Shape;
    }
    // <spread(x), dy> = <x, sum(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(spread_op<Axes>::sum_back(dy, x)); }
};

/// A shape with the extents of x, aligned at the last axis, in place of -1; rank 0 where x has no such axis.
constexpr extent_list completed(extent_list shape, const extent_list& x) {
    for (int a = 0; a < shape.rank; ++a) {
        const int k = a - (shape.rank - x.rank);
        if (shape[a] == -1 && k < 0) return {};
        if (shape[a] == -1) shape[a] = x[k];
    }
    return shape;
}

/// `broadcast_to(x, shape<3, 4>)`: x repeated to a shape, as NumPy broadcasts: aligned at the last axis, missing axes and static
/// extents 1 repeat; -1 keeps the extent of x. Other extents must agree. The gradient is the sum over the repeated axes.
template <expression X, std::ptrdiff_t... N>
constexpr auto broadcast_to(X x, shape_option<N...>) {
    constexpr extent_list target = completed({N...}, extents_value<X>);
    static_assert(sizeof...(N) >= X::rank, "xgrad::broadcast_to: the operand has more axes than the shape");
    static_assert(((N >= -1) && ...) && target.rank == sizeof...(N),
        "xgrad::broadcast_to: shape<...> has extents, and -1 to keep one of the operand");
    return append<spread_to_op<broadcasting(extents_value<X>, target).axes, target>>(x);
}
/// `broadcast_to(x, shape_of(y))`: the same, to the shape of another expression.
template <expression X, expression Y>
constexpr auto broadcast_to(X x, shape_reference<Y> y) {
    static_assert(Y::rank >= X::rank, "xgrad::broadcast_to: the operand has more axes than the shape");
    return spread<broadcasting(extents_value<X>, extents_value<Y>).axes>(x, y.expression);
}
template <class... X>
    requires misuse<X...>
constexpr auto broadcast_to(X... x) {
    static_assert(has_form<X...>, "xgrad::broadcast_to takes shape<...> or shape_of(y) behind its operand: broadcast_to(x, shape<3, 4>)");
    return refused(x...);
}

}  // namespace xgrad
