#include "support/check.hpp"

TEST_CASE("minimum") {
    auto f = [](auto a, auto b) { return xg::minimum(a, b); };
    check_values(
        f, [](auto a, auto b) { return std::min(a, b); }, {0}, interval{}, interval{});
    check_gradient(f, random_array<double>({3, 5}), random_array<double>({3, 5}));
    const double nan = not_a_number;
    check_special<2>(f,
        {{{1, 2}, 1, {1, 0}}, {{2, 1}, 1, {0, 1}}, {{2, 2}, 2, {0.5, 0.5}}, {{-infinity, infinity}, -infinity, {1, 0}},
            {{nan, 1}, nan, {1, 1}}, {{1, nan}, nan, {1, 1}}});
}

TEST_CASE("maximum") {
    auto f = [](auto a, auto b) { return xg::maximum(a, b); };
    check_values(
        f, [](auto a, auto b) { return std::max(a, b); }, {0}, interval{}, interval{});
    check_gradient(f, random_array<double>({3, 5}), random_array<double>({3, 5}));
    const double nan = not_a_number;
    check_special<2>(f,
        {{{1, 2}, 2, {0, 1}}, {{2, 1}, 2, {1, 0}}, {{2, 2}, 2, {0.5, 0.5}}, {{-infinity, infinity}, infinity, {0, 1}},
            {{nan, 1}, nan, {1, 1}}, {{1, nan}, nan, {1, 1}}});
}

TEST_CASE("maximum and minimum with numbers") {
    auto f = [](auto x) { return xg::maximum(x, 0.25) - xg::minimum(-0.5, x); };
    check_values(
        f, [](auto x) { return std::max<long double>(x, 0.25) - std::min<long double>(x, -0.5); }, {1}, interval{});
}

TEST_CASE("clamp") {
    auto f = [](auto x) { return xg::clamp(x, -0.5, 0.25); };
    check_values(
        f, [](auto x) { return x < -0.5 ? -0.5
                            : x > 0.25  ? 0.25
                                        : x; }, {0}, interval{});
    check_special<1>(f,
        {{{0}, 0, {1}}, {{-0.5}, -0.5, {1}}, {{0.25}, 0.25, {1}}, {{-1}, -0.5, {0}}, {{1}, 0.25, {0}}, {{-infinity}, -0.5, {0}},
            {{infinity}, 0.25, {0}}, {{not_a_number}, not_a_number, {0}}});
}

TEST_CASE("clamp between arrays") {
    auto f = [](auto x, auto low, auto high) { return xg::clamp(x, low, high); };
    check_gradient(f, random_array<double>({5, 7}), random_array<double>({5, 7}, {-0.6, -0.2}), random_array<double>({5, 7}, {0.2, 0.6}));
    check_special<3>(f,
        {{{0, -1, 1}, 0, {1, 0, 0}}, {{-2, -1, 1}, -1, {0, 1, 0}}, {{2, -1, 1}, 1, {0, 0, 1}}, {{-1, -1, 1}, -1, {1, 0, 0}},
            {{0, 1, -1}, -1, {0, 0, 1}}});
}
