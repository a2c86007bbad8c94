#pragma once

#include "../movement/permute.hpp"
#include "../movement/reshape.hpp"
#include "conv2d.hpp"

namespace xgrad {

/// `pixel_shuffle<2>(x)`: (N, C r^2, H, W) to (N, C, H r, W r), out[n, c, h r + i, w r + j] = x[n, (c r + i) r + j, h, w], as in PyTorch;
/// (C r^2, H, W), too.
template <std::ptrdiff_t Factor, expression X>
constexpr auto pixel_shuffle(X x) {
    static_assert(X::rank == 4 || X::rank == 3, "xgrad::pixel_shuffle takes images (N, C, H, W) or (C, H, W)");
    static_assert(Factor > 0, "xgrad::pixel_shuffle: the factor is positive");
    constexpr extent_list apart{extent_of_axis(0), remaining, Factor, Factor, extent_of_axis(2), extent_of_axis(3)};
    const auto pixels = permute(append<reshape_op<apart>>(in_batch<4>(x)), axes<0, 1, 4, 2, 5, 3>);
    return out_of_batch<X::rank>(flatten(flatten(pixels, axes<4, 5>), axes<2, 3>));
}
template <class... X>
    requires misuse<X...>
constexpr auto pixel_shuffle(X... x) {
    static_assert(has_form<X...>, "xgrad::pixel_shuffle takes its factor as pixel_shuffle<2>(x)");
    return refused(x...);
}

/// `pixel_unshuffle<2>(x)`: the inverse, (N, C, H r, W r) to (N, C r^2, H, W); another height or width is an error.
template <std::ptrdiff_t Factor, expression X>
constexpr auto pixel_unshuffle(X x) {
    static_assert(X::rank == 4 || X::rank == 3, "xgrad::pixel_unshuffle takes images (N, C, H, W) or (C, H, W)");
    static_assert(Factor > 0, "xgrad::pixel_unshuffle: the factor is positive");
    constexpr extent_list rows{extent_of_axis(0), extent_of_axis(1), remaining, Factor, extent_of_axis(3)};
    constexpr extent_list both{extent_of_axis(0), extent_of_axis(1), extent_of_axis(2), Factor, remaining, Factor};
    const auto pixels = permute(append<reshape_op<both>>(append<reshape_op<rows>>(in_batch<4>(x))), axes<0, 1, 3, 5, 2, 4>);
    return out_of_batch<X::rank>(flatten(pixels, axes<1, 3>));
}
template <class... X>
    requires misuse<X...>
constexpr auto pixel_unshuffle(X... x) {
    static_assert(has_form<X...>, "xgrad::pixel_unshuffle takes its factor as pixel_unshuffle<2>(x)");
    return refused(x...);
}

}  // namespace xgrad
