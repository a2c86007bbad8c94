// Mutual information against plain loops, its gradient against differences, constant images, masks.

#include <algorithm>
#include <cmath>
#include <vector>

#include "support/check.hpp"

namespace {

using image = xt::xtensor<double, 2>;
constexpr int bins = 12;

constexpr auto information = [](auto a, auto b) { return xg::mutual_information(a, b, xg::bins<bins>); };
constexpr auto masked = [](auto a, auto b, auto w) { return xg::mutual_information(a, b, w, xg::bins<bins>); };

double spline(double x) {
    x = std::abs(x);
    return x < 1 ? (4 - 6 * x * x + 3 * x * x * x) / 6 : x < 2 ? std::pow(2 - x, 3) / 6 : 0;
}
double by_loops(const image& a, const image& b, const image& weight) {
    const auto [la, ha] = std::minmax_element(a.begin(), a.end());
    const auto [lb, hb] = std::minmax_element(b.begin(), b.end());
    std::vector<double> p(bins * bins), pa(bins), pb(bins);
    double total = 0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        const double u = (a.data()[k] - *la) / (*ha - *la) * (bins - 4) + 2, v = (b.data()[k] - *lb) / (*hb - *lb) * (bins - 4) + 2;
        const auto i = static_cast<std::size_t>(std::min(static_cast<int>(u), bins - 3));
        for (std::size_t j = 0; j < bins; ++j) p[i * bins + j] += weight.data()[k] * spline(v - static_cast<double>(j));
        total += weight.data()[k];
    }
    for (double& e : p) e /= total;
    double sum = 0;
    for (std::size_t k = 0; k < p.size(); ++k) pa[k / bins] += p[k], pb[k % bins] += p[k];
    for (std::size_t k = 0; k < p.size(); ++k)
        if (p[k] > 0) sum += p[k] * std::log(p[k] / (pa[k / bins] * pb[k % bins]));
    return sum;
}
image related(const image& a) {
    image b = a;
    for (double& e : b) e = std::cos(2 * e) + 0.2 * random_number<double>();
    return b;
}

}  // namespace

TEST_CASE("values by the definition") {
    for (const auto& shape : {std::array<std::size_t, 2>{3, 5}, {20, 33}}) {
        const auto a = random_like(image(shape)), b = related(a), w = random_like(a, {0, 1});
        CHECK(xg::evaluate(information)(a, b) == doctest::Approx(by_loops(a, b, xt::ones_like(a))).epsilon(1e-10));
        CHECK(xg::evaluate(masked)(a, b, w) == doctest::Approx(by_loops(a, b, w)).epsilon(1e-10));
    }
}

TEST_CASE("the gradients by the moving image and by the mask") {
    const auto a = random_array<double>({6, 7}), b = related(a), w = random_like(a, {0.2, 1});
    const auto [slope, slope_of_weight] = xg::grad<1, 2>(masked)(a, b, w);
    auto value = xg::plan(xg::evaluate(masked), a, b, w);
    const auto [low, high] = std::minmax_element(b.begin(), b.end());
    auto difference = [&](image& moved, std::size_t k, auto f) {
        const double h = 1e-5, from = moved.data()[k];
        moved.data()[k] = from + h;
        const double above = f();
        moved.data()[k] = from - h;
        const double below = f();
        moved.data()[k] = from;
        return (above - below) / (2 * h);
    };
    image moved = b, heavier = w;
    for (std::size_t k = 0; k < b.size(); ++k) {
        if (b.data()[k] != *low && b.data()[k] != *high)  // these move the bins
            CHECK(slope.data()[k] == doctest::Approx(difference(moved, k, [&] { return value(a, moved, w); })).epsilon(1e-6).scale(0.01));
        CHECK(slope_of_weight.data()[k] ==
            doctest::Approx(difference(heavier, k, [&] { return value(a, b, heavier); })).epsilon(1e-6).scale(0.01));
    }
    CHECK(*std::max_element(slope.begin(), slope.end()) > 1e-3);
}

TEST_CASE("constant images, pixels that are not numbers, volumes, integers") {
    const auto a = random_array<double>({6, 7});
    const image constant({6, 7}, 4.);
    CHECK(xg::evaluate(information)(a, constant) == doctest::Approx(0).epsilon(1e-12));
    CHECK(xg::evaluate(information)(constant, a) == doctest::Approx(0).epsilon(1e-12));
    for (double g : xg::grad<1>(information)(a, constant)) CHECK(g == 0);
    image broken = a;
    broken(2, 3) = not_a_number;
    CHECK(std::isnan(xg::evaluate(information)(a, broken)));
    CHECK(std::isnan(xg::evaluate(information)(broken, a)));
    const auto bytes = random_array<std::uint8_t>({2, 3, 8}, {0, 255});
    const xt::xtensor<float, 3> numbers = xt::cast<float>(bytes);
    CHECK(xg::evaluate(information)(bytes, bytes) == xg::evaluate(information)(numbers, numbers));
}

TEST_CASE("images of unlike types and static extents") {
    const auto a = random_array<double>({9, 7});
    const xt::xtensor<float, 2> b = random_array<float>({9, 7});
    const xt::xtensor<double, 2> same = b;
    auto information = [](auto x, auto y) { return xg::mutual_information(x, y, xg::bins<8>); };
    CHECK(xg::evaluate(information)(xt::xtensor_fixed<double, xt::xshape<9, 7>>(a), b) ==
        doctest::Approx(xg::evaluate(information)(a, same)).epsilon(1e-13));
}
