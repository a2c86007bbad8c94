#include <support/check.hpp>

namespace {

constexpr auto smooth = [](auto x, auto value, auto space) { return xg::bilateral(x, value, space, xg::radius<1>, xg::circular); };

}  // namespace

TEST_CASE("bilateral is the weighted mean of a window") {
    constexpr auto wide = [](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<2>); };
    const auto x = random_array<double>({6, 21});
    const auto y = xg::evaluate(wide)(x);
    xt::xtensor<double, 2> expected({6, 21});
    for (long i = 0; i < 6; ++i)
        for (long j = 0; j < 21; ++j) {
            double sum = 0, weights = 0;
            for (long a = -2; a <= 2; ++a)
                for (long b = -2; b <= 2; ++b) {
                    const double e = x(xg::resolve_boundary(xg::boundary::symmetric, i + a, 6).index, xg::resolve_boundary(xg::boundary::symmetric, j + b, 21).index);
                    const double w = std::exp(-static_cast<double>(a * a + b * b) / 2.88 - (e - x(i, j)) * (e - x(i, j)) / 0.18);
                    sum += w * e, weights += w;
                }
            expected(i, j) = sum / weights;
        }
    check_close(y, expected, 1e-13);
}

TEST_CASE("bilateral: gradients of the image and of both sigmas") { check_gradient<1>(smooth, random_array<double>({3, 4}), 0.5, 0.9); }

TEST_CASE("the magnitude of sobel has the gradient 0 where the image is flat") {
    constexpr auto edges = [](auto x) { return xg::sum(xg::sobel(x)); };
    const auto d = xg::grad(edges)(xt::xtensor<float, 2>(xt::ones<float>({5, 6})));
    for (float e : d) CHECK(e == 0);
    constexpr auto slope = [](auto x) { return xg::scharr(x, xg::circular); };
    check_gradient<1>(slope, random_array<double>({4, 5}));
}
