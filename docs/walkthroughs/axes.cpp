// Reshape, a pointwise function, and a mean for each channel; see axes.md.
#include "support/image.hpp"
#include "support/png.hpp"
#include "support/walkthrough.hpp"

#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace xg = xgrad;

// [channels]
/// One number for each channel of an image (1, 3, 28, 28).
constexpr auto channel_means = [](auto x) {
    auto rows = xg::reshape(x, xg::shape<-1, 784>);
    return xg::mean(xg::sigmoid(rows), xg::axes<1>);
};
// [/channels]

namespace {

void show(const docs::paths& paths) {
    // Three smooth channels with values from about -4 to 4.
    xt::xtensor<float, 4> x({1, 3, 28, 28});
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < 28; ++i)
            for (std::size_t j = 0; j < 28; ++j)
                x(0, c, i, j) =
                    4 * std::sin(0.11f * float(c + 1) * float(i) + 0.5f * float(c)) * std::cos(0.16f * float(j) - 0.3f * float(c));

    // [run]
    const xt::xtensor<float, 1> weights{1, 10, -100};
    const auto [means, gradient] = xg::vjp(channel_means)(x, weights);
    // [/run]

    double apart = 0, value_apart = 0;
    for (std::size_t c = 0; c < 3; ++c) {
        double mean = 0;
        for (std::size_t i = 0; i < 28; ++i)
            for (std::size_t j = 0; j < 28; ++j) {
                const double s = 1 / (1 + std::exp(-double(x(0, c, i, j)))), expected = double(weights(c)) * s * (1 - s) / 784;
                mean += s / 784;
                apart = std::max(apart, std::abs(double(gradient(0, c, i, j)) - expected) / std::abs(expected));
            }
        value_apart = std::max(value_apart, std::abs(double(means(c)) - mean) / mean);
    }
    char line[256];
    std::snprintf(line, sizeof line,
        "means                               %.6f %.6f %.6f\nrelative difference to the formula  value %.1e, gradient %.1e\n",
        double(means(0)), double(means(1)), double(means(2)), value_apart, apart);
    paths.print("axes", line);
    paths.print("axes_adjoint", xg::explain(xg::vjp(channel_means), x, weights));

    docs::rgb_image channels({3, 28, 3 * 28 + 4}), slopes({3, 28, 3 * 28 + 4});
    channels.fill(1), slopes.fill(1);
    for (std::size_t c = 0; c < 3; ++c) {
        const std::size_t at = c * 30;
        docs::grey_image value = xt::view(x, 0, c, xt::all(), xt::all()), slope = xt::view(gradient, 0, c, xt::all(), xt::all());
        xt::view(channels, xt::all(), xt::all(), xt::range(at, at + 28)) = docs::signed_colours(value, 4);
        xt::view(slopes, xt::all(), xt::all(), xt::range(at, at + 28)) = docs::signed_colours(slope);
    }
    docs::write_png(paths.output / "axes.png",
        docs::side_by_side({{"x, its three channels", docs::enlarge(channels, 5)},
            {"gradient for weights 1, 10, -100, each channel to its own scale", docs::enlarge(slopes, 5)}}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", show); }
