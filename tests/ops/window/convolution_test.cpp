// Convolutions in lockstep with loops and with one another, some rows of all channels in turn, against the same steps one after the other.

#include "support/check.hpp"

namespace {

using shape4 = std::array<std::size_t, 4>;

template <class... Options>
constexpr auto convolve = [](auto x, auto w) { return xg::conv2d(x, w, Options{}...); };
template <class... Options>
constexpr auto squares = [](auto x, auto w) { return xg::mean(xg::square(xg::conv2d(x, w, Options{}...))); };
/// Its gradients are the adjoints.
template <class... Options>
constexpr auto paired = [](auto x, auto w, auto g) { return xg::sum(xg::conv2d(x, w, Options{}...) * g); };

bool in_lockstep(const std::string& loops) { return loops.find("in lockstep") != std::string::npos; }

template <class T, class... Options>
void check_squares(shape4 image, shape4 kernel, Options...) {
    const auto x = random_like(xt::xtensor<T, 4>(image)), w = random_like(xt::xtensor<T, 4>(kernel));
    const auto y = xg::evaluate(convolve<Options...>)(x, w);
    const xt::xtensor<T, 4> g = y * static_cast<T>(2. / static_cast<double>(y.size()));
    auto step = xg::plan(xg::value_and_grad(squares<Options...>), x, w);
    step(x, w);
    const auto& [value, dx, dw] = step(x, w);  // the second run begins anew
    const double tolerance = sizeof(T) == 4 ? 2e-6 : 1e-13;
    CHECK(in_lockstep(xg::explain(xg::value_and_grad(squares<Options...>), x, w)));
    CHECK(static_cast<double>(value) == doctest::Approx(dot(y, y) / static_cast<double>(y.size())).epsilon(1e-5));
    check_close(dx, xg::grad<0>(paired<Options...>)(x, w, g), tolerance);
    check_close(dw, xg::grad<1>(paired<Options...>)(x, w, g), tolerance);
}

}  // namespace

TEST_CASE("squares: images of several turns, and stacks of images of one") {
    for (const shape4& image : {shape4{1, 2, 150, 33}, {3, 2, 71, 130}, {2, 2, 1, 1}, {2, 2, 7, 1}, {2, 2, 1, 5000}, {2, 2, 9, 2700}})
        check_squares<double>(image, {image[3] > 2000 ? 4u : 16u, 2, 3, 3}, xg::padding<1>);
    check_squares<float>({2, 3, 90, 128}, {16, 3, 3, 3}, xg::padding<1>);
    check_squares<float>({1, 8, 140, 70}, {8, 8, 5, 5}, xg::padding<2>);
    check_squares<double>({1, 16, 80, 128}, {16, 16, 1, 1});
}

TEST_CASE("squares: without padding, with much of it, strides, dilations and groups") {
    check_squares<double>({2, 3, 66, 131}, {12, 3, 4, 3});
    check_squares<double>({2, 3, 66, 131}, {12, 3, 3, 2}, xg::padding<4, 3>);
    check_squares<double>({1, 3, 301, 150}, {9, 3, 3, 3}, xg::padding<1>, xg::stride<2>);
    check_squares<double>({2, 3, 210, 64}, {17, 3, 2, 5}, xg::padding<1, 2>, xg::stride<3, 1>);
    check_squares<double>({2, 2, 161, 300}, {16, 2, 1, 1}, xg::stride<2>);
    check_squares<double>({2, 3, 95, 90}, {12, 3, 3, 3}, xg::padding<2>, xg::dilation<2, 3>);
    check_squares<double>({2, 4, 120, 90}, {8, 2, 3, 3}, xg::padding<1>, xg::groups<2>, xg::stride<2, 1>);
    check_squares<double>({2, 12, 99, 60}, {12, 1, 3, 3}, xg::padding<1>, xg::groups<12>);
}

TEST_CASE("strided images and other operands between the convolutions") {
    constexpr auto loss = [](auto x, auto w, auto t) { return xg::mean(xg::square(xg::conv2d(x, w, xg::padding<1>) - t)); };
    const auto x = random_array<double>({2, 3, 67, 120}), w = random_array<double>({10, 3, 3, 3}),
               t = random_array<double>({2, 10, 67, 120});
    const xt::xtensor<double, 4, xt::layout_type::column_major> strided = x;
    const xt::xtensor<double, 4> g = (xg::evaluate(convolve<xg::padding_option<1>>)(x, w) - t) * (2. / static_cast<double>(t.size()));
    const auto [value, dx, dw, dt] = xg::value_and_grad(loss)(strided, w, t);
    check_close(dx, xg::grad<0>(paired<xg::padding_option<1>>)(x, w, g), 1e-14);
    check_close(dw, xg::grad<1>(paired<xg::padding_option<1>>)(x, w, g), 1e-14);
    check_close(dt, xt::xtensor<double, 4>(-g), 1e-15);
}

TEST_CASE("two layers: rows of the second wait for rows of the first, both ways") {
    constexpr auto net = [](auto x, auto w, auto v) {
        return xg::mean(xg::square(xg::conv2d(xg::relu(xg::conv2d(x, w, xg::padding<1>)), v, xg::padding<1>, xg::stride<2>)));
    };
    using first = xg::padding_option<1>;
    const auto x = random_array<double>({2, 2, 121, 140}), w = random_array<double>({8, 2, 3, 3}), v = random_array<double>({5, 8, 3, 3});
    const auto h = xg::evaluate(convolve<first>)(x, w);
    const auto a = xg::evaluate([](auto h) { return xg::relu(h); })(h);
    const auto y = xg::evaluate(convolve<first, xg::stride_option<2>>)(a, v);
    const xt::xtensor<double, 4> g = y * (2. / static_cast<double>(y.size()));
    xt::xtensor<double, 4> dh = xg::grad<0>(paired<first, xg::stride_option<2>>)(a, v, g);
    for (std::size_t i = 0; i < dh.size(); ++i) dh.data()[i] *= h.data()[i] > 0;
    const auto [value, dx, dw, dv] = xg::value_and_grad(net)(x, w, v);
    CHECK(in_lockstep(xg::explain(xg::value_and_grad(net), x, w, v)));
    CHECK(value == doctest::Approx(dot(y, y) / static_cast<double>(y.size())));
    check_close(dv, xg::grad<1>(paired<first, xg::stride_option<2>>)(a, v, g), 1e-13);
    check_close(dx, xg::grad<0>(paired<first>)(x, w, dh), 1e-13);
    check_close(dw, xg::grad<1>(paired<first>)(x, w, dh), 1e-13);
}

TEST_CASE("what lies between convolutions is kept for a few rows") {
    const auto x = random_array<float>({2, 3, 128, 128}), w = random_array<float>({16, 3, 3, 3});
    CHECK(
        xg::plan(xg::value_and_grad(squares<xg::padding_option<1>>), x, w).workspace_bytes() < 512 * 1024);  // an image of results has 1 MB
}
