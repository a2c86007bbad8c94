#include "support/check.hpp"

TEST_CASE("tanh") {
    auto f = [](auto x) { return xg::tanh(x); };
    check_values(
        f, [](auto x) { return std::tanh(x); }, {2}, interval{-10, 10});
    check_values(
        f, [](auto x) { return std::tanh(x); }, {2}, interval{-1e-3, 1e-3});
    check_gradient(f, random_array<double>({3, 5}, {-2, 2}));
    check_special<1>(
        f, {{{0}, 0, {1}}, {{-0.}, -0., {1}}, {{-infinity}, -1, {0}}, {{1000}, 1, {0}}, {{not_a_number}, not_a_number, {not_a_number}}});
}
