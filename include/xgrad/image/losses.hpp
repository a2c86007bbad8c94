#pragma once

#include <numbers>

#include "../ops/pointwise/abs.hpp"
#include "../ops/pointwise/arithmetic.hpp"
#include "../ops/pointwise/comparisons.hpp"
#include "../ops/pointwise/detach.hpp"
#include "../ops/pointwise/log.hpp"
#include "../ops/pointwise/minimum.hpp"
#include "../ops/pointwise/sqrt.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/reduction/var.hpp"

namespace xgrad {

// Means over all elements of two arrays of one shape (or shapes that broadcast); O(n), one pass. A NaN pixel makes them NaN.

/// `mse(a, b)`: the mean of (a - b)^2 (torch.nn.functional.mse_loss).
template <class A, class B>
    requires operands<A, B>
constexpr auto mse(A a, B b) {
    return mean(square(a - b));
}
template <class... X>
    requires misuse<X...>
constexpr auto mse(X... x) {
    static_assert(has_form<X...>, "xgrad::mse takes two images: mse(a, b)");
    return refused(x...);
}

/// `l1(a, b)`: the mean of |a - b| (l1_loss); its gradient is 0 where they are equal.
template <class A, class B>
    requires operands<A, B>
constexpr auto l1(A a, B b) {
    return mean(abs(a - b));
}
template <class... X>
    requires misuse<X...>
constexpr auto l1(X... x) {
    static_assert(has_form<X...>, "xgrad::l1 takes two images: l1(a, b)");
    return refused(x...);
}

/// `huber(a, b, delta)`: with d = a - b the mean of d^2 / 2 where |d| <= delta and of delta (|d| - delta / 2) elsewhere (huber_loss). delta
/// is a positive number or a scalar expression, 1 by default.
template <class A, class B, operand Delta = double>
    requires operands<A, B>
constexpr auto huber(A a, B b, Delta delta = 1) {
    // with m = min(|d|, delta) both branches are m (|d| - m / 2)
    const auto d = abs(a - b);
    const auto m = minimum(d, delta);
    return mean(m * (d - 0.5 * m));
}
template <class... X>
    requires misuse<X...>
constexpr auto huber(X... x) {
    static_assert(has_form<X...>, "xgrad::huber takes two images, and a number or none: huber(a, b, delta)");
    return refused(x...);
}

/// `charbonnier(a, b, epsilon)`: the mean of sqrt((a - b)^2 + epsilon^2), a smooth |a - b| (Charbonnier et al., 1994); epsilon is 1e-3 by
/// default.
template <class A, class B, operand Epsilon = double>
    requires operands<A, B>
constexpr auto charbonnier(A a, B b, Epsilon epsilon = 1e-3) {
    return mean(sqrt(square(a - b) + epsilon * epsilon));
}
template <class... X>
    requires misuse<X...>
constexpr auto charbonnier(X... x) {
    static_assert(has_form<X...>, "xgrad::charbonnier takes two images, and a number or none: charbonnier(a, b, epsilon)");
    return refused(x...);
}

/// `psnr(a, b, range)`: the peak signal-to-noise ratio 10 log10(range^2 / mse(a, b)) in decibels, larger is better; `range` is the largest
/// possible difference, 1 by default. Infinite for equal arrays. skimage.metrics.peak_signal_noise_ratio.
template <class A, class B, operand Range = double>
    requires operands<A, B>
constexpr auto psnr(A a, B b, Range range = 1) {
    return (10 / std::numbers::ln10) * log(square(lift((a - b).program, range)) / mse(a, b));
}
template <class... X>
    requires misuse<X...>
constexpr auto psnr(X... x) {
    static_assert(has_form<X...>, "xgrad::psnr takes two images, and a number or none: psnr(a, b, range)");
    return refused(x...);
}

/// `ncc(a, b)`: the normalised cross-correlation mean((a - mean a)(b - mean b)) / sqrt((var a + epsilon) (var b + epsilon)), between -1 and
/// 1, larger is better; 0 for a constant image, thanks to epsilon (1e-10 by default, to be scaled with the images' variance).
template <class A, class B, operand Epsilon = double>
    requires operands<A, B>
constexpr auto ncc(A a, B b, Epsilon epsilon = 1e-10) {
    const auto da = a - mean(a);
    const auto db = b - mean(b);
    return mean(da * db) / sqrt((mean(da * da) + epsilon) * (mean(db * db) + epsilon));
}
template <class... X>
    requires misuse<X...>
constexpr auto ncc(X... x) {
    static_assert(has_form<X...>, "xgrad::ncc takes two images, and a number or none: ncc(a, b, epsilon)");
    return refused(x...);
}

}  // namespace xgrad
