#pragma once

#include "../language/shape_of.hpp"
#include "../ops/sampling/grid.hpp"
#include "../ops/sampling/resample.hpp"
#include "../ops/sampling/shaped.hpp"

namespace xgrad {

/// The uniform cubic B-spline through four control points. The r - 3 cells of r control points cover an axis from its first to its last
/// pixel centre, so that control point 1 lies on the first pixel.
struct cubic_bspline {
    static constexpr std::string_view name = "bspline_displacement";
    static constexpr std::ptrdiff_t extent(failure& problem, std::ptrdiff_t in, std::ptrdiff_t asked) {
        if (in < 4) problem << "has " << in << " control points; a cubic B-spline has 4 at least";
        return asked;
    }
    static constexpr weighted_elements elements(std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t j) {
        const auto cells = in - 3;
        const double at = out > 1 ? static_cast<double>(j) * static_cast<double>(cells) / static_cast<double>(out - 1) : 0;
        const auto whole = static_cast<std::ptrdiff_t>(at), cell = whole < cells ? whole : cells - 1;
        const double t = at - static_cast<double>(cell), s = 1 - t;
        weighted_elements sum;
        sum.add(cell, s * s * s / 6);
        sum.add(cell + 1, (4 + t * t * (3 * t - 6)) / 6);
        sum.add(cell + 2, (4 + s * s * (3 * s - 6)) / 6);
        sum.add(cell + 3, t * t * t / 6);
        return sum;
    }
};

/// The last axes first: where elements are neighbours, there is least to do.
template <int Axes, int K, expression X, expression Like>
constexpr auto bspline_axes(X x, Like like) {
    if constexpr (K < 0) return x;
    else return bspline_axes<Axes, K - 1>(append<resample_op<cubic_bspline, X::rank - Axes + K, Like::rank - Axes + K>>(x, like), like);
}

/// `bspline_displacement(coefficients, shape_of(image))`: the displacement for `warp` of a free-form deformation (Rueckert et al., 1999):
/// the tensor product of uniform cubic B-splines. The coefficients of an image are (2, r, c), those of a volume (3, ...), of a batch (N, C,
/// ...) they are (N, d, ...); they are displacements in pixels, in the order of the axes, at least four along each axis. The r - 3 cells
/// along an axis cover it from the first to the last pixel centre, as ITK's BSplineTransform of order 3 does with a mesh of r - 3 cells on
/// that domain. Linear in the coefficients.
template <expression W, expression X>
constexpr auto bspline_displacement(W coefficients, shape_reference<X> image) {
    constexpr int axes = sampled_axes(X::rank), rank = X::rank > 3 ? axes + 2 : axes + 1;
    static_assert(axes == 2 || axes == 3, "xgrad::bspline_displacement: the shape of an image, a volume, or a batch (N, C, ...) of these");
    static_assert(W::rank == rank,
        "xgrad::bspline_displacement: the coefficients of an image are (2, r, c), of a volume (3, s, r, c), of a batch (N, d, ...)");
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(rank, -1);
        shape[rank - axes - 1] = axes;
        return shape;
    }();
    return bspline_axes<axes, axes - 1>(
        shaped<"bspline_displacement", "the array of coefficients", expected>(in_real_numbers(coefficients)), image.expression);
}
template <class... X>
    requires misuse<X...>
constexpr auto bspline_displacement(X... x) {
    static_assert(has_form<X...>,
        "xgrad::bspline_displacement takes coefficients and shape_of(image): bspline_displacement(coefficients, shape_of(x))");
    return refused(x...);
}

}  // namespace xgrad
