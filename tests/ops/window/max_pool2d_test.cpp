#include <support/check_reference.hpp>

using namespace reference;

namespace {

constexpr auto strided = [](auto x) { return xg::max_pool2d(x, xg::window<3>, xg::stride<2>, xg::padding<1>); };
constexpr auto quarter = [](auto x) { return xg::max_pool2d(x, xg::window<2>); };

/// Elements that lie apart are compared one by one, those side by side in lanes: both find the same ones, among few different numbers and
/// some NaN.
template <class T, class F>
void check_lanes(F f, std::size_t rows, std::size_t columns, double nans) {
    xt::xtensor<T, 2> wide = xt::floor(4 * random_array<T>({rows, 2 * columns}));
    const auto chosen = random_array<double>({rows, 2 * columns});
    for (std::size_t i = 0; i < wide.size(); ++i)
        if (std::abs(chosen.data()[i]) < nans) wide.data()[i] = static_cast<T>(not_a_number);
    const auto apart = xt::view(wide, xt::all(), xt::range(0, 2 * static_cast<std::ptrdiff_t>(columns), 2));
    const xt::xtensor<T, 2> dense = apart;
    const xt::xtensor<T, 2> y = xg::evaluate(f)(dense);
    const auto dy = random_array<T>({y.shape(0), y.shape(1)});
    const auto [y_dense, dx_dense] = xg::vjp(f)(dense, dy);
    const auto [y_apart, dx_apart] = xg::vjp(f)(apart, dy);
    check_close(y, y_apart, 0);
    check_close(y_dense, y_apart, 0);
    check_close(dx_dense, dx_apart, 0);
}

}  // namespace

TEST_CASE("max_pool1d, 2d and 3d agree with PyTorch, with padding, strides, dilation and ties") {
    constexpr auto one = [](auto x) { return xg::max_pool1d(x, xg::window<3>, xg::stride<2>, xg::padding<1>, xg::dilation<2>); };
    check_case<float>(one, {windows::max_pool1d_y, windows::max_pool1d_d0}, {2, 5}, {2, 11});
    check_case<double>(strided, {windows::max_pool2d_y, windows::max_pool2d_d0}, {2, 2, 3, 4}, {2, 2, 6, 7});
    constexpr auto three = [](auto x) { return xg::max_pool3d(x, xg::window<2, 3, 2>); };
    check_case<float>(three, {windows::max_pool3d_y, windows::max_pool3d_d0}, {1, 2, 2, 2}, {1, 5, 6, 5});
}

TEST_CASE("max_pool with ceil_mode agrees with PyTorch: windows over the end, none that begins behind it") {
    constexpr auto one = [](auto x) { return xg::max_pool1d(x, xg::window<2>, xg::stride<3>, xg::padding<1>, xg::ceil_mode); };
    check_case<float>(one, {windows::max_pool1d_ceil_y, windows::max_pool1d_ceil_d0}, {2, 3}, {2, 7});
    constexpr auto dilated = [](auto x) {
        return xg::max_pool1d(x, xg::window<3>, xg::stride<2>, xg::padding<1>, xg::dilation<3>, xg::ceil_mode);
    };
    check_case<double>(dilated, {windows::max_pool1d_ceil_dilated_y, windows::max_pool1d_ceil_dilated_d0}, {2, 3}, {2, 8});
    constexpr auto two = [](auto x) { return xg::max_pool2d(x, xg::window<3>, xg::stride<2>, xg::padding<1>, xg::ceil_mode); };
    check_case<double>(two, {windows::max_pool2d_ceil_y, windows::max_pool2d_ceil_d0}, {2, 2, 4, 5}, {2, 2, 6, 8});
    constexpr auto three = [](auto x) { return xg::max_pool3d(x, xg::window<2, 3, 2>, xg::ceil_mode); };
    check_case<float>(three, {windows::max_pool3d_ceil_y, windows::max_pool3d_ceil_d0}, {1, 3, 1, 2}, {1, 5, 2, 3});
    check_gradient(
        [](auto x) { return xg::square(xg::max_pool2d(x, xg::window<3>, xg::stride<2>, xg::ceil_mode)); }, shuffled_array<double>({4, 3}));
}

TEST_CASE("max_pool2d of views and of integer images; the first of equal elements takes the gradient, a NaN is the largest") {
    const auto x = random_array<float>({2, 9, 40});
    const auto part = xt::view(x, 1, xt::range(0, 9, 2), xt::range(1, 40, 3));
    check_close(xg::evaluate(quarter)(part), xg::evaluate(quarter)(xt::xtensor<float, 2>(part)), 0);
    const xt::xtensor<std::uint8_t, 2> bytes{{1, 2, 7, 7}, {4, 3, 7, 200}};
    check_close(xg::evaluate(quarter)(bytes), xt::xtensor<float, 2>{{4, 200}}, 0);
    const xt::xtensor<float, 2> image{{1, 5, 3, static_cast<float>(not_a_number)}, {5, 5, 9, 4}}, dy{{2, 3}};
    const auto [y, dx] = xg::vjp(quarter)(image, dy);
    check_close(y, xt::xtensor<float, 2>{{5, static_cast<float>(not_a_number)}}, 0);
    check_close(dx, xt::xtensor<float, 2>{{0, 2, 0, 3}, {0, 0, 0, 0}}, 0);
}

TEST_CASE("max_pool2d in lanes finds what it finds element by element") {
    for (const double nans : {0., 0.05})
        for (const std::size_t columns : {9, 17, 40}) {
            check_lanes<float>(strided, 7, columns, nans);
            check_lanes<double>(strided, 6, columns, nans);
            check_lanes<float>(
                [](auto x) { return xg::max_pool2d(x, xg::window<3, 2>, xg::stride<1>, xg::dilation<1, 3>); }, 8, columns, nans);
            check_lanes<float>([](auto x) { return xg::max_pool2d(x, xg::window<2, 3>); }, 8, columns, nans);
            check_lanes<float>([](auto x) { return xg::adaptive_max_pool2d(x, xg::shape<3, 2>); }, 8, columns, nans);
        }
}

TEST_CASE("max_pool2d: gradients, and theirs") {
    check_gradient([](auto x) { return xg::square(strided(x)); }, random_array<double>({1, 5, 4}));
}

TEST_CASE("max_pool2d refuses windows that do not fit, in words") {
    CHECK_THROWS_WITH_AS(xg::evaluate(quarter)(random_array<float>({3, 1})),
        "xgrad::max_pool: the window reaches over 2 elements along axis 1 of (3, 1), which has 1", xg::shape_error);
    constexpr auto over = [](auto x) { return xg::max_pool1d(x, xg::window<2>, xg::padding<1>, xg::dilation<3>); };
    CHECK_THROWS_WITH_AS(xg::evaluate(over)(random_array<float>({2})),
        "xgrad::max_pool: a window has no element along axis 0 of (2): it steps over the image", xg::shape_error);
    constexpr auto beyond = [](auto x) { return xg::max_pool1d(x, xg::window<1>, xg::stride<2>, xg::ceil_mode); };
    CHECK_THROWS_AS(xg::evaluate(beyond)(random_array<float>({std::size_t{0}})), xg::shape_error);
}
