#include <random>
#include <vector>

#include <doctest/doctest.h>
#include <xgrad/ops/window/convolution.hpp>

using namespace xgrad::contraction;
using number = xgrad::contraction::index;  // C has another index

namespace {

std::mt19937 engine(7);
number any(number low, number high) { return std::uniform_int_distribution<number>(low, high)(engine); }

/// A dense array of rank 4 whose elements along the last axis are `gap` apart.
template <class T>
struct array {
    number extent[4], gap, step[4];
    std::vector<T> element;
    array(number a, number b, number c, number d, number gap) : extent{a, b, c, d}, gap(gap), step{b * c * d * gap, c * d * gap, d * gap, gap}, element(static_cast<std::size_t>(a * step[0])) {
        for (T& e : element) e = static_cast<T>(std::uniform_real_distribution<double>(-1, 1)(engine));
    }
    std::size_t at(number a, number b, number c, number d) const { return static_cast<std::size_t>(a * step[0] + b * step[1] + c * step[2] + d * step[3]); }
    number bytes(int axis) const { return step[axis] * static_cast<number>(sizeof(T)); }
    std::byte* data() { return reinterpret_cast<std::byte*>(element.data()); }
};

/// Results over a part of an axis, from an operand that they may overshoot on both sides.
axis any_axis(number count, number taps, number stride, number dilation, bool backwards) {
    axis a{};
    a.count = count, a.first = any(0, 1), a.step = any(1, 2), a.stride = stride, a.shift_step = backwards ? -dilation : dilation;
    a.taps = taps, a.tap_first = any(0, 1), a.tap_step = any(1, 2);
    a.extent = std::max<number>(1, (count - 1) * stride + (taps - 1) * dilation + 1 - any(-2, 4));
    a.shift = any(-3, 2) + (backwards ? (taps - 1) * dilation : 0);
    return a;
}

template <class T>
void check(number batch, number groups, number in_channels, number out_channels, axis y, axis x, number gap) {
    array<T> in(batch, groups * in_channels, y.extent, x.extent, gap);
    array<T> kernel(groups * out_channels, in_channels, y.tap_first + y.taps * y.tap_step, x.tap_first + x.taps * x.tap_step, any(1, 2));
    array<T> out(batch, groups * out_channels, y.first + y.count * y.step, x.first + x.count * x.step, gap);
    correlation j{};
    j.batch = batch, j.groups = groups, j.in_channels = in_channels, j.out_channels = out_channels, j.y = y, j.x = x;
    j.in = in.data(), j.kernel = kernel.data(), j.out = out.data();
    j.in_batch = in.bytes(0), j.in_channel = in.bytes(1), j.in_row = in.bytes(2), j.in_column = in.bytes(3);
    j.kernel_group = out_channels * kernel.bytes(0), j.kernel_out = kernel.bytes(0), j.kernel_in = kernel.bytes(1), j.kernel_row = kernel.bytes(2), j.kernel_column = kernel.bytes(3);
    j.out_batch = out.bytes(0), j.out_channel = out.bytes(1), j.out_row = out.bytes(2), j.out_column = out.bytes(3);
    j.accumulate = any(0, 1) == 1;

    std::vector<double> expected(out.element.begin(), out.element.end()), expected_kernel(kernel.element.begin(), kernel.element.end());
    // The kernel's adjoint reads the results at 0, 1, ..., and writes taps at 0, 1, ...
    auto each = [&](auto f) {
        for (number n = 0; n < batch; ++n)
            for (number k = 0; k < groups * out_channels; ++k)
                for (number c = 0; c < in_channels; ++c)
                    for (number i = 0; i < y.count; ++i)
                        for (number l = 0; l < x.count; ++l)
                            for (number a = 0; a < y.taps; ++a)
                                for (number b = 0; b < x.taps; ++b) {
                                    const number p = i * y.stride + y.shift + a * y.shift_step, q = l * x.stride + x.shift + b * x.shift_step;
                                    if (p >= 0 && p < y.extent && q >= 0 && q < x.extent) f(n, k, c, i, l, a, b, static_cast<double>(in.element[in.at(n, k / out_channels * in_channels + c, p, q)]));
                                }
    };
    if (!j.accumulate)
        for (number n = 0; n < batch; ++n)
            for (number k = 0; k < groups * out_channels; ++k)
                for (number i = 0; i < y.count; ++i)
                    for (number l = 0; l < x.count; ++l) expected[out.at(n, k, y.first + i * y.step, x.first + l * x.step)] = 0;
    each([&](number n, number k, number c, number i, number l, number a, number b, double v) {
        expected[out.at(n, k, y.first + i * y.step, x.first + l * x.step)] += v * static_cast<double>(kernel.element[kernel.at(k, c, y.tap_first + a * y.tap_step, x.tap_first + b * x.tap_step)]);
    });
    for (number k = 0; k < groups * out_channels; ++k)
        for (number c = 0; c < in_channels; ++c)
            for (number a = 0; a < y.taps; ++a)
                for (number b = 0; b < x.taps; ++b) expected_kernel[kernel.at(k, c, a, b)] = 0;
    each([&](number n, number k, number c, number i, number l, number a, number b, double v) {
        expected_kernel[kernel.at(k, c, a, b)] += v * static_cast<double>(out.element[out.at(n, k, i, l)]);
    });

    auto close = [&](const std::vector<T>& result, const std::vector<double>& wanted, number products) {
        const double tolerance = (sizeof(T) == 4 ? 1e-6 : 1e-15) * (4 + std::sqrt(static_cast<double>(products)));
        double most = 0;
        for (std::size_t i = 0; i < result.size(); ++i) most = std::max(most, std::abs(static_cast<double>(result[i]) - wanted[i]) / (1 + std::abs(wanted[i])));
        return most < tolerance;
    };
    const std::vector<T> before = out.element, kernel_before = kernel.element;
    CAPTURE(in_channels);
    CAPTURE(out_channels);
    CAPTURE(y.count);
    CAPTURE(x.count);
    CAPTURE(y.taps);
    CAPTURE(x.taps);
    CAPTURE(y.stride);
    CAPTURE(x.stride);
    { correlate_columns<T>{j}; }
    CHECK(close(out.element, expected, in_channels * y.taps * x.taps));
    out.element = before;
    { correlate_channels<T>{j}; }
    CHECK(close(out.element, expected, in_channels * y.taps * x.taps));
    out.element = before;
    { correlate_pixels<T>(j, kernel.data()); }
    CHECK(close(kernel.element, expected_kernel, batch * y.count * x.count));
    kernel.element = kernel_before;
    { correlate_pixels_channels<T>(j, kernel.data()); }
    CHECK(close(kernel.element, expected_kernel, batch * y.count * x.count));
}

template <class T>
void check_many() {
    for (int n = 0; n < 150; ++n) {
        const bool backwards = any(0, 1) == 1;
        const number stride = any(1, 3), most = any(0, 3) == 0 ? 70 : 12;
        check<T>(any(1, 2), any(1, 2), any(1, any(0, 1) == 0 ? 5 : 40), any(1, any(0, 1) == 0 ? 5 : 40), any_axis(any(1, 12), any(1, 4), any(0, 1) == 0 ? 1 : stride, any(1, 2), backwards),
                 any_axis(any(1, most), any(1, 5), stride, any(1, 2), backwards), any(0, 3) == 0 ? 2 : 1);
    }
}

}  // namespace

TEST_CASE("contractions agree with plain loops, whatever lies in the lanes") {
    check_many<float>();
    check_many<double>();
}

TEST_CASE("contractions of several blocks") {
    auto along = [](number count, number taps, number stride) { return axis{count, 0, 1, (count - 1) * stride + taps, stride, 0, 1, taps, 0, 1}; };
    check<float>(1, 1, 70, 100, along(45, 3, 1), along(50, 3, 1), 1);     // of rows, operand channels and results
    check<float>(1, 1, 9, 7, along(3, 2, 1), along(1100, 3, 1), 1);       // of columns
    check<double>(1, 1, 5, 3, along(3, 11, 1), along(9, 11, 1), 1);       // of taps
    check<float>(1, 1, 50, 40, along(4, 11, 1), along(5, 11, 1), 1);
    check<double>(1, 1, 130, 9, along(5, 1, 2), along(30, 1, 2), 1);
    check<float>(2, 1, 130, 70, along(14, 5, 2), along(13, 5, 2), 1);
}
