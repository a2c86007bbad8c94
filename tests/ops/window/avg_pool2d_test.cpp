#include <support/check_reference.hpp>

using namespace reference;

TEST_CASE("avg_pool1d, 2d and 3d agree with PyTorch, with padding that counts or does not") {
    constexpr auto one = [](auto x) { return xg::avg_pool1d(x, xg::window<4>, xg::stride<3>, xg::padding<2>); };
    check_case<double>(one, {windows::avg_pool1d_y, windows::avg_pool1d_d0}, {2, 4}, {2, 11});
    constexpr auto two = [](auto x) {
        return xg::avg_pool2d(x, xg::window<3, 2>, xg::stride<2, 1>, xg::padding<1>, xg::count_include_pad<false>);
    };
    check_case<float>(two, {windows::avg_pool2d_y, windows::avg_pool2d_d0}, {1, 2, 3, 6}, {1, 2, 6, 5});
    constexpr auto three = [](auto x) { return xg::avg_pool3d(x, xg::window<2>); };
    check_case<double>(three, {windows::avg_pool3d_y, windows::avg_pool3d_d0}, {1, 2, 2, 1}, {1, 5, 4, 3});
}

TEST_CASE("avg_pool with ceil_mode and divisor_override agrees with PyTorch") {
    constexpr auto one = [](auto x) { return xg::avg_pool1d(x, xg::window<4>, xg::stride<3>, xg::padding<2>, xg::ceil_mode); };
    check_case<double>(one, {windows::avg_pool1d_ceil_y, windows::avg_pool1d_ceil_d0}, {2, 5}, {2, 12});
    constexpr auto two = [](auto x) { return xg::avg_pool2d(x, xg::window<3, 4>, xg::stride<2>, xg::padding<1, 2>, xg::ceil_mode); };
    check_case<double>(two, {windows::avg_pool2d_ceil_y, windows::avg_pool2d_ceil_d0}, {1, 2, 4, 5}, {1, 2, 6, 7});
    constexpr auto excluded = [](auto x) {
        return xg::avg_pool2d(x, xg::window<3, 4>, xg::stride<2, 3>, xg::padding<1, 2>, xg::ceil_mode, xg::count_include_pad<false>);
    };
    check_case<float>(excluded, {windows::avg_pool2d_ceil_excluded_y, windows::avg_pool2d_ceil_excluded_d0}, {1, 2, 4, 3}, {1, 2, 6, 7});
    constexpr auto three = [](auto x) { return xg::avg_pool3d(x, xg::window<2>, xg::ceil_mode); };
    check_case<double>(three, {windows::avg_pool3d_ceil_y, windows::avg_pool3d_ceil_d0}, {1, 3, 2, 2}, {1, 5, 4, 3});
    constexpr auto divided = [](auto x) {
        return xg::avg_pool3d(x, xg::window<1, 2, 3>, xg::stride<2>, xg::padding<0, 1, 1>, xg::ceil_mode, xg::divisor_override<-5>);
    };
    check_case<double>(divided, {windows::avg_pool3d_divisor_y, windows::avg_pool3d_divisor_d0}, {1, 2, 3, 3}, {1, 3, 4, 4});
    check_linear(two, random_array<double>({2, 7, 10}));
}

TEST_CASE("avg_pool2d: the adjoint is the transpose, gradients and theirs are right") {
    constexpr auto pool = [](auto x) { return xg::avg_pool2d(x, xg::window<3>, xg::stride<2>, xg::padding<1>); };
    check_linear(pool, random_array<double>({2, 7, 10}));
    check_linear(pool, random_array<double>({1, 1, 1}));
    check_gradient(
        [](auto x) { return xg::square(xg::avg_pool2d(xg::exp(x), xg::window<2>, xg::stride<1>)); }, random_array<double>({4, 3}));
}

TEST_CASE("pools of pools") {
    constexpr auto twice = [](auto x) { return xg::avg_pool2d(xg::avg_pool2d(x, xg::window<2>), xg::window<2>); };
    const auto x = random_array<double>({9, 4});
    check_close(xg::evaluate(twice)(x), xg::evaluate([](auto y) { return xg::avg_pool2d(y, xg::window<4>); })(x), 1e-12);
}

TEST_CASE("avg_pool2d refuses windows that do not fit, in words") {
    constexpr auto pool = [](auto x) { return xg::avg_pool2d(x, xg::window<4>, xg::padding<1>); };
    CHECK_THROWS_WITH_AS(xg::evaluate(pool)(random_array<float>({3, 1})),
        "xgrad::avg_pool_sum: the window reaches over 4 elements along axis 1 of (3, 1), which has 3 with its padding", xg::shape_error);
}
