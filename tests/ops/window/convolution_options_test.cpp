#include <support/check_reference.hpp>

using namespace reference;

TEST_CASE("conv2d with same padding and with boundary modes agrees with PyTorch") {
    constexpr auto same = [](auto x, auto w) { return xg::conv2d(x, w, xg::same); };
    check_case<double>(
        same, {windows::conv2d_same_y, windows::conv2d_same_d0, windows::conv2d_same_d1}, {2, 5, 6}, {3, 5, 6}, {2, 3, 3, 4});
    constexpr auto replicated = [](auto x, auto w) { return xg::conv2d(x, w, xg::same, xg::replicate, xg::dilation<2>); };
    check_case<double>(replicated, {windows::conv2d_same_replicate_y, windows::conv2d_same_replicate_d0, windows::conv2d_same_replicate_d1},
        {1, 2, 5, 7}, {1, 2, 5, 7}, {2, 2, 3, 4});
    constexpr auto reflected = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<1, 2>, xg::reflect, xg::stride<2>); };
    check_case<float>(reflected, {windows::conv2d_reflect_y, windows::conv2d_reflect_d0, windows::conv2d_reflect_d1}, {1, 3, 3, 4},
        {1, 2, 5, 6}, {3, 2, 3, 3});
    constexpr auto circular = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<1>, xg::circular, xg::groups<2>); };
    check_case<double>(circular, {windows::conv2d_circular_y, windows::conv2d_circular_d0, windows::conv2d_circular_d1}, {1, 4, 4, 5},
        {1, 2, 4, 5}, {4, 1, 3, 3});
}

TEST_CASE("valid is no padding, and same keeps static extents") {
    constexpr auto valid = [](auto x, auto w) { return xg::conv2d(x, w, xg::valid); };
    constexpr auto plain = [](auto x, auto w) { return xg::conv2d(x, w); };
    const auto x = random_array<float>({2, 5, 6});
    const auto w = random_array<float>({3, 2, 2, 2});
    check_close(xg::evaluate(valid)(x, w), xg::evaluate(plain)(x, w), 0);
    using image = xg::symbolic<float, xg::extents<1, 2, 7, xg::dynamic>>;
    using kernel = xg::symbolic<float, xg::extents<4, 2, xg::dynamic, 3>>;
    static_assert(xg::extents_value<decltype(xg::conv2d(image{}, kernel{}, xg::same))> == xg::extent_list{1, 4, 7, xg::dynamic});
}

TEST_CASE("convolution: what stands around an image, and the shape of the result") {
    using xg::extent_list;
    using plain = xg::convolution<extent_list{1, 2}, extent_list{2, 1}, extent_list{1, 3}, 2>;
    static_assert(plain::before(0, 3) == 1 && plain::around(0, 3) == 2 && plain::before(1, 2) == 2 && plain::around(1, 2) == 4);
    using same = xg::convolution<extent_list{xg::same_padding}, extent_list{1}, extent_list{2}, 1>;
    static_assert(same::before(0, 4) == 3 && same::around(0, 4) == 6);
    using centred = xg::convolution<extent_list{xg::centred_padding}, extent_list{1}, extent_list{1}, 1>;
    static_assert(centred::before(0, 4) == 2 && centred::around(0, 4) == 3);
    auto result = [](const extent_list& x, const extent_list& w) {
        xg::failure problem;
        const auto out = plain::result(problem, x, w);
        return problem.any() ? extent_list{} : out;
    };
    CHECK(result({5, 4, 7, 8}, {6, 2, 3, 2}) == extent_list{5, 6, 4, 9});
    CHECK(result({5, 4, xg::dynamic, 8}, {6, 2, 3, 2}) == extent_list{5, 6, xg::dynamic, 9});
    CHECK(result({5, 3, 7, 8}, {6, 2, 3, 2}).rank == 0);  // channels
    CHECK(result({5, 4, 7, 8}, {5, 2, 3, 2}).rank == 0);  // output channels
    CHECK(result({5, 4, 7, 2}, {6, 2, 3, 4}).rank == 0);  // too large
    CHECK(result({5, 4, 7, 8}, {6, 2, 0, 2}).rank == 0);  // empty
}
