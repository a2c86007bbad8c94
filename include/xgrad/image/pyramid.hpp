#pragma once

#include "../language/shape_of.hpp"
#include "../ops/movement/slice.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

template <int Axis, int Phase>
struct second_elements_op;

/// Every element of x at every second place along an axis, out[2 i + Phase] = x[i], and 0 between: 2 n elements, or with a second operand as many as that has, 2 n or 2 n - 1.
template <int Axis, int Phase, int ShapeOperands>
struct between_zeros_op : operation_base {
    static constexpr std::string_view name = "pyramid_up";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = ShapeOperands;
    static constexpr bool same_shape = ShapeOperands > 0, embeds = ShapeOperands == 0;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        const auto n = x[0][Axis];
        out[Axis] = n == dynamic ? dynamic : 2 * n;
        if constexpr (ShapeOperands > 0) {
            const auto m = x[1][Axis];
            if (n == dynamic || m == dynamic) out[Axis] = m;
            else if (m == 2 * n || m == 2 * n - 1) out[Axis] = m;
            else problem << "axis " << Axis << " of " << x[0] << " becomes " << 2 * n << " or " << 2 * n - 1 << " elements, the shape asked for has " << m;
        }
        return out;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = k;
        if (k != Axis) return m.reach = 0, m;
        m.divisor = 2;
        m.offset = -Phase;
        m.mode = boundary::zero;
        return m;
    }
    static constexpr failure options() {
        failure f;
        return f << "axis " << Axis << ", phase " << Phase;
    }
    // <between_zeros(x), dy> = <x, second_elements(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<second_elements_op<Axis, Phase>>(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(append<second_elements_op<Axis, Phase>>(dy, x), none); }
};
/// out[i] = x[2 i + Phase], 0 beyond x, in the shape of the second operand: the adjoint.
template <int Axis, int Phase>
struct second_elements_op : operation_base {
    static constexpr std::string_view name = "second_elements";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 1;
    static constexpr bool same_shape = true;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = k;
        if (k != Axis) return m.reach = 0, m;
        m.step = 2;
        m.offset = Phase;
        m.mode = boundary::zero;
        return m;
    }
    static constexpr failure options() { return between_zeros_op<Axis, Phase, 0>::options(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(append<between_zeros_op<Axis, Phase, 1>>(dy, x), none); }
};

/// The places of axes, negative ones counted from the end; the last two where none are named.
template <int Rank, std::ptrdiff_t... A>
constexpr extent_list pyramid_axes() {
    static_assert(Rank >= 2 && ((A >= -Rank && A < Rank) && ...), "xgrad: a pyramid has images of rank 2, (C, H, W) or (N, C, H, W), or any array with axes<...> that it has");
    if constexpr (sizeof...(A) == 0) return {Rank - 2, Rank - 1};
    else return {(A < 0 ? A + Rank : A)...};
}

/// One axis of x smoothed with (1, 4, 6, 4, 1) / 16, and every second element of that.
template <boundary Mode, int Axis, expression X>
constexpr auto halved(X x) {
    constexpr slice_list second = [] {
        slice_list slices;
        slices.axis[Axis] = slice{0, end, 2};
        return slices;
    }();
    return append<slice_op<second>>(sum_of_taps<Mode, Axis>(x, taps{1, 4, 6, 4, 1} / 16));
}
template <boundary Mode, extent_list Axes, int K = 0, expression X>
constexpr auto halve_axes(X x) {
    if constexpr (K == Axes.rank) return x;
    else return halve_axes<Mode, Axes, K + 1>(halved<Mode, static_cast<int>(Axes[K])>(x));
}

/// `pyramid_down(x)`, `pyramid_down(x, replicate)`, `pyramid_down(volume, axes<0, 1, 2>)`: half the size, (n + 1) / 2 along the last two axes or those that are named: the image smoothed with
/// (1, 4, 6, 4, 1) / 16 along each, of which every second element from the first on is taken. OpenCV's pyrDown with its default border, reflect, which needs three elements along each axis.
template <expression X, class... Mode>
    requires at_most_a_mode<Mode...>
constexpr auto pyramid_down(X x, Mode...) {
    return halve_axes<boundary_among<boundary::reflect, Mode...>(), pyramid_axes<X::rank>()>(in_real_numbers(x));
}
template <expression X, std::ptrdiff_t... A, class... Mode>
constexpr auto pyramid_down(X x, axes_option<A...>, Mode...) {
    static_assert(at_most_a_mode<Mode...>, "xgrad::pyramid_down takes axes<...> and a boundary mode");
    return halve_axes<boundary_among<boundary::reflect, Mode...>(), pyramid_axes<X::rank, A...>()>(in_real_numbers(x));
}

/// Twice the elements of an axis: out[2 i] = (x[i - 1] + 6 x[i] + x[i + 1]) / 8, out[2 i + 1] = (x[i] + x[i + 1]) / 2, where x[-1] = x[1] and x[n] = x[n - 1].
template <int Axis, expression X, expression... Like>
constexpr auto doubled(X x, Like... like) {
    const auto previous = append<extend_op<Axis, -1, 0, boundary::reflect>>(x), next = append<extend_op<Axis, 1, 0, boundary::replicate>>(x);
    const auto even = 0.75 * x + 0.125 * (previous + next), odd = 0.5 * (x + next);
    constexpr int shapes = sizeof...(Like);
    return append<between_zeros_op<Axis, 0, shapes>>(even, like...) + append<between_zeros_op<Axis, 1, shapes>>(odd, like...);
}
template <extent_list Axes, int K = 0, expression X, expression... Like>
constexpr auto double_axes(X x, Like... like) {
    if constexpr (K == Axes.rank) return x;
    else return double_axes<Axes, K + 1>(doubled<static_cast<int>(Axes[K])>(x, like...), like...);
}

/// `pyramid_up(x)`, `pyramid_up(x, shape_of(y))`, `pyramid_up(volume, axes<0, 1, 2>)`: twice the size, or along the last two axes (or those that are named) that of y, an array of the
/// same rank, 2 n or 2 n - 1. OpenCV's pyrUp: zeros between the elements, smoothed with (1, 4, 6, 4, 1) / 8 along each axis; two elements at least along each.
template <expression X, std::ptrdiff_t... A>
constexpr auto pyramid_up(X x, axes_option<A...>) { return double_axes<pyramid_axes<X::rank, A...>()>(in_real_numbers(x)); }
template <expression X>
constexpr auto pyramid_up(X x) { return double_axes<pyramid_axes<X::rank>()>(in_real_numbers(x)); }
template <expression X, expression Y>
constexpr auto pyramid_up(X x, shape_reference<Y> y) {
    static_assert(Y::rank == X::rank, "xgrad::pyramid_up: shape_of(...) has another rank than the image");
    return double_axes<pyramid_axes<X::rank>()>(in_real_numbers(x), y.expression);
}
template <expression X, std::ptrdiff_t... A, expression Y>
constexpr auto pyramid_up(X x, axes_option<A...>, shape_reference<Y> y) {
    static_assert(Y::rank == X::rank, "xgrad::pyramid_up: shape_of(...) has another rank than the image");
    return double_axes<pyramid_axes<X::rank, A...>()>(in_real_numbers(x), y.expression);
}

}  // namespace xgrad
