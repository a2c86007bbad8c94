#pragma once

#include "extend.hpp"

namespace xgrad {

/// Pads every axis from `Axis` on.
template <class Before, class After, boundary Mode, int Axis = 0, expression X>
constexpr auto pad_axes(X x) {
    if constexpr (Axis == X::rank) return x;
    else if constexpr (Before::at(Axis) == 0 && After::at(Axis) == 0) return pad_axes<Before, After, Mode, Axis + 1>(x);
    else
        return pad_axes<Before, After, Mode, Axis + 1>(
            append<extend_op<Axis, -Before::at(Axis), Before::at(Axis) + After::at(Axis), Mode>>(x));
}

/// `pad(x, widths<1, 2>, reflect)`, `pad(x, before<0, 1>, after<2, 1>, replicate)`: x with more elements around it, as many per
/// axis as the numbers say (a single one is for every axis; before or after alone: none on the other side; negative ones
/// crop). The boundary mode gives their values, `zero` by default. `reflect` reaches at most one less than the extent,
/// `symmetric` and `circular` at most the extent; an empty axis grows by zeros only. The gradient of an element is the sum
/// over the elements that show it.
template <expression X, class... Options>
constexpr auto pad(X x, Options...) {
    using both = numbers_option<widths_option, widths_option<0>, Options...>;
    using first = numbers_option<before_option, both, Options...>;
    using last = numbers_option<after_option, both, Options...>;
    static_assert((mode_or<Options, widths_option, before_option, after_option> && ...),
        "xgrad::pad takes widths<...>, before<...>, after<...> and a boundary mode");
    static_assert(((boundary_value<Options> == boundary::none) || ...), "xgrad::pad: say widths<...>, or before<...> and after<...>");
    static_assert(
        (first::size == X::rank || first::size == 1) && (last::size == X::rank || last::size == 1), "xgrad::pad: one width per axis");
    return pad_axes<first, last, boundary_among<boundary::zero, Options...>()>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto pad(X... x) {
    static_assert(has_form<X...>, "xgrad::pad takes one operand, and options behind it: pad(x, widths<1>, reflect)");
    return refused(x...);
}

}  // namespace xgrad
