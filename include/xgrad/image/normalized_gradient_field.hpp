#pragma once

#include "../ops/movement/extend.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// (x[i + 1] - x[i - 1]) / 2 along an axis, with the last elements repeated beyond its ends.
template <int Axis, expression X>
constexpr X central_difference(X x) {
    return (append<extend_op<Axis, 1, 0, boundary::replicate>>(x) - append<extend_op<Axis, -1, 0, boundary::replicate>>(x)) * 0.5;
}

/// `normalized_gradient_field(a, b, epsilon)`, `normalized_gradient_field(a, b, epsilon, axes<0, 1, 2>)`: how far edges are from lying in
/// the same direction: the mean of 1 - <da, db>^2 / ((|da|^2 + epsilon^2) (|db|^2 + epsilon^2)), between 0 and 1, smaller is better (Haber
/// and Modersitzki, 2006). da and db are the gradients by central differences, with the last elements repeated outside, over the last two
/// axes or those that are named (volumes). epsilon, a number or a scalar expression, 0.01 by default, is the slope below which an edge is
/// noise; positive. 1 for constant images.
template <expression A, expression B, std::ptrdiff_t... Axis, operand Epsilon = double>
constexpr auto normalized_gradient_field(A a, B b, axes_option<Axis...>, Epsilon epsilon = 1e-2) {
    static_assert(sizeof...(Axis) > 0 && A::rank == B::rank && ((Axis >= -A::rank && Axis < A::rank) && ...),
        "xgrad::normalized_gradient_field takes two images of one rank, and axes<...> that they have");
    const auto x = in_real_numbers(a);
    const auto y = in_real_numbers(b);
    const auto slope = [](auto image, auto axis) { return central_difference<(axis < 0 ? axis + A::rank : axis)>(image); };
    const auto product = [&](auto first, auto second) {
        return ((slope(first, std::integral_constant<int, static_cast<int>(Axis)>{}) *
                    slope(second, std::integral_constant<int, static_cast<int>(Axis)>{})) +
            ...);
    };
    const auto noise = square(lift(a.program, epsilon));
    return mean(1 - square(product(x, y)) / ((product(x, x) + noise) * (product(y, y) + noise)));
}
template <expression A, expression B, operand Epsilon = double, class Axes = axes_option<-2, -1>>
    requires(!operand<Axes>)
constexpr auto normalized_gradient_field(A a, B b, Epsilon epsilon = 1e-2, Axes axes = {}) {
    return normalized_gradient_field(a, b, axes, epsilon);
}
template <class... X>
    requires misuse<X...>
constexpr auto normalized_gradient_field(X... x) {
    static_assert(has_form<X...>,
        "xgrad::normalized_gradient_field takes two images, an epsilon or none, and axes<...>: normalized_gradient_field(a, b, 0.01, axes<-2, -1>)");
    return refused(x...);
}

}  // namespace xgrad
