#pragma once

#include <tuple>

#include "../pointwise/floor.hpp"
#include "gather.hpp"

namespace xgrad {

constexpr extent_list with(extent_list list, std::ptrdiff_t e) {
    list.push_back(e);
    return list;
}
/// The array at the corners of a cell, weighted by the place in it, axis by axis; or, along axis `Along`, how fast that rises. `first`
/// holds the cell's first corner, `place` the place, of every axis.
template <boundary Mode, int Along, extent_list Corner, class X, class... First, class... Place>
constexpr auto linear_between(X x, std::tuple<First...> first, std::tuple<Place...> place) {
    if constexpr (Corner.rank == sizeof...(First)) return std::apply([&](auto... i) { return gather<Mode, Corner>(x, i...); }, first);
    else {
        const auto low = linear_between<Mode, Along, with(Corner, 0)>(x, first, place);
        const auto rise = linear_between<Mode, Along, with(Corner, 1)>(x, first, place) - low;
        if constexpr (Corner.rank == Along) return rise;
        else return low + std::get<Corner.rank>(place) * rise;
    }
}
template <boundary Mode, int Along = -1, expression X, expression... At>
constexpr auto linear_at(X x, At... at) {
    const std::tuple first{detach(floor(at))...};
    return [&]<std::size_t... K>(std::index_sequence<K...>) {
        return linear_between<Mode, Along, extent_list{}>(x, first, std::tuple{(at - std::get<K>(first))...});
    }(std::index_sequence_for<At...>{});
}
template <boundary Mode, expression X, expression... At>
constexpr auto linear_interpolation(X x, At... at) -> decltype(linear_at<Mode>(x, at...));

/// The corners of a cell.
template <boundary Mode, int Axes>
inline constexpr auto cell_corners = []<std::size_t... C>(std::index_sequence<C...>) {
    constexpr auto corner = [](std::size_t c) {
        extent_list list;
        for (int a = 0; a < Axes; ++a) list.push_back(static_cast<std::ptrdiff_t>(c >> a & 1));
        return list;
    };
    return neighbourhood<Mode, corner(C)...>{};
}(std::make_index_sequence<std::size_t{1} << Axes>{});

/// The adjoint of linear interpolation at coordinates, in the shape of the last operand: every element of g is added to the corners of its
/// cell, by their weights. One loop instead of an adjoint for each corner.
template <int Axes, boundary Mode>
struct splat_op : scattering<splat_op<Axes, Mode>, Axes> {
    static constexpr std::string_view name = "splat";
    static constexpr failure options() { return gather_op<Axes, Mode, extent_list::filled(Axes, 0)>::options(); }
    // <splat(g), dy> = <g, linear_interpolation(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto i, auto /*like*/) {
        return each(linear_interpolation<Mode>(dy, i), g * linear_at<Mode, 0>(dy, i), none);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto i, auto j, auto /*like*/) {
        return each(linear_interpolation<Mode>(dy, i, j), g * linear_at<Mode, 0>(dy, i, j), g * linear_at<Mode, 1>(dy, i, j), none);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto i, auto j, auto k, auto /*like*/) {
        return each(linear_interpolation<Mode>(dy, i, j, k), g * linear_at<Mode, 0>(dy, i, j, k), g * linear_at<Mode, 1>(dy, i, j, k),
            g * linear_at<Mode, 2>(dy, i, j, k), none);
    }

    template <class T>
    static void add(const gather_frame<T>& to, const std::array<batch<T>, Axes>& at, batch<T> g) {
        std::array<batch<T>, Axes> first;
        for (std::size_t a = 0; a < Axes; ++a) first[a] = floor_op::forward(at[a]);
        gathered_places<T, 1 << Axes> places;
        if (find_neighbourhood<T>(cell_corners<Mode, Axes>, to, first, places))
            at_corners<0, extent_list{}>(
                at, g, [&]<extent_list Corner>(const auto&, batch<T> value) { add_lanes_inside<Corner>(to, places.offset, value); });
        else
            at_corners<0, extent_list{}>(
                at, g, [&]<extent_list Corner>(const auto&, batch<T> value) { add_lanes<Mode, Corner>(to, first, value); });
    }
    template <class T>
    static void add_one(const gather_frame<T>& to, const std::array<T, Axes>& at, T g) {
        at_corners<0, extent_list{}>(
            at, g, [&]<extent_list Corner>(const auto& first, T value) { add_element<Mode, Corner>(to, first, value); });
    }

private:
    /// add.operator()<corner>(first corner, g times the weight) for every corner; axes before A are done.
    template <int A, extent_list Corner, class Lane>
    [[gnu::always_inline]] static inline void at_corners(std::array<Lane, Axes> at, Lane g, auto add) {
        if constexpr (A == Axes) add.template operator()<Corner>(at, g);
        else {
            const Lane first = floor_op::forward(at[A]), upper = g * (at[A] - first), lower = g - upper;
            at[A] = first;
            at_corners<A + 1, with(Corner, 0)>(at, lower, add);
            at_corners<A + 1, with(Corner, 1)>(at, upper, add);
        }
    }
};

/// Linear interpolation: the value of operand 0, which is that of x at coordinates, with derivatives of its own.
template <int Axes, boundary Mode>
struct linear_interpolation_op : operation_base {
    static constexpr std::string_view name = "linear_interpolation";
    static constexpr access how = access::kernel;  // but none is run
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*value*/, auto x, auto... at) {
        return [&]<int... K>(std::integer_sequence<int, K...>) {
            return each(none, append<splat_op<Axes, Mode>>(dy, at..., x), dy * linear_at<Mode, K>(x, at...)...);
        }(std::make_integer_sequence<int, Axes>{});
    }
};
/// x between its elements, linear in them, at coordinates of one shape along its last axes.
template <boundary Mode, expression X, expression... At>
constexpr auto linear_interpolation(X x, At... at) -> decltype(linear_at<Mode>(x, at...)) {
    if constexpr (!std::is_floating_point_v<element_of<X>>) return linear_at<Mode>(x, at...);
    else return append<linear_interpolation_op<sizeof...(At), Mode>>(linear_at<Mode>(x, at...), x, at...);
}

}  // namespace xgrad
