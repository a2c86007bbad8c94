#pragma once

#include "avg_pool2d.hpp"

namespace xgrad {

/// Windows that divide each of the last axes of an image into a number of parts of about one size; -1: into its elements.
struct adaptive_geometry {
    extent_list parts;
    friend constexpr bool operator==(const adaptive_geometry&, const adaptive_geometry&) = default;

    constexpr int axes() const { return parts.rank; }
    constexpr std::ptrdiff_t count(int a, std::ptrdiff_t n) const { return parts[a] < 0 ? n : parts[a]; }
    constexpr window_range window(int a, std::ptrdiff_t i, std::ptrdiff_t n) const {
        const auto m = count(a, n), first = i * n / m, past = ((i + 1) * n + m - 1) / m;
        return {first, past - first, 1};
    }
    constexpr std::ptrdiff_t first_whole(int) const { return 0; }
    constexpr std::ptrdiff_t past_whole(int, std::ptrdiff_t) const { return 0; }
    constexpr std::ptrdiff_t advance(int) const { return 0; }
    constexpr std::ptrdiff_t most(int) const { return 0; }
    constexpr bool fits(failure& problem, const extent_list& image) const {
        for (int a = 0; a < axes(); ++a) {
            if (image[image.rank - axes() + a] != 0) continue;
            problem << "axis " << image.rank - axes() + a << " of " << image << " is empty: there is nothing to pool";
            return false;
        }
        return true;
    }
    constexpr failure words() const {
        failure f;
        return f << "to " << parts;
    }
};
template <int Axes, std::ptrdiff_t... N>
constexpr adaptive_geometry adaptive_options() {
    static_assert(sizeof...(N) == 1 || sizeof...(N) == Axes, "xgrad: adaptive pooling takes shape<...> with one number for every axis, or one for all");
    static_assert(((N == -1 || N > 0) && ...), "xgrad: adaptive pooling to a positive number of parts, or -1 to keep an axis");
    return {per_axis<shape_option<N...>>(Axes)};
}

/// `adaptive_avg_pool2d(x, shape<7, 5>)`: the means of 7 x 5 windows that divide the last two axes of x, as in PyTorch: window i of m
/// covers the elements floor(i n / m) to before ceil((i + 1) n / m). -1 keeps an axis. Images have any leading axes.
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_avg_pool2d(X x, shape_option<N...>) {
    static_assert(X::rank >= 2, "xgrad::adaptive_avg_pool2d takes images of rank 2 or more");
    return append<window_sum_op<adaptive_options<2, N...>(), true>>(in_real_numbers(x));
}
/// `adaptive_max_pool2d(x, shape<7, 5>)`: the largest elements of these windows; gradient and NaN as for max_pool2d.
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_max_pool2d(X x, shape_option<N...>) {
    static_assert(X::rank >= 2, "xgrad::adaptive_max_pool2d takes images of rank 2 or more");
    return append<window_pick_op<adaptive_options<2, N...>()>>(in_real_numbers(x), in_real_numbers(detach(x)));
}
/// The same over the last axis, and over the last three.
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_avg_pool1d(X x, shape_option<N...>) {
    return append<window_sum_op<adaptive_options<1, N...>(), true>>(in_real_numbers(x));
}
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_max_pool1d(X x, shape_option<N...>) {
    return append<window_pick_op<adaptive_options<1, N...>()>>(in_real_numbers(x), in_real_numbers(detach(x)));
}
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_avg_pool3d(X x, shape_option<N...>) {
    static_assert(X::rank >= 3, "xgrad::adaptive_avg_pool3d takes volumes of rank 3 or more");
    return append<window_sum_op<adaptive_options<3, N...>(), true>>(in_real_numbers(x));
}
template <expression X, std::ptrdiff_t... N>
constexpr auto adaptive_max_pool3d(X x, shape_option<N...>) {
    static_assert(X::rank >= 3, "xgrad::adaptive_max_pool3d takes volumes of rank 3 or more");
    return append<window_pick_op<adaptive_options<3, N...>()>>(in_real_numbers(x), in_real_numbers(detach(x)));
}

}  // namespace xgrad
