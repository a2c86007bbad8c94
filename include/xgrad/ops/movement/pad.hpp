#pragma once

#include "extend.hpp"

namespace xgrad {

/// Pads every axis from `Axis` on.
template <class Before, class After, boundary Mode, int Axis = 0, expression X>
constexpr auto pad_axes(X x) {
    if constexpr (Axis == X::rank) return x;
    else if constexpr (Before::at(Axis) == 0 && After::at(Axis) == 0) return pad_axes<Before, After, Mode, Axis + 1>(x);
    else return pad_axes<Before, After, Mode, Axis + 1>(append<extend_op<Axis, -Before::at(Axis), Before::at(Axis) + After::at(Axis), Mode>>(x));
}

/// `pad(x, widths<1, 2>, reflect)`, `pad(x, before<0, 1>, after<2, 1>, replicate)`: x with more elements around it, as many per
/// axis as the numbers say (a single one is for every axis; before or after alone: none on the other side; negative ones
/// crop). The boundary mode gives their values, `zero` by default. `reflect` reaches at most one less than the extent,
/// `symmetric` and `circular` at most the extent; an empty axis grows by zeros only. The gradient of an element is the sum
/// over the elements that show it.
template <expression X, class... Options>
constexpr auto pad(X x, Options...) {
    using both = numbers_option<widths_option, widths_option<0>, Options...>;
    using first = numbers_option<before_option, before_option<both::values[0]>, Options...>;
    constexpr bool sides = is_numbers_among<before_option, Options...> || is_numbers_among<after_option, Options...>;
    static_assert(sides != is_numbers_among<widths_option, Options...>, "xgrad::pad: give widths<...>, or before<...> and after<...>");
}

}  // namespace xgrad
