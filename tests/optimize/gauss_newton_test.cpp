// Gauss-Newton and Levenberg-Marquardt: linear problems at once, curves, degenerate ones, wrong use.

#include <xgrad/optimize.hpp>

#include <support/check.hpp>

namespace {

using vector = xt::xtensor<double, 1>;

constexpr auto line = [](auto p, auto x, auto y) { return xg::view(p, xg::at<0>) + xg::view(p, xg::at<1>) * x - y; };
constexpr auto decay = [](auto p, auto x, auto y) { return xg::view(p, xg::at<0>) * xg::exp(-(xg::view(p, xg::at<1>) * x)) - y; };
constexpr auto first_only = [](auto p, auto x) { return xg::view(p, xg::at<0>) - x; };
constexpr auto rosenbrock = [](auto p) {
    auto a = xg::view(p, xg::range<0, 1>), b = xg::view(p, xg::range<1, 2>);
    return xg::concatenate(xg::axes<0>, 1 - a, 10 * (b - a * a));
};

vector places(std::size_t n) {
    vector x = xt::zeros<double>({n});
    for (std::size_t i = 0; i < n; ++i) x(i) = 0.1 * static_cast<double>(i);
    return x;
}

}  // namespace

TEST_CASE("one Gauss-Newton step solves a linear problem") {
    for (std::size_t n : {std::size_t{2}, std::size_t{37}, std::size_t{5000}}) {
        const vector x = places(n), y = random_like(x);
        vector p{0.3, -2};
        xg::gauss_newton fit(line, {.damping = 0}, p, x, y);
        const double loss = fit.step(p, x, y);
        // the regression line by its formulas
        double sx = 0, sy = 0, sxx = 0, sxy = 0;
        for (std::size_t i = 0; i < n; ++i) sx += x(i), sy += y(i), sxx += x(i) * x(i), sxy += x(i) * y(i);
        const auto m = static_cast<double>(n);
        const double slope = (m * sxy - sx * sy) / (m * sxx - sx * sx), offset = (sy - slope * sx) / m;
        CHECK(p(0) == doctest::Approx(offset).epsilon(1e-8));
        CHECK(p(1) == doctest::Approx(slope).epsilon(1e-8));
        double expected = 0;
        for (std::size_t i = 0; i < n; ++i) expected += std::pow(offset + slope * x(i) - y(i), 2);
        CHECK(loss == doctest::Approx(expected).epsilon(1e-9).scale(1e-9));
    }
}

TEST_CASE("Levenberg-Marquardt goes down into curved valleys, and never up") {
    const vector x = places(40);
    vector y = x, p{1, 1};
    for (std::size_t i = 0; i < x.size(); ++i) y(i) = 3 * std::exp(-0.7 * x(i));
    xg::gauss_newton fit(decay, {}, p, x, y);
    const auto report = fit.minimize(p, x, y);
    CHECK(report.converged);
    CHECK(report.iterations < 15);
    CHECK(p(0) == doctest::Approx(3).epsilon(1e-8));
    CHECK(p(1) == doctest::Approx(0.7).epsilon(1e-8));

    xt::xtensor<double, 1> q{-1.2, 1};
    xg::gauss_newton valley(rosenbrock, {.iterations = 200, .tolerance = 0}, q);
    double last = 1e300;
    for (int s = 0; s < 40; ++s) {
        const double loss = valley.step(q);
        CHECK(loss <= last);
        last = loss;
    }
    CHECK(q(0) == doctest::Approx(1).epsilon(1e-6));
    CHECK(q(1) == doctest::Approx(1).epsilon(1e-6));
}

TEST_CASE("numbers, matrices, single precision") {
    float p = 5;
    const xt::xtensor<float, 2> x({3, 7}, 2.f);
    constexpr auto difference = [](auto a, auto b) { return a - b; };
    xg::gauss_newton mean(difference, {.damping = 0}, p, x);
    CHECK(mean.step(p, x) == 0);
    CHECK(p == 2);

    xt::xtensor<double, 2> matrix = xt::zeros<double>({2, 3});
    const auto target = random_array<double>({2, 3});
    xg::gauss_newton all(difference, {}, matrix, target);
    CHECK(all.minimize(matrix, target).loss < 1e-20);
    check_close(matrix, target, 1e-9);
}

TEST_CASE("what nothing depends on stays; what is not finite is refused") {
    const vector x{1, 2, 3};
    vector p{0, 7};
    for (double damping : {0., 1e-3}) {
        xg::gauss_newton fit(first_only, {.damping = damping}, p, x);
        fit.minimize(p, x);
        CHECK(p(0) == doctest::Approx(2).epsilon(1e-9));
        CHECK(p(1) == 7);
    }
    const vector broken{1, not_a_number, 3};
    xg::gauss_newton fit(first_only, {}, p, x);
    const vector before = p;
    CHECK(std::isnan(fit.step(p, broken)));
    CHECK(p == before);
    CHECK_THROWS_AS(fit.step(p, places(4)), xg::shape_error);
    vector many({65}, 0.);
    CHECK_THROWS_AS(xg::gauss_newton(first_only, {}, many, x), std::invalid_argument);
}
