#include "support/check.hpp"

TEST_CASE("pow") {
    auto f = [](auto x, auto p) { return xg::pow(x, p); };
    check_values(
        f, [](auto x, auto p) { return std::pow(x, p); }, {10}, interval{0.1, 3}, interval{-3, 3});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 2}), random_array<double>({3, 5}, {-2, 2}));
    const double nan = not_a_number, inf = infinity, log2 = std::log(2);
    check_special<2>(f,
        {{{2, 3}, 8, {12, 8 * log2}}, {{2, 0}, 1, {0, log2}}, {{-2, 3}, -8, {12, nan}}, {{-2, 2}, 4, {-4, nan}},
            {{-2, 0.5}, nan, {nan, nan}}, {{0, 2}, 0, {0, 0}}, {{0, 1}, 0, {1, 0}}, {{0, 0}, 1, {0, 0}}, {{-0., 3}, -0., {0, 0}},
            {{-0., 2}, 0, {0, 0}}, {{0, 0.5}, 0, {inf, 0}}, {{0, -1}, inf, {-inf, -inf}}, {{-0., -1}, -inf, {-inf, inf}},
            {{nan, 0}, 1, {0, nan}}, {{1, nan}, 1, {nan, 0}}, {{inf, 2}, inf, {inf, inf}}, {{inf, -2}, 0, {0, nan}},
            {{-inf, 3}, -inf, {inf, nan}}, {{-inf, 0.5}, inf, {0, nan}}, {{2, inf}, inf, {inf, inf}}, {{0.5, inf}, 0, {nan, 0}},
            {{-1, inf}, 1, {-inf, nan}}});
}

TEST_CASE("pow with a number as exponent") {
    auto f = [](auto x) { return xg::pow(x, 2.5) + xg::pow(x, -1.25f); };
    check_values(
        f, [](auto x) { return std::pow(x, 2.5L) + std::pow(x, -1.25L); }, {10}, interval{0.1, 3});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 2}));
    check_special<1>([](auto x) { return xg::pow(x, 2.5); },
        {{{0}, 0, {0}}, {{1}, 1, {2.5}}, {{4}, 32, {20}}, {{-1}, not_a_number, {not_a_number}}, {{infinity}, infinity, {infinity}}});
}

TEST_CASE("pow with a small integer as exponent is exact, also below zero") {
    auto f = [](auto x) { return xg::pow(x, 3) + xg::pow(x, 2) - xg::pow(x, 1) + xg::pow(x, 0) + xg::pow(x, -2) + xg::pow(x, 7); };
    check_values(
        f, [](auto x) { return x * x * x + x * x - x + 1 + 1 / (x * x) + std::pow(x, 7); }, {16, 1}, interval{-2, -0.5});
    check_gradient(f, random_array<double>({3, 5}, {-2, -0.5}));
    check_special<1>([](auto x) { return xg::pow(x, 2); }, {{{0}, 0, {0}}, {{-3}, 9, {-6}}, {{-infinity}, infinity, {-infinity}}});
    check_special<1>([](auto x) { return xg::pow(x, 1); }, {{{0}, 0, {1}}, {{-3}, -3, {1}}});
    check_special<1>([](auto x) { return xg::pow(x, 0); }, {{{0}, 1, {0}}, {{-3}, 1, {0}}, {{not_a_number}, 1, {0}}});
    check_special<1>([](auto x) { return xg::pow(x, -1); }, {{{0}, infinity, {-infinity}}, {{-2}, -0.5, {-0.25}}});
    check_special<1>([](auto x) { return xg::pow(x, 0.5); }, {{{0}, 0, {infinity}}, {{4}, 2, {0.25}}});
}

TEST_CASE("pow with an integer image as base") {
    const xt::xtensor<std::uint8_t, 1> x{0, 1, 2, 255};
    const auto y = xg::evaluate([](auto a) { return xg::pow(a, 2) + xg::pow(a, 1) + xg::pow(a, 0); })(x);
    static_assert(std::is_same_v<decltype(y)::value_type, float>);
    check_close(y, xt::xtensor<float, 1>{1, 3, 7, 65025 + 255 + 1}, 0);
}

TEST_CASE("pow with a number as base") {
    auto f = [](auto p) { return xg::pow(2, p) + xg::pow(0.5f, p); };
    check_values(
        f, [](auto p) { return std::exp2(p) + std::exp2(-p); }, {4}, interval{-3, 3});
    check_gradient(f, random_array<double>({3, 5}, {-2, 2}));
}
