#pragma once

#include "max_pool2d.hpp"
#include "taps.hpp"

namespace xgrad {

template <text Op, int Axes, class... Options>
constexpr auto avg_pool(auto x, Options...) {
    using divisor = numbers_option<divisor_override_option, divisor_override_option<0>, Options...>;
    constexpr bool overridden = has_option<divisor, Options...>;
    static_assert(require<((is_numbers<window_option, Options>::value || is_numbers<stride_option, Options>::value ||
                              is_numbers<padding_option, Options>::value || is_numbers<divisor_override_option, Options>::value ||
                              std::is_same_v<Options, ceil_mode_option> || std::is_same_v<Options, count_include_pad_option<false>> ||
                              std::is_same_v<Options, count_include_pad_option<true>>)&&...),
        Op, " takes window<...>, stride<...>, padding<...>, count_include_pad<...>, ceil_mode and divisor_override<n>">);
    static_assert(require < !overridden || divisor::at(0) != 0, Op, ": a divisor_override is not 0" >);
    constexpr window_geometry geometry = window_options<Op, Axes, true, Options...>::value;
    static_assert(require<padding_within_half(geometry), Op, ": the padding of a pooling is at most half of its window">);
    const auto image = in_real_numbers(x);
    if constexpr (!overridden && (geometry.beyond || has_option<count_include_pad_option<false>, Options...>))
        return append<window_sum_op<geometry, true>>(image);
    else
        return append<window_sum_op<geometry, false>>(image) *
            (1. / static_cast<double>(overridden ? divisor::at(0) : geometry.size.size()));
}

/// `avg_pool2d(x, window<2>)`, `avg_pool2d(x, window<3>, stride<2>, padding<1>, count_include_pad<false>, ceil_mode, divisor_override<4>)`:
/// the mean of every window over the last two axes, as in PyTorch: the stride is the window's size unless it is said, padding is by zeros,
/// which count unless count_include_pad<false> is said, and at most half of the window; windows that reach over the end are left out,
/// unless ceil_mode is said and they begin before it: what lies behind the padding never counts. Sums are divided by divisor_override
/// instead, if it is said. Images have any leading axes: (H, W), (C, H, W), (N, C, H, W).
template <expression X, class... Options>
constexpr auto avg_pool2d(X x, Options... options) {
    static_assert(X::rank >= 2, "xgrad::avg_pool2d takes images of rank 2 or more; windows slide over the last two axes");
    return avg_pool<"avg_pool2d", 2>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto avg_pool2d(X... x) {
    static_assert(has_form<X...>, "xgrad::avg_pool2d takes one operand, and options behind it: avg_pool2d(x, window<2>)");
    return refused(x...);
}
/// The same over the last axis, and over the last three.
template <expression X, class... Options>
constexpr auto avg_pool1d(X x, Options... options) {
    static_assert(X::rank >= 1, "xgrad::avg_pool1d takes arrays of rank 1 or more; windows slide over the last axis");
    return avg_pool<"avg_pool1d", 1>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto avg_pool1d(X... x) {
    static_assert(has_form<X...>, "xgrad::avg_pool1d takes one operand, and options behind it: avg_pool1d(x, window<2>)");
    return refused(x...);
}
template <expression X, class... Options>
constexpr auto avg_pool3d(X x, Options... options) {
    static_assert(X::rank >= 3, "xgrad::avg_pool3d takes volumes of rank 3 or more; windows slide over the last three axes");
    return avg_pool<"avg_pool3d", 3>(x, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto avg_pool3d(X... x) {
    static_assert(has_form<X...>, "xgrad::avg_pool3d takes one operand, and options behind it: avg_pool3d(x, window<2>)");
    return refused(x...);
}

}  // namespace xgrad
