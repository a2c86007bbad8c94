#pragma once

#include "../movement/view.hpp"
#include "grid.hpp"
#include "shaped.hpp"

namespace xgrad {

/// A matrix that was made of expressions of rank 0 (image/geometry.hpp) still has them: what reads single elements needs no array.
template <class Array, class... E>
struct matrix_with_elements : Array {
    std::tuple<E...> elements{};
    constexpr matrix_with_elements(trace* t, int index) : Array{t, index} {}  // as a line of a program it is the array
    constexpr matrix_with_elements(Array array, E... e) : Array(array), elements(e...) {}
};
template <class M>
inline constexpr bool knows_elements = requires(M m) { m.elements; };

/// An element of a matrix, or of one matrix for every image of a batch as (N, 1, 1...) with `Axes` axes after the channels.
template <int I, int J, int Axes, expression M>
constexpr auto matrix_element(M m) {
    if constexpr (knows_elements<M>) return std::get<static_cast<std::size_t>(I * extents_value<M>[1] + J)>(m.elements);
    else if constexpr (M::rank == 2) return view(m, at<I>, at<J>);
    else return unit_axes<extent_list{0}, Axes + 2>(view(m, all, at<I>, at<J>));
}
/// Row I of a matrix times (p_0, ..., p_{d-1}, 1), for every pixel p. What is constant along a row comes first.
template <int I, int Axes, expression M, expression... P>
constexpr auto matrix_row(M m, P... p) {
    return [&]<std::size_t... J>(std::index_sequence<J...>) {
        return (matrix_element<I, Axes, Axes>(m) + ... + (matrix_element<I, static_cast<int>(J), Axes>(m) * p));
    }(std::index_sequence_for<P...>{});
}

/// A matrix for an array of rank `Rank` in which `Axes` axes are sampled: (Rows, Axes + 1), or for batches (N, Rows, Axes + 1).
template <text Name, int Rank, int Axes, int Rows, expression M>
constexpr auto fitting_matrix(M m) {
    static_assert(require < M::rank == 2 || (M::rank == 3 && Rank >= 4), Name,
        ": the matrix has rank 2; one for each image of a batch (N, C, ...), rank 3" >);
    if constexpr (knows_elements<M> && extents_value<M> == extent_list{Rows, Axes + 1}) return m;
    else if constexpr (M::rank == 3 && Rank > 3) return shaped<Name, "the matrix", extent_list{-1, Rows, Axes + 1}>(m);
    else return shaped<Name, "the matrix", extent_list{Rows, Axes + 1}>(m);
}

/// x at the coordinates that `coordinate.operator()<axis>(p...)` gives for the pixel coordinates p of the result, as the options say.
template <text Op, expression X, class Coordinate, class... Options>
constexpr auto warp_with(X x, Coordinate coordinate, Options... options) {
    constexpr int axes = sampled_axes(X::rank);
    static_assert(require<(X::rank >= 1 && X::rank <= 5), Op, " takes images and volumes, alone or as a batch (N, C, ...)">);
    static_assert(require<((interpolation_or_mode<Options> || is_shape<Options>)&&...), Op,
        " takes an interpolation, a boundary mode and shape<...> or shape_of(...)">);
    auto like = result_shape<axes>(x, options...);
    return [&]<std::size_t... A>(std::index_sequence<A...>) {
        auto at = [&]<int I>() { return coordinate.template operator()<I>(pixel_coordinate<axes, static_cast<int>(A)>(like)...); };
        return sample<interpolation_among<interpolation::bilinear, Options...>(), boundary_among<boundary::zero, Options...>(), axes>(
            x, at.template operator()<static_cast<int>(A)>()...);
    }(std::make_index_sequence<static_cast<std::size_t>(axes)>{});
}

/// `warp_affine(x, matrix, bilinear, zero)`: out[p] = x(A p + b), where the rows of `matrix` = (A | b) have d + 1 numbers: it takes the
/// pixel coordinates of the result to those of x. Coordinates are in the axis order of the array (row, column), pixel centres are whole
/// numbers. x is an image (rows, columns), a volume of rank 3, or a batch (N, C, ...) of these with one matrix (d, d + 1) or one each (N,
/// d, d + 1). Interpolation: nearest, bilinear (default), bicubic. Boundary: zero (default), replicate, reflect, symmetric. The result has
/// the shape of x; `shape<...>` or `shape_of(y)` asks for another one. Differentiable in x and the matrix; nearest sampling has no
/// derivative in the matrix.
template <expression X, expression M, class... Options>
constexpr auto warp_affine(X x, M matrix, Options... options) {
    constexpr int axes = sampled_axes(X::rank);
    auto m = fitting_matrix<"warp_affine", X::rank, axes, axes>(matrix);
    return warp_with<"warp_affine">(
        x, [&]<int I>(auto... p) { return matrix_row<I, axes>(m, p...); }, options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto warp_affine(X... x) {
    static_assert(
        has_form<X...>, "xgrad::warp_affine takes an array, a matrix, and options behind them: warp_affine(x, matrix, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
