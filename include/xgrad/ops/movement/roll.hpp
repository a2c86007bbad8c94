#pragma once

#include "shift.hpp"

namespace xgrad {

/// `roll(x, offset<0, 1>)`: out[i] = x[i - offset], circularly, as PyTorch's and NumPy's roll; one offset per axis, of any size (a
/// single one is for every axis). The gradient rolls back.
template <expression X, std::ptrdiff_t... N>
constexpr X roll(X x, offset_option<N...>) {
    static_assert(sizeof...(N) == X::rank || sizeof...(N) == 1, "xgrad::roll: one offset per axis");
    return shift_axes<offset_option<N...>, -1, boundary::circular>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto roll(X... x) {
    static_assert(has_form<X...>, "xgrad::roll takes offset<...> behind its operand, one number for each axis: roll(x, offset<0, 1>)");
    return refused(x...);
}

}  // namespace xgrad
