#pragma once

#include "../pointwise/sin.hpp"
#include "warp_affine.hpp"

namespace xgrad {

/// `rotate(x, angle, bilinear, zero)`: an image, or a batch (N, C, rows, columns) of them, rotated about its centre by an angle in radians,
/// a number or an argument of rank 0; counterclockwise as it is displayed, so that pi / 2 is NumPy's rot90. Options as for warp_affine.
/// Differentiable in the image and the angle.
template <expression X, operand A, class... Options>
constexpr auto rotate(X x, A angle, Options... options) {
    static_assert(X::rank == 2 || X::rank == 4, "xgrad::rotate: images (rows, columns) or a batch (N, C, rows, columns) of them");
    auto a = lift(x.program, angle);
    static_assert(decltype(a)::rank == 0, "xgrad::rotate: the angle is a number");
    auto c = cos(a), s = sin(a);
    auto y0 = 0.5 * (extent<X::rank - 2>(x) - 1), x0 = 0.5 * (extent<X::rank - 1>(x) - 1);
    return warp_with<"rotate">(
        x,
        [&]<int I>(auto row, auto column) {
            if constexpr (I == 0) return c * (row - y0) + y0 + s * (column - x0);
            else return x0 - s * (row - y0) + c * (column - x0);
        },
        options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto rotate(X... x) {
    static_assert(has_form<X...>, "xgrad::rotate takes an image, an angle, and options behind them: rotate(x, angle, bilinear, zero)");
    return refused(x...);
}

/// `translate(x, offset, bilinear, zero)`: out[p] = x(p - offset), in pixels: what is in the array moves by the offset, an argument of rank
/// 1 with a component for each axis that is sampled. Options as for warp_affine. Differentiable in both.
template <expression X, expression O, class... Options>
constexpr auto translate(X x, O offset, Options... options) {
    auto o = shaped<"translate", "the offset", extent_list{sampled_axes(X::rank)}>(offset);
    return warp_with<"translate">(
        x, [&]<int I>(auto... p) { return std::get<I>(std::tuple{p...}) - view(o, at<I>); }, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto translate(X... x) {
    static_assert(has_form<X...>,
        "xgrad::translate takes an array, an offset of rank 1, and options behind them: translate(x, offset, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
