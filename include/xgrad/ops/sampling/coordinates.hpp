#pragma once

#include <tuple>

#include "grid_sample.hpp"

namespace xgrad {

/// What coordinates count in. In every frame there is one component for each axis of the array, in their order (PyTorch's grids and ITK's
/// points have the reverse order).
struct pixel_frame {};                             // pixel centres are whole numbers, 0 to n - 1
template <bool Aligned>
struct normalized_frame {};  // -1 and 1 are the outer edges of the first and the last pixel; Aligned: their centres
struct physical_frame {};                          // millimetres, say: see image_space

/// Coordinates that say what they count in: only what takes their frame takes them. `component<K>()` is an expression for axis K, all of
/// one shape.
template <class Frame, expression... C>
struct coordinates {
    static constexpr int axes = static_cast<int>(sizeof...(C));
    std::tuple<C...> components;
    template <int K>
    constexpr auto component() const {
        return std::get<static_cast<std::size_t>(K)>(components);
    }
};
template <class Frame, expression... C>
constexpr auto in_frame(C... c) {
    auto full = [&](auto own) { return broadcast_against(own, c...); };
    return coordinates<Frame, decltype(full(c))...>{{full(c)...}};
}
/// Coordinates of a frame from a function of the number of the axis.
template <class Frame, int Axes, class Component>
constexpr auto by_axis(Component component) {
    return [&]<int... K>(std::integer_sequence<int, K...>) { return in_frame<Frame>(component.template operator()<K>()...); }(
               std::make_integer_sequence<int, Axes>{});
}

/// `in_pixels(row, column)`, `in_normalized(y, x)`, `in_normalized(align_corners, y, x)`, `in_physical(y, x)`: expressions, one for each
/// axis of an array, that broadcast to one shape, are coordinates in that frame.
template <expression... C>
constexpr auto in_pixels(C... c) {
    return in_frame<pixel_frame>(c...);
}
template <expression... C>
constexpr auto in_normalized(C... c) {
    return in_frame<normalized_frame<false>>(c...);
}
template <expression... C>
constexpr auto in_normalized(align_corners_option, C... c) {
    return in_frame<normalized_frame<true>>(c...);
}
template <expression... C>
constexpr auto in_physical(C... c) {
    return in_frame<physical_frame>(c...);
}

/// `pixel_coordinates(x)`: those of all elements of x, of rank 1 to 3.
template <expression X>
constexpr auto pixel_coordinates(X x) {
    return by_axis<pixel_frame, X::rank>([&]<int K>() { return coordinate<K>(x); });
}

/// `displaced(c, offset)`: every component with its own of an array (axes, ...) added, which counts in the frame of the coordinates.
template <class Frame, expression... C, expression Offset>
constexpr auto displaced(coordinates<Frame, C...> c, Offset offset) {
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(Offset::rank, -1);
        shape[0] = sizeof...(C);
        return shape;
    }();
    const auto by = shaped<"displaced", "the offset", expected>(offset);
    return by_axis<Frame, sizeof...(C)>([&]<int K>() { return c.template component<K>() + view(by, at<K>); });
}

/// Where the pixels of an image lie, as in ITK and DICOM but in the order of the array's axes: pixel i at origin + direction (spacing * i),
/// with the expressions spacing (d) and origin (d), and an orthonormal direction (d, d), or none for the identity. Spacings are positive.
template <expression Spacing, expression Origin, class Direction = none_t>
struct image_space {
    Spacing spacing;
    Origin origin;
    Direction direction;
    constexpr image_space(Spacing s, Origin o, Direction d = {}) : spacing(s), origin(o), direction(d) {}
};
/// The same spacing, origin and direction with their shapes checked.
template <text Op, int Axes, expression S, expression O, class D>
constexpr auto checked_space(image_space<S, O, D> space) {
    const auto s = shaped<Op, "the spacing", extent_list{Axes}>(space.spacing);
    const auto o = shaped<Op, "the origin", extent_list{Axes}>(space.origin);
    if constexpr (expression<D>) return image_space(s, o, shaped<Op, "the direction", extent_list{Axes, Axes}>(space.direction));
    else return image_space(s, o);
}
/// The sum over j of direction[k, j] times term(j), or of direction[j, k]; term(k) without a direction.
template <int K, bool Transposed, int Axes, class Direction, class Term>
constexpr auto turned(Direction direction, Term term) {
    if constexpr (!expression<Direction>) return term.template operator()<K>();
    else
        return [&]<int... J>(std::integer_sequence<int, J...>) {
            return (... + (view(direction, at < Transposed ? J : K >, at < Transposed ? K : J >) * term.template operator()<J>()));
        }(std::make_integer_sequence<int, Axes>{});
}

/// `to_physical(c, image_space(spacing, origin, direction))`: coordinates in pixels of an image, where they lie.
template <class Frame, expression... C, expression S, expression O, class D>
constexpr auto to_physical(coordinates<Frame, C...> c, image_space<S, O, D> given) {
    static_assert(std::is_same_v<Frame, pixel_frame>, "xgrad::to_physical: coordinates in pixels; to_pixels makes them of normalised ones");
    constexpr int axes = sizeof...(C);
    const auto space = checked_space<"to_physical", axes>(given);
    return by_axis<physical_frame, axes>([&]<int K>() {
        return view(space.origin, at<K>) +
            turned<K, false, axes>(space.direction, [&]<int J>() { return view(space.spacing, at<J>) * c.template component<J>(); });
    });
}
/// `to_pixels(c, image_space(spacing, origin, direction))`: where physical coordinates lie among the pixels of an image.
template <class Frame, expression... C, expression S, expression O, class D>
constexpr auto to_pixels(coordinates<Frame, C...> c, image_space<S, O, D> given) {
    static_assert(std::is_same_v<Frame, physical_frame>,
        "xgrad::to_pixels: an image_space takes physical coordinates to pixels; normalised ones need shape_of(image)");
    constexpr int axes = sizeof...(C);
    const auto space = checked_space<"to_pixels", axes>(given);
    return by_axis<pixel_frame, axes>([&]<int K>() {
        return turned<K, true, axes>(space.direction, [&]<int J>() { return c.template component<J>() - view(space.origin, at<J>); }) /
            view(space.spacing, at<K>);
    });
}
/// `to_pixels(c, shape_of(x))`: normalised coordinates in pixels along the last axes of x.
template <class Frame, expression... C, expression X>
constexpr auto to_pixels(coordinates<Frame, C...> c, shape_reference<X> x) {
    constexpr bool aligned = std::is_same_v<Frame, normalized_frame<true>>;
    static_assert(aligned || std::is_same_v<Frame, normalized_frame<false>>,
        "xgrad::to_pixels: a shape takes normalised coordinates to pixels; physical ones need an image_space");
    static_assert(X::rank >= static_cast<int>(sizeof...(C)), "xgrad::to_pixels: the shape has fewer axes than the coordinates");
    constexpr int first = X::rank - static_cast<int>(sizeof...(C));
    return by_axis<pixel_frame, sizeof...(C)>(
        [&]<int K>() { return pixels_of<aligned>(c.template component<K>(), extent<first + K>(x.expression)); });
}
/// `to_normalized(c, shape_of(x))`, `to_normalized(c, shape_of(x), align_corners)`: coordinates in pixels along the last axes of x,
/// normalised.
template <class Frame, expression... C, expression X, class... Options>
constexpr auto to_normalized(coordinates<Frame, C...> c, shape_reference<X> x, Options...) {
    constexpr bool aligned = has_option<align_corners_option, Options...>;
    static_assert(std::is_same_v<Frame, pixel_frame>, "xgrad::to_normalized: coordinates in pixels; to_pixels makes them of others");
    static_assert(X::rank >= static_cast<int>(sizeof...(C)), "xgrad::to_normalized: the shape has fewer axes than the coordinates");
    constexpr int first = X::rank - static_cast<int>(sizeof...(C));
    return by_axis<normalized_frame<aligned>, sizeof...(C)>(
        [&]<int K>() { return normalised_of<aligned>(c.template component<K>(), extent<first + K>(x.expression)); });
}

/// A coordinate (N, ...) or (...) for all channels of images (N, C, ...).
template <int Axes, expression C>
constexpr auto channelled(C c) {
    static_assert(C::rank == Axes || C::rank == Axes + 1,
        "xgrad::grid_sample: coordinates have the axes of the result, and before them those of the batch if they differ");
    if constexpr (C::rank == Axes) return c;
    else return view(c, all, newaxis, ellipsis);
}
/// `grid_sample(x, in_normalized(y, x), bilinear, zero)`: at coordinates that say whether corners are aligned, in the order of the axes;
/// otherwise as with a grid.
template <expression X, class Frame, expression... C, class... Options>
constexpr auto grid_sample(X x, coordinates<Frame, C...> c, Options...) {
    constexpr bool aligned = std::is_same_v<Frame, normalized_frame<true>>;
    static_assert(aligned || std::is_same_v<Frame, normalized_frame<false>>,
        "xgrad::grid_sample: normalised coordinates; map_coordinates takes pixels, and to_normalized converts them");
    static_assert(!has_option<align_corners_option, Options...>, "xgrad::grid_sample: the coordinates say whether corners are aligned");
    constexpr int axes = sizeof...(C);
    static_assert(
        X::rank == axes + 2, "xgrad::grid_sample: x is (N, C, H, W) or (N, C, D, H, W), with a coordinate for each axis after the second");
    constexpr boundary mode = grid_boundary<aligned, Options...>();
    const auto p = to_pixels(c, shape_of(x));
    return [&]<int... A>(std::integer_sequence<int, A...>) {
        return sample<interpolation_among<interpolation::bilinear, Options...>(), mode, axes>(
            x, channelled<axes>(p.template component<A>())...);
    }(std::make_integer_sequence<int, axes>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto grid_sample(X... x) {
    static_assert(has_form<X...>, "xgrad::grid_sample takes images, a grid, and options behind them: grid_sample(x, grid, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
