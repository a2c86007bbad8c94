#pragma once

#include "../../language/expression.hpp"

namespace xgrad {

/// Drops and inserts axes of extent 1: operand axis k becomes result axis Axes[k]; where Axes[k] is -1 the operand has the
/// extent 1, which is dropped; every other result axis is new and has the static extent 1. The adjoint is the inverse.
template <extent_list Axes, int Rank>
struct unit_axes_op : operation_base {
    static constexpr std::string_view name = Rank < Axes.rank ? "squeeze" : Rank > Axes.rank ? "expand_dims" : "unit_axes";
    static constexpr access how = access::movement;
    static constexpr bool renames = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = extent_list::filled(Rank, 1);
        for (int k = 0; k < Axes.rank; ++k) {
            if (Axes[k] >= 0) out[static_cast<int>(Axes[k])] = x[0][k];
            else if (unify(x[0][k], 1) == -2) problem << "axis " << k << " of " << x[0] << " is dropped but its extent is not 1";
        }
        return out;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = static_cast<int>(Axes[k]);
        return m;
    }
    static constexpr extent_list inverse() {
        extent_list axes = extent_list::filled(Rank, -1);
        for (int k = 0; k < Axes.rank; ++k)
            if (Axes[k] >= 0) axes[static_cast<int>(Axes[k])] = k;
        return axes;
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(unit_axes<inverse(), Axes.rank>(dy)); }
};

/// x with axes of extent 1 dropped and inserted; see unit_axes_op.
template <extent_list Axes, int Rank, expression X>
constexpr appended<unit_axes_op<Axes, Rank>, X> unit_axes(X x) {
    return append<unit_axes_op<Axes, Rank>>(x);
}

/// The same, where nothing may be left to do.
template <extent_list Axes, int Rank, expression X>
constexpr auto with_unit_axes(X x) {
    constexpr bool changes = [] {
        for (int k = 0; k < X::rank; ++k)
            if (Axes[k] != k) return true;
        return Rank != X::rank;
    }();
    if constexpr (changes) return unit_axes<Axes, Rank>(x);
    else return x;
}

}  // namespace xgrad
