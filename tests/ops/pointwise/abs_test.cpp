#include "support/check.hpp"

TEST_CASE("abs") {
    auto f = [](auto x) { return xg::abs(x); };
    check_values(
        f, [](auto x) { return std::abs(x); }, {0}, interval{-1, 1});
    check_gradient(f, random_array<double>({3, 5}, {0.1, 1}));
    check_gradient(f, random_array<double>({3, 5}, {-1, -0.1}));
    check_special<1>(f,
        {{{0}, 0, {0}}, {{-0.}, 0, {0}}, {{2}, 2, {1}}, {{-2}, 2, {-1}}, {{-infinity}, infinity, {-1}},
            {{not_a_number}, not_a_number, {0}}});
}

TEST_CASE("abs: the second derivative is zero, not an error") {
    auto f = [](auto x) { return xg::sum(xg::abs(x)); };
    const auto x = random_array<double>({3, 5});
    check_close(xg::hvp(f)(x, x), 0 * x, 0);
}

TEST_CASE("sign") {
    auto f = [](auto x) { return xg::sign(x); };
    check_values(
        f, [](auto x) { return x > 0 ? 1
                            : x < 0  ? -1
                                     : 0; }, {0}, interval{-1, 1});
    const auto y = xg::evaluate(f)(xt::xtensor<float, 1>{0, -0.f, 3, -3, static_cast<float>(infinity), static_cast<float>(not_a_number)});
    check_close(y, xt::xtensor<float, 1>{0, 0, 1, -1, 1, 0}, 0);
}
