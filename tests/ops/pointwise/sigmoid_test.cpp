#include "support/check.hpp"

TEST_CASE("sigmoid") {
    auto f = [](auto x) { return xg::sigmoid(x); };
    check_values(
        f, [](auto x) { return 1 / (1 + std::exp(-x)); }, {2}, interval{-20, 20});
    check_gradient(f, random_array<double>({3, 5}, {-4, 4}));
    check_special<1>(f,
        {{{0}, 0.5, {0.25}}, {{infinity}, 1, {0}}, {{-infinity}, 0, {0}}, {{-1000}, 0, {0}}, {{1000}, 1, {0}},
            {{not_a_number}, not_a_number, {not_a_number}}});
}

TEST_CASE("softplus") {
    auto f = [](auto x) { return xg::softplus(x); };
    check_values(
        f, [](auto x) { return std::log1p(std::exp(x)); }, {3}, interval{-20, 20});
    check_gradient(f, random_array<double>({3, 5}, {-4, 4}));
    check_special<1>(f,
        {{{0}, std::log(2), {0.5}}, {{infinity}, infinity, {1}}, {{-infinity}, 0, {0}}, {{1000}, 1000, {1}},
            {{not_a_number}, not_a_number, {not_a_number}}});
}
