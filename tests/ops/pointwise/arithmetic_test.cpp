#include "support/check.hpp"

TEST_CASE("arithmetic: values") {
    check_values([](auto a, auto b) { return a + b; }, [](auto a, auto b) { return a + b; }, {1}, interval{}, interval{});
    check_values([](auto a, auto b) { return a - b; }, [](auto a, auto b) { return a - b; }, {1}, interval{}, interval{});
    check_values([](auto a, auto b) { return a * b; }, [](auto a, auto b) { return a * b; }, {1}, interval{}, interval{});
    check_values([](auto a, auto b) { return a / b; }, [](auto a, auto b) { return a / b; }, {1}, interval{}, interval{0.5, 1});
    check_values([](auto a) { return -a; }, [](auto a) { return -a; }, {0}, interval{});
    check_values([](auto a) { return +a; }, [](auto a) { return a; }, {0}, interval{});
    check_values([](auto a) { return 2 - (a + 1) * 0.5 / 4; }, [](auto a) { return 2 - (a + 1) * 0.5L / 4; }, {4, 1}, interval{});
}

TEST_CASE("arithmetic: derivatives") {
    auto f = [](auto a, auto b) { return (a + 2 * b) * (a - b) / (b * b) + 1 / a - (-b) / 3; };
    check_gradient(f, random_array<double>({3, 5}, {0.5, 1}), random_array<double>({3, 5}, {0.5, 1}));
    check_gradient(f, random_array<double>({9}, {0.5, 1}), random_array<double>({9}, {0.5, 1}));
    check_gradient(f, random_array<double>({2, 3, 4, 5}, {0.5, 1}), random_array<double>({2, 3, 4, 5}, {0.5, 1}));
    check_gradient(f, 0.7, 0.8);
}

TEST_CASE("arithmetic: broadcasting") {
    auto f = [](auto image, auto row, auto number) { return image * row + number / (2 + image); };
    check_gradient(f, random_array<double>({4, 5}), random_array<double>({5}), 0.3);
    xt::xtensor_fixed<double, xt::xshape<4, 1>> column;
    for (auto& e : column) e = random_number<double>();
    check_gradient([](auto image, auto c) { return image / (2 + c) - c; }, random_array<double>({4, 5}), column);
}

TEST_CASE("arithmetic: layouts of operands") {
    check_layouts(
        [](auto a, auto b) { return a * 2 - b; }, [](auto a, auto b) { return a * 2 - b; }, {2, 1}, interval{0, 9}, interval{0, 9});
}

TEST_CASE("arithmetic: a function of one argument in two places") {
    auto f = [](auto x) { return x * x * x - x / (x + 3); };
    check_gradient(f, random_array<double>({3, 5}));
}

TEST_CASE("arithmetic: float and double meet in double") {
    auto f = [](auto a, auto b) { return a * b; };
    const auto a = random_array<float>({3, 5});
    const auto b = random_array<double>({3, 5});
    const auto [y, da, db] = xg::vjp(f)(a, b, random_array<double>({3, 5}));
    static_assert(std::is_same_v<std::decay_t<decltype(y)>::value_type, double>);
    static_assert(std::is_same_v<std::decay_t<decltype(da)>::value_type, float>);
    check_close(y, a * b, 1e-15);
}

TEST_CASE("compound assignments") {
    auto f = [](auto x, auto y) {
        x += y;
        x -= 0.5;
        x *= x;
        return x /= 2;
    };
    const auto x = random_array<float>({3, 7}), y = random_array<float>({3, 7});
    check_close(xg::evaluate(f)(x, y), xg::evaluate([](auto a, auto b) { return (a + b - 0.5) * (a + b - 0.5) / 2; })(x, y), 0);
}
