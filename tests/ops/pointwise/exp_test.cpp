#include "support/check.hpp"

TEST_CASE("exp") {
    auto f = [](auto x) { return xg::exp(x); };
    check_values(
        f, [](auto x) { return std::exp(x); }, {2}, interval{-10, 10});
    check_layouts(
        f, [](auto x) { return std::exp(x); }, {2}, interval{0, 10});
    check_gradient(f, random_array<double>({3, 5}));
    check_special<1>(f,
        {{{0}, 1, {1}}, {{-0.}, 1, {1}}, {{infinity}, infinity, {infinity}}, {{-infinity}, 0, {0}},
            {{not_a_number}, not_a_number, {not_a_number}}});
}

TEST_CASE("expm1") {
    auto f = [](auto x) { return xg::expm1(x); };
    check_values(
        f, [](auto x) { return std::expm1(x); }, {2}, interval{-10, 10});
    check_values(
        f, [](auto x) { return std::expm1(x); }, {2}, interval{-1e-3, 1e-3});
    check_gradient(f, random_array<double>({3, 5}));
    check_special<1>(
        f, {{{0}, 0, {1}}, {{infinity}, infinity, {infinity}}, {{-infinity}, -1, {0}}, {{not_a_number}, not_a_number, {not_a_number}}});
}
