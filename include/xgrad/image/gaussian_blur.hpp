#pragma once

#include <numbers>

#include "../ops/movement/broadcast_to.hpp"
#include "../ops/pointwise/exp.hpp"
#include "../ops/pointwise/square.hpp"
#include "../ops/reduction/sum.hpp"
#include "../ops/sampling/positions.hpp"
#include "../ops/window/separable.hpp"

namespace xgrad {

/// e to the power -t for t >= 0 in constant expressions: halved until the series converges in a few terms, then squared back.
constexpr double exponential_of_minus(double t) {
    double whole = 1, base = 1 / std::numbers::e;
    long n = static_cast<long>(t);
    double term = 1, sum = 1;
    for (int k = 1; k < 20; ++k) sum += term *= -(t - static_cast<double>(n)) / k;
    for (; n > 0; n /= 2, base *= base)
        if (n % 2 == 1) whole *= base;
    return whole * sum;
}

/// The taps of a normalised Gaussian, zero beyond `reach`: w[k] = exp(-k^2 / (2 sigma^2)) / sum for |k| <= reach.
template <std::ptrdiff_t Radius>
constexpr auto gaussian_taps(double sigma, std::ptrdiff_t reach = Radius) {
    std::array<double, 2 * Radius + 1> w{};
    double sum = 0;
    for (std::ptrdiff_t k = -reach; k <= reach; ++k)
        sum += w[static_cast<std::size_t>(k + Radius)] = exponential_of_minus(static_cast<double>(k * k) / (2 * sigma * sigma));
    return taps<2 * Radius + 1>(w) / sum;
}

/// How far a Gaussian of some sigma reaches where no radius is said: scipy.ndimage's rule with truncate = 4.
constexpr std::ptrdiff_t gaussian_radius(double sigma) { return static_cast<std::ptrdiff_t>(4 * sigma + 0.5); }

/// The same of an expression sigma, whose gradient it carries: w[k] = exp(-(k - Radius)^2 / (2 sigma^2)) / sum.
template <std::ptrdiff_t Radius, expression Sigma>
constexpr auto gaussian_weights(Sigma sigma) {
    const auto each = broadcast_to(sigma, shape<2 * Radius + 1>);
    const auto w = exp(square(positions(each, axes<0>) - Radius) * (-0.5 / square(sigma)));
    return w / sum(w);
}

template <class... Options>
struct blur_options {
    static_assert(((is_numbers<radius_option, Options>::value || boundary_value<Options> != boundary::none) && ...),
        "xgrad::gaussian_blur takes radius<...> and a boundary mode");
    using radius_number = numbers_option<radius_option, radius_option<0>, Options...>;
    static constexpr bool has_radius = has_option<radius_number, Options...>;
    static constexpr std::ptrdiff_t radius = has_radius ? radius_number::at(0) : 16;
    static_assert(radius >= 0, "xgrad::gaussian_blur: a radius is not negative");
    static constexpr boundary mode = boundary_among<boundary::symmetric, Options...>();
};

/// `gaussian_blur(x, 1.5)`, `gaussian_blur(x, 1.5, replicate)`: x convolved along its last two axes (images of rank 2, (C, H, W), (N, C, H,
/// W)) with a Gaussian of standard deviation sigma, cut at the radius int(4 sigma + 0.5): scipy.ndimage.gaussian_filter with truncate = 4
/// and the same mode; `symmetric`, its default `reflect`, is the default. A number in the source text makes compile-time taps; they reach
/// 16 (sigma < 4.125) unless `radius<N>` says that the Gaussian is cut at N. `gaussian_blur(x, sigma, radius<6>)`: sigma may then be an
/// expression of rank 0, and gets its gradient.
template <expression X, class Sigma, class... Options>
    requires std::is_arithmetic_v<Sigma>
constexpr auto gaussian_blur(X x, Sigma sigma, Options...) {
    static_assert(X::rank >= 2, "xgrad::gaussian_blur takes images of rank 2, (C, H, W) or (N, C, H, W)");
    using options = blur_options<Options...>;
    const auto s = static_cast<double>(sigma);
    const bool positive = s > 0;
    const auto reach = options::has_radius ? options::radius : positive ? gaussian_radius(s) : 0;
    failure& problem = x.program->problem;
    if (!positive && !problem.any()) problem << "xgrad::gaussian_blur: sigma is positive";
    else if (reach > options::radius && !problem.any())
        problem << "xgrad::gaussian_blur: this sigma reaches " << reach << ", more than " << options::radius << ": say radius<" << reach
                << ">";
    const auto w = gaussian_taps<options::radius>(positive ? s : 1, std::min(reach, options::radius));
    return separable(x, w, w, boundary_option<options::mode>{});
}
template <expression X, expression Sigma, class... Options>
constexpr auto gaussian_blur(X x, Sigma sigma, Options...) {
    using options = blur_options<Options...>;
    static_assert(
        X::rank >= 2 && Sigma::rank == 0, "xgrad::gaussian_blur takes images of rank 2, (C, H, W) or (N, C, H, W), and a scalar sigma");
    static_assert(options::has_radius, "xgrad::gaussian_blur: with a run-time sigma say radius<N>, where the Gaussian is cut");
    const auto w = gaussian_weights<options::radius>(sigma);
    return separable(in_real_numbers(x), w, w, boundary_option<options::mode>{});
}
template <class... X>
    requires misuse<X...>
constexpr auto gaussian_blur(X... x) {
    static_assert(has_form<X...>, "xgrad::gaussian_blur takes an image, a sigma, and options behind them: gaussian_blur(x, 1.5, reflect)");
    return refused(x...);
}

}  // namespace xgrad
