#include "support/check.hpp"

TEST_CASE("asin") {
    auto f = [](auto x) { return xg::asin(x); };
    check_values(
        f, [](auto x) { return std::asin(x); }, {3}, interval{-1, 1});
    check_gradient(f, random_array<double>({3, 5}, {-0.9, 0.9}));
    check_special<1>(
        f, {{{0}, 0, {1}}, {{1}, std::asin(1), {infinity}}, {{-1}, std::asin(-1), {infinity}}, {{2}, not_a_number, {not_a_number}}});
}

TEST_CASE("acos") {
    auto f = [](auto x) { return xg::acos(x); };
    check_values(
        f, [](auto x) { return std::acos(x); }, {3}, interval{-1, 1});
    check_gradient(f, random_array<double>({3, 5}, {-0.9, 0.9}));
    check_special<1>(
        f, {{{0}, std::acos(0), {-1}}, {{1}, 0, {-infinity}}, {{-1}, std::acos(-1), {-infinity}}, {{2}, not_a_number, {not_a_number}}});
}

TEST_CASE("atan") {
    auto f = [](auto x) { return xg::atan(x); };
    check_values(
        f, [](auto x) { return std::atan(x); }, {2}, interval{-10, 10});
    check_gradient(f, random_array<double>({3, 5}, {-3, 3}));
    check_special<1>(f, {{{0}, 0, {1}}, {{-1}, std::atan(-1), {0.5}}, {{infinity}, std::atan(infinity), {0}}});
}
