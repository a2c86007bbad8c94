#include <support/check_reference.hpp>

using namespace reference;

namespace {

constexpr auto two = [](auto x, auto w, auto b) {
    return xg::conv_transpose2d(x, w, b, xg::stride<2, 3>, xg::padding<1, 0>, xg::output_padding<1, 2>, xg::dilation<1, 2>, xg::groups<2>);
};

}  // namespace

TEST_CASE("conv_transpose1d, 2d and 3d agree with PyTorch") {
    constexpr auto one = [](auto x, auto w) { return xg::conv_transpose1d(x, w, xg::stride<3>, xg::padding<1>, xg::output_padding<2>); };
    check_case<float>(
        one, {windows::conv_transpose1d_y, windows::conv_transpose1d_d0, windows::conv_transpose1d_d1}, {2, 2, 9}, {2, 4, 3}, {4, 2, 3});
    check_case<double>(two,
        {windows::conv_transpose2d_y, windows::conv_transpose2d_d0, windows::conv_transpose2d_d1, windows::conv_transpose2d_d2},
        {1, 2, 6, 14}, {1, 4, 3, 4}, {4, 1, 3, 2}, {2});
    constexpr auto three = [](auto x, auto w) { return xg::conv_transpose3d(x, w, xg::stride<2>, xg::output_padding<1>); };
    check_case<double>(three, {windows::conv_transpose3d_y, windows::conv_transpose3d_d0, windows::conv_transpose3d_d1}, {1, 5, 6, 7},
        {2, 2, 2, 3}, {2, 1, 2, 3, 2});
}

TEST_CASE("conv_transpose2d with an output_padding of the stride and more agrees with PyTorch") {
    constexpr auto f = [](auto x, auto w) {
        return xg::conv_transpose2d(x, w, xg::stride<2, 1>, xg::padding<1, 0>, xg::output_padding<4, 2>, xg::dilation<5, 3>);
    };
    check_case<double>(f, {windows::conv_transpose2d_dilated_y, windows::conv_transpose2d_dilated_d0, windows::conv_transpose2d_dilated_d1},
        {1, 1, 12, 12}, {1, 2, 3, 4}, {2, 1, 2, 3});
    check_gradient(f, random_array<double>({1, 1, 2, 2}), random_array<double>({1, 1, 2, 2}));
}

TEST_CASE("conv_transpose2d: gradients, and theirs") {
    constexpr auto f = [](auto x, auto w) { return xg::conv_transpose2d(x, w, xg::stride<2>, xg::output_padding<1>, xg::padding<1>); };
    check_gradient(f, random_array<double>({1, 2, 3, 2}), random_array<double>({2, 2, 3, 2}));
}

TEST_CASE("conv_transpose2d refuses shapes that do not fit, in words") {
    constexpr auto f = [](auto x, auto w) { return xg::conv_transpose2d(x, w, xg::padding<2>); };
    CHECK_THROWS_WITH_AS(xg::evaluate(f)(random_array<float>({1, 2, 3, 3}), random_array<float>({3, 1, 3, 3})),
        "xgrad::conv_transpose2d: image (1, 2, 3, 3) and kernel (3, 1, 3, 3): the kernel takes 3 channels, the image has 2",
        xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(f)(random_array<float>({1, 3, 2, 3}), random_array<float>({3, 1, 3, 3})),
        "xgrad::conv_transpose2d: image (1, 3, 2, 3) and kernel (3, 1, 3, 3): nothing is left along axis 2", xg::shape_error);
}
