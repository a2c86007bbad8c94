// Learns filters that remove the noise of an MR slice; see learned_filter.md.
#include "support/denoisers.hpp"
#include "support/image.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/training.hpp"
#include "support/walkthrough.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace xg = xgrad;

// [filter]
/// Every pixel becomes a weighted sum of its neighbours.
constexpr auto filter = [](auto image, auto kernel) { return xg::correlate(image, kernel); };

constexpr auto filter_loss = [](auto kernel, auto noisy, auto truth) { return xg::mse(filter(noisy, kernel), truth); };
// [/filter]

namespace {

using docs::grey_image;
using docs::text;

// [noise]
grey_image with_noise(grey_image image, unsigned seed) {
    std::mt19937 bits(seed);
    std::normal_distribution<float> noise(0, 0.08f);
    for (float& pixel : image) pixel += noise(bits);
    return image;
}
// [/noise]

/// Which of the numbers makes the best image.
template <class Method>
float best(const std::vector<float>& numbers, const grey_image& truth, Method method) {
    return *std::max_element(
        numbers.begin(), numbers.end(), [&](float a, float b) { return docs::psnr(method(a), truth) < docs::psnr(method(b), truth); });
}

/// The kernels (K, 1, rows, columns) of a layer, four in a row.
docs::rgb_image mosaic(const xt::xtensor<float, 4>& w, std::size_t zoom) {
    const std::size_t size = w.shape(2) * zoom, across = 4, down = (w.shape(0) + across - 1) / across, gap = 6;
    docs::rgb_image image = docs::canvas(down * (size + gap) - gap, across * (size + gap) - gap);
    float range = 0;
    for (float v : w) range = std::max(range, std::abs(v));
    for (std::size_t k = 0; k < w.shape(0); ++k) {
        const grey_image kernel = xt::view(w, k, 0, xt::all(), xt::all());
        const std::size_t y = k / across * (size + gap), x = k % across * (size + gap);
        xt::view(image, xt::all(), xt::range(y, y + size), xt::range(x, x + size)) =
            docs::enlarge(docs::signed_colours(kernel, range), zoom);
    }
    return image;
}

void learn(const docs::paths& paths) {
    const grey_image truth = docs::read_grey(paths.picture), noisy = with_noise(truth, 1);

    // [train_filter]
    xt::xtensor<float, 2> kernel({7, 7}, 0);
    kernel(3, 3) = 1; // begins as the identity
    auto filter_step = xg::plan(xg::value_and_grad<0>(filter_loss), kernel, noisy, truth);
    xg::adam optimizer;
    const docs::history filter_history = docs::train("7 x 7 kernel", [&](double rate) {
        optimizer.options.learning_rate = rate;
        const auto& [loss, gradient] = filter_step(kernel, noisy, truth);
        optimizer.step(kernel, gradient);
        return loss;
    });
    // [/train_filter]

    docs::network_weights weights;
    const docs::history network_history = docs::learn_network(weights, noisy, truth);

    const auto filtered = [&](const grey_image& image) { return grey_image(xg::evaluate(filter)(image, kernel)); };
    const auto by_network = [&](const grey_image& image) { return docs::by_network(image, weights); };
    const float sigma = best({0.6f, 0.7f, 0.8f, 0.9f, 1, 1.1f, 1.2f}, truth, [&](float s) { return docs::blurred(noisy, s); });
    const float lambda = best({0.08f, 0.1f, 0.12f, 0.14f, 0.16f}, truth, [&](float l) { return docs::least_energy(noisy, l); });

    const grey_image fresh = with_noise(truth, 2);
    const grey_image other_truth = docs::read_grey(paths.data("BrainProtonDensitySliceBorder20.png")), other = with_noise(other_truth, 3);
    std::string table = text("PSNR in dB                 %11s %11s %11s\n", "its noise", "new noise", "new slice");
    const auto row = [&](const std::string& name, auto method) {
        table += text("%-26s %11.2f %11.2f %11.2f\n", name.c_str(), docs::psnr(method(noisy), truth), docs::psnr(method(fresh), truth),
            docs::psnr(method(other), other_truth));
    };
    row("noisy", [](const grey_image& image) { return image; });
    row(text("Gaussian, sigma %.1f", double(sigma)), [&](const grey_image& image) { return docs::blurred(image, sigma); });
    row(text("total variation, %.2f", double(lambda)), [&](const grey_image& image) { return docs::least_energy(image, lambda); });
    row("learned 7 x 7 kernel", filtered);
    row("learned network", by_network);
    paths.print("learned_filter",
        table +
            text("a step of the kernel   %.3f ms, %zu bytes of workspace\n", filter_history.seconds * 1e3, filter_step.workspace_bytes()) +
            text("a step of the network  %.3f ms, %zu bytes of workspace\n", network_history.seconds * 1e3,
                network_history.workspace_bytes));
    paths.print("learned_filter_adjoint", xg::explain(xg::value_and_grad<0>(filter_loss), kernel, noisy, truth));

    docs::write_png(paths.output / "learned_filter_training.png",
        docs::plot({{"kernel", filter_history.quality}, {"network", network_history.quality}},
            {.title = "the quality while learning", .x_label = "step", .y_label = "PSNR, dB"}));

    grey_image point({7, 7}, 0);
    point(3, 3) = 1;
    const grey_image gaussian = docs::blurred(point, sigma);
    docs::write_png(paths.output / "learned_filter_kernel.png",
        docs::side_by_side({{"learned kernel", docs::enlarge(docs::signed_colours(kernel), 30)},
            {"Gaussian", docs::enlarge(docs::signed_colours(gaussian), 30)}, {"the network's first layer", mosaic(weights.w1, 30)}}));

    const auto label = [&](const char* name, const grey_image& image) { return text("%s, %.1f dB", name, docs::psnr(image, truth)); };
    const auto shown = [](const grey_image& image) { return docs::enlarge(docs::middle(image, 110), 3); };
    const grey_image u = filtered(fresh), v = by_network(fresh);
    const std::string before = label("noisy", fresh), linear = label("kernel", u), deep = label("network", v);
    docs::write_png(paths.output / "learned_filter.png",
        docs::side_by_side({{before, shown(fresh)}, {linear, shown(u)}, {deep, shown(v)}, {"truth", shown(truth)}}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", learn); }
