#pragma once

#include "../ops/movement/view.hpp"
#include "../ops/pointwise/cast.hpp"
#include "../ops/pointwise/sin.hpp"
#include "../ops/sampling/warp_affine.hpp"

namespace xgrad {

// Parameters to matrices for warp_affine and warp_perspective, which read out[p] = x(A p + b): in pixels, in the axis order of the array.
// About a centre c and with an offset t the transforms here are out[p] = x(A (p - c) + c + t), so that b = c + t - A c. ITK's transforms
// map points in the same direction; its axes are reversed: (x, y) are (column, row).

/// (extent - 1) / 2 for each of the last Axes axes: numbers that the shape alone gives.
template <int Axes>
struct center_op : operation_base {
    static constexpr std::string_view name = "center", symbol = "center";
    static constexpr access how = access::count;
    static constexpr int shape_operands = 1;
    template <class... X>
    using element = promoted<X...>;
    static constexpr extent_list infer(failure&, const extent_list*) { return {Axes}; }
    static constexpr double count(const extent_list& x, std::ptrdiff_t i) {
        return 0.5 * static_cast<double>(x[x.rank - Axes + static_cast<int>(i)] - 1);
    }
    // a shape has no derivative, and none is missing
    static constexpr auto pullback(auto /*dy*/, auto /*y*/, auto /*x*/) { return each(none); }
};
/// `center_of(x)`: the centre of an image (rows, columns), a volume, or a batch (N, C, ...) of these in pixel coordinates, a vector of
/// (extent - 1) / 2. Only the shape of x is used.
template <expression X>
constexpr auto center_of(X x) {
    return append<center_op<sampled_axes(X::rank)>>(x);
}

/// `matrix_of(shape<2, 3>, a, b, ...)`: the matrix whose elements, row by row, are numbers or expressions of rank 0, one of which at least
/// is an expression.
template <std::ptrdiff_t Rows, std::ptrdiff_t Columns, operand... E>
constexpr auto matrix_of(shape_option<Rows, Columns>, E... elements) {
    static_assert(sizeof...(E) == Rows * Columns, "xgrad::matrix_of: one number or expression for each element of the shape");
    static_assert(((lifted<E>::rank == 0) && ...), "xgrad::matrix_of: the elements are numbers, or expressions of rank 0");
    using element = promoted<element_of<lifted<E>>...>;
    using number = symbolic<element, extents<>>;
    trace* t = trace_of(elements...);
    auto as_number = [&]<class X>(X e) {
        if constexpr (std::is_arithmetic_v<X>) return number{t, literal(*t, static_cast<double>(e)).index};
        else if constexpr (std::is_same_v<element_of<X>, element>) return number{t, e.index};
        else return cast<element>(e);
    };
    const auto zeros = append<spread_to_op<extent_list{}, extent_list{Rows, Columns}>>(number{t, literal(*t, 0).index});
    auto placed = [&]<std::size_t K>(auto e) {
        constexpr slice_list place = [] {
            constexpr auto row = static_cast<std::ptrdiff_t>(K) / Columns, column = static_cast<std::ptrdiff_t>(K) % Columns;
            slice_list slices;
            slices.axis[0] = slice{row, row + 1};
            slices.axis[1] = slice{column, column + 1};
            return slices;
        }();
        return append<embed_op<place>>(unit_axes<extent_list{}, 2>(as_number(e)), zeros);
    };
    const auto array = [&]<std::size_t... K>(std::index_sequence<K...>) { return (placed.template operator()<K>(elements) + ...); }(
                           std::index_sequence_for<E...>{});
    return matrix_with_elements<std::remove_const_t<decltype(array)>, decltype(as_number(elements))...>(array, as_number(elements)...);
}
template <class... X>
    requires misuse<X...>
constexpr auto matrix_of(X... x) {
    static_assert(has_form<X...>, "xgrad::matrix_of takes its shape, then its elements row by row: matrix_of(shape<2, 3>, a, b, ...)");
    return refused(x...);
}

/// The number of axes that a transform has: what is said, else what the static extent of the centre tells, else 2.
template <int Axes, expression C>
constexpr int transformed_axes() {
    constexpr int axes = Axes != 0 ? Axes : C::rank == 1 && extents_value<C>[0] != dynamic ? static_cast<int>(extents_value<C>[0]) : 2;
    static_assert(axes == 2 || axes == 3, "xgrad: transforms have 2 or 3 axes");
    return axes;
}

/// (A | c + t - A c) for the elements of A, row by row, and the elements of a centre and an offset.
template <expression C, class... A, class... T>
constexpr auto about_center(C c, std::tuple<A...> linear, std::tuple<T...> offset) {
    constexpr int axes = sizeof...(T);
    auto element = [&]<std::size_t K>() {
        constexpr std::size_t row = K / (axes + 1), column = K % (axes + 1);
        if constexpr (column < axes) return std::get<row * axes + column>(linear);
        else
            return [&]<std::size_t... J>(std::index_sequence<J...>) {
                auto moved = [&]<std::size_t I>() {
                    return std::get<row * axes + I>(linear) * view(c, at<static_cast<std::ptrdiff_t>(I)>);
                };
                return view(c, at<static_cast<std::ptrdiff_t>(row)>) + std::get<row>(offset) - (moved.template operator()<J>() + ...);
            }(std::make_index_sequence<axes>{});
    };
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return matrix_of(shape<axes, axes + 1>, element.template operator()<K>()...);
    }(std::make_index_sequence<axes*(axes + 1)>{});
}
/// Elements First, First + 1, ... of a vector.
template <std::size_t First, std::size_t Count, expression P>
constexpr auto elements_of(P p) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) { return std::tuple{view(p, at<static_cast<std::ptrdiff_t>(First + K)>)...}; }(
               std::make_index_sequence<Count>{});
}

/// The elements of a rotation. In a plane x'(row, column) = (c row + s column, c column - s row): counterclockwise as `rotate` shows it,
/// ITK's Euler2DTransform. In space the angles about the axes in their order (a, b, c) are the angles (z, y, x) of ITK's Euler3DTransform,
/// which rotates about y first, then x, then z.
template <expression A>
constexpr auto rotation(std::tuple<A> angle) {
    const auto c = cos(std::get<0>(angle)), s = sin(std::get<0>(angle));
    return std::tuple{c, s, -s, c};
}
template <expression A>
constexpr auto rotation(std::tuple<A, A, A> angle) {
    const auto [z, y, x] = angle;
    const auto cz = cos(z), sz = sin(z), cy = cos(y), sy = sin(y), cx = cos(x), sx = sin(x);
    return std::tuple{cx * cy, sx, -(cx * sy), sz * sy - cz * sx * cy, cz * cx, sz * cy + cz * sx * sy, cz * sy + sz * sx * cy, -(sz * cx),
        cz * cy - sz * sx * sy};
}

/// `rigid_matrix(p, center_of(x))`: the matrix (2, 3) of p = (angle, row offset, column offset), or (3, 4) of p = (3 angles, 3 offsets),
/// each in the order of the axes, about a centre, an expression of as many elements as there are axes. `rigid_matrix<3>(p, center)` says
/// that there are three axes, where the type of the centre does not. Angles are in radians, offsets in pixels.
template <int Axes = 0, expression P, expression C>
constexpr auto rigid_matrix(P parameters, C center) {
    constexpr int axes = transformed_axes<Axes, C>(), angles = axes == 2 ? 1 : 3;
    const auto p = shaped<"rigid_matrix", "the vector of parameters", extent_list{angles + axes}>(parameters);
    const auto c = shaped<"rigid_matrix", "the centre", extent_list{axes}>(center);
    return about_center(c, rotation(elements_of<0, angles>(p)), elements_of<angles, axes>(p));
}
template <class... X>
    requires misuse<X...>
constexpr auto rigid_matrix(X... x) {
    static_assert(has_form<X...>, "xgrad::rigid_matrix takes parameters and a centre: rigid_matrix(p, center_of(x))");
    return refused(x...);
}

/// `similarity_matrix(p, center_of(x))`: as rigid_matrix, with the scale, as it is (not its logarithm), before the angles: p = (scale,
/// angle, row offset, column offset), ITK's Similarity2DTransform but for the order of the offsets, or p = (scale, 3 angles, 3 offsets).
/// The identity is (1, 0, 0, 0).
template <int Axes = 0, expression P, expression C>
constexpr auto similarity_matrix(P parameters, C center) {
    constexpr int axes = transformed_axes<Axes, C>(), angles = axes == 2 ? 1 : 3;
    const auto p = shaped<"similarity_matrix", "the vector of parameters", extent_list{1 + angles + axes}>(parameters);
    const auto c = shaped<"similarity_matrix", "the centre", extent_list{axes}>(center);
    const auto scale = view(p, at<0>);
    const auto linear = std::apply([&](auto... a) { return std::tuple{scale * a...}; }, rotation(elements_of<1, angles>(p)));
    return about_center(c, linear, elements_of<1 + angles, axes>(p));
}
template <class... X>
    requires misuse<X...>
constexpr auto similarity_matrix(X... x) {
    static_assert(has_form<X...>, "xgrad::similarity_matrix takes parameters and a centre: similarity_matrix(p, center_of(x))");
    return refused(x...);
}

/// `affine_matrix(p, center_of(x))`: the matrix (d, d + 1) of p = (the elements of A row by row, the offsets), d d + d numbers in the order
/// of ITK's AffineTransform, about a centre. The identity is (1, 0, 0, 1, 0, 0). `affine_matrix<3>(p, center)` as for rigid_matrix.
template <int Axes = 0, expression P, expression C>
constexpr auto affine_matrix(P parameters, C center) {
    constexpr int axes = transformed_axes<Axes, C>();
    const auto p = shaped<"affine_matrix", "the vector of parameters", extent_list{axes * axes + axes}>(parameters);
    const auto c = shaped<"affine_matrix", "the centre", extent_list{axes}>(center);
    return about_center(c, elements_of<0, axes * axes>(p), elements_of<axes * axes, axes>(p));
}
template <class... X>
    requires misuse<X...>
constexpr auto affine_matrix(X... x) {
    static_assert(has_form<X...>, "xgrad::affine_matrix takes parameters and a centre: affine_matrix(p, center_of(x))");
    return refused(x...);
}

/// `homography_matrix(p)`: the matrix (3, 3) of 8 parameters, its elements row by row; the last one is 1. The identity is (1, 0, 0, 0, 1,
/// 0, 0, 0).
template <expression P>
constexpr auto homography_matrix(P parameters) {
    const auto p = shaped<"homography_matrix", "the vector of parameters", extent_list{8}>(parameters);
    return std::apply([](auto... e) { return matrix_of(shape<3, 3>, e..., 1); }, elements_of<0, 8>(p));
}
template <class... X>
    requires misuse<X...>
constexpr auto homography_matrix(X... x) {
    static_assert(has_form<X...>, "xgrad::homography_matrix takes eight parameters: homography_matrix(p)");
    return refused(x...);
}

}  // namespace xgrad
