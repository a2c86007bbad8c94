#pragma once

#include "warp_affine.hpp"

namespace xgrad {

/// Normalised coordinates -1 and 1 are the centres of the first and the last pixel, rather than their outer edges.
struct align_corners_option {};
inline constexpr align_corners_option align_corners{};

/// A normalised coordinate in pixels of an axis of n elements, and the normalised coordinates of its pixels.
template <bool Aligned>
constexpr auto pixels_of(auto normalised, auto n) {
    if constexpr (Aligned) return (normalised + 1) * (0.5 * (n - 1));
    else return (normalised + 1) * (0.5 * n) - 0.5;
}
template <bool Aligned>
constexpr auto normalised_of(auto pixel, auto n) {
    const auto from_centre = 2 * pixel + (1 - n);
    if constexpr (Aligned) return from_centre * (1 / maximum(n - 1, 1));
    else return from_centre * (1 / n);
}

/// The boundary among some options, where PyTorch's reflection is at the centres of the border's pixels or at their edges.
template <bool Aligned, class... Options>
constexpr boundary grid_boundary() {
    static_assert(((interpolation_or_mode<Options> || std::is_same_v<Options, align_corners_option>)&&...),
        "xgrad::grid_sample takes an interpolation, a boundary mode and align_corners");
    constexpr boundary asked = boundary_among<boundary::zero, Options...>();
    static_assert(asked == boundary::zero || asked == boundary::replicate || asked == boundary::reflect,
        "xgrad::grid_sample: outside is zero, replicate or reflect");
    return asked == boundary::reflect && !Aligned ? boundary::symmetric : asked;
}

/// `grid_sample(x, grid, bilinear, zero, align_corners)`: PyTorch's. x is (N, C, H, W) and the grid (N, h, w, 2), or (N, C, D, H, W) and
/// (N, d, h, w, 3); a grid's last axis holds normalised coordinates in the order of PyTorch, that of the last axis of x first. The result
/// is (N, C, h, w) or (N, C, d, h, w). Interpolation: nearest, bilinear (default; trilinear for volumes), bicubic (images only, a = -0.75).
/// Outside: zero (default), replicate (PyTorch's border), reflect. Without `align_corners`, -1 and 1 are the outer edges of the first and
/// the last pixel. Differentiable in x and, but for nearest, the grid, any number of times. A coordinate that is NaN or infinite gives NaN
/// (nearest: as outside).
template <expression X, expression G, class... Options>
constexpr auto grid_sample(X x, G grid, Options...) {
    static_assert(X::rank == 4 || X::rank == 5, "xgrad::grid_sample: x is (N, C, H, W) or (N, C, D, H, W)");
    constexpr int axes = X::rank - 2;
    constexpr bool aligned = has_option<align_corners_option, Options...>;
    constexpr boundary mode = grid_boundary<aligned, Options...>();
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(axes + 2, -1);
        shape[axes + 1] = axes;
        return shape;
    }();
    auto g = shaped<"grid_sample", "the grid", expected>(grid);
    auto coordinate = [&]<int A>() {
        auto own = view(g, all, newaxis, ellipsis, at<axes - 1 - A>);
        return pixels_of<aligned>(own, extent<2 + A>(x));
    };
    return [&]<std::size_t... A>(std::index_sequence<A...>) {
        return sample<interpolation_among<interpolation::bilinear, Options...>(), mode, axes>(
            x, coordinate.template operator()<static_cast<int>(A)>()...);
    }(std::make_index_sequence<static_cast<std::size_t>(axes)>{});
}

/// The axes of a result shape that are sampled: `shape<...>` and `shape_of(...)` may hold the batch and the channels before them, as in
/// PyTorch.
template <class Shape>
struct grid_shape;
template <std::ptrdiff_t... N>
struct grid_shape<shape_option<N...>> {
    static constexpr int axes = sampled_axes(static_cast<int>(sizeof...(N)));
    static constexpr extent_list extents = [] {
        const extent_list all{N...};
        extent_list last;
        for (int a = all.rank - axes; a < all.rank; ++a) last.push_back(all[a]);
        return last;
    }();
    static constexpr auto like(trace& t, shape_option<N...>) { return append<spread_to_op<extent_list{}, extents>>(literal(t, 0)); }
};
template <expression Y>
struct grid_shape<shape_reference<Y>> {
    static constexpr int axes = sampled_axes(Y::rank);
    static constexpr Y like(trace&, shape_reference<Y> y) { return y.expression; }
};

/// `affine_grid(theta, shape<N, C, H, W>, align_corners)`: PyTorch's grid for grid_sample of the affine maps theta (N, 2, 3), or (N, 3, 4)
/// for shape<N, C, D, H, W>: theta takes the normalised coordinates (x, y, 1) of a result to those of an input. The result is (N, H, W, 2)
/// or (N, D, H, W, 3). The shape may leave out N and C (only the rest is used), or be `shape_of(y)`. Linear in theta.
template <expression T, class... Options>
constexpr auto affine_grid(T theta, Options... options) {
    static_assert(((is_shape<Options> || std::is_same_v<Options, align_corners_option>)&&...),
        "xgrad::affine_grid takes shape<...> or shape_of(...), and align_corners");
    const auto shape = shape_among<"affine_grid">(options...);
    using Shape = std::remove_const_t<decltype(shape)>;
    constexpr int axes = grid_shape<Shape>::axes;
    static_assert(axes == 2 || axes == 3, "xgrad::affine_grid: the shape is that of images or volumes");
    constexpr bool aligned = has_option<align_corners_option, Options...>;
    auto m = shaped<"affine_grid", "theta", extent_list{-1, axes, axes + 1}>(theta);
    auto like = grid_shape<Shape>::like(*theta.program, shape);
    // column J of every theta as (N, 1, 1, d)
    auto column = [&]<int J>() {
        constexpr extent_list around{0, axes + 1};
        return unit_axes<around, axes + 2>(view(m, all, all, at<J>));
    };
    auto coordinate = [&]<int J>() {
        constexpr int axis = axes - 1 - J;
        return view(normalised_of<aligned>(pixel_coordinate<axes, axis>(like), extent<decltype(like)::rank - axes + axis>(like)), ellipsis,
            newaxis);
    };
    return [&]<std::size_t... J>(std::index_sequence<J...>) {
        return (column.template operator()<axes>() + ... +
            (column.template operator()<static_cast<int>(J)>() * coordinate.template operator()<static_cast<int>(J)>()));
    }(std::make_index_sequence<static_cast<std::size_t>(axes)>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto affine_grid(X... x) {
    static_assert(has_form<X...>, "xgrad::affine_grid takes matrices, and options behind them: affine_grid(theta, shape<1, 3, 28, 28>)");
    return refused(x...);
}

}  // namespace xgrad
