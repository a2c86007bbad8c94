#pragma once

#include "correlate.hpp"

namespace xgrad {

/// x correlated along one of its last two axes with a filter of rank 1.
template <boundary Mode, int Axis, expression X, expression W>
constexpr auto correlate_along(X x, W w) {
    static_assert(W::rank == 1, "xgrad::separable: a filter has rank 1");
    return correlate_images<Mode>(x, unit_axes<extent_list{Axis - (X::rank - 2)}, 2>(w));
}
template <boundary Mode, int Axis, expression X, std::size_t... N>
constexpr auto correlate_along(X x, const taps<N...>& w) {
    static_assert(sizeof...(N) == 1, "xgrad::separable: a filter has rank 1");
    return sum_of_taps<Mode, Axis>(in_real_numbers(x), w);
}

/// `separable(x, wy, wx)`, `separable(x, wy, wx, reflect)`: x correlated with wy along the rows' axis and with wx along the columns', which
/// is correlate(x, w) for w[i, j] = wy[i] wx[j] (for any mode): out[i, j] = sum over m, l of wy[m] wx[l] x[i + m - n / 2, j + l - k / 2].
/// wy and wx are arguments of rank 1 (with gradients) or compile-time taps, `separable(x, taps{1, 2, 1} / 4, taps{-1, 0, 1})`; images and
/// modes as for correlate. Short taps fuse with what is around them; symmetric ones from 7 on run in loops of their own, a few rows at a
/// time.
template <expression X, class Wy, class Wx, class... Mode>
    requires((expression<Wy> || taps_rank<Wy> > 0) && (expression<Wx> || taps_rank<Wx> > 0))
constexpr auto separable(X x, Wy wy, Wx wx, Mode...) {
    static_assert(at_most_a_mode<Mode...>, "xgrad::separable takes a boundary mode");
    static_assert(X::rank >= 2 && X::rank <= 4, "xgrad::separable takes images of rank 2, (C, H, W) or (N, C, H, W)");
    constexpr boundary mode = boundary_among<boundary::zero, Mode...>();
    if constexpr (taps_rank<Wy> == 1 && taps_rank<Wx> == 1) return sum_of_outer_taps<mode>(in_real_numbers(x), wy, wx);
    else return correlate_along<mode, X::rank - 1>(correlate_along<mode, X::rank - 2>(x, wy), wx);
}
template <class... X>
    requires misuse<X...>
constexpr auto separable(X... x) {
    static_assert(has_form<X...>,
        "xgrad::separable takes an image, two kernels of rank 1 or taps{...}, and a boundary mode: separable(x, wy, wx, reflect)");
    return refused(x...);
}

}  // namespace xgrad
