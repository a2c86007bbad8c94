#include "support/check.hpp"

TEST_CASE("relu") {
    auto f = [](auto x) { return xg::relu(x); };
    check_values(
        f, [](auto x) { return x > 0 ? x : 0; }, {0}, interval{-1, 1});
    check_gradient(f, random_array<double>({3, 5}, {0.1, 1}));
    check_special<1>(f,
        {{{0}, 0, {0}}, {{-2}, 0, {0}}, {{2}, 2, {1}}, {{infinity}, infinity, {1}}, {{-infinity}, 0, {0}},
            {{not_a_number}, not_a_number, {1}}});
}

TEST_CASE("leaky_relu") {
    auto f = [](auto x) { return xg::leaky_relu(x, 0.25); };
    check_values(
        f, [](auto x) { return x > 0 ? x : x / 4; }, {0}, interval{-1, 1});
    check_special<1>(
        f, {{{0}, 0, {0.25}}, {{-2}, -0.5, {0.25}}, {{2}, 2, {1}}, {{infinity}, infinity, {1}}, {{-infinity}, -infinity, {0.25}}});
    // a learned slope, one for all
    check_gradient([](auto x, auto slope) { return xg::leaky_relu(x, slope); }, random_array<double>({3, 5}, {-1, -0.1}), 0.3);
}

TEST_CASE("elu") {
    auto f = [](auto x) { return xg::elu(x, 0.5); };
    check_values(
        f, [](auto x) { return x > 0 ? x : std::expm1(x) / 2; }, {2}, interval{-5, 5});
    check_gradient(f, random_array<double>({3, 5}, {-3, -0.1}));
    check_special<1>(f, {{{0}, 0, {0.5}}, {{2}, 2, {1}}, {{1000}, 1000, {1}}, {{infinity}, infinity, {1}}, {{-infinity}, -0.5, {0}}});
}

TEST_CASE("gelu") {
    auto f = [](auto x) { return xg::gelu(x); };
    check_values(
        f, [](auto x) { return x / 2 * (1 + std::erf(x / std::sqrt(2.0L))); }, {4, 0.5}, interval{-5, 5});
    check_gradient(f, random_array<double>({3, 5}, {-3, 3}));
    check_special<1>(f, {{{0}, 0, {0.5}}, {{100}, 100, {1}}, {{-100}, -0., {0}}});
}

TEST_CASE("silu") {
    auto f = [](auto x) { return xg::silu(x); };
    check_values(
        f, [](auto x) { return x / (1 + std::exp(-x)); }, {4}, interval{-10, 10});
    check_gradient(f, random_array<double>({3, 5}, {-3, 3}));
    check_special<1>(f, {{{0}, 0, {0.5}}, {{1000}, 1000, {1}}, {{-1000}, -0., {0}}});
}
