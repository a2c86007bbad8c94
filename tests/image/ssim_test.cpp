// Structural similarity against scikit-image (reference/ssim.hpp), and its gradient against differences.

#include <cmath>

#include "support/check.hpp"

#include <reference/ssim.hpp>

namespace {

constexpr auto ssim = [](auto a, auto b) { return xg::ssim(a, b); };

struct pair {
    xt::xtensor<double, 2> a, b;
};
pair waves(std::size_t rows, std::size_t columns) {
    pair p{xt::zeros<double>({rows, columns}), xt::zeros<double>({rows, columns})};
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c) {
            const auto i = static_cast<double>(r), j = static_cast<double>(c);
            p.a(r, c) = 0.5 + 0.4 * std::sin(0.31 * i + 0.17 * j);
            p.b(r, c) = p.a(r, c) + 0.1 * std::cos(0.9 * i - 0.7 * j);
        }
    return p;
}

}  // namespace

TEST_CASE("structural similarity as scikit-image") {
    auto check = [](std::size_t rows, std::size_t columns, double expected) {
        const auto [a, b] = waves(rows, columns);
        CHECK(xg::evaluate(ssim)(a, b) == doctest::Approx(expected).epsilon(1e-10));
        CHECK(xg::evaluate(ssim)(a, a) == doctest::Approx(1).epsilon(1e-12));
    };
    check(11, 11, reference::ssim_11_11);
    check(17, 30, reference::ssim_17_30);
    check(40, 23, reference::ssim_40_23);
}

TEST_CASE("the gradient of structural similarity") {
    const auto [a, b] = waves(12, 13);
    const auto slope = xg::grad<0>(ssim)(a, b);
    auto step = xg::plan(xg::evaluate(ssim), a, b);
    auto moved = a;
    for (std::size_t i = 0; i < a.size(); i += 5) {
        const double h = 1e-5;
        moved.data()[i] = a.data()[i] + h;
        const double above = step(moved, b);
        moved.data()[i] = a.data()[i] - h;
        CHECK(slope.data()[i] == doctest::Approx((above - step(moved, b)) / (2 * h)).epsilon(1e-5).scale(1e-3));
        moved.data()[i] = a.data()[i];
    }
}

TEST_CASE("three loops lie between the seven windows of the gradient: what one computes for several of them it computes once") {
    const auto x = random_array<float>({40, 50});
    const std::string loops = xg::explain(xg::value_and_grad<0>(ssim), x, x);
    auto count = [&](const std::string& what) {
        int n = 0;
        for (auto at = loops.find(what); at != std::string::npos; at = loops.find(what, at + 1)) ++n;
        return n;
    };
    CHECK_MESSAGE(count(" over (40, 50)") == 3, loops);
    CHECK_MESSAGE(count(" is the kernel symmetric_window") == 7, loops);
}

TEST_CASE("images smaller than the window are refused") {
    const auto x = random_array<double>({10, 12});
    CHECK_THROWS_WITH_AS(xg::evaluate([](auto a, auto b) { return xg::ssim(a, b); })(x, x),
        "xgrad::ssim: axis 0 of (10, 12) has fewer than 11 elements", xg::shape_error);
}

TEST_CASE("images of unlike types and static extents") {
    const auto a = random_array<double>({12, 13});
    const xt::xtensor<float, 2> b = random_array<float>({12, 13});
    const xt::xtensor<double, 2> same = b;
    auto similarity = [](auto x, auto y) { return xg::ssim(x, y); };
    CHECK(xg::evaluate(similarity)(xt::xtensor_fixed<double, xt::xshape<12, 13>>(a), b) ==
        doctest::Approx(xg::evaluate(similarity)(a, same)).epsilon(1e-13));
}
