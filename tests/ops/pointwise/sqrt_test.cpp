#include "support/check.hpp"

TEST_CASE("sqrt") {
    auto f = [](auto x) { return xg::sqrt(x); };
    check_values(
        f, [](auto x) { return std::sqrt(x); }, {1}, interval{0, 10});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 3}));
    check_special<1>(f, {{{0}, 0, {infinity}}, {{4}, 2, {0.25}}, {{-1}, not_a_number, {not_a_number}}, {{infinity}, infinity, {0}}});
}

TEST_CASE("rsqrt") {
    auto f = [](auto x) { return xg::rsqrt(x); };
    check_values(
        f, [](auto x) { return 1 / std::sqrt(x); }, {2}, interval{0.001, 10});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 3}));
    check_special<1>(f, {{{0}, infinity, {-infinity}}, {{4}, 0.5, {-0.0625}}, {{-1}, not_a_number, {not_a_number}}, {{infinity}, 0, {0}}});
}

TEST_CASE("cbrt") {
    auto f = [](auto x) { return xg::cbrt(x); };
    check_values(
        f, [](auto x) { return std::cbrt(x); }, {2}, interval{-10, 10});
    check_gradient(f, random_array<double>({3, 5}, {-3, -0.5}));
    check_special<1>(f,
        {{{0}, 0, {infinity}}, {{-0.}, -0., {infinity}}, {{-8}, -2, {1. / 12}}, {{infinity}, infinity, {0}},
            {{-infinity}, -infinity, {0}}});
}
