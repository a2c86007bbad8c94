#pragma once

#include "warp_affine.hpp"

namespace xgrad {

/// `warp_perspective(x, matrix, bilinear, zero)`: as warp_affine, with a homography: out[p] = x(q / w), where matrix (p, 1) = (q, w). The
/// matrix is (3, 3) for images, (4, 4) for volumes, or one for each image of a batch (N, 3, 3). Where |w| < 10^-30 the result is what lies
/// at -10^9 along every axis (0 with the boundary zero), without derivative in the matrix; coordinates beyond +-10^9 are limited to these,
/// so that a singular matrix gives finite values and derivatives.
template <expression X, expression M, class... Options>
constexpr auto warp_perspective(X x, M matrix, Options... options) {
    constexpr int axes = sampled_axes(X::rank);
    constexpr double far = 1e9;
    auto m = fitting_matrix<"warp_perspective", X::rank, axes, axes + 1>(matrix);
    return warp_with<"warp_perspective">(
        x,
        [&]<int I>(auto... p) {
            auto w = matrix_row<axes, axes>(m, p...);
            auto at_infinity = detach(abs(w) < 1e-30);
            auto q = clamp(matrix_row<I, axes>(m, p...) / where(at_infinity, 1, w), -far, far);
            return where(at_infinity, -far, q);
        },
        options...);
}
template <class... X>
    requires misuse<X...>
constexpr auto warp_perspective(X... x) {
    static_assert(has_form<X...>,
        "xgrad::warp_perspective takes an array, a matrix, and options behind them: warp_perspective(x, matrix, bilinear, zero)");
    return refused(x...);
}

}  // namespace xgrad
