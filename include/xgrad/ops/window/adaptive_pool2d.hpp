#pragma once

#include "../../language/shape_of.hpp"
#include "../pointwise/detach.hpp"
#include "avg_pool2d.hpp"

namespace xgrad {

/// Windows that divide each of the last axes of an image into a number of parts of about one size; -1: into its elements. `Like`: into as
/// many as another array has elements there.
template <bool Like>
struct adaptive_geometry {
    extent_list parts;
    static constexpr bool like_another = Like;
    friend constexpr bool operator==(const adaptive_geometry&, const adaptive_geometry&) = default;

    constexpr int axes() const { return parts.rank; }
    constexpr std::ptrdiff_t count(int a, std::ptrdiff_t n) const { return parts[a] < 0 ? n : parts[a]; }
    constexpr window_range window(int /*a*/, std::ptrdiff_t i, std::ptrdiff_t n, std::ptrdiff_t m) const {
        const auto first = i * n / m, past = ((i + 1) * n + m - 1) / m;
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
        return Like ? f : f << "to " << parts;
    }
};
template <text Op, int Axes, std::ptrdiff_t... N>
constexpr adaptive_geometry<false> adaptive_options() {
    static_assert(
        require < sizeof...(N) == 1 || sizeof...(N) == Axes, Op, " takes shape<...> with one number for every axis, or one for all" >);
    static_assert(require<((N == -1 || N >= 1) && ...), Op, ": shape<...> has positive numbers, or -1 to keep an axis">);
    return {per_axis<shape_option<N...>>(Axes)};
}
template <text Op, int Axes, expression X, std::ptrdiff_t... N>
constexpr auto adaptive_avg_pool(X x, shape_option<N...>) {
    static_assert(require<(X::rank >= Axes), Op, " takes images with an axis for each that is pooled, and any leading ones">);
    return append<window_sum_op<adaptive_options<Op, Axes, N...>(), true>>(in_real_numbers(x));
}
template <text Op, int Axes, expression X, expression Y>
constexpr auto adaptive_avg_pool(X x, shape_reference<Y> y) {
    static_assert(require<(X::rank >= Axes && Y::rank >= Axes), Op,
        " takes images, and shape_of(...) an array, with an axis for each that is pooled, and any leading ones">);
    return append<window_sum_op<adaptive_geometry<true>{extent_list::filled(Axes, -1)}, true>>(in_real_numbers(x), y.expression);
}
template <text Op, int Axes, expression X, std::ptrdiff_t... N>
constexpr auto adaptive_max_pool(X x, shape_option<N...>) {
    static_assert(require<(X::rank >= Axes), Op, " takes images with an axis for each that is pooled, and any leading ones">);
    return append<window_pick_op<adaptive_options<Op, Axes, N...>()>>(in_real_numbers(x), in_real_numbers(detach(x)));
}
template <text Op, int Axes, expression X, expression Y>
constexpr auto adaptive_max_pool(X x, shape_reference<Y> y) {
    static_assert(require<(X::rank >= Axes && Y::rank >= Axes), Op,
        " takes images, and shape_of(...) an array, with an axis for each that is pooled, and any leading ones">);
    return append<window_pick_op<adaptive_geometry<true>{extent_list::filled(Axes, -1)}>>(
        in_real_numbers(x), in_real_numbers(detach(x)), y.expression);
}
template <class T>
concept a_shape = is_shape<T>;

/// `adaptive_avg_pool2d(x, shape<7, 5>)`: the means of 7 x 5 windows that divide the last two axes of x, as in PyTorch: window i of m
/// covers the elements floor(i n / m) to before ceil((i + 1) n / m). -1 keeps an axis. Images have any leading axes. `shape_of(y)`: as many
/// windows as the last two axes of y have elements.
template <expression X, a_shape Shape>
constexpr auto adaptive_avg_pool2d(X x, Shape shape) {
    return adaptive_avg_pool<"adaptive_avg_pool2d", 2>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_avg_pool2d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_avg_pool2d takes shape<...> or shape_of(y) behind its operand: adaptive_avg_pool2d(x, shape<7>)");
    return refused(x...);
}
/// `adaptive_max_pool2d(x, shape<7, 5>)`: the largest elements of these windows; gradient and NaN as for max_pool2d.
template <expression X, a_shape Shape>
constexpr auto adaptive_max_pool2d(X x, Shape shape) {
    return adaptive_max_pool<"adaptive_max_pool2d", 2>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_max_pool2d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_max_pool2d takes shape<...> or shape_of(y) behind its operand: adaptive_max_pool2d(x, shape<7>)");
    return refused(x...);
}
/// The same over the last axis, and over the last three.
template <expression X, a_shape Shape>
constexpr auto adaptive_avg_pool1d(X x, Shape shape) {
    return adaptive_avg_pool<"adaptive_avg_pool1d", 1>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_avg_pool1d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_avg_pool1d takes shape<...> or shape_of(y) behind its operand: adaptive_avg_pool1d(x, shape<7>)");
    return refused(x...);
}
template <expression X, a_shape Shape>
constexpr auto adaptive_max_pool1d(X x, Shape shape) {
    return adaptive_max_pool<"adaptive_max_pool1d", 1>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_max_pool1d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_max_pool1d takes shape<...> or shape_of(y) behind its operand: adaptive_max_pool1d(x, shape<7>)");
    return refused(x...);
}
template <expression X, a_shape Shape>
constexpr auto adaptive_avg_pool3d(X x, Shape shape) {
    return adaptive_avg_pool<"adaptive_avg_pool3d", 3>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_avg_pool3d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_avg_pool3d takes shape<...> or shape_of(y) behind its operand: adaptive_avg_pool3d(x, shape<7>)");
    return refused(x...);
}
template <expression X, a_shape Shape>
constexpr auto adaptive_max_pool3d(X x, Shape shape) {
    return adaptive_max_pool<"adaptive_max_pool3d", 3>(x, shape);
}
template <class... X>
    requires misuse<X...>
constexpr auto adaptive_max_pool3d(X... x) {
    static_assert(
        has_form<X...>, "xgrad::adaptive_max_pool3d takes shape<...> or shape_of(y) behind its operand: adaptive_max_pool3d(x, shape<7>)");
    return refused(x...);
}

}  // namespace xgrad
