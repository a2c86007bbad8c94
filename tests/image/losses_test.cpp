// Pixel losses against plain loops, their gradients against differences, and images that leave nothing to divide by.

#include <cmath>

#include "support/check.hpp"

namespace {

using image = xt::xtensor<double, 2>;
const image a = random_array<double>({5, 7}), b = random_array<double>({5, 7});

template <class F>
double mean_of(F f) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += f(a.data()[i], b.data()[i]);
    return sum / static_cast<double>(a.size());
}
constexpr auto mse = [](auto x, auto y) { return xg::mse(x, y); };
constexpr auto l1 = [](auto x, auto y) { return xg::l1(x, y); };
constexpr auto huber = [](auto x, auto y) { return xg::huber(x, y, 0.4); };
constexpr auto charbonnier = [](auto x, auto y) { return xg::charbonnier(x, y, 0.1); };
constexpr auto psnr = [](auto x, auto y) { return xg::psnr(x, y, 2.0); };
constexpr auto ncc = [](auto x, auto y) { return xg::ncc(x, y); };

}  // namespace

TEST_CASE("values as plain loops give them") {
    CHECK(xg::evaluate(mse)(a, b) == doctest::Approx(mean_of([](double x, double y) { return (x - y) * (x - y); })).epsilon(1e-13));
    CHECK(xg::evaluate(l1)(a, b) == doctest::Approx(mean_of([](double x, double y) { return std::abs(x - y); })).epsilon(1e-13));
    CHECK(xg::evaluate(huber)(a, b) == doctest::Approx(mean_of([](double x, double y) {
        const double d = std::abs(x - y);
        return d <= 0.4 ? d * d / 2 : 0.4 * (d - 0.2);
    })).epsilon(1e-13));
    CHECK(xg::evaluate(charbonnier)(a, b) ==
        doctest::Approx(mean_of([](double x, double y) { return std::sqrt((x - y) * (x - y) + 0.01); })).epsilon(1e-13));
    const double error = mean_of([](double x, double y) { return (x - y) * (x - y); });
    CHECK(xg::evaluate(psnr)(a, b) == doctest::Approx(10 * std::log10(4 / error)).epsilon(1e-13));
    const double ma = mean_of([](double x, double) { return x; }), mb = mean_of([](double, double y) { return y; });
    const double va = mean_of([&](double x, double) { return (x - ma) * (x - ma); }),
                 vb = mean_of([&](double, double y) { return (y - mb) * (y - mb); });
    const double cov = mean_of([&](double x, double y) { return (x - ma) * (y - mb); });
    CHECK(xg::evaluate(ncc)(a, b) == doctest::Approx(cov / std::sqrt(va * vb)).epsilon(1e-8));
}

TEST_CASE("gradients of pixel losses") {
    check_gradient<1>([](auto x, auto y) { return xg::huber(x, y, 0.4) + xg::charbonnier(x, y, 0.1) * xg::psnr(x, y, 2.0); }, a, b);
    check_gradient<1>(ncc, a, b);
}

TEST_CASE("run-time parameters have gradients, integer images are compared in place") {
    const double slope = xg::grad<2>([](auto x, auto y, auto delta) { return xg::huber(x, y, delta); })(a, b, 0.3);
    CHECK(slope == doctest::Approx(mean_of([](double x, double y) { return std::max(std::abs(x - y) - 0.3, 0.); })).epsilon(1e-12));
    const auto u = random_array<std::uint8_t>({4, 9}, {0, 255});
    const xt::xtensor<float, 2> v = xt::cast<float>(u) + 2;
    CHECK(xg::evaluate(mse)(u, v) == 4.f);
}

TEST_CASE("constant and equal images") {
    const image constant({5, 7}, 3.);
    CHECK(xg::evaluate(ncc)(constant, b) == 0);
    for (double e : xg::grad<0>(ncc)(constant, b)) CHECK(std::isfinite(e));
    CHECK(std::isinf(xg::evaluate(psnr)(a, a)));
    for (double e : xg::grad<0>(l1)(a, a)) CHECK(e == 0);
    CHECK(xg::evaluate(ncc)(a, image(-a)) == doctest::Approx(-1).epsilon(1e-6));
}

TEST_CASE("images of unlike types and static extents") {
    const xt::xtensor_fixed<double, xt::xshape<5, 7>> fixed = a;
    const xt::xtensor<float, 2> narrow = b;
    const image same = narrow;
    auto both = [](auto x, auto y) { return xg::ncc(x, y) + xg::mse(x, y) + xg::huber(y, x) + xg::psnr(x, y); };
    CHECK(xg::evaluate(both)(fixed, narrow) == doctest::Approx(xg::evaluate(both)(a, same)).epsilon(1e-13));
}
