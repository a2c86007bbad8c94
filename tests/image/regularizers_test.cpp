// Regularisers against plain loops and their gradients against differences.

#include <algorithm>
#include <cmath>

#include "support/check.hpp"

namespace {

/// x(..., index) with the index along each axis clamped.
double at(const xt::xtensor<double, 3>& x, std::ptrdiff_t c, std::ptrdiff_t i, std::ptrdiff_t j) {
    const auto rows = static_cast<std::ptrdiff_t>(x.shape()[1]), columns = static_cast<std::ptrdiff_t>(x.shape()[2]);
    return x(static_cast<std::size_t>(c), static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, rows - 1)),
        static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(j, 0, columns - 1)));
}
template <class F>
double mean_over(const xt::xtensor<double, 3>& x, F f) {
    double sum = 0;
    for (std::size_t c = 0; c < x.shape()[0]; ++c)
        for (std::size_t i = 0; i < x.shape()[1]; ++i)
            for (std::size_t j = 0; j < x.shape()[2]; ++j) {
                auto around = [&](std::ptrdiff_t di, std::ptrdiff_t dj) {
                    return at(x, static_cast<std::ptrdiff_t>(c), static_cast<std::ptrdiff_t>(i) + di, static_cast<std::ptrdiff_t>(j) + dj);
                };
                sum += f(around, i + 1 == x.shape()[1], j + 1 == x.shape()[2]);
            }
    return sum / static_cast<double>(x.size());
}

constexpr auto isotropic = [](auto x) { return xg::total_variation(x, 0.01); };
constexpr auto along_axes = [](auto x) { return xg::total_variation(x, xg::anisotropic); };
constexpr auto diffusion = [](auto u) { return xg::diffusion(u, 0.5, 2.0); };
constexpr auto bending = [](auto u) { return xg::bending_energy(u, 0.5, 2.0); };

}  // namespace

TEST_CASE("total variation") {
    for (const auto& shape : {std::array<std::size_t, 3>{1, 1, 1}, {2, 5, 7}, {1, 1, 9}, {3, 20, 33}}) {
        const auto x = random_like(xt::xtensor<double, 3>(shape));
        const double expected = mean_over(
            x, [](auto v, bool, bool) { return std::sqrt(std::pow(v(1, 0) - v(0, 0), 2) + std::pow(v(0, 1) - v(0, 0), 2) + 0.01); });
        CHECK(xg::evaluate(isotropic)(x) == doctest::Approx(expected).epsilon(1e-12));
        const double lengths = mean_over(x, [](auto v, bool, bool) { return std::abs(v(1, 0) - v(0, 0)) + std::abs(v(0, 1) - v(0, 0)); });
        CHECK(xg::evaluate(along_axes)(x) == doctest::Approx(lengths).epsilon(1e-12));
    }
    check_gradient<1>(isotropic, random_array<double>({4, 6}));
    check_gradient<1>(along_axes, random_array<double>({2, 4, 5}));
}

TEST_CASE("regularisers of displacements") {
    const auto u = random_array<double>({2, 5, 6});
    const double first =
        2 * mean_over(u, [](auto v, bool, bool) { return std::pow((v(1, 0) - v(0, 0)) / 0.5, 2) + std::pow((v(0, 1) - v(0, 0)) / 2, 2); });
    CHECK(xg::evaluate(diffusion)(u) == doctest::Approx(first).epsilon(1e-12));
    const double second = 2 * mean_over(u, [](auto v, bool, bool) {
        const double rows = (v(1, 0) - 2 * v(0, 0) + v(-1, 0)) / 0.25, columns = (v(0, 1) - 2 * v(0, 0) + v(0, -1)) / 4;
        const double mixed = v(1, 1) - v(1, 0) - v(0, 1) + v(0, 0);
        return rows * rows + columns * columns + 2 * mixed * mixed;
    });
    CHECK(xg::evaluate(bending)(u) == doctest::Approx(second).epsilon(1e-12));
    check_gradient<1>([](auto x) { return diffusion(x) + bending(x); }, u);
    // a shift costs nothing
    CHECK(xg::evaluate([](auto x) { return xg::diffusion(x) + xg::bending_energy(x); })(xt::xtensor<double, 4>({3, 4, 5, 6}, 2.)) == 0);
}

TEST_CASE("regularisers of integer images and displacements") {
    const xt::xtensor<std::int8_t, 3> u{{{1, -2, 7}, {0, 4, 100}}, {{-100, 3, 3}, {2, 2, 5}}};
    const xt::xtensor<double, 3> same = u;
    auto all = [](auto x) { return diffusion(x) + bending(x) + isotropic(x) + along_axes(x); };
    CHECK(xg::evaluate(all)(u) == doctest::Approx(xg::evaluate(all)(same)).epsilon(1e-6));
}
