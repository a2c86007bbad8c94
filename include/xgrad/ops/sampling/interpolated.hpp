#pragma once

#include <tuple>

#include "../pointwise/floor.hpp"
#include "gather.hpp"
#include "interpolation_weights.hpp"

namespace xgrad {

/// How a gather answers an index outside after into_axis.
constexpr boundary gather_mode(boundary mode) { return mode == boundary::zero ? boundary::zero : boundary::replicate; }

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
/// The sum over the elements around a place, by a weight for each along every axis, a tuple. `first` holds the cell's first corner for each
/// axis, or, where a boundary brings every element into its axis on its own, the indices of all.
template <class Weights, boundary Mode, extent_list Corner, class X, class First, class Weight>
constexpr auto weighted_sum(X x, const First& first, const Weight& weight) {
    constexpr int k = Corner.rank;
    if constexpr (k == std::tuple_size_v<First>) {
        return [&]<std::size_t... A>(std::index_sequence<A...>) {
            if constexpr (Mode == gather_mode(Mode)) return gather<Mode, Corner>(x, std::get<A>(first)...);
            else
                return gather<gather_mode(Mode)>(
                    x, std::get<A>(first)[static_cast<std::size_t>(Corner[static_cast<int>(A)] - Weights::first)]...);
        }(std::make_index_sequence<std::tuple_size_v<First>>{});
    } else {
        return [&]<int... T>(std::integer_sequence<int, T...>) {
            return (
                ... + (std::get<T>(std::get<k>(weight)) * weighted_sum<Weights, Mode, with(Corner, Weights::first + T)>(x, first, weight)));
        }(std::make_integer_sequence<int, Weights::count>{});
    }
}
/// x at coordinates, or how fast that changes with the coordinate along axis `Along`.
template <class Weights, boundary Mode, int Along = -1, expression X, expression... At>
constexpr auto value_at(X x, At... at) {
    const std::tuple first{detach(floor(at))...};
    return [&]<int... K>(std::integer_sequence<int, K...>) {
        const std::tuple place{(at - std::get<K>(first))...};
        if constexpr (Weights::count == 2) return linear_between<Mode, Along, extent_list{}>(x, first, place);
        else {
            auto weights = [&]<int A>() {
                if constexpr (A == Along) return Weights::slopes(std::get<A>(place));
                else return Weights::weights(std::get<A>(place));
            };
            return weighted_sum<Weights, Mode, extent_list{}>(x, first, std::make_tuple(weights.template operator()<K>()...));
        }
    }(std::make_integer_sequence<int, sizeof...(At)>{});
}
template <class Weights, boundary Mode, expression X, expression... At>
constexpr auto interpolated(X x, At... at) -> decltype(value_at<Weights, Mode>(x, at...));

/// The elements around a place.
template <class Weights, boundary Mode, int Axes>
inline constexpr auto elements_around = [] {
    constexpr auto power = [](int n) {
        std::size_t p = 1;
        while (n-- > 0) p *= Weights::count;
        return p;
    };
    constexpr auto element = [](std::size_t number) {
        extent_list list;
        for (int a = 0; a < Axes; ++a, number /= Weights::count)
            list.push_back(Weights::first + static_cast<std::ptrdiff_t>(number % Weights::count));
        return list;
    };
    return [element]<std::size_t... E>(std::index_sequence<E...>) { return neighbourhood<Mode, element(E)...>{}; }(
               std::make_index_sequence<power(Axes)>{});
}();

/// The adjoint of interpolation at coordinates, in the shape of the last operand: every element of g is added to those around its place, by
/// their weights. One loop instead of an adjoint for each of these.
template <class Weights, boundary Mode, int Axes>
struct splat_op : scattering<splat_op<Weights, Mode, Axes>, Axes> {
    static constexpr std::string_view name = "splat";
    static constexpr failure options() {
        failure f;
        return f << Weights::name << ", " << (Mode == boundary::zero ? "zero" : "replicate");
    }
    // <splat(g), dy> = <g, interpolated(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto... rest) {
        const std::tuple at_and_like{rest...};
        return [&]<int... K>(std::integer_sequence<int, K...>) {
            return [&](auto... at) {
                return each(interpolated<Weights, Mode>(dy, at...), g * value_at<Weights, Mode, K>(dy, at...)..., none);
            }(std::get<K>(at_and_like)...);
        }(std::make_integer_sequence<int, Axes>{});
    }

    template <class T>
    static void add(const gather_frame<T>& to, const std::array<batch<T>, Axes>& at, batch<T> g) {
        constexpr auto around = elements_around<Weights, Mode, Axes>;
        std::array<batch<T>, Axes> first;
        for (std::size_t a = 0; a < Axes; ++a) first[a] = floor_op::forward(at[a]);
        gathered_places<T, around.size> places;
        if (!find_neighbourhood<T>(around, to, first, places)) return add_near_border(to, at, g);
        for_elements<T, 0, extent_list{}>(
            at, g, [&]<extent_list Element>(const auto&, batch<T> value) { add_lanes_inside<Element>(to, places.offset, value); });
    }
    template <class T>
    static void add_one(const gather_frame<T>& to, const std::array<T, Axes>& at, T g) {
        for_elements<T, 0, extent_list{}>(
            at, g, [&]<extent_list Element>(const auto& first, T value) { add_element<Mode, Element>(to, first, value); });
    }

private:
    template <class T>
    [[gnu::noinline]] static void add_near_border(const gather_frame<T>& to, const std::array<batch<T>, Axes>& at, batch<T> g) {
        for_elements<T, 0, extent_list{}>(
            at, g, [&]<extent_list Element>(const auto& first, batch<T> value) { add_lanes<Mode, Element>(to, first, value); });
    }
    /// add.operator()<element>(first corner, g times the weight) for every element around; axes before A are done.
    template <class T, int A, extent_list Element, class Lane>
    [[gnu::always_inline]] static inline void for_elements(std::array<Lane, Axes> at, Lane g, auto add) {
        if constexpr (A == Axes) add.template operator()<Element>(at, g);
        else {
            const Lane first = floor_op::forward(at[A]);
            const auto weights = Weights::template weights<T>(at[A] - first);
            at[A] = first;
            [&]<int... K>(std::integer_sequence<int, K...>) {
                (for_elements<T, A + 1, with(Element, Weights::first + K)>(at, g * std::get<K>(weights), add), ...);
            }(std::make_integer_sequence<int, Weights::count>{});
        }
    }
};

/// Interpolation: the value of operand 0, which is that of x at coordinates, with derivatives of its own.
template <class Weights, boundary Mode, int Axes>
struct interpolated_op : operation_base {
    static constexpr std::string_view name = "interpolated";
    static constexpr access how = access::kernel;  // but none is run
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*value*/, auto x, auto... at) {
        return [&]<int... K>(std::integer_sequence<int, K...>) {
            return each(none, append<splat_op<Weights, Mode, Axes>>(dy, at..., x), dy * value_at<Weights, Mode, K>(x, at...)...);
        }(std::make_integer_sequence<int, Axes>{});
    }
};
/// x between its elements at coordinates of one shape along its last axes, made of the elements around by `Weights`
/// (interpolation_weights.hpp). An element outside is 0 or the nearest one, as a gather answers it.
template <class Weights, boundary Mode, expression X, expression... At>
constexpr auto interpolated(X x, At... at) -> decltype(value_at<Weights, Mode>(x, at...)) {
    if constexpr (!std::is_floating_point_v<element_of<X>>) return value_at<Weights, Mode>(x, at...);
    else return append<interpolated_op<Weights, Mode, sizeof...(At)>>(value_at<Weights, Mode>(x, at...), x, at...);
}

}  // namespace xgrad
