#pragma once

#include "warp_affine.hpp"

namespace xgrad {

/// Component I of a field of vectors: its components come before the axes that are sampled, (d, ...) or (N, d, ...) for batches.
template <int Rank, int I, expression F>
constexpr auto component(F field) {
    if constexpr (Rank <= 3) return view(field, at<I>);
    else return view(field, all, at<I>, newaxis);
}

/// `warp(x, displacement, bilinear, zero)`: out[p] = x(p + displacement[p]) in pixels. The displacement of an image (rows, columns) is (2,
/// rows, columns): first the component along the rows' axis, then that along the columns'; of a volume (3, ...); of a batch (N, C, ...) it
/// is (N, d, ...). Options as for warp_affine, but the result has the shape of the displacement. Differentiable in both.
template <expression X, expression D, class... Options>
constexpr auto warp(X x, D displacement, Options... options) {
    constexpr int axes = sampled_axes(X::rank);
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(axes + 1, -1);
        shape[0] = axes;
        if (X::rank > 3) shape = extent_list::filled(axes + 2, -1), shape[1] = axes;
        return shape;
    }();
    static_assert(D::rank == expected.rank,
        "xgrad::warp: the displacement of an image is (2, rows, columns), of a volume (3, ...), of a batch (N, C, ...) it is (N, d, ...)");
    auto field = shaped<"warp", "the displacement", expected>(displacement);
    return warp_with<"warp">(
        x, [&]<int I>(auto... p) { return [&](auto own) { return own + component<X::rank, I>(field); }(std::get<I>(std::tuple{p...})); },
        options..., shape_of(field));
}
template <class... X>
    requires misuse<X...>
constexpr auto warp(X... x) {
    static_assert(
        has_form<X...>, "xgrad::warp takes an array, a displacement, and options behind them: warp(x, displacement, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
