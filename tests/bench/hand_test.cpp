// The hand-written programs that the benchmarks compare with: against their definitions in doubles, over sizes around
// those of vectors, and the definitions' gradients against differences.
#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <tuple>
#include <vector>

#include <doctest/doctest.h>

#include "../../bench/hand/chain.hpp"
#include "../../bench/hand/convolution.hpp"
#include "../../bench/hand/gaussian_mse.hpp"
#include "../../bench/hand/roi_mean.hpp"
#include "../../bench/hand/sigmoid_mean.hpp"
#include "../../bench/hand/total_variation.hpp"

namespace {

using floats = std::vector<float>;
using doubles = std::vector<double>;

floats uniform(std::size_t n, float low, float high, unsigned seed) {
    std::mt19937 bits(seed);
    std::uniform_real_distribution<float> number(low, high);
    floats x(n);
    for (auto& e : x) e = number(bits);
    return x;
}

double largest(const doubles& x) {
    double l = 0;
    for (double e : x) l = std::max(l, std::abs(e));
    return l;
}

void same_value(double value, double expected, const std::string& what) {
    CHECK_MESSAGE(std::abs(value - expected) <= 1e-6 * std::abs(expected), what, ": ", value, ", expected ", expected);
}
void same_gradient(const floats& gradient, const doubles& expected, const std::string& what) {
    REQUIRE(gradient.size() == expected.size());
    double worst = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        const double d = std::abs(static_cast<double>(gradient[i]) - expected[i]);
        if (!(d <= worst)) worst = d; // also NaN
    }
    CHECK_MESSAGE(worst <= 2e-6 * largest(expected), what, ": off by ", worst, ", the largest is ", largest(expected));
}

/// gradient[i] against (f(x + h) - f(x - h)) / 2h for every element of x; `value` reads x.
template <class Value>
void same_as_differences(floats& x, const doubles& gradient, Value value) {
    for (std::size_t i = 0; i < x.size(); ++i) {
        const float center = x[i], above = center + 1e-3f, below = center - 1e-3f;
        x[i] = above;
        double d = value();
        x[i] = below;
        d = (d - value()) / (static_cast<double>(above) - static_cast<double>(below));
        x[i] = center;
        CHECK(std::abs(d - gradient[i]) <= 1e-4 * largest(gradient));
    }
}

const std::vector<std::size_t> lengths = {1, 3, 7, 8, 9, 15, 16, 17, 31, 33, 100, 1000, 20000};

} // namespace

TEST_CASE("hand-written total variation") {
    for (auto [rows, columns] :
        std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {1, 9}, {9, 1}, {2, 8}, {3, 16}, {5, 17}, {20, 31}, {70, 33}, {65, 640}}) {
        const std::string what = std::to_string(rows) + " x " + std::to_string(columns);
        const auto u = uniform(rows * columns, 0, 1, 1), f = uniform(rows * columns, 0, 1, 2);
        doubles expected;
        const double value = hand::total_variation_reference(
            u.data(), f.data(), static_cast<double>(0.1f), static_cast<double>(1e-6f), rows, columns, expected);
        floats gradient(rows * columns, std::nanf(""));
        hand::total_variation vectors(rows, columns);
        hand::total_variation_plain plain(rows, columns);
        for (int again = 0; again < 2; ++again) {
            same_value(vectors(u.data(), f.data(), 0.1f, 1e-6f, gradient.data()), value, what);
            same_gradient(gradient, expected, what);
        }
        for (int again = 0; again < 2; ++again) {
            same_value(plain(u.data(), f.data(), 0.1f, 1e-6f, gradient.data()), value, what + " plain");
            same_gradient(gradient, expected, what + " plain");
        }
    }
    auto u = uniform(5 * 7, 0, 1, 3);
    const auto f = uniform(5 * 7, 0, 1, 4);
    doubles gradient, unused;
    auto value = [&](doubles& to) { return hand::total_variation_reference(u.data(), f.data(), 0.3, 0.01, 5, 7, to); };
    value(gradient);
    same_as_differences(u, gradient, [&] { return value(unused); });
}

TEST_CASE("hand-written mean of sigmoids") {
    for (std::size_t n : lengths) {
        const auto x = uniform(n, -20, 20, 1);
        doubles expected;
        const double value = hand::sigmoid_mean_reference(x.data(), n, expected);
        floats gradient(n);
        same_value(hand::sigmoid_mean<1>(x.data(), n, gradient.data()), value, std::to_string(n));
        same_gradient(gradient, expected, std::to_string(n));
        same_value(hand::sigmoid_mean<4>(x.data(), n, gradient.data()), value, std::to_string(n));
        same_gradient(gradient, expected, std::to_string(n));
    }
    auto x = uniform(20, -2, 2, 2);
    doubles gradient, unused;
    hand::sigmoid_mean_reference(x.data(), x.size(), gradient);
    same_as_differences(x, gradient, [&] { return hand::sigmoid_mean_reference(x.data(), x.size(), unused); });
}

TEST_CASE("hand-written chain") {
    for (std::size_t n : lengths) {
        const auto x = uniform(n, -2, 2, 1), y = uniform(n, -1, 2, 2);
        doubles expected_x, expected_y;
        const double value = hand::chain_reference(x.data(), y.data(), n, expected_x, expected_y);
        floats dx(n), dy(n);
        same_value(hand::chain<1>(x.data(), y.data(), n, dx.data(), dy.data()), value, std::to_string(n));
        same_gradient(dx, expected_x, std::to_string(n));
        same_gradient(dy, expected_y, std::to_string(n));
        same_value(hand::chain<2>(x.data(), y.data(), n, dx.data(), dy.data()), value, std::to_string(n));
        same_gradient(dx, expected_x, std::to_string(n));
        same_gradient(dy, expected_y, std::to_string(n));
    }
    auto x = uniform(20, -2, 2, 3), y = uniform(20, -2, 2, 4);
    doubles dx, dy, unused;
    auto value = [&] { return hand::chain_reference(x.data(), y.data(), x.size(), unused, unused); };
    hand::chain_reference(x.data(), y.data(), x.size(), dx, dy);
    same_as_differences(x, dx, value);
    same_as_differences(y, dy, value);
}

TEST_CASE("hand-written mean of a region") {
    for (const auto& r : {hand::roi{3, 28, 28, 10, 20}, {1, 5, 6, 0, 5}, {2, 40, 50, 3, 4}, {6, 120, 130, 10, 118}}) {
        const std::size_t size = r.images * r.rows * r.columns;
        const auto x = uniform(size, 0, 1, 1);
        doubles expected;
        const double value = hand::roi_mean_reference(x.data(), r, expected);
        floats gradient(size, 5.f);
        same_value(hand::roi_mean(x.data(), r, gradient.data()), value, "with zeros");
        same_gradient(gradient, expected, "with zeros");
        gradient.assign(size, 0.f);
        same_value(hand::roi_mean_inside(x.data(), r, gradient.data()), value, "inside");
        same_gradient(gradient, expected, "inside");
    }
    auto x = uniform(2 * 4 * 5, 0, 1, 2);
    const hand::roi r{2, 4, 5, 1, 3};
    doubles gradient, unused;
    hand::roi_mean_reference(x.data(), r, gradient);
    same_as_differences(x, gradient, [&] { return hand::roi_mean_reference(x.data(), r, unused); });
}

TEST_CASE("hand-written convolution") {
    for (const auto& s : {hand::convolution_shape{1, 3, 28, 28, 3}, {2, 1, 1, 1, 1}, {1, 2, 5, 7, 4}, {2, 5, 9, 17, 6}, {1, 3, 40, 32, 7},
             {1, 60, 30, 33, 9}}) {
        const auto x = uniform(s.inputs(), -1, 1, 1), w = uniform(s.weights(), -1, 1, 2);
        doubles expected_x, expected_w;
        const double value = hand::convolution_reference(x.data(), w.data(), s, expected_x, expected_w);
        floats dx(s.inputs()), dw(s.weights());
        hand::convolution program(s);
        for (int again = 0; again < 2; ++again) {
            same_value(program(x.data(), w.data(), dx.data(), dw.data()), value, "value");
            same_gradient(dx, expected_x, "d/dx");
            same_gradient(dw, expected_w, "d/dw");
        }
    }
    const hand::convolution_shape s{2, 2, 3, 4, 3};
    auto x = uniform(s.inputs(), -1, 1, 3), w = uniform(s.weights(), -1, 1, 4);
    doubles dx, dw, unused;
    hand::convolution_reference(x.data(), w.data(), s, dx, dw);
    auto value = [&] { return hand::convolution_reference(x.data(), w.data(), s, unused, unused); };
    same_as_differences(x, dx, value);
    same_as_differences(w, dw, value);
}

TEST_CASE("hand-written error after a Gaussian") {
    const hand::gaussian_mse::filter w = {0.3f, 0.2f, 0.1f, 0.03f, 0.015f, 0.005f};
    for (auto [rows, columns] : std::vector<std::pair<std::size_t, std::size_t>>{{1, 1}, {3, 2}, {11, 16}, {12, 45}}) {
        const std::size_t n = rows * columns;
        const auto x = uniform(n, 0, 1, 1), y = uniform(n, 0, 1, 2);
        auto blur = [&](const doubles& in) {
            doubles out(n);
            for (std::size_t i = 0; i < n; ++i)
                for (std::size_t j = 0; j < n; ++j) {
                    const auto down = static_cast<std::size_t>(std::abs(static_cast<long>(i / columns) - static_cast<long>(j / columns)));
                    const auto right = static_cast<std::size_t>(std::abs(static_cast<long>(i % columns) - static_cast<long>(j % columns)));
                    if (down <= 5 && right <= 5) out[i] += static_cast<double>(w[down]) * static_cast<double>(w[right]) * in[j];
                }
            return out;
        };
        doubles residual = blur(doubles(x.begin(), x.end()));
        double value = 0;
        for (std::size_t i = 0; i < n; ++i)
            residual[i] -= static_cast<double>(y[i]), value += residual[i] * residual[i] / static_cast<double>(n);
        doubles expected = blur(residual);  // the filter is symmetric
        for (double& e : expected) e *= 2 / static_cast<double>(n);
        floats gradient(n);
        hand::gaussian_mse program(rows, columns, w);
        for (int again = 0; again < 2; ++again) {
            same_value(program(x.data(), y.data(), gradient.data()), value, "value");
            same_gradient(gradient, expected, "d/dx");
        }
    }
}
