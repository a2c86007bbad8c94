#pragma once

#include <bit>

#include "../../language/literal.hpp"

namespace xgrad {

/// What every reduction inherits: the axes in `Reduced` (a bit each) are combined; those in `Kept` stay with the extent 1.
template <unsigned Reduced, unsigned Kept>
struct reduction : operation_base {
    static constexpr access how = access::reduction;
    static constexpr unsigned reduced_axes = Reduced;
    static constexpr extent_list infer(failure&, const extent_list* x) {
        extent_list out;
        for (int a = 0; a < x[0].rank; ++a) {
            if (!(Reduced >> a & 1)) out.push_back(x[0][a]);
            else if (Kept >> a & 1) out.push_back(1);
        }
        return out;
    }
};

/// Where the axes of a reduction's result lie in its operand; -1 for an axis that was kept with the extent 1.
constexpr extent_list reduced_axes_map(unsigned reduced, unsigned kept, int rank) {
    extent_list axes;
    for (int a = 0; a < rank; ++a) {
        if (!(reduced >> a & 1)) axes.push_back(a);
        else if (kept >> a & 1) axes.push_back(-1);
    }
    return axes;
}

template <extent_list Axes, unsigned Own = 0>
struct spread_op;
/// A reduction's result, or its cotangent, repeated to the shape of the operand.
template <unsigned Reduced, unsigned Kept, expression R, expression X>
constexpr appended<spread_op<reduced_axes_map(Reduced, Kept, X::rank), 0>, R, X> unreduce(R r, X x) {
    return spread<reduced_axes_map(Reduced, Kept, X::rank)>(r, x);
}

/// The bits of `axes<...>` (every axis by default; negative axes count from the end) and of `keep_dims`.
template <text Op, int Rank, class... Options>
struct reduction_axes {
    using list = numbers_option<axes_option, axes_option<>, Options...>;
    struct range {
        static constexpr failure outcome = [] {
            failure f;
            for (auto a : list::values)
                if (!f.any() && (a < -Rank || a >= Rank))
                    f << "xgrad::" << Op.words() << ": axes<...> names an axis that the operand does not have: " << a
                      << " of an operand of rank " << Rank;
            return f;
        }();
    };
    static constexpr bool corrects = Op.words() == "var";
    static_assert(require<((is_numbers<axes_option, Options>::value || std::is_same_v<Options, keep_dims_option> ||
                               (corrects && is_numbers<correction_option, Options>::value)) &&
                              ...),
        Op, " takes axes<...> and keep_dims behind its operand, as in f(x, axes<0, 1>, keep_dims); var correction<n>, too">);
    static_assert(report<range>::value);
    static constexpr unsigned bits() {
        unsigned mask = list::size == 0 ? (1u << Rank) - 1 : 0;
        for (auto a : list::values) mask |= 1u << (a < 0 ? a + Rank : a);
        return mask;
    }
    static constexpr unsigned reduced = bits();
    static_assert(require < list::size == 0 || std::popcount(reduced) == list::size, Op, ": axes<...> names an axis twice" >);
    static constexpr unsigned kept = has_option<keep_dims_option, Options...> ? reduced : 0;
};

}  // namespace xgrad
