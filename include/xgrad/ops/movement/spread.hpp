#pragma once

#include "../../language/literal.hpp"
#include "../../language/shape_of.hpp"
#include "../reduction/sum.hpp"
#include "unit_axes.hpp"

namespace xgrad {

/// Repeats an array along axes: operand axis k lies along result axis Axes[k]; where Axes[k] is -1 the operand has the extent
/// 1, which is dropped. Every other axis of the result repeats, with the extent that the second operand, whose elements are
/// not read, has there. Along an axis whose bit is in Own that operand has a static 1, which does not count. The adjoint is the
/// sum over the repeated axes.
template <extent_list Axes, unsigned Own>
struct spread_op : operation_base {
    static constexpr std::string_view name = "broadcast";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 1;
    static constexpr bool same_shape = Own == 0, spreads = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[1];
        for (int k = 0; k < Axes.rank; ++k) {
            if (Axes[k] < 0) continue;
            auto& e = out[static_cast<int>(Axes[k])];
            if (Own >> Axes[k] & 1) e = x[0][k];
            if (unify(e, x[0][k]) == -2) {
                problem << "the shapes " << x[0] << " and " << x[1] << " differ; only an extent that is statically 1 broadcasts: "
                        << "insert it with newaxis or keep_dims";
                return out;
            }
            e = unify(e, x[0][k]);
        }
        return out;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = static_cast<int>(Axes[k]);
        m.reach = 0;
        return m;
    }
    static constexpr unsigned repeated(int rank) {
        unsigned mask = (1u << rank) - 1;
        for (int k = 0; k < Axes.rank; ++k)
            if (Axes[k] >= 0) mask &= ~(1u << Axes[k]);
        return mask;
    }
    // <spread(x), dy> = <x, sum(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(sum_back(dy, x), none); }
    template <class X>
    static constexpr X sum_back(auto dy, X x) {
        return {x.program, reduce_to<Axes, X::rank>(sum_axes<repeated(decltype(dy)::rank), 0u>(dy)).index};
    }
    /// Puts back the axes of extent 1 that the operand had.
    template <extent_list A, int Rank>
    static constexpr auto reduce_to(auto s) {
        if constexpr (decltype(s)::rank == Rank) return s;
        else {
            constexpr auto axes_kept = [] {
                extent_list axes;
                for (int k = 0; k < A.rank; ++k)
                    if (A[k] >= 0) axes.push_back(k);
                return axes;
            }();
            return unit_axes<axes_kept, Rank>(s);
        }
    }
};

/// x along the axes of `like` that Axes names; see spread_op.
template <extent_list Axes, unsigned Own = 0, expression X, expression Like>
constexpr appended<spread_op<Axes, Own>, X, Like> spread(X x, Like like) {
    return append<spread_op<Axes, Own>>(x, like);
}

/// Whether and how a shape broadcasts against another: aligned at the last axis, a static extent 1 repeats.
struct broadcast_rule {
    bool needed = false;
    extent_list axes;
    unsigned own = 0;  // axes along which the other shape repeats
};
constexpr broadcast_rule broadcasting(const extent_list& x, const extent_list& other) {
    broadcast_rule rule;
    if (x.rank > other.rank) return rule;
    rule.needed = x.rank < other.rank;
    for (int k = 0; k < x.rank; ++k) {
        int a = k + other.rank - x.rank;
        bool repeats = x[k] == 1 && other[a] != 1;
        rule.needed = rule.needed || repeats;
        rule.axes.push_back(repeats ? -1 : a);
        if (other[a] == 1 && x[k] != 1) rule.own |= 1u << a;
    }
    return rule;
}
/// A variable of its own: clang would evaluate a local one at every broadcast.
template <class X, class Other>
inline constexpr broadcast_rule broadcast_rule_of = broadcasting(X::value, Other::value);

/// Whether x repeats along an axis of a shape with fewer axes.
constexpr bool repeats_along_missing_axes(const extent_list& x, const extent_list& other) {
    bool repeats = false;
    for (int k = 0; k < other.rank && other.rank < x.rank; ++k) repeats = repeats || (x[k + x.rank - other.rank] == 1 && other[k] != 1);
    return repeats;
}
/// x with axes of extent 1 before its own.
template <int Rank, expression X>
constexpr auto with_leading_axes(X x) {
    constexpr auto axes = [] {
        extent_list list;
        for (int k = 0; k < X::rank; ++k) list.push_back(k + Rank - X::rank);
        return list;
    }();
    return unit_axes<axes, Rank>(x);
}

/// x broadcast against every other operand of a pointwise op; a literal needs none.
template <expression X>
constexpr X broadcast_against(X x) {
    return x;
}
template <expression X, expression First, expression... Rest>
constexpr auto broadcast_against(X x, First first, Rest... rest) {
    if constexpr (std::is_same_v<X, literal_expression>) return x;
    else {
        constexpr const broadcast_rule& rule = broadcast_rule_of<extents_type_of<X>, extents_type_of<First>>;
        if constexpr (rule.needed) return broadcast_against(spread<rule.axes, rule.own>(x, first), rest...);
        else if constexpr (repeats_along_missing_axes(extents_value<X>, extents_value<First>))
            return broadcast_against(x, with_leading_axes<X::rank>(first), rest...);
        else return broadcast_against(x, rest...);
    }
}

/// An array of one number in the shape of `like`.
template <expression Like>
constexpr Like full_like(Like like, double value) {
    auto number = literal(*like.program, value);
    if constexpr (Like::rank == 0) return {like.program, number.index};
    else return {like.program, spread<extent_list{}>(number, like).index};
}
template <expression Like>
constexpr Like zeros_like(Like like) {
    return full_like(like, 0);
}

}  // namespace xgrad
