#include "support/check.hpp"

TEST_CASE("square") {
    auto f = [](auto x) { return xg::square(x); };
    check_values(
        f, [](auto x) { return x * x; }, {1}, interval{-3, 3});
    check_gradient(f, random_array<double>({3, 5}));
    check_special<1>(f, {{{0}, 0, {0}}, {{-2}, 4, {-4}}, {{-infinity}, infinity, {-infinity}}});
}

TEST_CASE("reciprocal") {
    auto f = [](auto x) { return xg::reciprocal(x); };
    check_values(
        f, [](auto x) { return 1 / x; }, {1}, interval{0.1, 3});
    check_gradient(f, random_array<double>({3, 5}, {-3, -0.5}));
    check_special<1>(f, {{{0}, infinity, {-infinity}}, {{-0.}, -infinity, {-infinity}}, {{-2}, -0.5, {-0.25}}, {{-infinity}, -0., {0}}});
}
