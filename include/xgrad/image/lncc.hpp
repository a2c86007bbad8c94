#pragma once

#include "../ops/movement/view.hpp"
#include "../ops/pointwise/detach.hpp"
#include "../ops/pointwise/minimum.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/sampling/shaped.hpp"
#include "../ops/window/symmetric_window.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// The means over windows of Size elements along each of the last `Axes` axes, around every element; zero outside counts.
template <int Axes, std::ptrdiff_t Size, expression X>
constexpr X window_means(X x) {
    constexpr auto box = [] {
        symmetric_taps<Size / 2> w{};
        for (double& v : w.value) v = 1. / Size;
        return w;
    }();
    const X planes = symmetric_window<box>(x);
    if constexpr (Axes == 2) return planes;
    else return sum_of_taps<boundary::zero, X::rank - 3>(planes, equal_taps<Size>() / Size);
}

/// `lncc(a, b)`, `lncc(a, b, epsilon)`, `lncc(a, b, window<9>, epsilon)`, `lncc(a, b, window<9, 9, 9>)`: the local normalised
/// cross-correlation, the mean over all windows that lie in the images of cov(a, b)^2 / ((var a + epsilon) (var b + epsilon)), between 0
/// and 1, larger is better; the square of the correlation, so that a reversed contrast counts as much (Avants et al., 2008). Windows are
/// squares over the last two axes or cubes over the last three, of an odd number of elements along each, 9 by default. epsilon, a number or
/// a scalar expression, 1e-5 by default, is to be scaled with the variance of the images' noise: where one of them is constant, the result
/// is 0. Each image's mean is subtracted first, for the sake of rounding.
template <expression A, expression B, std::ptrdiff_t... N, operand Epsilon = double>
constexpr auto lncc(A a, B b, window_option<N...>, Epsilon epsilon = 1e-5) {
    constexpr std::ptrdiff_t size = window_option<N...>::at(0);
    constexpr int axes = sizeof...(N) == 3 ? 3 : 2;
    static_assert(sizeof...(N) >= 1 && sizeof...(N) <= 3 && size % 2 == 1 && size > 0 && ((N == size) && ...),
        "xgrad::lncc: window<n>, or window<n, n, n> for volumes, of an odd number n");
    static_assert(A::rank >= axes && A::rank == B::rank, "xgrad::lncc takes two images of one rank, which have the axes of the window");
    auto centred = [](auto x) { return x - detach(mean(x)); };
    auto means = [](auto x) { return window_means<axes, size>(x); };
    const auto x = centred(large_enough<"lncc", axes, size>(in_real_numbers(a)));
    const auto y = centred(in_real_numbers(b));
    const auto mx = means(x);
    const auto my = means(y);
    const auto vx = maximum(means(x * x) - mx * mx, 0) + epsilon;
    const auto vy = maximum(means(y * y) - my * my, 0) + epsilon;
    const auto map = square(means(x * y) - mx * my) / (vx * vy);
    constexpr auto r = size / 2;
    constexpr auto inside = range < r, r == 0 ? end : -r > ;
    if constexpr (axes == 2) return mean(view(map, ellipsis, inside, inside));
    else return mean(view(map, ellipsis, inside, inside, inside));
}
template <expression A, expression B, operand Epsilon = double, class Window = window_option<9>>
    requires(!operand<Window>)
constexpr auto lncc(A a, B b, Epsilon epsilon = 1e-5, Window window = {}) {
    static_assert(!std::is_integral_v<Epsilon>, "xgrad::lncc: an integer is no epsilon; the window is said as window<9>");
    return lncc(a, b, window, epsilon);
}
template <class... X>
    requires misuse<X...>
constexpr auto lncc(X... x) {
    static_assert(has_form<X...>, "xgrad::lncc takes two images, an epsilon or none, and window<...>: lncc(a, b, 1e-5, window<9>)");
    return refused(x...);
}

}  // namespace xgrad
