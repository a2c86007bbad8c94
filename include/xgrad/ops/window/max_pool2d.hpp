#pragma once

#include "../pointwise/detach.hpp"
#include "taps.hpp"
#include "window_maxima.hpp"

namespace xgrad {

/// Half of the window is the widest padding of a pooling, as in PyTorch.
constexpr bool padding_within_half(const window_geometry& g) {
    for (int a = 0; a < g.axes(); ++a)
        if (2 * g.padding[a] > g.size[a]) return false;
    return true;
}
template <text Op, int Axes, class... Options>
constexpr auto max_pool(auto x, Options...) {
    static_assert(require<((is_numbers<window_option, Options>::value || is_numbers<stride_option, Options>::value ||
                              is_numbers<padding_option, Options>::value || is_numbers<dilation_option, Options>::value ||
                              std::is_same_v<Options, ceil_mode_option>)&&...),
        Op, " takes window<...>, stride<...>, padding<...>, dilation<...> and ceil_mode">);
    constexpr window_geometry geometry = window_options<Op, Axes, true, Options...>::value;
    static_assert(require<padding_within_half(geometry), Op, ": the padding of a pooling is at most half of its window">);
    return append<window_pick_op<geometry>>(in_real_numbers(x), in_real_numbers(detach(x)));
}

/// `max_pool2d(x, window<2>)`, `max_pool2d(x, window<3>, stride<2>, padding<1>, dilation<1>, ceil_mode)`: the largest element of every
/// window over the last two axes, as in PyTorch: the stride is the window's size unless it is said, padding is -infinity and at most half
/// of the window, windows that reach over the end are left out, unless ceil_mode is said and they begin before it; a NaN is the largest.
/// Images have any leading axes: (H, W), (C, H, W), (N, C, H, W). The gradient goes to the first maximum (in row-major order).
template <expression X, class... Options>
constexpr auto max_pool2d(X x, Options... options) {
    static_assert(X::rank >= 2, "xgrad::max_pool2d takes images of rank 2 or more; windows slide over the last two axes");
    return max_pool<"max_pool2d", 2>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto max_pool2d(X... x) {
    static_assert(has_form<X...>, "xgrad::max_pool2d takes one operand, and options behind it: max_pool2d(x, window<2>)");
    return refused(x...);
}
/// The same over the last axis, and over the last three.
template <expression X, class... Options>
constexpr auto max_pool1d(X x, Options... options) {
    static_assert(X::rank >= 1, "xgrad::max_pool1d takes arrays of rank 1 or more; windows slide over the last axis");
    return max_pool<"max_pool1d", 1>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto max_pool1d(X... x) {
    static_assert(has_form<X...>, "xgrad::max_pool1d takes one operand, and options behind it: max_pool1d(x, window<2>)");
    return refused(x...);
}
template <expression X, class... Options>
constexpr auto max_pool3d(X x, Options... options) {
    static_assert(X::rank >= 3, "xgrad::max_pool3d takes volumes of rank 3 or more; windows slide over the last three axes");
    return max_pool<"max_pool3d", 3>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto max_pool3d(X... x) {
    static_assert(has_form<X...>, "xgrad::max_pool3d takes one operand, and options behind it: max_pool3d(x, window<2>)");
    return refused(x...);
}

}  // namespace xgrad
