#include <support/check_reference.hpp>

using namespace reference;

namespace {

constexpr auto one = [](auto x, auto w, auto b) { return xg::conv1d(x, w, b, xg::stride<2>, xg::padding<2>, xg::groups<2>); };
constexpr auto three = [](auto x, auto w, auto b) {
    return xg::conv3d(x, w, b, xg::stride<2, 1, 2>, xg::padding<1, 0, 1>, xg::dilation<1, 2, 1>, xg::groups<2>);
};

}  // namespace

TEST_CASE("conv1d agrees with PyTorch") {
    check_case<double>(
        one, {windows::conv1d_y, windows::conv1d_d0, windows::conv1d_d1, windows::conv1d_d2}, {2, 6, 6}, {2, 4, 9}, {6, 2, 3}, {6});
    constexpr auto same = [](auto x, auto w) { return xg::conv1d(x, w, xg::same, xg::dilation<2>); };
    check_case<float>(same, {windows::conv1d_same_y, windows::conv1d_same_d0, windows::conv1d_same_d1}, {2, 9}, {3, 9}, {2, 3, 4});
}

TEST_CASE("conv3d agrees with PyTorch") {
    check_case<double>(three, {windows::conv3d_y, windows::conv3d_d0, windows::conv3d_d1, windows::conv3d_d2}, {1, 4, 2, 3, 2},
        {1, 2, 4, 5, 4}, {4, 1, 3, 2, 3}, {4});
    constexpr auto same = [](auto x, auto w) { return xg::conv3d(x, w, xg::same); };
    check_case<float>(
        same, {windows::conv3d_same_y, windows::conv3d_same_d0, windows::conv3d_same_d1}, {1, 3, 4, 3}, {2, 3, 4, 3}, {1, 2, 4, 3, 2});
}

TEST_CASE("conv3d: gradients, and theirs") {
    check_gradient([](auto x, auto w) { return xg::conv3d(x, w, xg::stride<2, 1, 2>, xg::padding<1, 0, 1>); },
        random_array<double>({1, 2, 3, 2, 4}), random_array<double>({2, 2, 2, 2, 3}));
}

TEST_CASE("conv3d: slices that no tap reaches are zero") {
    constexpr auto apart = [](auto x, auto w) { return xg::conv3d(x, w, xg::padding<3, 0, 0>, xg::stride<3, 1, 1>); };
    const auto x = random_array<double>({1, 1, 2, 2, 2}), w = random_array<double>({1, 1, 1, 1, 1});
    const auto [y, dx, dw] = xg::vjp(apart)(x, w, xt::xtensor<double, 5>(xt::ones<double>({1, 1, 3, 2, 2})));
    for (std::size_t i = 0; i < 4; ++i) {
        CHECK(y(0, 0, 0, i / 2, i % 2) == 0);
        CHECK(y(0, 0, 1, i / 2, i % 2) == x(0, 0, 0, i / 2, i % 2) * w(0, 0, 0, 0, 0));
        CHECK(dx(0, 0, 0, i / 2, i % 2) == w(0, 0, 0, 0, 0));
        CHECK(dx(0, 0, 1, i / 2, i % 2) == 0);
    }
}
