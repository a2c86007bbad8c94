#pragma once

#include "../ops/pointwise/pow.hpp"
#include "../ops/pointwise/relu.hpp"
#include "../ops/window/avg_pool2d.hpp"
#include "ssim.hpp"

namespace xgrad {

/// The weights of Wang et al., 2003, from the finest scale to the coarsest; fewer than all five are scaled to the sum 1.
constexpr double scale_weight(int scale, int scales) {
    constexpr double weight[] = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};
    double sum = 0;
    for (int s = 0; s < scales; ++s) sum += weight[s];
    return scales == 5 ? weight[scale] : weight[scale] / sum;
}

template <int Scale, int Scales, expression A, expression B, operand Range>
constexpr auto product_over_scales(A a, B b, Range range) {
    const auto maps = ssim_maps_of(a, b, range);
    auto mean_of = [](auto map) { return relu(mean_inside(map)); };
    constexpr double weight = scale_weight(Scale, Scales);
    if constexpr (Scale + 1 == Scales) return pow(mean_of(maps.similarity), weight);
    else
        return pow(mean_of(maps.contrast), weight) *
            product_over_scales<Scale + 1, Scales>(avg_pool2d(a, window<2>), avg_pool2d(b, window<2>), range);
}

/// `multi_scale_ssim(a, b, range)`, `multi_scale_ssim<3>(a, b)`: the multi-scale structural similarity (Wang, Simoncelli, Bovik, 2003) of
/// two images of rank 2 to 4 over their last two axes, 1 for equal ones: the product over five scales, each the means of 2 x 2 pixels of
/// the one before (a last odd row or column is left out), of the mean of ssim's contrast and structure, and at the coarsest scale of ssim
/// itself, to the powers 0.0448, 0.2856, 0.3001, 0.2363, 0.1333. Windows and borders as for ssim, so that images have at least 11 2^(scales
/// - 1) rows and columns (176 for five). Fewer scales take the first powers, scaled to the sum 1. Where a mean is not positive, the value
/// is 0 and the gradient is not defined.
template <int Scales = 5, expression A, expression B, operand Range = double>
constexpr auto multi_scale_ssim(A a, B b, Range range = 1) {
    static_assert(Scales >= 1 && Scales <= 5, "xgrad::multi_scale_ssim has 1 to 5 scales");
    static_assert(A::rank >= 2 && A::rank <= 4 && A::rank == B::rank, "xgrad::multi_scale_ssim takes two images of one rank, 2 to 4");
    return product_over_scales<0, Scales>(in_real_numbers(a), in_real_numbers(b), range);
}
template <class... X>
    requires misuse<X...>
constexpr auto multi_scale_ssim(X... x) {
    static_assert(has_form<X...>, "xgrad::multi_scale_ssim takes two images, and a number or none: multi_scale_ssim(a, b, range)");
    return refused(x...);
}

}  // namespace xgrad
