#include "support/check.hpp"

TEST_CASE("atan2") {
    auto f = [](auto a, auto b) { return xg::atan2(a, b); };
    check_values(
        f, [](auto a, auto b) { return std::atan2(a, b); }, {3}, interval{-3, 3}, interval{-3, 3});
    check_gradient(f, random_array<double>({3, 5}), random_array<double>({3, 5}, {0.5, 1}));
    check_gradient(f, random_array<double>({3, 5}, {-1, -0.5}), random_array<double>({3, 5}));
    const double pi = std::acos(-1), nan = not_a_number;
    check_special<2>(f,
        {{{0, 1}, 0, {1, 0}}, {{-0., 1}, -0., {1, 0}}, {{0, -1}, pi, {-1, 0}}, {{-0., -1}, -pi, {-1, 0}}, {{1, 0}, pi / 2, {0, -1}},
            {{-1, 0}, -pi / 2, {0, 1}}, {{0, 0}, 0, {nan, nan}}, {{-0., 0}, -0., {nan, nan}}, {{0, -0.}, pi, {nan, nan}},
            {{-0., -0.}, -pi, {nan, nan}}, {{infinity, infinity}, pi / 4, {nan, nan}}, {{-infinity, -infinity}, -3 * pi / 4, {nan, nan}},
            {{infinity, -infinity}, 3 * pi / 4, {nan, nan}}, {{1, infinity}, 0, {nan, 0}}, {{1, -infinity}, pi, {nan, 0}},
            {{infinity, 1}, pi / 2, {0, nan}}, {{1, nan}, nan, {nan, nan}}});
}

TEST_CASE("atan2 of an expression and a number") {
    check_gradient([](auto a) { return xg::atan2(a, 2) + xg::atan2(-1, a); }, random_array<double>({7}, {0.5, 2}));
}
