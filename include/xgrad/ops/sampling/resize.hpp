#pragma once

#include "grid.hpp"
#include "grid_sample.hpp"
#include "resize_axis.hpp"

namespace xgrad {

/// How `resize` weighs pixels, where no interpolation says it.
struct area_option {};
struct antialias_option {};
inline constexpr area_option area{};
inline constexpr antialias_option antialias{};

template <resize_rule Rule, int Axis>
struct resize_back_op;

/// One axis of x resized to Size elements; LikeAxis >= 0: to as many as the second operand, whose elements are not read, has along that
/// axis.
template <resize_rule Rule, int Axis, std::ptrdiff_t Size, int LikeAxis = -1>
struct resize_op : operation_base {
    static constexpr std::string_view name = "resize";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, shape_operands = LikeAxis >= 0 ? 1 : 0;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        if (out[Axis] == 0) problem << "axis " << Axis << " of " << x[0] << " has no elements to resize";
        out[Axis] = LikeAxis < 0 ? Size : x[shape_operands][std::max(LikeAxis, 0)];
        if (out[Axis] == 0) problem << "axis " << Axis << " of " << x[0] << " would have no elements";
        return out;
    }
    static constexpr failure options() {
        failure f;
        f << "axis " << Axis;
        return LikeAxis < 0 ? f << " to " << Size : f;
    }
    // <resize(x), dy> = <x, resize_back(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<resize_back_op<Rule, Axis>>(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) {
        return each(append<resize_back_op<Rule, Axis>>(dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) {
        axis_resizing<T, false>(Rule, Axis, out, x[0]).run();
    }
};
/// The adjoint, in the shape of the second operand.
template <resize_rule Rule, int Axis>
struct resize_back_op : operation_base {
    static constexpr std::string_view name = "resize_back";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, shape_operands = 1;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() { return resize_op<Rule, Axis, 0, Axis>::options(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto /*like*/) {
        return each(append<resize_op<Rule, Axis, 0, Axis>>(dy, g), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) {
        axis_resizing<T, true>(Rule, Axis, out, x[0]).run();
    }
};

/// The rule that options of resize name.
template <class... Options>
constexpr resize_rule resize_rule_of() {
    constexpr auto how = interpolation_among<interpolation::bilinear, Options...>();
    resize_rule rule;
    rule.how = has_option<area_option, Options...> ? resampling::area
        : how == interpolation::nearest            ? resampling::nearest
        : how == interpolation::bilinear           ? resampling::linear
                                                   : resampling::cubic;
    rule.aligned = has_option<align_corners_option, Options...>;
    rule.antialias = has_option<antialias_option, Options...>;
    return rule;
}
template <resize_rule Rule, expression X>
constexpr X resize_axes(X x, shape_option<>) {
    return x;
}
template <resize_rule Rule, expression X, std::ptrdiff_t First, std::ptrdiff_t... Rest>
constexpr auto resize_axes(X x, shape_option<First, Rest...>) {
    static_assert(sizeof...(Rest) < X::rank && First >= 1, "xgrad::resize: shape<...> has an extent for each of the last axes, 1 at least");
    return resize_axes<Rule>(append<resize_op<Rule, X::rank - 1 - static_cast<int>(sizeof...(Rest)), First>>(x), shape_option<Rest...>{});
}
/// The axes of an image that y has, too; those of a batch and its channels stay.
template <resize_rule Rule, int Left = -1, expression X, expression Y>
constexpr auto resize_axes(X x, shape_reference<Y> y) {
    constexpr int left = Left < 0 ? std::min(sampled_axes(X::rank), Y::rank) : Left;
    if constexpr (left == 0) return x;
    else return resize_axes<Rule, left - 1>(append<resize_op<Rule, X::rank - left, 0, Y::rank - left>>(x, y.expression), y);
}

/// `resize(x, shape<48, 64>, bilinear)`: the last axes of x, one for each number of the shape, resized as torch.nn.functional.interpolate
/// does: nearest, bilinear (default; linear along every axis), bicubic (a = -0.75) or `area` (means over the cells of adaptive pooling).
/// `align_corners`: the centres of the first and last pixels stay (bilinear, bicubic). `antialias`: the filter widens when an axis shrinks
/// (bilinear, bicubic with a = -0.5). Linear in x; an empty axis is an error. `resize(x, shape_of(y), bilinear)`: to the last extents of y,
/// as many as both have; the first two axes of a batch (N, C, ...) stay.
template <expression X, class... Options>
constexpr auto resize(X x, Options... options) {
    static_assert(
        ((is_shape<Options> || is_interpolation<Options> || has_option<Options, area_option, align_corners_option, antialias_option>)&&...),
        "xgrad::resize takes shape<...> or shape_of(...), nearest, bilinear, bicubic or area, and align_corners or antialias");
    constexpr resize_rule rule = resize_rule_of<Options...>();
    static_assert(interpolation_among<interpolation::bilinear, Options...>() != interpolation::spline,
        "xgrad::resize: nearest, bilinear, bicubic or area");
    static_assert(!(rule.aligned && rule.antialias), "xgrad::resize: antialias is for pixels whose corners are not aligned");
    static_assert(!(rule.aligned || rule.antialias) || rule.how == resampling::linear || rule.how == resampling::cubic,
        "xgrad::resize: align_corners and antialias are options of bilinear and bicubic");
    return resize_axes<rule>(in_real_numbers(x), shape_among<"resize">(options...));
}
template <class... X>
    requires misuse<X...>
constexpr auto resize(X... x) {
    static_assert(has_form<X...>, "xgrad::resize takes one operand, and options behind it: resize(x, shape<48, 64>, bilinear)");
    return refused(x...);
}

}  // namespace xgrad
