#include "support/check.hpp"

TEST_CASE("where") {
    auto f = [](auto c, auto a, auto b) { return xg::where(c > 0, a, b); };
    check_values(
        f, [](auto c, auto a, auto b) { return c > 0 ? a : b; }, {0}, interval{}, interval{}, interval{});
    // the condition has the cotangent zero only because it is detached
    auto g = [](auto c, auto a, auto b) { return xg::where(xg::detach(c), a, b); };
    const double nan = not_a_number;
    check_special<3>(g,
        {{{1, 2, 3}, 2, {0, 1, 0}}, {{0, 2, 3}, 3, {0, 0, 1}}, {{-0., 2, nan}, nan, {0, 0, 1}}, {{1, 2, nan}, 2, {0, 1, 0}},
            {{nan, 2, infinity}, 2, {0, 1, 0}}});
}

TEST_CASE("where: the branch that is not taken cannot leak") {
    // sqrt' is infinite at 0, and masked there
    auto f = [](auto x) { return xg::where(x > 0, xg::sqrt(xg::where(x > 0, x, 1)), x); };
    check_special<1>(f, {{{0}, 0, {1}}, {{4}, 2, {0.25}}, {{-1}, -1, {1}}});
    check_gradient(f, random_array<double>({3, 5}, {0.5, 1}));
}

TEST_CASE("where: the condition alone has no derivative") {
    check_special<1>([](auto x) { return x * xg::where(x > 0, 1, 0.5); }, {{{2}, 2, {1}}, {{-2}, -1, {0.5}}});
}

TEST_CASE("where: the branch that is not taken may lie outside its domain") {
    auto root = [](auto x) { return xg::where(x > 0, xg::sqrt(x), 0); };
    check_special<1>(root, {{{0}, 0, {0}}, {{-1}, 0, {0}}, {{4}, 2, {0.25}}});
    auto deep = [](auto x) {  // two paths to log(x), whose derivative is infinite at 0
        auto l = xg::log(x);
        return xg::where(x <= 0, 2 * x, -xg::exp(l) + l / (x * x));
    };
    check_special<1>(deep, {{{0}, 0, {2}}, {{-1}, -2, {2}}, {{1}, -1, {0}}});
    const xt::xtensor<double, 1> x{0, -1, 4}, one{1, 1, 1};
    auto total = [](auto x) { return xg::sum(xg::where(x > 0, xg::sqrt(x), 0)); };
    check_close(xg::hvp<0>(total)(x, one), xt::xtensor<double, 1>{0, 0, -1. / 32}, 1e-15);
    check_close(std::get<1>(xg::jvp<0>(root)(x, one)), xt::xtensor<double, 1>{0, 0, 0.25}, 1e-15);
}

TEST_CASE("where with numbers, broadcast operands and an integer mask") {
    auto f = [](auto mask, auto a, auto b) { return xg::where(mask, a, b) * xg::where(mask == 2, 0.5, 2); };
    check_gradient(f, random_array<std::uint8_t>({4, 5}, {0, 2}), random_array<double>({4, 5}), random_array<double>({5}));
}
