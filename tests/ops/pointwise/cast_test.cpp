#include "support/check.hpp"

TEST_CASE("cast to an integer cuts towards zero and stays in range") {
    const double nan = not_a_number;
    const xt::xtensor<float, 1> x{0, 0.9f, -0.9f, 1.5f, -1.5f, 254.9f, 255, 256, 1e10f, -300, static_cast<float>(infinity),
        -static_cast<float>(infinity), static_cast<float>(nan)};
    const auto bytes = xg::evaluate([](auto a) { return xg::cast<std::uint8_t>(a); })(x);
    static_assert(std::is_same_v<decltype(bytes)::value_type, std::uint8_t>);
    check_close(bytes, xt::xtensor<int, 1>{0, 0, 0, 1, 0, 254, 255, 255, 255, 0, 255, 0, 0}, 0);
    const auto ints = xg::evaluate([](auto a) { return xg::cast<std::int32_t>(a); })(x);
    const auto most = 2147483520;  // the largest int32_t that is a float
    check_close(ints, xt::xtensor<int, 1>{0, 0, 0, 1, -1, 254, 255, 256, most, -300, most, std::numeric_limits<int>::min(), 0}, 0);
    const auto truths = xg::evaluate([](auto a) { return xg::cast<bool>(a); })(x);
    check_close(truths, xt::xtensor<int, 1>{0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1}, 0);
}

TEST_CASE("cast between floating-point types") {
    auto f = [](auto x) { return xg::cast<double>(x) * 2; };
    const auto x = random_array<float>({5, 7});
    const auto [y, dx] = xg::vjp(f)(x, random_array<double>({5, 7}));
    static_assert(
        std::is_same_v<std::decay_t<decltype(y)>::value_type, double> && std::is_same_v<std::decay_t<decltype(dx)>::value_type, float>);
    check_close(y, 2 * xt::cast<double>(x), 0);
    check_gradient([](auto a) { return xg::cast<double>(xg::cast<double>(a) * a); }, random_array<double>({5, 7}));
}

TEST_CASE("cast of an image") {
    const auto x = random_array<std::uint8_t>({5, 7}, {0, 255});
    const auto y = xg::evaluate([](auto a) { return xg::cast<float>(a); })(x);
    static_assert(std::is_same_v<decltype(y)::value_type, float>);
    check_close(y, x, 0);
}
