#pragma once

#include "../ops/movement/extend.hpp"
#include "../ops/pointwise/abs.hpp"
#include "../ops/pointwise/sqrt.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// x[i + 1] - x[i] along an axis, 0 at its end.
template <int Axis, expression X>
constexpr X forward_difference(X x) {
    return append<extend_op<Axis, 1, 0, boundary::replicate>>(x) - x;
}
/// x[i + 1] - 2 x[i] + x[i - 1] along an axis, with the last elements repeated beyond its ends.
template <int Axis, expression X>
constexpr X second_difference(X x) {
    return append<extend_op<Axis, 1, 0, boundary::replicate>>(x) - 2 * x + append<extend_op<Axis, -1, 0, boundary::replicate>>(x);
}

struct anisotropic_option {};
/// Names the sum of the lengths along each axis, rather than the length of the gradient.
inline constexpr anisotropic_option anisotropic{};

/// `total_variation(x, epsilon)`: the mean over all elements of sqrt(dy^2 + dx^2 + epsilon) with forward differences along the last two
/// axes, 0 at the last row and column (Rudin, Osher, Fatemi, 1992); epsilon is a number or a scalar expression, 1e-6 by default.
template <expression X, operand Epsilon = double>
constexpr auto total_variation(X x, Epsilon epsilon = 1e-6) {
    static_assert(X::rank >= 2, "xgrad::total_variation takes images: rank 2 at least");
    const auto image = in_real_numbers(x);
    return mean(sqrt(square(forward_difference<X::rank - 2>(image)) + square(forward_difference<X::rank - 1>(image)) + epsilon));
}
/// `total_variation(x, anisotropic)`: the mean of |dy| + |dx|; the gradient takes 0 for a difference of 0.
template <expression X>
constexpr auto total_variation(X x, anisotropic_option) {
    static_assert(X::rank >= 2, "xgrad::total_variation takes images: rank 2 at least");
    const auto image = in_real_numbers(x);
    return mean(abs(forward_difference<X::rank - 2>(image)) + abs(forward_difference<X::rank - 1>(image)));
}
template <class... X>
    requires misuse<X...>
constexpr auto total_variation(X... x) {
    static_assert(
        has_form<X...>, "xgrad::total_variation takes an image, and an epsilon, or anisotropic (which has none): total_variation(x, 1e-6)");
    return refused(x...);
}

// Regularisers of displacement fields u (d, n_1, ..., n_d): component c of the displacement at each pixel, d = 2 or 3.

template <int Axes, class... Spacing>
inline constexpr bool one_spacing_per_axis = sizeof...(Spacing) == 0 || sizeof...(Spacing) == static_cast<std::size_t>(Axes);

/// 1 / spacing along axis A, counted from 0; 1 without spacings.
template <std::size_t A, expression U, class... Spacing>
constexpr auto inverse_spacing(U u, Spacing... spacing) {
    if constexpr (sizeof...(Spacing) == 0) return literal(*u.program, 1);
    else return 1 / lift(u.program, std::get<A>(std::tuple{spacing...}));
}

/// `diffusion(u)`, `diffusion(u, sy, sx)`: the sum over components and axes of the mean square of the first derivatives: forward
/// differences divided by the spacing of the pixels along each axis (numbers or scalar expressions, in the units of u; 1 by default).
template <expression U, operand... Spacing>
constexpr auto diffusion(U displacement, Spacing... spacing) {
    const auto u = in_real_numbers(displacement);
    constexpr int axes = U::rank - 1;
    static_assert(axes >= 1 && one_spacing_per_axis<axes, Spacing...>,
        "xgrad::diffusion takes a displacement (components, axes...) and one spacing for each axis, or none");
    auto along = [&]<std::size_t A>() {
        return square(forward_difference<static_cast<int>(A) + 1>(u) * inverse_spacing<A>(u, spacing...));
    };
    return [&]<std::size_t... A>(std::index_sequence<A...>) {
        return mean((along.template operator()<A>() + ...)) * static_cast<double>(axes);
    }(std::make_index_sequence<static_cast<std::size_t>(axes)>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto diffusion(X... x) {
    static_assert(has_form<X...>, "xgrad::diffusion takes a displacement, and a spacing for each axis or none: diffusion(u, sy, sx)");
    return refused(x...);
}

/// `bending_energy(u)`, `bending_energy(u, sy, sx)`: the sum over components and pairs of axes (a, b) of the mean square of the second
/// derivatives (Rueckert et al., 1999): second differences for a = b, forward differences of forward differences, counted twice, for a !=
/// b, divided by the spacings.
template <expression U, operand... Spacing>
constexpr auto bending_energy(U displacement, Spacing... spacing) {
    const auto u = in_real_numbers(displacement);
    constexpr int axes = U::rank - 1;
    static_assert(axes >= 1 && one_spacing_per_axis<axes, Spacing...>,
        "xgrad::bending_energy takes a displacement (components, axes...) and one spacing for each axis, or none");
    auto pair = [&]<std::size_t P>() {
        constexpr std::size_t a = P / axes, b = P % axes;
        const auto scale = inverse_spacing<a>(u, spacing...) * inverse_spacing<b>(u, spacing...);
        if constexpr (a == b) return square(second_difference<static_cast<int>(a) + 1>(u) * scale);
        else return square(forward_difference<static_cast<int>(b) + 1>(forward_difference<static_cast<int>(a) + 1>(u)) * scale);
    };
    return [&]<std::size_t... P>(std::index_sequence<P...>) {
        return mean((pair.template operator()<P>() + ...)) * static_cast<double>(axes);
    }(std::make_index_sequence<static_cast<std::size_t>(axes * axes)>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto bending_energy(X... x) {
    static_assert(
        has_form<X...>, "xgrad::bending_energy takes a displacement, and a spacing for each axis or none: bending_energy(u, sy, sx)");
    return refused(x...);
}

}  // namespace xgrad
