// The gradients of a convolution by image and kernel; see convolution.md.
#include "support/image.hpp"
#include "support/png.hpp"
#include "support/walkthrough.hpp"

#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace xg = xgrad;

// [loss]
constexpr auto response = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<1>); };

constexpr auto loss = [](auto x, auto w) {
    auto y = response(x, w);
    return xg::mean(y * y);
};
// [/loss]

namespace {

/// The same loss of a grey image in double, in plain loops.
double plain_loss(const docs::grey_image& x, const std::array<std::array<double, 3>, 3>& w) {
    const std::size_t rows = x.shape(0), columns = x.shape(1);
    double sum = 0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            double y = 0;
            for (std::size_t a = 0; a < 3; ++a)
                for (std::size_t b = 0; b < 3; ++b)
                    if (i + a >= 1 && i + a <= rows && j + b >= 1 && j + b <= columns) y += w[a][b] * double(x(i + a - 1, j + b - 1));
            sum += y * y;
        }
    return sum / double(x.size());
}

void show(const docs::paths& paths) {
    const docs::grey_image picture = docs::read_grey(paths.picture);
    const std::size_t rows = picture.shape(0), columns = picture.shape(1);
    xt::xtensor<float, 4> x({1, 1, rows, columns});
    xt::view(x, 0, 0, xt::all(), xt::all()) = picture;
    // [run]
    const xt::xtensor<float, 4> w{{{{-1, 0, 1}, {-2, 0, 2}, {-1, 0, 1}}}}; // Sobel: how x changes along its rows
    const auto [value, d_image, d_kernel] = xg::value_and_grad(loss)(x, w);
    // [/run]
    const auto y = xg::evaluate(response)(x, w);

    // The loss is quadratic in the kernel, so central differences in double are exact up to rounding.
    double apart = 0, largest = 0;
    std::string kernel;
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) {
            std::array<std::array<double, 3>, 3> moved;
            for (std::size_t i = 0; i < 9; ++i) moved[i / 3][i % 3] = double(w.data()[i]);
            moved[a][b] += 0.5;
            const double above = plain_loss(picture, moved);
            moved[a][b] -= 1;
            const double difference = above - plain_loss(picture, moved);
            apart = std::max(apart, std::abs(difference - double(d_kernel(0, 0, a, b))));
            largest = std::max(largest, std::abs(difference));
            char number[32];
            std::snprintf(number, sizeof number, "%s%9.5f%s", b == 0 ? "    " : "", double(d_kernel(0, 0, a, b)), b == 2 ? "\n" : " ");
            kernel += number;
        }
    char line[256];
    std::snprintf(line, sizeof line, "loss %.6f\ngradient of the kernel, %.1e relative from differences in double:\n", double(value),
        largest > 0 ? apart / largest : 0);
    paths.print("convolution", line + kernel);
    paths.print("convolution_adjoint", xg::explain(xg::value_and_grad(loss), x, w));

    const docs::grey_image slope = xt::view(y, 0, 0, xt::all(), xt::all()), gradient = xt::view(d_image, 0, 0, xt::all(), xt::all());
    float strongest = 0;
    for (float g : gradient) strongest = std::max(strongest, std::abs(g));
    docs::write_png(paths.output / "convolution.png",
        docs::side_by_side({{"x", picture}, {"y = conv2d(x, w)", docs::signed_colours(slope, 2)},
            {"gradient of x", docs::signed_colours(gradient, strongest / 2)}}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", show); }
