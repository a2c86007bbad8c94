#pragma once

#include "../ops/movement/concatenate.hpp"
#include "../ops/movement/pad.hpp"
#include "../ops/movement/view.hpp"
#include "../ops/sampling/positions.hpp"
#include "../ops/window/similarity_window.hpp"
#include "filters.hpp"

namespace xgrad {

/// `bilateral(x, sigma_value, sigma_space, radius<2>)`: the mean over a square window with the weights exp(-d^2 / (2 sigma_space^2) - (x[j]
/// - x[i])^2 / (2 sigma_value^2)) at the distance d = |j - i|; both sigmas are numbers or scalar expressions, and have gradients. Every
/// channel for itself; brute force: one exponential for each element of the window. The sum that
/// skimage.restoration.denoise_bilateral approximates by a table, win_size = 2 radius + 1.
template <expression X, operand SigmaValue, operand SigmaSpace, class... Options>
constexpr auto bilateral(X x, SigmaValue sigma_value, SigmaSpace sigma_space, Options...) {
    static_assert((mode_or<Options, radius_option> && ...) && X::rank >= 2,
        "xgrad::bilateral takes images of rank 2, (C, H, W) or (N, C, H, W), radius<...> and a boundary mode");
    constexpr std::ptrdiff_t reach = numbers_option<radius_option, radius_option<-1>, Options...>::at(0), side = 2 * reach + 1;
    static_assert(reach >= 1 && reach <= 16, "xgrad::bilateral: say radius<...>, from 1 to 16");
    const auto rate = [&](auto sigma) { return 0.5 / square(lift(x.program, sigma)); };
    const auto image = [&]<std::size_t... A>(std::index_sequence<A...>) {
        return pad(in_real_numbers(x), widths<(A + 2 < X::rank ? 0 : reach)...>, filter_mode<Options...>);
    }(std::make_index_sequence<X::rank>{});
    const auto place = positions(broadcast_to(lift(x.program, 0.f), shape<side>), axes<0>) - static_cast<double>(reach);
    const auto squares = square(expand_dims(place, axes<1>)) + square(place);
    const auto sums =
        similarity_window<reach>(stack(axes<0>, image, image * 0 + 1), image * sqrt(rate(sigma_value)), exp(-squares * rate(sigma_space)));
    const auto inner = [&](auto sum) { return view(sum, ellipsis, range<reach, -reach>, range<reach, -reach>); };
    return inner(view(sums, at<0>)) / inner(view(sums, at<1>));
}
template <class... X>
    requires misuse<X...>
constexpr auto bilateral(X... x) {
    static_assert(has_form<X...>,
        "xgrad::bilateral takes an image, two sigmas, and options behind them: bilateral(x, sigma_value, sigma_space, radius<2>)");
    return refused(x...);
}

}  // namespace xgrad
