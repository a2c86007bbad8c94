#pragma once

#include "../movement/reshape.hpp"
#include "conv2d.hpp"
#include "outer_taps.hpp"

namespace xgrad {

/// The images of rank 2, (C, H, W) or (N, C, H, W) as (images, 1, H, W).
template <expression X>
constexpr auto as_single_channels(X x) {
    if constexpr (X::rank == 2) return unit_axes<extent_list{2, 3}, 4>(x);
    else if constexpr (X::rank == 3) return unit_axes<extent_list{0, 2, 3}, 4>(x);
    else return append<reshape_op<extent_list{remaining, 1, extent_of_axis(2), extent_of_axis(3)}>>(x);
}
/// The inverse, for results of the images' shape.
template <expression Y, expression X>
constexpr auto from_single_channels(Y y, X like) {
    if constexpr (X::rank == 2) return unit_axes<extent_list{-1, -1, 0, 1}, 2>(y);
    else if constexpr (X::rank == 3) return unit_axes<extent_list{0, -1, 1, 2}, 3>(y);
    else return append<reshape_like_op>(y, like);
}
template <class... Mode>
inline constexpr bool at_most_a_mode = sizeof...(Mode) <= 1 && ((boundary_value<Mode> != boundary::none) && ...);
template <class W>
inline constexpr int taps_rank = -1;
template <std::size_t... N>
inline constexpr int taps_rank<taps<N...>> = sizeof...(N);

/// Every image correlated with one kernel of rank 2, in the images' shape.
template <boundary Mode, expression X, expression W>
constexpr auto correlate_images(X x, W w) {
    using centred = convolution<extent_list::filled(2, centred_padding), extent_list{1, 1}, extent_list{1, 1}, 1>;
    const auto images = as_single_channels(x);
    const auto kernel = unit_axes<extent_list{2, 3}, 4>(w);
    if constexpr (Mode == boundary::zero) return from_single_channels(convolve<centred>(images, kernel), x);
    else return from_single_channels(convolve<typename centred::unpadded>(with_margin<centred, Mode>(images, kernel), kernel), x);
}

/// `correlate(x, w)`, `correlate(x, w, reflect)`: out[i] = sum over m of w[m] x[i + m - n / 2] for taps m = 0 ... n - 1 along both axes, in
/// the shape of x, indices outside x by a boundary mode (default `zero`), as scipy.ndimage.correlate. x has rank 2, or is (C, H, W) or (N,
/// C, H, W), each image for itself. w is an argument of rank 2 (and has a gradient), or a compile-time filter `taps{{...}, {...}}`, whose
/// sum then fuses with what is around it, in two passes where the filter is an outer product; a filter of rank 1 or 3 runs along the last
/// one or three axes. The kernel may be larger than the image, but `reflect` reaches at most one less than the extent, `symmetric` and
/// `circular` at most the extent.
template <expression X, expression W, class... Mode>
    requires no_expressions<Mode...>
constexpr auto correlate(X x, W w, Mode...) {
    static_assert(at_most_a_mode<Mode...>, "xgrad::correlate takes a boundary mode");
    static_assert(X::rank >= 2 && X::rank <= 4 && W::rank == 2,
        "xgrad::correlate takes images of rank 2, (C, H, W) or (N, C, H, W) and a kernel of rank 2");
    return correlate_images<boundary_among<boundary::zero, Mode...>()>(x, w);
}
template <expression X, std::size_t... N, class... Mode>
constexpr auto correlate(X x, const taps<N...>& w, Mode...) {
    static_assert(at_most_a_mode<Mode...>, "xgrad::correlate takes a boundary mode");
    static_assert(X::rank >= sizeof...(N), "xgrad::correlate: the filter has more axes than the image");
    constexpr boundary mode = boundary_among<boundary::zero, Mode...>();
    const auto image = in_real_numbers(x);
    if constexpr (sizeof...(N) == 2)
        if (const auto factors = outer_factors(w)) return sum_of_outer_taps<mode>(image, factors->first, factors->second);
    return sum_of_taps<mode, X::rank - static_cast<int>(sizeof...(N))>(image, w);
}
template <class... X>
    requires misuse<X...>
constexpr auto correlate(X... x) {
    static_assert(has_form<X...>, "xgrad::correlate takes an image, a kernel or taps{...}, and a boundary mode: correlate(x, w, reflect)");
    return refused(x...);
}

}  // namespace xgrad
