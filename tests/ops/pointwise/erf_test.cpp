#include "support/check.hpp"

TEST_CASE("erf") {
    auto f = [](auto x) { return xg::erf(x); };
    check_values(
        f, [](auto x) { return std::erf(x); }, {3}, interval{-1, 1});
    check_values(
        f, [](auto x) { return std::erf(x); }, {3}, interval{-7, 7});
    check_values(
        f, [](auto x) { return std::erf(x); }, {3}, interval{-1e-6, 1e-6});
    check_gradient(f, random_array<double>({3, 5}, {-2, 2}));
    const double slope = 2 / std::sqrt(std::acos(-1));
    check_special<1>(f,
        {{{0}, 0, {slope}}, {{infinity}, 1, {0}}, {{-infinity}, -1, {0}}, {{-1e30}, -1, {0}},
            {{not_a_number}, not_a_number, {not_a_number}}});
}
