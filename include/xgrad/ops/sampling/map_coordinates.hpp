#pragma once

#include "coordinates.hpp"
#include "warp.hpp"

namespace xgrad {

/// `map_coordinates(x, coordinates, bilinear, zero)`: x, an array of rank 1 to 3, at coordinates (rank of x, ...) in pixels, one component
/// for each axis of x in their order, as scipy.ndimage. The result has the shape of the coordinates without their first axis. Boundary zero
/// is SciPy's grid-constant, replicate its nearest, reflect its mirror, symmetric its reflect. `order<3>`, or `spline`, is SciPy's order
/// = 3. Differentiable in both.
template <expression X, expression C, class... Options>
constexpr auto map_coordinates(X x, C coordinates, Options...) {
    static_assert(X::rank >= 1 && X::rank <= 3, "xgrad::map_coordinates: an array of rank 1, 2 or 3; grid_sample and warp take batches");
    static_assert((interpolation_or_mode<Options> && ...), "xgrad::map_coordinates takes an interpolation and a boundary mode");
    static_assert(C::rank >= 1, "xgrad::map_coordinates: coordinates have a component for every axis of the array first");
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(C::rank, -1);
        shape[0] = X::rank;
        return shape;
    }();
    auto c = shaped<"map_coordinates", "the array of coordinates", expected>(coordinates);
    return [&]<std::size_t... A>(std::index_sequence<A...>) {
        return sample<interpolation_among<interpolation::bilinear, Options...>(), boundary_among<boundary::zero, Options...>(),
            C::rank - 1>(x, view(c, at<static_cast<std::ptrdiff_t>(A)>)...);
    }(std::make_index_sequence<static_cast<std::size_t>(X::rank)>{});
}

/// `map_coordinates(x, in_pixels(row, column), bilinear, zero)`: the same at coordinates that say what they count in. Axes of x before the
/// sampled ones are a batch.
template <expression X, class Frame, expression... C, class... Options>
constexpr auto map_coordinates(X x, coordinates<Frame, C...> c, Options...) {
    static_assert(std::is_same_v<Frame, pixel_frame>,
        "xgrad::map_coordinates: coordinates in pixels; to_pixels makes them of normalised and of physical ones");
    static_assert((interpolation_or_mode<Options> && ...), "xgrad::map_coordinates takes an interpolation and a boundary mode");
    static_assert(X::rank >= static_cast<int>(sizeof...(C)), "xgrad::map_coordinates: the array has fewer axes than the coordinates");
    constexpr int result = first_of<C...>::rank;
    return std::apply(
        [&](auto... k) {
            return sample<interpolation_among<interpolation::bilinear, Options...>(), boundary_among<boundary::zero, Options...>(), result>(
                x, k...);
        },
        c.components);
}
template <class... X>
    requires misuse<X...>
constexpr auto map_coordinates(X... x) {
    static_assert(has_form<X...>,
        "xgrad::map_coordinates takes an array, coordinates, and options behind them: map_coordinates(x, coordinates, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
