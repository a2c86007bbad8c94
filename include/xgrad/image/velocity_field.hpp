#pragma once

#include "../ops/movement/expand_dims.hpp"
#include "../ops/movement/squeeze.hpp"
#include "../ops/sampling/warp.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// `exponential(velocity)`, `exponential<4>(velocity)`: the displacement for `warp` that a stationary velocity field leads to in unit time, by scaling and squaring (Arsigny et al., 2006): u = velocity / 2^Steps, and then
/// Steps times u(p) + u(p + u(p)) for u(p); 6 steps unless another number is said. A velocity is (d, ...) for images and volumes, (N, d, ...) for batches (`exponential<6, 2>`: d = 2 for
/// rank 4, else that is a volume's), in pixels. Between pixels it is bilinear, beyond the border it is what it is there (another boundary mode may be named). The result of small
/// velocities is invertible: exponential(-velocity) is nearly its inverse. Differentiable; every step keeps a field for the adjoint.
template <int Steps = 6, int Axes = 0, expression V, class... Mode>
constexpr auto exponential(V velocity, Mode...) {
    constexpr int axes = Axes != 0 ? Axes : V::rank == 5 ? 3 : V::rank - 1;
    static_assert(Steps >= 0 && Steps <= 16, "xgrad::exponential: 0 to 16 steps");
    static_assert((axes == 2 || axes == 3) && (V::rank == axes + 1 || V::rank == axes + 2), "xgrad::exponential: a velocity is (2, rows, columns), (3, ...), or a batch (N, d, ...) of these");
    static_assert(at_most_a_mode<Mode...>, "xgrad::exponential takes a velocity and a boundary mode");
    constexpr boundary_option<boundary_among<boundary::replicate, Mode...>()> mode;
    const auto start = in_real_numbers(velocity) * (1. / (1 << Steps));
    auto squared = [&](auto u) {
        for (int s = 0; s < Steps; ++s) u = decltype(u)(u + warp(u, u, mode));
        return u;
    };
    if constexpr (V::rank == axes + 2) return squared(start);
    else return squeeze(squared(expand_dims(start, axes_option<0>{})), axes_option<0>{});
}

}  // namespace xgrad
