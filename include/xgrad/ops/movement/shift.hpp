#pragma once

#include "extend.hpp"

namespace xgrad {

/// Shifts every axis from `Axis` on by its number in `Offset`; circular by minus that number is a roll.
template <class Offset, int Sign, boundary Mode, int Axis = 0, expression X>
constexpr X shift_axes(X x) {
    if constexpr (Axis == X::rank) return x;
    else if constexpr (Offset::at(Axis) == 0) return shift_axes<Offset, Sign, Mode, Axis + 1>(x);
    else return shift_axes<Offset, Sign, Mode, Axis + 1>(X(append<extend_op<Axis, Sign * Offset::at(Axis), 0, Mode>>(x)));
}

/// `shift(x, offset<0, 1>, replicate)`: out[i] = x[i + offset] in the shape of x, with one offset per axis (a single one is for
/// every axis) and indices outside x answered by a boundary mode, `zero` by default. `reflect` reaches at most one less than
/// the extent, `symmetric` at most the extent; the other modes have no limit. The gradient of an element is the sum over
/// the elements that show it.
template <expression X, class... Options>
constexpr X shift(X x, Options...) {
    static_assert((mode_or<Options, offset_option> && ...), "xgrad::shift takes offset<...> and a boundary mode");
    using offset = numbers_option<offset_option, offset_option<>, Options...>;
    static_assert(offset::size == X::rank || offset::size == 1, "xgrad::shift: one offset per axis");
    return shift_axes<offset, 1, boundary_among<boundary::zero, Options...>()>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto shift(X... x) {
    static_assert(has_form<X...>, "xgrad::shift takes one operand, and options behind it: shift(x, offset<0, 1>, replicate)");
    return refused(x...);
}

}  // namespace xgrad
