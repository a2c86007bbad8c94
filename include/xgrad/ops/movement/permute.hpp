#pragma once

#include <utility>

#include "../../language/expression.hpp"

namespace xgrad {

/// Reorders axes: result axis a is operand axis Axes[a].
template <extent_list Axes>
struct permute_op : operation_base {
    static constexpr std::string_view name = "permute";
    static constexpr access how = access::movement;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) {
        extent_list out;
        for (int a = 0; a < Axes.rank; ++a) out.push_back(x[0][static_cast<int>(Axes[a])]);
        return out;
    }
    static constexpr extent_list inverse() {
        extent_list axes = extent_list::filled(Axes.rank, 0);
        for (int a = 0; a < Axes.rank; ++a) axes[static_cast<int>(Axes[a])] = a;
        return axes;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = static_cast<int>(inverse()[k]);
        m.reach = m.axis == k ? 0 : dynamic;
        return m;
    }
    static constexpr failure options() {
        failure f;
        return f << "axes " << Axes;
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(append<permute_op<inverse()>>(dy)); }
};

/// The axes of `axes<...>` as a permutation, negative ones counted from the end; rank -1 when it is none.
template <int Rank, std::ptrdiff_t... A>
constexpr extent_list permutation() {
    extent_list axes;
    unsigned seen = 0;
    for (std::ptrdiff_t a : {A...}) {
        a += a < 0 ? Rank : 0;
        if (a < 0 || a >= Rank || (seen >> a & 1)) return {};
        seen |= 1u << a;
        axes.push_back(a);
    }
    return axes;
}

/// `permute(x, axes<0, 2, 3, 1>)`: x with its axes in another order, as PyTorch's permute: result axis a is axis axes[a] of x;
/// negative ones count from the end. Nothing is copied. The gradient is permuted back.
template <expression X, std::ptrdiff_t... A>
constexpr auto permute(X x, axes_option<A...>) {
    constexpr extent_list order = permutation<X::rank, A...>();
    static_assert(order.rank == X::rank, "xgrad::permute: axes<...> must name every axis of the operand once");
    return append<permute_op<order>>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto permute(X... x) {
    static_assert(has_form<X...>, "xgrad::permute takes axes<...> behind its operand, every one once: permute(x, axes<0, 2, 1>)");
    return refused(x...);
}

/// `transpose(x)`: x with its last two axes exchanged.
template <expression X>
constexpr auto transpose(X x) {
    static_assert(X::rank >= 2, "xgrad::transpose exchanges the last two axes: it needs two");
    constexpr extent_list order = [] {
        extent_list axes;
        for (int a = 0; a < X::rank; ++a) axes.push_back(a);
        std::swap(axes[X::rank - 2], axes[X::rank - 1]);
        return axes;
    }();
    return append<permute_op<order>>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto transpose(X... x) {
    static_assert(has_form<X...>, "xgrad::transpose exchanges the last two axes: transpose(x); permute(x, axes<...>) takes any order");
    return refused(x...);
}

}  // namespace xgrad
