#include "support/check.hpp"

TEST_CASE("hypot") {
    auto f = [](auto a, auto b) { return xg::hypot(a, b); };
    check_values(
        f, [](auto a, auto b) { return std::hypot(a, b); }, {2}, interval{-3, 3}, interval{-3, 3});
    check_values(
        f, [](auto a, auto b) { return std::hypot(a, b); }, {2}, interval{-1e37, 1e37}, interval{-1e37, 1e37});
    check_values(
        f, [](auto a, auto b) { return std::hypot(a, b); }, {2}, interval{-1e-37, 1e-37}, interval{-1e-37, 1e-37});
    check_gradient(f, random_array<double>({3, 5}), random_array<double>({3, 5}, {0.5, 1}));
    const double nan = not_a_number;
    check_special<2>(f,
        {{{3, -4}, 5, {0.6, -0.8}}, {{0, -2}, 2, {0, -1}}, {{0, 0}, 0, {nan, nan}}, {{infinity, 1}, infinity, {nan, 0}},
            {{-infinity, nan}, infinity, {nan, nan}}, {{1, nan}, nan, {nan, nan}}, {{0x1p100, 0}, 0x1p100, {1, 0}}});
}
