// The examples of the walkthroughs, and kinks, against PyTorch's values: reference/pytorch.hpp.

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include <xgrad/xgrad.hpp>

#include <reference/pytorch.hpp>

namespace xg = xgrad;

namespace {

/// 2 sin(step i) over the elements.
template <std::size_t N>
xt::xtensor<float, N> wave(const std::array<std::size_t, N>& shape, double step = 0.37) {
    xt::xtensor<float, N> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(2 * std::sin(step * static_cast<double>(i)));
    return x;
}

/// Elements of an array against those that the reference keeps: all, or every eleventh.
void check_reference(const std::string& what, const float* got, std::size_t size, const std::vector<double>& expected) {
    const std::size_t stride = size > expected.size() && size > 100 ? 11 : 1;
    double largest = 0;
    for (double e : expected) largest = std::max(largest, std::abs(e));
    for (std::size_t i = 0; i < expected.size(); ++i) {
        REQUIRE(i * stride < size);
        const double g = static_cast<double>(got[i * stride]);
        CHECK_MESSAGE(std::abs(g - expected[i]) <= 2e-5 * std::max(std::abs(expected[i]), 0.01 * largest), what, ", element ", i * stride,
            ": ", g, ", expected ", expected[i]);
    }
}
template <class A>
void check_reference(const std::string& what, const A& got, const std::vector<double>& expected) {
    check_reference(what, got.data(), got.size(), expected);
}

constexpr auto channel_means = [](auto x) { return xg::mean(xg::sigmoid(xg::reshape(x, xg::shape<-1, 784>)), xg::axes<1>); };
constexpr auto region = [](auto x) { return xg::view(x, xg::all, xg::all, xg::range<10, 20>, xg::range<10, 20>); };

}  // namespace

TEST_CASE("reshape, sigmoid and a mean for each channel, as PyTorch") {
    const auto [value, gradient] = xg::vjp(channel_means)(wave<4>({1, 3, 28, 28}), xt::xtensor<float, 1>{1, 10, -100});
    check_reference("value", value, reference::axes_value);
    check_reference("gradient", gradient, reference::axes_gradient);
}

TEST_CASE("the mean over a region of interest, as PyTorch") {
    const auto x = wave<4>({1, 3, 28, 28});
    const auto [value, gradient] = xg::value_and_grad([](auto a) { return xg::mean(decltype(region){}(a)); })(x);
    check_reference("value", &value, 1, reference::roi_value);
    check_reference("gradient", gradient, reference::roi_gradient);
    check_reference(
        "energy", xg::grad([](auto a) { return xg::mean(xg::square(decltype(region){}(a))); })(x), reference::roi_energy_gradient);
}

TEST_CASE("the energy of a convolution, as PyTorch") {
    const auto loss = [](auto a, auto b) { return xg::mean(xg::square(xg::conv2d(a, b, xg::padding<1>))); };
    const auto [value, d_image, d_kernel] = xg::value_and_grad(loss)(wave<4>({1, 3, 28, 28}), wave<4>({4, 3, 3, 3}, 0.53));
    check_reference("value", &value, 1, reference::convolution_value);
    check_reference("d/d image", d_image, reference::convolution_d_image);
    check_reference("d/d kernel", d_kernel.data(), 81, reference::convolution_d_kernel);
}

TEST_CASE("slopes at kinks, as PyTorch") {
    const xt::xtensor<float, 1> points{-2, -1, -0.f, 0, 1, 2};
    auto slope = [&](const char* what, auto f, const std::vector<double>& expected) {
        check_reference(what, xg::grad(f)(points), expected);
    };
    slope(
        "abs", [](auto a) { return xg::sum(xg::abs(a)); }, reference::kink_abs);
    slope(
        "relu", [](auto a) { return xg::sum(xg::relu(a)); }, reference::kink_relu);
    slope(
        "leaky_relu", [](auto a) { return xg::sum(xg::leaky_relu(a)); }, reference::kink_leaky_relu);
    slope(
        "elu", [](auto a) { return xg::sum(xg::elu(a)); }, reference::kink_elu);
    slope(
        "clamp", [](auto a) { return xg::sum(xg::clamp(a, -1, 1)); }, reference::kink_clamp);
    slope(
        "softplus", [](auto a) { return xg::sum(xg::softplus(a)); }, reference::kink_softplus);
    slope(
        "gelu", [](auto a) { return xg::sum(xg::gelu(a)); }, reference::kink_gelu);
    slope(
        "silu", [](auto a) { return xg::sum(xg::silu(a)); }, reference::kink_silu);
    slope(
        "maximum", [](auto a) { return xg::sum(xg::maximum(a, 1)); }, reference::kink_maximum_with_one);
    slope(
        "minimum", [](auto a) { return xg::sum(xg::minimum(a, 1)); }, reference::kink_minimum_with_one);
    slope(
        "amax", [](auto a) { return xg::amax(xg::concatenate(xg::axes<0>, a, a)); }, reference::kink_amax);
    slope(
        "norm", [](auto a) { return xg::norm(0 * a); }, reference::kink_norm);
}
