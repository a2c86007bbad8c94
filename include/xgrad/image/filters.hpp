#pragma once

#include "../ops/pointwise/comparisons.hpp"
#include "../ops/pointwise/sqrt.hpp"
#include "../ops/pointwise/where.hpp"
#include "gaussian_blur.hpp"

namespace xgrad {

/// The boundary mode of a filter: `symmetric` unless another is named.
template <class... Options>
inline constexpr boundary_option<boundary_among<boundary::symmetric, Options...>()> filter_mode{};

/// A window of n elements as `count` blocks of `block` elements (both odd, so that it has a centre) and the rest at its ends: the parts
/// that need the fewest sums, a block of one where that is not fewer than all at once by what keeping the blocks costs.
struct box_parts {
    std::size_t block = 1, count = 1;
    constexpr explicit box_parts(std::size_t n) {
        std::size_t fewest = n;
        for (std::size_t b = 3; n % 2 == 1 && b <= n; b += 2)
            for (std::size_t c = 3; b * c <= n; c += 2)
                if (const auto sums = b + c + (n - b * c) + 2; sums < n && sums <= fewest) fewest = sums, block = b, count = c;
    }
};
/// The mean of N elements along an axis. A mirrored or circular image has mirrored or circular sums, so a long window is summed in blocks
/// first.
template <boundary Mode, int Axis, std::size_t N, expression X>
constexpr X box_along(X x) {
    constexpr box_parts parts(N);
    if constexpr (parts.block == 1 || Mode == boundary::zero || Mode == boundary::replicate)
        return sum_of_taps<Mode, Axis>(x, equal_taps<N>() / N);
    else {
        const X blocks = sum_of_taps<Mode, Axis>(x, equal_taps<parts.block>() / N);
        const X middle = sum_of_taps<Mode, Axis>(blocks, equal_taps<(parts.count - 1) * parts.block + 1, parts.block>());
        if constexpr (parts.block * parts.count == N) return middle;
        else return middle + sum_of_taps<Mode, Axis>(x, equal_taps<N>(parts.block * parts.count) / N);
    }
}

/// `box_blur(x, window<5>)`, `box_blur(x, window<3, 7>, replicate)`: the mean over a window of rows and columns around each element, of an
/// even number of which the first half plus one lie before: scipy.ndimage.uniform_filter over the last two axes.
template <expression X, class... Options>
constexpr auto box_blur(X x, Options...) {
    static_assert((mode_or<Options, window_option> && ...), "xgrad::box_blur takes window<...> and a boundary mode");
    using sizes = numbers_option<window_option, window_option<0>, Options...>;
    static_assert(sizes::size <= 2 && sizes::at(0) > 0 && sizes::at(1) > 0, "xgrad::box_blur: say window<n>, or window<rows, columns>");
    static_assert(X::rank >= 2, "xgrad::box_blur takes images of rank 2, (C, H, W) or (N, C, H, W)");
    constexpr boundary mode = filter_mode<Options...>.value;
    return box_along<mode, X::rank - 1, sizes::at(1)>(box_along<mode, X::rank - 2, sizes::at(0)>(in_real_numbers(x)));
}
template <class... X>
    requires misuse<X...>
constexpr auto box_blur(X... x) {
    static_assert(has_form<X...>, "xgrad::box_blur takes one operand, and options behind it: box_blur(x, window<5>, reflect)");
    return refused(x...);
}

/// The central difference x[i + 1] - x[i - 1] along one of the last two axes, smoothed along the other.
template <int Axis, boundary Mode, expression X>
constexpr auto smoothed_difference(X x, const taps<3>& smooth) {
    constexpr taps<3> difference{-1, 0, 1};
    if constexpr (Axis == X::rank - 1) return separable(x, smooth, difference, boundary_option<Mode>{});
    else return separable(x, difference, smooth, boundary_option<Mode>{});
}
/// The root of the mean square of both differences; its gradient is 0 where they are.
template <boundary Mode, expression X>
constexpr auto edge_magnitude(X x, const taps<3>& smooth) {
    const auto rows = smoothed_difference<X::rank - 2, Mode>(x, smooth), columns = smoothed_difference<X::rank - 1, Mode>(x, smooth);
    const auto square = (rows * rows + columns * columns) * 0.5;
    const auto some = detach(square > 0);
    return where(some, sqrt(where(some, square, 1)), 0);
}
/// The differences along the axis that the options name, else their magnitude.
template <text Op, class... Options, expression X>
constexpr auto edges(X x, const taps<3>& smooth) {
    static_assert(require<(X::rank >= 2), Op, " takes images of rank 2, (C, H, W) or (N, C, H, W)">);
    using named = numbers_option<axes_option, axes_option<>, Options...>;
    constexpr boundary mode = filter_mode<Options...>.value;
    if constexpr (named::size == 0) return edge_magnitude<mode>(x, smooth);
    else {
        constexpr auto axis = named::at(0) < 0 ? named::at(0) + X::rank : named::at(0);
        static_assert(
            require<(named::size == 1 && axis < X::rank && axis >= X::rank - 2), Op, ": axes<...> names one of the last two axes">);
        return smoothed_difference<static_cast<int>(axis), mode>(x, smooth);
    }
}

/// `sobel(x, axes<-1>)`, `sobel(x, axes<-2>, replicate)`: the central difference along one of the last two axes, smoothed along the other
/// by 1/4, 1/2, 1/4; `sobel(x)`: the magnitude sqrt((dy^2 + dx^2) / 2), with the gradient 0 where it is 0. As skimage.filters.sobel (rank
/// 2); 4 sobel(x, axes<a>) is scipy.ndimage.sobel.
template <expression X, class... Options>
constexpr auto sobel(X x, Options...) {
    static_assert((mode_or<Options, axes_option> && ...), "xgrad::sobel takes axes<...> and a boundary mode");
    return edges<"sobel", Options...>(x, taps{1, 2, 1} / 4);
}
template <class... X>
    requires misuse<X...>
constexpr auto sobel(X... x) {
    static_assert(has_form<X...>, "xgrad::sobel takes one operand, and options behind it: sobel(x, axes<-1>, reflect)");
    return refused(x...);
}

/// `scharr(x, axes<-1>)`, `scharr(x)`: as sobel, smoothed by 3/16, 10/16, 3/16: skimage.filters.scharr; 16 times it is OpenCV's Scharr.
template <expression X, class... Options>
constexpr auto scharr(X x, Options...) {
    static_assert((mode_or<Options, axes_option> && ...), "xgrad::scharr takes axes<...> and a boundary mode");
    return edges<"scharr", Options...>(x, taps{3, 10, 3} / 16);
}
template <class... X>
    requires misuse<X...>
constexpr auto scharr(X... x) {
    static_assert(has_form<X...>, "xgrad::scharr takes one operand, and options behind it: scharr(x, axes<-1>, reflect)");
    return refused(x...);
}

/// `laplacian(x)`, `laplacian(x, reflect)`: the sum of the second differences x[i - 1] - 2 x[i] + x[i + 1] along the last two axes:
/// scipy.ndimage.laplace (rank 2).
template <expression X, class... Mode>
constexpr auto laplacian(X x, Mode...) {
    static_assert(
        at_most_a_mode<Mode...> && X::rank >= 2, "xgrad::laplacian takes images of rank 2, (C, H, W) or (N, C, H, W) and a boundary mode");
    return correlate(x, taps{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}, filter_mode<Mode...>);
}
template <class... X>
    requires misuse<X...>
constexpr auto laplacian(X... x) {
    static_assert(has_form<X...>, "xgrad::laplacian takes one operand, and a boundary mode behind it: laplacian(x, reflect)");
    return refused(x...);
}

/// `unsharp_mask(x, sigma, amount)`: x + amount (x - gaussian_blur(x, sigma)), options as for gaussian_blur; sigma and amount are numbers
/// or scalar expressions. skimage.filters.unsharp_mask with preserve_range = True.
template <expression X, operand Sigma, operand Amount, class... Options>
constexpr auto unsharp_mask(X x, Sigma sigma, Amount amount, Options... options) {
    const auto image = in_real_numbers(x);
    return image + amount * (image - gaussian_blur(image, sigma, options...));
}
template <class... X>
    requires misuse<X...>
constexpr auto unsharp_mask(X... x) {
    static_assert(has_form<X...>,
        "xgrad::unsharp_mask takes an image, a sigma, an amount, and options behind them: unsharp_mask(x, 1.5, 0.5, reflect)");
    return refused(x...);
}

}  // namespace xgrad
