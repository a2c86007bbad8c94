#include <support/check.hpp>

namespace {

constexpr auto by_number = [](auto x) { return xg::gaussian_blur(x, 1.5); };
constexpr auto by_argument = [](auto x, auto sigma) { return xg::gaussian_blur(x, sigma, xg::radius<6>); };

}  // namespace

TEST_CASE("gaussian_taps are exp(-k^2 / (2 sigma^2)) over their sum") {
    static_assert(xg::gaussian_radius(1.5) == 6 && xg::gaussian_radius(0.8) == 3 && xg::gaussian_radius(0.1) == 0);
    for (double t : {0., 0.3, 1., 2.75, 17.2, 300.}) CHECK(xg::exponential_of_minus(t) == doctest::Approx(std::exp(-t)).epsilon(1e-14));
    constexpr auto w = xg::gaussian_taps<4>(1.25, 3);
    double sum = 0;
    for (int k = -3; k <= 3; ++k) sum += std::exp(-k * k / 3.125);
    for (int k = -4; k <= 4; ++k)
        CHECK(w.value[static_cast<std::size_t>(k + 4)] ==
            doctest::Approx(std::abs(k) > 3 ? 0 : std::exp(-k * k / 3.125) / sum).epsilon(1e-14));
}

TEST_CASE("gaussian_blur of a stack blurs every image; a run-time sigma is the same, and has a gradient") {
    const auto x = random_array<double>({2, 3, 9, 11});
    const auto all = xg::evaluate(by_number)(x);
    check_close(xg::evaluate(by_argument)(x, 1.5), all, 1e-14);
    check_close(xt::view(all, 1, 2), xg::evaluate(by_number)(xt::xtensor<double, 2>(xt::view(x, 1, 2))), 1e-15);
    constexpr auto narrow = [](auto x, auto sigma) { return xg::gaussian_blur(x, sigma, xg::radius<2>, xg::circular); };
    check_gradient<1>(narrow, random_array<double>({3, 5}), 0.8);
}

TEST_CASE("gaussian_blur: an image narrower than the radius is refused where the mode reaches over it") {
    CHECK_THROWS_AS(xg::evaluate(by_number)(random_array<float>({5, 20})), xg::shape_error);
}

TEST_CASE("gaussian_blur: taps that are zero make no demand on a small image of static extents") {
    constexpr auto little = [](auto x) { return xg::sum(xg::square(xg::gaussian_blur(x, 0.6))); };
    xt::xtensor_fixed<double, xt::xshape<3, 4>> fixed = random_array<double>({3, 4});
    const auto [value, gradient] = xg::value_and_grad(little)(fixed);
    const auto [same, also] = xg::value_and_grad(little)(xt::xtensor<double, 2>(fixed));
    CHECK(value == doctest::Approx(same).epsilon(1e-14));
    check_close(gradient, also, 1e-14);
}
