#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "symmetric_window.hpp"
#include "taps.hpp"

namespace xgrad {

/// Half of a filter that is the same in both directions, with zeros beyond its end; and how far it reaches, -1 for a filter that is not
/// symmetric.
template <std::size_t Radius>
struct half_filter {
    symmetric_taps<Radius> weights{};
    std::ptrdiff_t reach = -1;
    template <std::size_t N>
    constexpr explicit half_filter(const taps<N>& w) {
        if (N % 2 == 0) return;
        for (std::size_t k = 0; k <= N / 2; ++k) {
            if (w.value[N / 2 - k] != w.value[N / 2 + k]) {
                reach = -1;
                return;
            }
            weights.value[k] = w.value[N / 2 + k];
            if (weights.value[k] != 0) reach = static_cast<std::ptrdiff_t>(k);
        }
    }
};
/// Where the loops of a symmetric window, which store what they read and give, are faster than fused sums, measured.
inline constexpr std::ptrdiff_t least_window_reach = 3;

/// x correlated with two symmetric filters that reach as far as `reach`.
template <boundary Mode, std::size_t Radius, expression X>
constexpr X window_of_reach(X x, const symmetric_taps<Radius>& wy, const symmetric_taps<Radius>& wx, std::ptrdiff_t reach) {
    const auto w = numbers_of(x.program, wy), v = numbers_of(x.program, wx);
    return [&]<std::ptrdiff_t... R>(std::integer_sequence<std::ptrdiff_t, R...>) {
        constexpr std::array<X (*)(X, decltype(w), decltype(w)), sizeof...(R)> windows{
            &window_within<R + least_window_reach, Mode, X, std::remove_const_t<decltype(w)>>...};
        return windows[static_cast<std::size_t>(reach - least_window_reach)](x, w, v);
    }(std::make_integer_sequence<std::ptrdiff_t, static_cast<std::ptrdiff_t>(Radius) - least_window_reach + 1>{});
}

/// x correlated with wy along the rows' axis and with wx along the columns': as a symmetric window where both filters are symmetric, long
/// and reach equally far, else as fused sums.
template <boundary Mode, expression X, std::size_t M, std::size_t N>
constexpr X sum_of_outer_taps(X x, const taps<M>& wy, const taps<N>& wx) {
    constexpr std::size_t radius = std::max(M, N) / 2;
    if constexpr (static_cast<std::ptrdiff_t>(radius) >= least_window_reach) {
        const half_filter<radius> y(wy), z(wx);
        if (y.reach == z.reach && y.reach >= least_window_reach) return window_of_reach<Mode>(x, y.weights, z.weights, y.reach);
    }
    return sum_of_taps<Mode, X::rank - 1>(sum_of_taps<Mode, X::rank - 2>(x, wy), wx);
}

}  // namespace xgrad
