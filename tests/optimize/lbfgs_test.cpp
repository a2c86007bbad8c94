// L-BFGS through NLopt: Rosenbrock's valley, an image energy against Adam, numbers, what is not finite, wrong use. Built if NLopt is found.

#include <xgrad/optimize.hpp>
#include <xgrad/optimize/lbfgs.hpp>

#include <support/check.hpp>

namespace {

constexpr auto valley = [](auto p) {
    auto a = xg::view(p, xg::range<0, -1>), b = xg::view(p, xg::range<1, xg::end>);
    return xg::sum(xg::square(1 - a) + 100 * xg::square(b - a * a));
};
constexpr auto energy = [](auto u, auto f) { return xg::mse(u, f) + 0.1 * xg::total_variation(u, 1e-3); };

}  // namespace

TEST_CASE("Rosenbrock's valley of 10 numbers is followed to its end") {
    const xt::xtensor<double, 1> p({10}, 0.);
    auto slope = xg::plan(xg::value_and_grad<0>(valley), p);
    for (unsigned memory : {0u, 5u}) {
        xt::xtensor<double, 1> q = p;
        const auto report = xg::lbfgs(
            q, [&](const auto& x) -> const auto& { return slope(x); }, {.evaluations = 1000, .tolerance = 1e-14, .memory = memory});
        CHECK(report.converged);
        CHECK(report.evaluations < 300);
        CHECK(report.loss < 1e-12);
        for (double v : q) CHECK(v == doctest::Approx(1).epsilon(1e-5));
    }
    xt::xtensor<double, 1> q = p;
    const auto few = xg::lbfgs(q, [&](const auto& x) -> const auto& { return slope(x); }, {.evaluations = 5});
    CHECK_FALSE(few.converged);
    CHECK(few.evaluations == 5);
    CHECK(std::get<0>(slope(q)) == few.loss);  // the best one that was met
}

TEST_CASE("an image energy ends lower than after ten times as many steps of Adam") {
    const auto f = random_array<float>({20, 31});
    auto u = f, v = f;
    auto slope = xg::plan(xg::value_and_grad<0>(energy), u, f);
    const auto report = xg::lbfgs(u, [&](const auto& x) -> const auto& { return slope(x, f); }, {.evaluations = 100, .tolerance = 1e-7});
    xg::adam descent({.learning_rate = 0.01});
    for (int i = 0; i < 1000; ++i) descent.step(v, std::get<1>(slope(v, f)));
    const double by_adam = static_cast<double>(std::get<0>(slope(v, f)));
    CHECK(report.loss < by_adam * (1 + 1e-4));
    CHECK(static_cast<double>(std::get<0>(slope(u, f))) == doctest::Approx(report.loss).epsilon(1e-6));
}

TEST_CASE("numbers; what is thrown, not finite or of another shape") {
    double p = 5;
    const auto square = [](double x) { return std::pair{(x - 2) * (x - 2), 2 * (x - 2)}; };
    CHECK(xg::lbfgs(p, square).converged);
    CHECK(p == doctest::Approx(2));

    p = 5;
    int calls = 0;
    const auto fails = [&](double x) { return ++calls > 1 ? throw std::runtime_error("for a test") : square(x); };
    CHECK_THROWS_WITH(xg::lbfgs(p, fails), "for a test");
    CHECK(p == 5);  // the best one so far

    const auto broken = [](double) { return std::pair{not_a_number, 1.}; };
    const auto report = xg::lbfgs(p, broken);
    CHECK_FALSE(report.converged);
    CHECK(report.evaluations == 1);
    CHECK(p == 5);

    xt::xtensor<double, 1> x({3}, 1.);
    const xt::xtensor<double, 1> four({4}, 1.);
    CHECK_THROWS_AS(xg::lbfgs(x, [&](const auto&) { return std::pair{1., four}; }), xg::shape_error);
}
