#include <support/check.hpp>

namespace {

constexpr auto warped = [](auto x, auto u) { return xg::warp(x, u); };
constexpr auto mapped = [](auto x, auto c) { return xg::map_coordinates(x, c, xg::replicate); };

}  // namespace

TEST_CASE("warp: whole displacements move pixels, components in the order of the axes") {
    const auto x = random_array<float>({6, 20});
    xt::xtensor<float, 3> u = xt::zeros<float>({2, 6, 20});
    xt::view(u, 0) = 2.f, xt::view(u, 1) = -3.f;
    const auto y = xg::evaluate(warped)(x, u);
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 20; ++j) CHECK(y(i, j) == (i + 2 < 6 && j >= 3 ? x(i + 2, j - 3) : 0));
    // the same for every image and channel of a batch
    xt::xtensor<float, 4> batch(std::array<std::size_t, 4>{2, 2, 6, 20}), each(std::array<std::size_t, 4>{2, 2, 6, 20});
    for (std::size_t n = 0; n < 4; ++n) xt::view(batch, n / 2, n % 2) = static_cast<float>(n + 1) * x;
    for (std::size_t n = 0; n < 2; ++n) xt::view(each, n) = u;
    const auto all = xg::evaluate(warped)(batch, each);
    for (std::size_t n = 0; n < 4; ++n)
        check_close(xt::xtensor<float, 2>(xt::view(all, n / 2, n % 2)), xt::xtensor<float, 2>(static_cast<float>(n + 1) * y), 1e-6);
}

TEST_CASE("warp: derivatives in image and displacement, to second order") {
    check_gradient(warped, random_array<double>({3, 5}), random_array<double>({2, 3, 5}, {-0.9, -0.1}));
}

TEST_CASE("warp: value and gradient of every component in one pass") {
    const auto x = random_array<float>({20, 40}), y = random_array<float>({20, 40});
    const auto u = random_array<float>({2, 20, 40});
    const auto words =
        xg::explain(xg::value_and_grad<1>([](auto a, auto b, auto c) { return xg::mean(xg::square(xg::warp(a, b) - c)); }), x, u, y);
    CHECK(words.find("loop 1 over (20, 40)\n") != std::string::npos);
    CHECK(words.find("loop 3") == std::string::npos);
}

TEST_CASE("map_coordinates: linear interpolation at any number of points") {
    const auto x = random_array<double>({5, 7});
    const auto c = random_array<double>({2, 31}, {-1, 7});
    const auto y = xg::evaluate(mapped)(x, c);
    for (std::size_t p = 0; p < 31; ++p) {
        const double i = std::clamp(c(0, p), 0., 4.), j = std::clamp(c(1, p), 0., 6.), r = std::min(std::floor(i), 3.),
                     s = std::min(std::floor(j), 5.);
        const auto a = static_cast<std::size_t>(r), b = static_cast<std::size_t>(s);
        const double expected = (1 - i + r) * ((1 - j + s) * x(a, b) + (j - s) * x(a, b + 1)) +
            (i - r) * ((1 - j + s) * x(a + 1, b) + (j - s) * x(a + 1, b + 1));
        CHECK(y(p) == doctest::Approx(expected).epsilon(1e-12));
    }
    check_gradient<1>(mapped, x, random_array<double>({2, 3, 4}, {0.1, 0.9}));
    CHECK_THROWS_AS(xg::evaluate(mapped)(x, random_array<double>({3, 4})), xg::shape_error);
}

TEST_CASE("translate, rotate: whole pixels and right angles") {
    const auto x = random_array<double>({5, 5});
    const xt::xtensor<double, 1> offset{1, -2};
    const auto moved = xg::evaluate([](auto a, auto b) { return xg::translate(a, b); })(x, offset);
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 5; ++j) CHECK(moved(i, j) == (i >= 1 && j + 2 < 5 ? x(i - 1, j + 2) : 0));
    auto turn = [](auto a, auto angle) { return xg::rotate(a, angle, xg::replicate); };
    const auto turned = xg::evaluate(turn)(x, std::acos(0.));
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 5; ++j) CHECK(turned(i, j) == doctest::Approx(x(j, 4 - i)));  // numpy.rot90
    check_gradient<1>(turn, random_array<double>({4, 5}), 0.37);
}
