// Multi-scale structural similarity against plain loops, its gradient against differences.

#include <cmath>

#include "support/check.hpp"

namespace {

using image = xt::xtensor<double, 2>;

struct means {
    double similarity = 0, contrast = 0;
};
/// The means of SSIM and of its contrast and structure over the windows that lie in the images, by the definition.
means means_of(const image& a, const image& b, double range) {
    const double c1 = std::pow(0.01 * range, 2), c2 = std::pow(0.03 * range, 2);
    double g[11], sum = 0;
    for (int k = 0; k < 11; ++k) sum += g[k] = std::exp(-(k - 5) * (k - 5) / 4.5);
    means m;
    for (std::size_t i = 0; i + 11 <= a.shape()[0]; ++i)
        for (std::size_t j = 0; j + 11 <= a.shape()[1]; ++j) {
            double ma = 0, mb = 0, aa = 0, bb = 0, ab = 0;
            for (std::size_t k = 0; k < 11; ++k)
                for (std::size_t l = 0; l < 11; ++l) {
                    const double w = g[k] * g[l] / (sum * sum), x = a(i + k, j + l), y = b(i + k, j + l);
                    ma += w * x, mb += w * y, aa += w * x * x, bb += w * y * y, ab += w * x * y;
                }
            const double contrast = (2 * (ab - ma * mb) + c2) / (aa - ma * ma + bb - mb * mb + c2);
            m.contrast += contrast;
            m.similarity += contrast * (2 * ma * mb + c1) / (ma * ma + mb * mb + c1);
        }
    const auto n = static_cast<double>((a.shape()[0] - 10) * (a.shape()[1] - 10));
    return {m.similarity / n, m.contrast / n};
}
image halved(const image& x) {
    image out = xt::zeros<double>({x.shape()[0] / 2, x.shape()[1] / 2});
    for (std::size_t i = 0; i < out.shape()[0]; ++i)
        for (std::size_t j = 0; j < out.shape()[1]; ++j)
            out(i, j) = (x(2 * i, 2 * j) + x(2 * i, 2 * j + 1) + x(2 * i + 1, 2 * j) + x(2 * i + 1, 2 * j + 1)) / 4;
    return out;
}
double by_loops(image a, image b, std::vector<double> powers, double range) {
    double product = 1;
    for (std::size_t s = 0; s < powers.size(); ++s) {
        const auto m = means_of(a, b, range);
        product *= std::pow(s + 1 == powers.size() ? m.similarity : m.contrast, powers[s]);
        a = halved(a), b = halved(b);
    }
    return product;
}
image wave(std::size_t rows, std::size_t columns, double noise) {
    image x = random_array<double>({rows, columns}, {-noise, noise + 1e-9});
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) x(i, j) += 1 + std::sin(0.31 * static_cast<double>(i) + 0.17 * static_cast<double>(j));
    return x;
}

constexpr auto three = [](auto a, auto b) { return xg::multi_scale_ssim<3>(a, b, 2); };
static_assert(xg::scale_weight(0, 5) == 0.0448 && xg::scale_weight(4, 5) == 0.1333);
constexpr auto two = [](auto a, auto b) { return xg::multi_scale_ssim<2>(a, b); };

}  // namespace

TEST_CASE("values by the definition") {
    const image a = wave(47, 54, 0), b = wave(47, 54, 0.2);
    CHECK(
        xg::evaluate(three)(a, b) == doctest::Approx(by_loops(a, b, {0.0448 / 0.6305, 0.2856 / 0.6305, 0.3001 / 0.6305}, 2)).epsilon(1e-9));
    CHECK(xg::evaluate(three)(a, a) == doctest::Approx(1).epsilon(1e-9));
    const image c = wave(43, 60, 0);
    CHECK_THROWS_AS(xg::evaluate(three)(c, c), xg::shape_error);  // no window lies in the coarsest scale
}

TEST_CASE("the gradient of two scales") {
    const image a = wave(23, 24, 0), b = wave(23, 24, 0.1);
    const auto slope = xg::grad<0>(two)(a, b);
    const std::vector<double> powers{0.0448 / 0.3304, 0.2856 / 0.3304};
    image moved = a;
    for (std::size_t i = 0; i < a.size(); i += 29) {
        const double h = 1e-5;
        moved.data()[i] = a.data()[i] + h;
        const double above = by_loops(moved, b, powers, 1);
        moved.data()[i] = a.data()[i] - h;
        CHECK(slope.data()[i] == doctest::Approx((above - by_loops(moved, b, powers, 1)) / (2 * h)).epsilon(1e-5).scale(1e-3));
        moved.data()[i] = a.data()[i];
    }
}
