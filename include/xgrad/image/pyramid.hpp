#pragma once

#include "../language/shape_of.hpp"
#include "../ops/sampling/resample.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// Smoothed with (1, 4, 6, 4, 1) / 16, then every second element from the first on.
template <boundary Mode>
struct halving {
    static constexpr std::string_view name = "pyramid_down";
    static constexpr std::ptrdiff_t extent(failure&, std::ptrdiff_t in, std::ptrdiff_t) { return (in + 1) / 2; }
    static constexpr weighted_elements elements(std::ptrdiff_t in, std::ptrdiff_t, std::ptrdiff_t j) {
        constexpr double weight[] = {1. / 16, 4. / 16, 6. / 16, 4. / 16, 1. / 16};
        weighted_elements sum;
        for (std::ptrdiff_t t = 0; t < 5; ++t)
            if (const auto place = resolve_boundary(Mode, 2 * j + t - 2, in); place.valid) sum.add(place.index, weight[t]);
        return sum;
    }
};
/// Zeros between the elements, smoothed with (1, 4, 6, 4, 1) / 8: out[2 i] = (x[i - 1] + 6 x[i] + x[i + 1]) / 8, out[2 i + 1] = (x[i] + x[i
/// + 1]) / 2. OpenCV mirrors the 2 n elements of the result, so that x[-1] = x[1] and x[n] = x[n - 1].
struct doubling {
    static constexpr std::string_view name = "pyramid_up";
    static constexpr std::ptrdiff_t extent(failure& problem, std::ptrdiff_t in, std::ptrdiff_t asked) {
        if (asked == dynamic) return 2 * in;
        if (asked != 2 * in && asked != 2 * in - 1)
            problem << "becomes " << 2 * in << " or " << 2 * in - 1 << " elements; the shape asked for has " << asked;
        return asked;
    }
    static constexpr weighted_elements elements(std::ptrdiff_t in, std::ptrdiff_t, std::ptrdiff_t j) {
        const auto i = j / 2, next = i + 1 < in ? i + 1 : i, previous = i > 0 ? i - 1 : next;
        weighted_elements sum;
        if (j % 2 == 0) sum.add(previous, 0.125), sum.add(i, 0.75), sum.add(next, 0.125);
        else sum.add(i, 0.5), sum.add(next, 0.5);
        return sum;
    }
};

/// The axes of a pyramid, negative ones counted from the end; the last two where none are named.
template <int Rank, std::ptrdiff_t... A>
constexpr extent_list pyramid_axes(axes_option<A...>) {
    static_assert(Rank >= 2 && ((A >= -Rank && A < Rank) && ...),
        "xgrad: a pyramid has images of rank 2, (C, H, W) or (N, C, H, W), or any array with the axes that are named");
    if constexpr (sizeof...(A) == 0) return {Rank - 2, Rank - 1};
    else return {(A < 0 ? A + Rank : A)...};
}

/// The first axes first, so that the last one, whose elements are neighbours, is the shorter work.
template <class Rule, extent_list Axes, int K = 0, expression X>
constexpr auto halve_axes(X x) {
    if constexpr (K == Axes.rank) return x;
    else return halve_axes<Rule, Axes, K + 1>(append<resample_op<Rule, static_cast<int>(Axes[K]), -1>>(x));
}
/// The last axes first, for the same reason.
template <extent_list Axes, int K, expression X, expression... Like>
constexpr auto double_axes(X x, Like... like) {
    if constexpr (K < 0) return x;
    else {
        constexpr int axis = static_cast<int>(Axes[K]);
        return double_axes<Axes, K - 1>(append<resample_op<doubling, axis, sizeof...(Like) == 0 ? -1 : axis>>(x, like...), like...);
    }
}

/// `pyramid_down(x)`, `pyramid_down(x, replicate)`, `pyramid_down(volume, axes<0, 1, 2>)`: half the size, (n + 1) / 2 along the last two
/// axes or those that are named: the image smoothed with (1, 4, 6, 4, 1) / 16 along each, of which every second element from the first on
/// is taken. OpenCV's pyrDown; the default mode is its default border, reflect. Linear in x; an empty axis is an error.
template <expression X, class... Options>
constexpr auto pyramid_down(X x, Options...) {
    static_assert((mode_or<Options, axes_option> && ...), "xgrad::pyramid_down takes axes<...> and a boundary mode");
    constexpr extent_list axes = pyramid_axes<X::rank>(numbers_option<axes_option, axes_option<>, Options...>{});
    return halve_axes<halving<boundary_among<boundary::reflect, Options...>()>, axes>(in_real_numbers(x));
}
template <class... X>
    requires misuse<X...>
constexpr auto pyramid_down(X... x) {
    static_assert(has_form<X...>, "xgrad::pyramid_down takes one operand, and options behind it: pyramid_down(x, reflect)");
    return refused(x...);
}

/// `pyramid_up(x)`, `pyramid_up(x, shape_of(y))`, `pyramid_up(volume, axes<0, 1, 2>)`: twice the size, or along the last two axes (or those
/// that are named) that of y, an array of the same rank, 2 n or 2 n - 1. OpenCV's pyrUp: zeros between the elements, smoothed with (1, 4,
/// 6, 4, 1) / 8 along each axis. Linear in x.
template <expression X, class... Options>
constexpr auto pyramid_up(X x, Options... options) {
    static_assert(
        ((is_numbers<axes_option, Options>::value || is_shape_of<Options>)&&...), "xgrad::pyramid_up takes axes<...> and shape_of(...)");
    constexpr extent_list axes = pyramid_axes<X::rank>(numbers_option<axes_option, axes_option<>, Options...>{});
    if constexpr ((is_shape_of<Options> || ...)) {
        const auto like = shape_among<"pyramid_up">(options...).expression;
        static_assert(decltype(like)::rank == X::rank, "xgrad::pyramid_up: shape_of(...) has another rank than the image");
        return double_axes<axes, axes.rank - 1>(in_real_numbers(x), like);
    } else return double_axes<axes, axes.rank - 1>(in_real_numbers(x));
}
template <class... X>
    requires misuse<X...>
constexpr auto pyramid_up(X... x) {
    static_assert(has_form<X...>, "xgrad::pyramid_up takes one operand, and options behind it: pyramid_up(x, shape_of(y))");
    return refused(x...);
}

}  // namespace xgrad
