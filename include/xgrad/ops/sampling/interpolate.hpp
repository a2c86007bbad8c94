#pragma once

#include <array>
#include <tuple>

#include "../../language/shape_of.hpp"
#include "../pointwise/minimum.hpp"
#include "../pointwise/abs.hpp"
#include "../movement/slice.hpp"
#include "interpolated.hpp"
#include "spline.hpp"

namespace xgrad {

/// How values between pixels are made.
enum class interpolation { nearest, bilinear, bicubic, spline };
template <interpolation Mode>
struct interpolation_option {
    static constexpr interpolation value = Mode;
};
inline constexpr interpolation_option<interpolation::nearest> nearest{};
inline constexpr interpolation_option<interpolation::bilinear> bilinear{};  // trilinear where there are three axes
inline constexpr interpolation_option<interpolation::bicubic> bicubic{};
inline constexpr interpolation_option<interpolation::spline> spline{};  // cubic B-splines through the pixels
/// SciPy's names: the order of the splines, 0, 1 or 3.
template <int Order>
    requires(Order == 0 || Order == 1 || Order == 3)
inline constexpr interpolation_option<Order == 0 ? interpolation::nearest
        : Order == 1                             ? interpolation::bilinear
                                                 : interpolation::spline>
    order{};
template <class T>
inline constexpr bool is_interpolation = false;
template <interpolation Mode>
inline constexpr bool is_interpolation<interpolation_option<Mode>> = true;
template <interpolation Default, class... Options>
constexpr interpolation interpolation_among() {
    static_assert((is_interpolation<Options> + ... + 0) <= 1, "xgrad: two interpolations are said; one is taken");
    interpolation mode = Default;
    [[maybe_unused]] auto look = [&]<class T>(T) {
        if constexpr (is_interpolation<T>) mode = T::value;
    };
    (look(Options{}), ...);
    return mode;
}

template <class T>
inline constexpr bool interpolation_or_mode = is_interpolation<T> || boundary_value<T> != boundary::none;

/// A coordinate that a boundary mode brings into an axis of `n` elements: as it is for zero; clamped for replicate, with the derivative 0
/// where the bound was taken and at the bound itself, as in PyTorch; mirrored for reflect about the first and last pixel centres, or, half
/// a pixel further out, for symmetric (numpy's names).
template <boundary Mode, expression C, expression N>
constexpr auto into_axis(C c, N n) {
    if constexpr (Mode == boundary::zero) return c;
    else if constexpr (Mode == boundary::replicate) return where(detach(c > 0 && c < n - 1), c, detach(clamp(c, 0, n - 1)));
    else {
        // the axis unfolds with the period 2 span
        constexpr double low = Mode == boundary::reflect ? 0 : -0.5;
        auto span = maximum(n - (1 + 2 * low), 1);
        auto from_low = abs(c - low);
        auto folds = detach(floor(from_low / span));
        auto beyond = from_low - folds * span;
        auto odd = folds - 2 * detach(floor(folds * 0.5));
        return into_axis<boundary::replicate>(where(odd == 0, beyond, span - beyond) + low, n);
    }
}
/// The shape of x with extents 1 in place of its last `Axes` axes, `Result` of them.
template <int Axes, int Result, expression X>
constexpr auto leading_shape(X x) {
    constexpr int leading = X::rank - Axes;
    constexpr auto first = [] {
        slice_list slices;
        for (int a = leading; a < X::rank; ++a) slices.axis[a] = slice{0, 1};
        return slices;
    }();
    constexpr auto axes = [] {
        extent_list list;
        for (int a = 0; a < X::rank; ++a) list.push_back(a < leading ? a : -1);
        return list;
    }();
    return with_unit_axes<axes, leading + Result>(append<slice_op<first>>(x));
}

/// x between its pixels, at pixel coordinates along its last axes, one expression for each of these. The coordinates have `Result` axes
/// (default: as many as are sampled) after the leading ones of x, against which they broadcast.
template <interpolation How, boundary Mode, int Result, expression X, expression... C>
constexpr auto sample(X x, C... coordinate) {
    constexpr int axes = static_cast<int>(sizeof...(C)), leading = X::rank - axes;
    static_assert(How != interpolation::bicubic || axes <= 2, "xgrad: bicubic sampling takes images, not volumes; use bilinear");
    static_assert(
        Mode != boundary::circular, "xgrad: sampling takes zero, replicate, reflect or symmetric; pad(x, widths<...>, circular) first");
    constexpr boundary mode = gather_mode(Mode);
    auto over_x = [&](auto c) {
        if constexpr (leading > 0) return broadcast_against(c, leading_shape<axes, Result>(x));
        else return c;
    };
    return [&]<std::size_t... K>(std::index_sequence<K...>, auto... c) {
        auto bring = [&]<std::size_t A>(auto i) { return into_axis<Mode>(i, extent<leading + static_cast<int>(A)>(x)); };
        if constexpr (How == interpolation::nearest)
            return gather<mode>(x, round(as_index<"nearest sampling">(bring.template operator()<K>(c)))...);
        else if constexpr (How == interpolation::bilinear)
            return interpolated<linear_weights, mode>(x, broadcast_against(bring.template operator()<K>(c), c...)...);
        else {
            // cubic weights reach far: boundaries bring every pixel into its axis, rather than the coordinate
            auto between = [&]<class Weights>(auto y, auto... at) {
                if constexpr (Mode == mode) return interpolated<Weights, mode>(y, broadcast_against(at, c...)...);
                else {
                    auto pixels = [&]<std::size_t A>(auto first) {
                        auto pixel = [&](double offset) { return detach(bring.template operator()<A>(first + offset)); };
                        return std::array{pixel(-1), pixel(0), pixel(1), pixel(2)};
                    };
                    return weighted_sum<Weights, Mode, extent_list{}>(y,
                        std::make_tuple(pixels.template operator()<K>(detach(floor(at)))...),
                        std::make_tuple(Weights::weights(at - detach(floor(at)))...));
                }
            };
            if constexpr (How == interpolation::bicubic) return between.template operator()<cubic_weights>(x, c...);
            else {
                constexpr std::ptrdiff_t margin = Mode == mode ? spline_margin : 0;
                return between.template operator()<spline_weights>(spline_coefficients<Mode, leading>(in_real_numbers(x)), (c + margin)...);
            }
        }
    }(std::index_sequence_for<C...>{}, over_x(coordinate)...);
}

}  // namespace xgrad
