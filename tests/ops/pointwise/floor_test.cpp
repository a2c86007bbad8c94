#include "support/check.hpp"

TEST_CASE("floor, ceil, round") {
    auto floor = [](auto x) { return xg::floor(x); };
    auto ceil = [](auto x) { return xg::ceil(x); };
    auto round = [](auto x) { return xg::round(x); };
    check_values(
        floor, [](auto x) { return std::floor(x); }, {0}, interval{-5, 5});
    check_values(
        ceil, [](auto x) { return std::ceil(x); }, {0}, interval{-5, 5});
    check_values(
        round, [](auto x) { return std::nearbyint(x); }, {0}, interval{-5, 5});
    const double nan = not_a_number;
    const xt::xtensor<double, 1> x{0, 0.5, 1.5, 2.5, -0.5, -2.5, 1e300, infinity, -infinity, nan};
    check_close(xg::evaluate(floor)(x), xt::xtensor<double, 1>{0, 0, 1, 2, -1, -3, 1e300, infinity, -infinity, nan}, 0);
    check_close(xg::evaluate(ceil)(x), xt::xtensor<double, 1>{0, 1, 2, 3, 0, -2, 1e300, infinity, -infinity, nan}, 0);
    check_close(xg::evaluate(round)(x), xt::xtensor<double, 1>{0, 0, 2, 2, 0, -2, 1e300, infinity, -infinity, nan}, 0);
}

TEST_CASE("a detached floor is a constant") {
    check_gradient([](auto x) { return (x - xg::detach(xg::floor(x))) * x; }, random_array<double>({9}, {2.1, 2.9}));
}
