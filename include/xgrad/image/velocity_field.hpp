#pragma once

#include "../ops/movement/expand_dims.hpp"
#include "../ops/movement/squeeze.hpp"
#include "../ops/sampling/shaped.hpp"
#include "../ops/sampling/squared_field.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

/// `exponential(velocity)`, `exponential<4>(velocity)`: the displacement for `warp` that a stationary velocity field leads to in unit time,
/// by scaling and squaring (Arsigny et al., 2006): u = velocity / 2^Steps, and then Steps times u(p) + u(p + u(p)) for u(p); 6 steps unless
/// another number is said. A velocity is (d, ...) for images and volumes, (N, d, ...) for batches (`exponential<6, 2>`: d = 2 for rank 4,
/// else that is a volume's), in pixels. Between pixels it is bilinear, beyond the border it is what it is there. exponential(-velocity) is
/// nearly the inverse. Differentiable at every order; every step keeps a field for the adjoint.
template <int Steps = 6, int Axes = 0, expression V>
constexpr auto exponential(V velocity) {
    constexpr int axes = Axes != 0 ? Axes : V::rank == 5 ? 3 : V::rank - 1;
    static_assert(Steps >= 0 && Steps <= 16, "xgrad::exponential: 0 to 16 steps");
    static_assert((axes == 2 || axes == 3) && (V::rank == axes + 1 || V::rank == axes + 2),
        "xgrad::exponential: a velocity is (2, rows, columns), (3, ...), or a batch (N, d, ...) of these");
    constexpr auto expected = [] {
        extent_list shape = extent_list::filled(V::rank, -1);
        shape[V::rank - axes - 1] = axes;
        return shape;
    }();
    const auto start = shaped<"exponential", "the velocity", expected>(in_real_numbers(velocity)) * (1. / (1 << Steps));
    auto squared = [](auto u) {
        for (int s = 0; s < Steps; ++s) u = append<squared_field_op<axes>>(u);
        return u;
    };
    if constexpr (V::rank == axes + 2) return squared(start);
    else return squeeze(squared(expand_dims(start, axes_option<0>{})), axes_option<0>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto exponential(X... x) {
    static_assert(has_form<X...>, "xgrad::exponential takes one operand, and its steps as exponential<4>(velocity)");
    return refused(x...);
}

}  // namespace xgrad
