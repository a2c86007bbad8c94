#include <support/check_reference.hpp>

using namespace reference;

namespace {

constexpr auto columns = [](auto x) { return xg::unfold(x, xg::window<2, 3>, xg::dilation<2, 1>, xg::padding<1>, xg::stride<1, 2>); };
constexpr auto image = [](auto x) { return xg::fold(x, xg::shape<5, 4>, xg::window<2>, xg::stride<2>, xg::padding<1>); };

}  // namespace

TEST_CASE("unfold and fold agree with PyTorch") {
    check_case<double>(columns, {windows::unfold_y, windows::unfold_d0}, {2, 12, 12}, {2, 2, 4, 5});
    check_case<float>(image, {windows::fold_y, windows::fold_d0}, {1, 2, 5, 4}, {1, 8, 9});
}

TEST_CASE("unfold and fold: the adjoint is the transpose; gradients, and theirs; no batch") {
    check_linear(columns, random_array<double>({1, 3, 4, 7}));
    check_gradient([](auto x) { return xg::square(columns(x)); }, random_array<double>({1, 1, 3, 4}));
    const auto one = random_array<float>({8, 9});
    check_close(xg::evaluate(image)(one), xt::view(xg::evaluate(image)(xt::xtensor<float, 3>(xt::expand_dims(one, 0))), 0), 0);
}

TEST_CASE("unfold and fold refuse shapes that do not fit, in words") {
    CHECK_THROWS_WITH_AS(xg::evaluate(image)(random_array<float>({8, 8})),
        "xgrad::fold: (1, 8, 8) has 8 columns, an image of (5, 4) has 9 windows", xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(image)(random_array<float>({7, 9})),
        "xgrad::fold: the 7 rows of (1, 7, 9) are not a multiple of the window's 4 elements", xg::shape_error);
    constexpr auto plain = [](auto x) { return xg::unfold(x, xg::window<3>); };
    CHECK_THROWS_WITH_AS(xg::evaluate(plain)(random_array<float>({1, 1, 2, 5})),
        "xgrad::unfold: the window reaches over 3 elements along axis 2 of (1, 1, 2, 5), which has 2", xg::shape_error);
}

TEST_CASE("fold to the size of another array") {
    constexpr auto like = [](auto x, auto y) { return xg::fold(x, xg::shape_of(y), xg::window<2>, xg::stride<2>, xg::padding<1>); };
    const auto x = random_array<double>({1, 8, 9});
    const auto y = random_array<double>({5, 4});
    check_close(xg::evaluate(like)(x, y), xg::evaluate(image)(x), 0);
    check_gradient([](auto a, auto b) { return xg::fold(a * a, xg::shape_of(b), xg::window<2>, xg::stride<2>, xg::padding<1>); }, x, y);
    CHECK_THROWS_WITH_AS(xg::evaluate(like)(random_array<float>({8, 8}), random_array<float>({5, 4})),
        "xgrad::fold: (1, 8, 8) has 8 columns, an image of (5, 4) has 9 windows", xg::shape_error);
}
