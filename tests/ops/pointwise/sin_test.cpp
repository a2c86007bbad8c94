#include "support/check.hpp"

TEST_CASE("sin") {
    auto f = [](auto x) { return xg::sin(x); };
    check_values(
        f, [](auto x) { return std::sin(x); }, {2}, interval{-100, 100});
    check_gradient(f, random_array<double>({3, 5}, {-5, 5}));
    check_special<1>(f, {{{0}, 0, {1}}, {{-0.}, -0., {1}}, {{infinity}, not_a_number, {not_a_number}}});
}

TEST_CASE("cos") {
    auto f = [](auto x) { return xg::cos(x); };
    check_values(
        f, [](auto x) { return std::cos(x); }, {2}, interval{-100, 100});
    check_gradient(f, random_array<double>({3, 5}, {-5, 5}));
    check_special<1>(f, {{{0}, 1, {0}}, {{infinity}, not_a_number, {not_a_number}}});
}

TEST_CASE("tan") {
    auto f = [](auto x) { return xg::tan(x); };
    check_values(
        f, [](auto x) { return std::tan(x); }, {3}, interval{-1.5, 1.5});
    check_gradient(f, random_array<double>({3, 5}));
    check_special<1>(f, {{{0}, 0, {1}}, {{-0.}, -0., {1}}, {{-infinity}, not_a_number, {not_a_number}}});
}

TEST_CASE("sine and cosine of the same argument") {
    auto f = [](auto x) { return xg::sin(x) * xg::cos(x); };
    check_values(
        f, [](auto x) { return std::sin(x) * std::cos(x); }, {4}, interval{-100, 100});
    check_gradient(f, random_array<double>({3, 5}, {-5, 5}));
}
