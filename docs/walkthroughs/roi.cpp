// The gradient of a mean over a region of interest; see roi.md.
#include "support/image.hpp"
#include "support/png.hpp"
#include "support/walkthrough.hpp"

#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <cstdio>

namespace xg = xgrad;

// [roi]
constexpr auto roi_mean = [](auto x) { return xg::mean(xg::view(x, xg::all, xg::all, xg::range<10, 20>, xg::range<10, 20>)); };
// [/roi]
constexpr auto roi_energy = [](auto x) {
    auto roi = xg::view(x, xg::all, xg::all, xg::range<10, 20>, xg::range<10, 20>);
    return xg::mean(roi * roi);
};

namespace {

void show(const docs::paths& paths) {
    const docs::rgb_image picture = docs::read_rgb(paths.picture);
    if (picture.shape(1) < 28 || picture.shape(2) < 28) throw std::runtime_error("the picture is smaller than 28 x 28");
    // every fourth pixel around the middle, as many as there are
    xt::xtensor<float, 4> x({1, 3, 28, 28});
    const std::size_t step = std::clamp<std::size_t>(std::min(picture.shape(1), picture.shape(2)) / 28, 1, 4);
    const std::size_t top = (picture.shape(1) - 27 * step) / 2, left = (picture.shape(2) - 27 * step) / 2;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 28; ++i)
            for (std::size_t j = 0; j < 28; ++j) x(0, c, i, j) = picture(c, top + i * step, left + j * step);

    // [run]
    const auto [value, gradient] = xg::value_and_grad(roi_mean)(x);
    // [/run]
    const auto quadratic = xg::grad(roi_energy)(x);

    std::size_t outside = 0, wrong = 0;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 28; ++i)
            for (std::size_t j = 0; j < 28; ++j) {
                const bool in = i >= 10 && i < 20 && j >= 10 && j < 20;
                outside += !in && (gradient(0, c, i, j) != 0 || quadratic(0, c, i, j) != 0);
                wrong += in && std::abs(gradient(0, c, i, j) * 300 - 1) > 1e-6f;
            }
    char line[256];
    std::snprintf(line, sizeof line,
        "mean over the region     %.6f\ngradient inside          %.8f = 1 / 300, wrong at %zu pixels\ngradient outside         0, not zero at %zu pixels\n",
        double(value), double(gradient(0, 0, 15, 15)), wrong, outside);
    paths.print("roi", line);
    paths.print("roi_adjoint", xg::explain(xg::value_and_grad(roi_mean), x));

    // Zero is white: a frame shows where the image ends.
    const auto framed = [](docs::rgb_image image) {
        for (std::size_t c = 0; c < 3; ++c) {
            auto channel = xt::view(image, c, xt::all(), xt::all());
            xt::row(channel, 0) = 0.6f, xt::row(channel, -1) = 0.6f, xt::col(channel, 0) = 0.6f, xt::col(channel, -1) = 0.6f;
        }
        return image;
    };
    docs::grey_image shown({28, 28}), constant({28, 28}), linear({28, 28});
    for (std::size_t i = 0; i < 28; ++i)
        for (std::size_t j = 0; j < 28; ++j) {
            shown(i, j) = x(0, 0, i, j);
            constant(i, j) = gradient(0, 0, i, j);
            linear(i, j) = quadratic(0, 0, i, j);
        }
    docs::write_png(paths.output / "roi.png",
        docs::side_by_side({{"x, first channel", docs::enlarge(shown, 9)},
            {"gradient of mean(roi)", framed(docs::enlarge(docs::signed_colours(constant), 9))},
            {"gradient of mean(roi^2)", framed(docs::enlarge(docs::signed_colours(linear), 9))}}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", show); }
