#include <support/check.hpp>

namespace {

// of five rows the second and the fourth are used, apart and together
constexpr auto parts = [](auto x) {
    auto a = xg::view(x, xg::at<1>), b = xg::view(x, xg::at<3>);
    return xg::sum(xg::exp(a) * xg::sin(b)) + xg::sum(a * a);
};

}  // namespace

TEST_CASE("mosaic: the gradient of parts is zero elsewhere, and stored by one loop") {
    const auto x = random_array<double>({5, 23});
    const auto d = xg::grad(parts)(x);
    xt::xtensor<double, 2> expected = xt::zeros<double>({5, 23});
    for (std::size_t j = 0; j < 23; ++j) {
        expected(1, j) = std::exp(x(1, j)) * std::sin(x(3, j)) + 2 * x(1, j);
        expected(3, j) = std::exp(x(1, j)) * std::cos(x(3, j));
    }
    check_close(d, expected, 1e-13);
    CHECK(xg::explain(xg::grad(parts), x).find("loop 2") == std::string::npos);
}

TEST_CASE("mosaic: what is read again is whole") {
    auto again = [](auto x) { return xg::sum(xg::square(xg::grad(parts)(x) + x)); };
    const auto x = random_array<double>({5, 23});
    const auto d = xg::grad(parts)(x);
    double expected = 0;
    for (std::size_t i = 0; i < x.size(); ++i) expected += (d.data()[i] + x.data()[i]) * (d.data()[i] + x.data()[i]);
    CHECK(xg::evaluate(again)(x) == doctest::Approx(expected).epsilon(1e-13));
}
