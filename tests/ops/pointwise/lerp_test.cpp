#include "support/check.hpp"

TEST_CASE("lerp") {
    auto f = [](auto a, auto b, auto t) { return xg::lerp(a, b, t); };
    check_values(
        f, [](auto a, auto b, auto t) { return a + t * (b - a); }, {4, 1}, interval{}, interval{}, interval{-1, 2});
    check_gradient(f, random_array<double>({3, 5}), random_array<double>({3, 5}), random_array<double>({3, 5}, {-1, 2}));
    check_special<3>(f,
        {{{0.1f, 0.7f, 0}, 0.1f, {1, 0, 0.7f - double(0.1f)}}, {{1e10f, 0.7f, 1}, 0.7f, {0, 1, 0.7f - 1e10}},
            {{1, 3, 0.5}, 2, {0.5, 0.5, 2}}});
    check_gradient([](auto a, auto b) { return xg::lerp(a, b, 0.3); }, random_array<double>({7}), random_array<double>({7}));
}
