#pragma once

#include "../ops/movement/slice.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/sampling/shaped.hpp"
#include "../ops/window/symmetric_window.hpp"
#include "gaussian_blur.hpp"

namespace xgrad {

/// The structural similarity of each pixel's neighbourhood and what multi-scale SSIM takes of it: (2 cov + c2) / (var a + var b + c2).
template <expression Map, expression Contrast>
struct ssim_maps {
    Map similarity;
    Contrast contrast;
};
inline constexpr auto ssim_window = [] {
    constexpr auto window = gaussian_taps<5>(1.5);
    symmetric_taps<5> half{};
    for (std::size_t k = 0; k <= 5; ++k) half.value[k] = window.value[5 + k];
    return half;
}();
template <class A, class B, operand Range>
constexpr auto ssim_maps_of(A a, B b, Range range) {
    auto blur = [](auto x) { return symmetric_window<ssim_window>(x); };  // what lies outside reaches only what does not count
    const auto c1 = square(0.01 * lift(a.program, range)), c2 = square(0.03 * lift(a.program, range));
    const auto ma = blur(a);
    const auto mb = blur(b);
    const auto variances = blur(a * a + b * b) - (ma * ma + mb * mb);
    const auto covariance = blur(a * b) - ma * mb;
    const auto contrast = (2 * covariance + c2) * reciprocal(variances + c2);
    return ssim_maps<decltype(ma * contrast), decltype(contrast)>{
        (2 * ma * mb + c1) * reciprocal(ma * ma + mb * mb + c1) * contrast, contrast};
}

/// The mean of what lies 5 pixels from the border of images. The rest counts 0 times rather than being cut off: the loop is that of the
/// gradient then.
template <expression X>
constexpr auto mean_inside(X map) {
    constexpr slice_list inside = [] {
        slice_list slices;
        slices.axis[X::rank - 2] = slices.axis[X::rank - 1] = slice{5, -5};
        return slices;
    }();
    const auto inner = append<slice_op<inside>>(large_enough<"ssim", 2, 11>(map));
    return sum(map * append<embed_op<inside>>(full_like(inner, 1), map)) * append<reciprocal_count_op<(1u << X::rank) - 1>>(inner);
}

/// `ssim(a, b, range)`: the mean structural similarity (Wang et al., 2004) of two images of rank 2 to 4 over their last two axes, 1 for
/// equal ones: Gaussian window of 11 x 11 with sigma 1.5, K1 = 0.01, K2 = 0.03, biased covariances. `range` is the largest possible
/// difference, 1 by default. The outermost 5 rows and columns do not count, so images have at least 11 rows and columns.
/// skimage.metrics.structural_similarity with gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=range.
template <expression A, expression B, operand Range = double>
constexpr auto ssim(A a, B b, Range range = 1) {
    static_assert(A::rank >= 2 && A::rank <= 4 && A::rank == B::rank, "xgrad::ssim takes two images of one rank, 2 to 4");
    return mean_inside(ssim_maps_of(in_real_numbers(a), in_real_numbers(b), range).similarity);
}
template <class... X>
    requires misuse<X...>
constexpr auto ssim(X... x) {
    static_assert(has_form<X...>, "xgrad::ssim takes two images, and a number or none: ssim(a, b, range)");
    return refused(x...);
}

}  // namespace xgrad
