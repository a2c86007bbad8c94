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
template <expression X, std::ptrdiff_t... N, class... Mode>
constexpr X shift(X x, offset_option<N...>, Mode...) {
    static_assert(sizeof...(N) == X::rank || sizeof...(N) == 1, "xgrad::shift: one offset per axis");
    static_assert(sizeof...(Mode) == 0 || ((boundary_value<Mode> != boundary::none) && ...), "xgrad::shift takes offset<...> and a boundary mode");
    return shift_axes<offset_option<N...>, 1, boundary_among<boundary::zero, Mode...>()>(x);
}

}  // namespace xgrad
