#pragma once

#include "../pointwise/pow.hpp"
#include "avg_pool2d.hpp"

namespace xgrad {

template <text Op, int Axes, class... Options>
constexpr auto lp_pool(auto x, double p, Options... options) {
    static_assert(require<((is_numbers<window_option, Options>::value || is_numbers<stride_option, Options>::value ||
                              std::is_same_v<Options, ceil_mode_option>)&&...),
        Op, " takes a number p, window<...>, stride<...> and ceil_mode">);
    const auto sums = avg_pool<Op, Axes>(pow(in_real_numbers(x), p), options...) *
        static_cast<double>(window_options<Op, Axes, true, Options...>::value.size.size());
    const auto some = detach(differ(sums, 0));
    return where(some, pow(where(some, sums, 1), 1 / p), 0);
}

/// `lp_pool2d(x, 2, window<3>)`, `lp_pool2d(x, 2, window<3>, stride<2>, ceil_mode)`: (sum of x^p)^(1 / p) over every window, as in PyTorch
/// (which counts a window that ceil_mode lets reach over the end as if it were whole), for a number p; the gradient of a sum that is 0 is
/// 0. Windows as for avg_pool2d.
template <expression X, class P, class... Options>
    requires std::is_arithmetic_v<P>
constexpr auto lp_pool2d(X x, P p, Options... options) {
    static_assert(X::rank >= 2, "xgrad::lp_pool2d takes images of rank 2 or more; windows slide over the last two axes");
    return lp_pool<"lp_pool2d", 2>(x, static_cast<double>(p), options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto lp_pool2d(X... x) {
    static_assert(has_form<X...>, "xgrad::lp_pool2d takes an operand, a number p, and options behind them: lp_pool2d(x, 2, window<2>)");
    return refused(x...);
}
/// The same over the last axis, and over the last three.
template <expression X, class P, class... Options>
    requires std::is_arithmetic_v<P>
constexpr auto lp_pool1d(X x, P p, Options... options) {
    static_assert(X::rank >= 1, "xgrad::lp_pool1d takes arrays of rank 1 or more; windows slide over the last axis");
    return lp_pool<"lp_pool1d", 1>(x, static_cast<double>(p), options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto lp_pool1d(X... x) {
    static_assert(has_form<X...>, "xgrad::lp_pool1d takes an operand, a number p, and options behind them: lp_pool1d(x, 2, window<2>)");
    return refused(x...);
}
template <expression X, class P, class... Options>
    requires std::is_arithmetic_v<P>
constexpr auto lp_pool3d(X x, P p, Options... options) {
    static_assert(X::rank >= 3, "xgrad::lp_pool3d takes volumes of rank 3 or more; windows slide over the last three axes");
    return lp_pool<"lp_pool3d", 3>(x, static_cast<double>(p), options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto lp_pool3d(X... x) {
    static_assert(has_form<X...>, "xgrad::lp_pool3d takes an operand, a number p, and options behind them: lp_pool3d(x, 2, window<2>)");
    return refused(x...);
}

}  // namespace xgrad
