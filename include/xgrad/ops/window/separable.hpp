#pragma once

#include <algorithm>
#include <array>
#include <utility>

#include "correlate.hpp"
#include "symmetric_window.hpp"

namespace xgrad {

/// x correlated along one of its last two axes with a filter of rank 1.
template <boundary Mode, int Axis, expression X, expression W>
constexpr auto correlate_along(X x, W w) {
    static_assert(W::rank == 1, "xgrad::separable: a filter has rank 1");
    return correlate_images<Mode>(x, unit_axes<extent_list{Axis - (X::rank - 2)}, 2>(w));
}
template <boundary Mode, int Axis, expression X, std::size_t... N>
constexpr auto correlate_along(X x, const taps<N...>& w) {
    static_assert(sizeof...(N) == 1, "xgrad::separable: a filter has rank 1");
    return sum_of_taps<Mode, Axis>(in_real_numbers(x), w);
}

template <class W> inline constexpr int radius_of_taps = -1;
template <std::size_t N> inline constexpr int radius_of_taps<taps<N>> = static_cast<int>(N / 2);

/// Half of a filter that is the same in both directions, with zeros beyond its end; and how far it reaches, -1 for a filter that is not symmetric.
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
        constexpr std::array<X (*)(X, decltype(w), decltype(w)), sizeof...(R)> windows{&window_within<R + least_window_reach, Mode, X, std::remove_const_t<decltype(w)>>...};
        return windows[static_cast<std::size_t>(reach - least_window_reach)](x, w, v);
    }(std::make_integer_sequence<std::ptrdiff_t, static_cast<std::ptrdiff_t>(Radius) - least_window_reach + 1>{});
}

/// `separable(x, wy, wx)`, `separable(x, wy, wx, reflect)`: x correlated with wy along the rows' axis and with wx along the columns', which is
/// correlate(x, w) for w[i, j] = wy[i] wx[j] (for any mode): out[i, j] = sum over m, l of wy[m] wx[l] x[i + m - n / 2, j + l - k / 2]. wy and wx are
/// arguments of rank 1 (with gradients) or compile-time taps, `separable(x, taps{1, 2, 1} / 4, taps{-1, 0, 1})`; images and
/// modes as for correlate.
template <expression X, class Wy, class Wx, class... Mode>
    requires((expression<Wy> || taps_rank<Wy> > 0) && (expression<Wx> || taps_rank<Wx> > 0))
constexpr auto separable(X x, Wy wy, Wx wx, Mode...) {
    static_assert(at_most_a_mode<Mode...>, "xgrad::separable takes a boundary mode");
    static_assert(X::rank >= 2 && X::rank <= 4, "xgrad::separable takes images of rank 2, (C, H, W) or (N, C, H, W)");
    constexpr boundary mode = boundary_among<boundary::zero, Mode...>();
    if constexpr (constexpr int n = std::max(radius_of_taps<Wy>, radius_of_taps<Wx>); n >= least_window_reach && std::min(radius_of_taps<Wy>, radius_of_taps<Wx>) >= 0) {
        constexpr auto radius = static_cast<std::size_t>(n);
        const half_filter<radius> y(wy), z(wx);
        const auto reach = std::max(y.reach, z.reach);
        if (std::min(y.reach, z.reach) >= 0 && reach >= least_window_reach) return window_of_reach<mode>(in_real_numbers(x), y.weights, z.weights, reach);
    }
    return correlate_along<mode, X::rank - 1>(correlate_along<mode, X::rank - 2>(x, wy), wx);
}

}  // namespace xgrad
