#pragma once

#include "../movement/pad.hpp"
#include "../movement/unit_axes.hpp"
#include "../pointwise/arithmetic.hpp"
#include "margin.hpp"
#include "windows.hpp"

namespace xgrad {

/// What the options of a convolution over `Axes` axes ask for.
template <text Op, int Axes, class... Options>
struct convolution_options {
    static_assert(require<((is_numbers<padding_option, Options>::value || is_numbers<stride_option, Options>::value ||
                               is_numbers<dilation_option, Options>::value || is_numbers<groups_option, Options>::value ||
                               std::is_same_v<Options, same_option> || std::is_same_v<Options, valid_option> ||
                               boundary_value<Options> != boundary::none) &&
                              ...),
        Op, " takes padding<...>, same or valid, stride<...>, dilation<...>, groups<...> and a boundary mode">);
    using padding_numbers = numbers_option<padding_option, padding_option<0>, Options...>;
    using stride_numbers = numbers_option<stride_option, stride_option<1>, Options...>;
    using dilation_numbers = numbers_option<dilation_option, dilation_option<1>, Options...>;
    using groups_number = numbers_option<groups_option, groups_option<1>, Options...>;
    static_assert(require < one_or<padding_numbers>(Axes) && one_or<stride_numbers>(Axes) && one_or<dilation_numbers>(Axes) &&
            groups_number::size == 1,
        Op, ": padding, stride and dilation have one number for every axis, or one for all" >);

    static constexpr bool same = has_option<same_option, Options...>;
    static constexpr extent_list padding = same ? extent_list::filled(Axes, same_padding) : per_axis<padding_numbers>(Axes);
    static constexpr extent_list stride = per_axis<stride_numbers>(Axes), dilation = per_axis<dilation_numbers>(Axes);
    static constexpr std::ptrdiff_t groups = groups_number::at(0);
    static constexpr boundary mode = boundary_among<boundary::zero, Options...>();
    static_assert(require < same || all_at_least(padding, 0), Op, ": the padding is not negative" >);
    static_assert(require < all_at_least(stride, 1) && all_at_least(dilation, 1) && (groups >= 1), Op,
        ": stride, dilation and groups are positive" >);
    static_assert(require < !same || stride == extent_list::filled(Axes, 1), Op, ": with padding `same` the stride is 1" >);
    static_assert(require<(has_option<padding_numbers, Options...> + same + has_option<valid_option, Options...>) <= 1, Op,
        ": one kind of padding is said: padding<...>, same or valid">);
    using type = convolution<padding, stride, dilation, groups>;
};

/// x with a batch of one before it if it has none, and a result without it.
template <int Rank, expression X>
constexpr auto in_batch(X x) {
    if constexpr (X::rank == Rank) return x;
    else return with_leading_axes<Rank>(x);
}
template <int Rank, expression Y>
constexpr auto out_of_batch(Y y) {
    if constexpr (Y::rank == Rank) return y;
    else {
        constexpr extent_list axes = [] {
            extent_list list;
            for (int a = 0; a < Y::rank; ++a) list.push_back(a - 1);
            return list;
        }();
        return unit_axes<axes, Rank>(y);
    }
}

template <class Chosen, int Axes, expression X, expression W>
constexpr auto convolve_padded(X x, W w) {
    using options = typename Chosen::type;
    if constexpr (Chosen::mode == boundary::zero) return convolve<options>(x, w);
    else if constexpr (options::fits_kernel) return convolve<typename options::unpadded>(with_margin<options, Chosen::mode>(x, w), w);
    else {
        const auto wide = [&]<std::size_t... A>(std::index_sequence<A...>) {
            return pad(x, widths<0, 0, Chosen::padding[static_cast<int>(A)]...>, boundary_option<Chosen::mode>{});
        }(std::make_index_sequence<Axes>{});
        return convolve<typename options::unpadded>(wide, w);
    }
}
template <text Op, int Axes, class... Options, expression X, expression W>
constexpr auto convolution_of(X x, W w) {
    return out_of_batch<X::rank>(convolve_padded<convolution_options<Op, Axes, Options...>, Axes>(in_batch<Axes + 2>(x), w));
}
template <text Op, int Axes, class... Options, expression X, expression W, expression Bias>
constexpr auto convolution_of(X x, W w, Bias bias) {
    static_assert(require<Bias::rank == 1, Op, ": the bias has rank 1, one number for each output channel">);
    return out_of_batch<X::rank>(convolve_padded<convolution_options<Op, Axes, Options...>, Axes>(in_batch<Axes + 2>(x), w) +
        unit_axes<extent_list{1}, Axes + 2>(bias));
}
template <class... X>
inline constexpr bool no_expressions = (!expression<X> && ...);

/// `conv2d(x, w)`, `conv2d(x, w, padding<1>, stride<2>, dilation<1>, groups<3>)`, `conv2d(x, w, bias, same, reflect)`: images (N, C, H, W),
/// or one (C, H, W), correlated with kernels (K, C / groups, rows, columns), as in PyTorch; a bias has one number for each of the K
/// channels. Numbers are per axis (rows, columns), one stands for both. Padding is by zeros, or by another boundary mode;
/// `same` keeps the shape (of an odd number of padding elements the smaller half comes first), `valid` is no padding.
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv2d(X x, W w, Options...) {
    static_assert((X::rank == 4 || X::rank == 3) && W::rank == 4,
        "xgrad::conv2d takes images (N, C, H, W) or (C, H, W) and kernels (K, C / groups, rows, columns): rank 4; insert axes with view(x, newaxis, ...)");
    return convolution_of<"conv2d", 2, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv2d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 4 || X::rank == 3) && W::rank == 4,
        "xgrad::conv2d takes images (N, C, H, W) or (C, H, W), kernels (K, C / groups, rows, columns) and a bias (K)");
    return convolution_of<"conv2d", 2, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv2d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::conv2d takes an image, a kernel, a bias or none, and options behind them: conv2d(x, w, bias, padding<1>)");
    return refused(x...);
}

/// `conv1d(x, w, bias, padding<1>, ...)`: the same along one axis: signals (N, C, L) or (C, L), kernels (K, C / groups, taps).
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv1d(X x, W w, Options...) {
    static_assert((X::rank == 3 || X::rank == 2) && W::rank == 3,
        "xgrad::conv1d takes signals (N, C, L) or (C, L) and kernels (K, C / groups, taps)");
    return convolution_of<"conv1d", 1, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv1d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 3 || X::rank == 2) && W::rank == 3,
        "xgrad::conv1d takes signals (N, C, L) or (C, L), kernels (K, C / groups, taps) and a bias (K)");
    return convolution_of<"conv1d", 1, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv1d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::conv1d takes an image, a kernel, a bias or none, and options behind them: conv1d(x, w, bias, padding<1>)");
    return refused(x...);
}

/// `conv3d(x, w, bias, padding<1>, ...)`: the same over three axes: volumes (N, C, D, H, W) or (C, D, H, W), kernels (K, C / groups, depth,
/// rows, columns).
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv3d(X x, W w, Options...) {
    static_assert((X::rank == 5 || X::rank == 4) && W::rank == 5,
        "xgrad::conv3d takes volumes (N, C, D, H, W) or (C, D, H, W) and kernels (K, C / groups, depth, rows, columns)");
    return convolution_of<"conv3d", 3, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv3d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 5 || X::rank == 4) && W::rank == 5,
        "xgrad::conv3d takes volumes (N, C, D, H, W) or (C, D, H, W), kernels (K, C / groups, depth, rows, columns) and a bias (K)");
    return convolution_of<"conv3d", 3, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv3d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::conv3d takes an image, a kernel, a bias or none, and options behind them: conv3d(x, w, bias, padding<1>)");
    return refused(x...);
}

}  // namespace xgrad
