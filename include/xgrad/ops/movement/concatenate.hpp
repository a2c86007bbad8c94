#pragma once

#include "../pointwise/arithmetic.hpp"
#include "expand_dims.hpp"

namespace xgrad {

template <int Axis, bool Second>
struct unjoin_op;

/// The place of x in the concatenation of x and another array along an axis, zero in the other's place. The other comes
/// first if x is the second; its elements are not read.
template <int Axis, bool Second>
struct join_op : operation_base {
    static constexpr std::string_view name = "concatenate";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 1;
    static constexpr bool embeds = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        for (int a = 0; a < out.rank; ++a) {
            if (a == Axis) {
                out[a] = x[0][a] == dynamic || x[1][a] == dynamic ? dynamic : x[0][a] + x[1][a];
                continue;
            }
            out[a] = unify(x[0][a], x[1][a]);
            if (out[a] == -2) {
                problem << "the shapes " << x[Second] << " and " << x[!Second] << " differ along another axis than " << Axis;
                return x[0];
            }
        }
        return out;
    }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list& out) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (k != Axis) return m;
        m.offset = Second ? in[k] - out[k] : 0;
        m.fixed = !Second || (in[k] != dynamic && out[k] != dynamic);
        m.mode = boundary::zero;
        m.reach = dynamic;
        return m;
    }
    static constexpr failure options() {
        failure f;
        return f << "axis " << Axis << (Second ? ", second" : ", first");
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto other) {
        return each(append<unjoin_op<Axis, Second>>(dy, x, other), none);
    }
};

/// The part of a concatenation that join_op puts there: in the shape of the second operand, which the third was joined with.
template <int Axis, bool Second>
struct unjoin_op : operation_base {
    static constexpr std::string_view name = "part";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 2;
    static constexpr bool same_shape = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list& out) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (k != Axis) return m;
        m.offset = Second ? in[k] - out[k] : 0;
        m.fixed = !Second || (in[k] != dynamic && out[k] != dynamic);
        m.reach = dynamic;
        return m;
    }
    static constexpr failure options() { return join_op<Axis, Second>::options(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto /*like*/, auto other) {
        return each(append<join_op<Axis, Second>>(dy, other), none, none);
    }
};

/// Concatenates along one axis, which counts from the front.
template <int Axis, expression X>
constexpr X concatenate_along(X x) {
    return x;
}
template <int Axis, expression X, expression... Rest>
constexpr auto concatenate_along(X x, Rest... rest) {
    auto others = concatenate_along<Axis>(rest...);
    return append<join_op<Axis, false>>(x, others) + append<join_op<Axis, true>>(others, x);
}

/// `concatenate(axes<1>, a, b, ...)`: arrays of one shape but for one axis (negative: from the end), one behind the other along it.
/// Every argument gets its part of the gradient.
template <std::ptrdiff_t Axis, expression First, expression... Rest>
constexpr auto concatenate(axes_option<Axis>, First first, Rest... rest) {
    static_assert(((Rest::rank == First::rank) && ...), "xgrad::concatenate: the arrays have different ranks");
    static_assert(Axis >= -First::rank && Axis < First::rank, "xgrad::concatenate: the arrays do not have this axis");
    return concatenate_along<static_cast<int>(Axis < 0 ? Axis + First::rank : Axis)>(first, rest...);
}

template <expression First, class... Rest>
constexpr auto concatenate(First, Rest...) {
    static_assert(!expression<First>, "xgrad::concatenate(axes<1>, a, b, ...): the axis comes first");
}

/// `stack(axes<0>, a, b, ...)`: arrays of one shape behind one another along a new axis, which stands there in the result.
template <std::ptrdiff_t Axis, expression First, expression... Rest>
constexpr auto stack(axes_option<Axis> axis, First first, Rest... rest) {
    static_assert(((Rest::rank == First::rank) && ...), "xgrad::stack: the arrays have different ranks");
    return concatenate(axis, expand_dims(first, axis), expand_dims(rest, axis)...);
}
template <expression First, class... Rest>
constexpr auto stack(First, Rest...) {
    static_assert(!expression<First>, "xgrad::stack(axes<0>, a, b, ...): the axis comes first");
}

}  // namespace xgrad
