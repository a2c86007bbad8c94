#include "support/check.hpp"

TEST_CASE("log") {
    auto f = [](auto x) { return xg::log(x); };
    check_values(
        f, [](auto x) { return std::log(x); }, {2}, interval{0.001, 10});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 3}));
    check_special<1>(f, {{{1}, 0, {1}}, {{0}, -infinity, {infinity}}, {{-1}, not_a_number, {-1}}, {{infinity}, infinity, {0}}});
}

TEST_CASE("log1p") {
    auto f = [](auto x) { return xg::log1p(x); };
    check_values(
        f, [](auto x) { return std::log1p(x); }, {2}, interval{-0.9, 10});
    check_values(
        f, [](auto x) { return std::log1p(x); }, {2}, interval{-1e-3, 1e-3});
    check_gradient(f, random_array<double>({3, 5}, {-0.5, 3}));
    check_special<1>(f, {{{0}, 0, {1}}, {{-1}, -infinity, {infinity}}, {{-2}, not_a_number, {-1}}, {{infinity}, infinity, {0}}});
}
