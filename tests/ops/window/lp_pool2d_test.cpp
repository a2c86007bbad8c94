#include <support/check_reference.hpp>

using namespace reference;

TEST_CASE("lp_pool1d and 2d agree with PyTorch") {
    constexpr auto one = [](auto x) { return xg::lp_pool1d(x * x, 2.5, xg::window<2>, xg::stride<1>); };
    check_case<double>(one, {windows::lp_pool1d_y, windows::lp_pool1d_d0}, {2, 6}, {2, 7});
    constexpr auto two = [](auto x) { return xg::lp_pool2d(x, 2, xg::window<2, 3>, xg::ceil_mode); };
    check_case<float>(two, {windows::lp_pool2d_y, windows::lp_pool2d_d0}, {2, 2, 3}, {2, 4, 7});
}

TEST_CASE("lp_pool3d: a window of zeros has the gradient 0; gradients, and theirs") {
    constexpr auto cube = [](auto x) { return xg::lp_pool3d(x, 2, xg::window<2>); };
    const auto [y, dx] =
        xg::vjp(cube)(xt::xtensor<double, 3>(xt::zeros<double>({2, 2, 2})), xt::xtensor<double, 3>(xt::ones<double>({1, 1, 1})));
    check_close(y, xt::xtensor<double, 3>{{{0}}}, 0);
    check_close(dx, xt::zeros<double>({2, 2, 2}), 0);
    check_gradient(cube, random_array<double>({3, 2, 4}));
}
