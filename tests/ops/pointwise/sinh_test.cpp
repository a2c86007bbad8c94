#include "support/check.hpp"

TEST_CASE("sinh") {
    auto f = [](auto x) { return xg::sinh(x); };
    check_values(
        f, [](auto x) { return std::sinh(x); }, {3}, interval{-10, 10});
    check_gradient(f, random_array<double>({3, 5}, {-2, 2}));
    check_special<1>(f, {{{0}, 0, {1}}, {{-0.}, -0., {1}}, {{-infinity}, -infinity, {infinity}}});
}

TEST_CASE("cosh") {
    auto f = [](auto x) { return xg::cosh(x); };
    check_values(
        f, [](auto x) { return std::cosh(x); }, {3}, interval{-10, 10});
    check_gradient(f, random_array<double>({3, 5}, {-2, 2}));
    check_special<1>(f, {{{0}, 1, {0}}, {{-infinity}, infinity, {-infinity}}});
}
