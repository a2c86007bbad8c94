#pragma once

#include "../reduction/sum.hpp"
#include "expand_dims.hpp"
#include "reshape.hpp"

namespace xgrad {

/// Repeats an array end to end along one axis.
template <int Axis, std::ptrdiff_t Repeats>
struct tile_op : operation_base {
    static constexpr std::string_view name = "tile";
    static constexpr access how = access::movement;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) {
        extent_list out = x[0];
        if (out[Axis] != dynamic) out[Axis] *= Repeats;
        return out;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (k != Axis) return m;
        m.mode = boundary::circular;
        m.reach = dynamic;
        return m;
    }
    static constexpr failure options() {
        failure f;
        return f << "axis " << Axis << ", " << Repeats << " times";
    }
    // the cotangents of the copies, one beneath the other, are summed
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) {
        return each(sum_axes<1u << Axis, 0u>(append<reshape_op<apart(decltype(dy)::rank)>>(dy)));
    }
    static constexpr extent_list apart(int rank) {
        extent_list shape;
        for (int a = 0; a < rank; ++a) {
            if (a == Axis) shape.push_back(Repeats);
            shape.push_back(a == Axis ? remaining : extent_of_axis(a));
        }
        return shape;
    }
};

/// Repeats every axis from `Axis` on.
template <extent_list Repeats, int Axis = 0, expression X>
constexpr auto tile_axes(X x) {
    if constexpr (Axis == X::rank) return x;
    else if constexpr (Repeats[Axis] == 1) return tile_axes<Repeats, Axis + 1>(x);
    else return tile_axes<Repeats, Axis + 1>(append<tile_op<Axis, Repeats[Axis]>>(x));
}

/// `tile(x, repeats<2, 3>)`: x repeated end to end, as NumPy and PyTorch: the numbers are aligned at the last axis; axes without
/// a number are not repeated, and numbers without an axis make one. The gradient of an element is the sum over its copies.
template <expression X, std::ptrdiff_t... N>
constexpr auto tile(X x, repeats_option<N...>) {
    static_assert(((N >= 1) && ...), "xgrad::tile: repeats<...> are at least 1");
    constexpr int given = sizeof...(N), missing = given > X::rank ? given - X::rank : 0;
    constexpr extent_list all = [] {
        extent_list list = extent_list::filled(X::rank > given ? X::rank - given : 0, 1);
        for (auto n : {N...}) list.push_back(n);
        return list;
    }();
    return tile_axes<all>(with_unit_axes<axes_around((1u << missing) - 1, X::rank), X::rank + missing>(x));
}
template <class... X>
    requires misuse<X...>
constexpr auto tile(X... x) {
    static_assert(has_form<X...>, "xgrad::tile takes repeats<...> behind its operand: tile(x, repeats<2, 3>)");
    return refused(x...);
}

}  // namespace xgrad
