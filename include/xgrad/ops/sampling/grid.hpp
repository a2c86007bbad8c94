#pragma once

#include "../../language/shape_of.hpp"
#include "../movement/broadcast_to.hpp"
#include "interpolate.hpp"

namespace xgrad {

/// How many axes of an array of some rank are sampled: plain images (rows, columns) and volumes have no others, those of rank 4 and 5 begin
/// with (N, C).
constexpr int sampled_axes(int rank) { return rank <= 3 ? rank : rank - 2; }

/// Where a sampling op takes the shape of its result from: `shape_of(y)` or `shape<...>` among the options, else the array itself. An
/// expression whose last axes have that shape; its elements are not read.
template <int Axes, expression X>
constexpr X result_shape(X x) {
    return x;
}
template <int Axes, expression X, expression Y, class... Rest>
constexpr Y result_shape(X, shape_reference<Y> y, Rest...) {
    static_assert(Y::rank >= Axes, "xgrad: shape_of(...) has fewer axes than are sampled");
    return y.expression;
}
template <int Axes, expression X, std::ptrdiff_t... N, class... Rest>
constexpr auto result_shape(X x, shape_option<N...>, Rest...) {
    static_assert(sizeof...(N) == Axes && ((N >= 0) && ...), "xgrad: shape<...> has an extent for each axis that is sampled");
    return append<spread_to_op<extent_list{}, extent_list{N...}>>(literal(*x.program, 0));
}
template <int Axes, expression X, class First, class... Rest>
constexpr auto result_shape(X x, First, Rest... rest) {
    return result_shape<Axes>(x, rest...);
}

/// The coordinate of every element of the last `Axes` axes of an array along one of these, in pixels.
template <int Axes, int Axis, expression Like>
constexpr auto pixel_coordinate(Like like) {
    constexpr int leading = Like::rank - Axes;
    auto line = append<positions_op<leading + Axis>>(like);
    if constexpr (leading == 0) return spread<extent_list{Axis}>(line, like);
    else {
        constexpr auto first = [] {
            slice_list slices;
            for (int a = 0; a < leading; ++a) slices.axis[a] = slice{0, 1};
            return slices;
        }();
        constexpr auto dropped = [] {
            extent_list axes;
            for (int a = 0; a < Like::rank; ++a) axes.push_back(a - leading < 0 ? -1 : a - leading);
            return axes;
        }();
        return spread<extent_list{Axis}>(line, unit_axes<dropped, Axes>(append<slice_op<first>>(like)));
    }
}

}  // namespace xgrad
