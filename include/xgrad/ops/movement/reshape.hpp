#pragma once

#include "../../language/expression.hpp"
#include "../../language/shape_of.hpp"

namespace xgrad {

/// The same elements in row-major order, in the shape of the second operand.
struct reshape_like_op : operation_base {
    static constexpr std::string_view name = "reshape";
    static constexpr access how = access::reshape;
    static constexpr int shape_operands = 1;
    static constexpr bool same_shape = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        if (unify(x[0].size(), x[1].size()) == -2) problem << x[0] << " has " << x[0].size() << " elements and cannot become " << x[1];
        return x[1];
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(append<reshape_like_op>(dy, x), none); }
};

/// In the shapes of reshape_op: what remains for an axis, and the extent of an axis of the operand.
inline constexpr std::ptrdiff_t remaining = -1;
constexpr std::ptrdiff_t extent_of_axis(int axis) { return -2 - axis; }

/// The same elements in row-major order, in a shape of numbers, extents of the operand, and at most one `remaining`.
template <extent_list Shape>
struct reshape_op : operation_base {
    static constexpr std::string_view name = "reshape";
    static constexpr access how = access::reshape;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = Shape;
        extent_list others = x[0];  // axes of the operand that the shape does not repeat
        std::ptrdiff_t numbers = 1;
        int rest = -1;
        for (int a = 0; a < Shape.rank; ++a) {
            if (Shape[a] == remaining) rest = a;
            else if (Shape[a] >= 0) numbers *= Shape[a];
            else {
                const int k = static_cast<int>(extent_of_axis(0) - Shape[a]);
                out[a] = x[0][k];
                others[k] = 1;
            }
        }
        const std::ptrdiff_t elements = others.size();
        if (elements == dynamic) return out;
        const bool fits = rest < 0 ? elements == numbers : numbers > 0 && elements % numbers == 0;
        if (!fits) problem << x[0] << " has " << x[0].size() << " elements and cannot become " << out;
        else if (rest >= 0) out[rest] = elements / numbers;
        return out;
    }
    static constexpr failure options() {
        failure f;
        f << "to (";
        for (int a = 0; a < Shape.rank; ++a) {
            if (a > 0) f << ", ";
            if (Shape[a] == remaining) f << "rest";
            else if (Shape[a] >= 0) f << Shape[a];
            else f << "axis " << extent_of_axis(0) - Shape[a];
        }
        return f << ")";
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<reshape_like_op>(dy, x)); }
};

/// `reshape(x, shape<-1, 784>)`: the elements of x in row-major order in another shape; one -1 stands for what remains. Another
/// number of elements is an error. The gradient is reshaped back.
template <expression X, std::ptrdiff_t... N>
constexpr auto reshape(X x, shape_option<N...>) {
    static_assert(((N >= -1) && ...), "xgrad::reshape: shape<...> has extents, and -1 for what remains");
    static_assert((0 + ... + (N == -1 ? 1 : 0)) <= 1, "xgrad::reshape: one -1 at most");
    return append<reshape_op<extent_list{N...}>>(x);
}
/// `reshape(x, shape_of(y))`: the same, in the shape of another expression.
template <expression X, expression Y>
constexpr appended<reshape_like_op, X, Y> reshape(X x, shape_reference<Y> y) {
    return append<reshape_like_op>(x, y.expression);
}

template <expression X, class... Other>
constexpr auto reshape(X, Other...) {
    static_assert(!expression<X>, "xgrad::reshape takes shape<...>, as in reshape(x, shape<-1, 784>), or shape_of(y)");
}

/// The shape in which the axes First to Last of Rank are one.
constexpr extent_list flattened_shape(int rank, std::ptrdiff_t first, std::ptrdiff_t last) {
    extent_list shape;
    for (int a = 0; a < rank; ++a) {
        if (a == first) shape.push_back(remaining);
        else if (a < first || a > last) shape.push_back(extent_of_axis(a));
    }
    return shape;
}

/// `flatten(x, axes<1, 2>)`: x with its axes from the first to the last named one as one axis (negative ones count from the
/// end). `flatten(x)`: all of them, which makes rank 1.
template <expression X, std::ptrdiff_t First, std::ptrdiff_t Last>
constexpr auto flatten(X x, axes_option<First, Last>) {
    constexpr auto first = First < 0 ? First + X::rank : First, last = Last < 0 ? Last + X::rank : Last;
    static_assert(first >= 0 && first <= last && last < X::rank, "xgrad::flatten: axes<first, last> of the operand, in this order");
    return append<reshape_op<flattened_shape(X::rank, first, last)>>(x);
}
template <expression X>
constexpr auto flatten(X x) {
    return append<reshape_op<extent_list{remaining}>>(x);
}
template <expression X, class... Other>
constexpr auto flatten(X, Other...) {
    static_assert(!expression<X>, "xgrad::flatten takes axes<first, last>, or nothing for all axes");
}

}  // namespace xgrad
