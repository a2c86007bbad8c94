// Removes noise from an MR slice by total variation; see denoise.md.
#include "support/image.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/walkthrough.hpp"

#include "../../bench/hand/total_variation.hpp"
#include "../../bench/timing.hpp"

#include <xgrad/xgrad.hpp>

#include <algorithm>
#include <cmath>
#include <random>

namespace xg = xgrad;

// [energy]
/// mean((u - f)^2) + lambda * the mean length of the gradient of u.
constexpr auto energy = [](auto u, auto f, auto lambda) {
    auto right = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
    auto down = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
    auto length = xg::sqrt(right * right + down * down + 1e-6f);
    return xg::mean(xg::square(u - f)) + lambda * xg::mean(length);
};
// [/energy]

namespace {

using docs::text;

void denoise(const docs::paths& paths) {
    // [noise]
    const docs::grey_image truth = docs::read_grey(paths.picture);
    const float sigma = 0.08f, lambda = 0.1f;
    docs::grey_image noisy = truth;
    std::mt19937 bits(7);
    std::normal_distribution<float> noise(0, sigma);
    for (float& pixel : noisy) pixel += noise(bits);
    // [/noise]

    // [minimise]
    docs::grey_image u = noisy;
    auto step = xg::plan(xg::value_and_grad<0>(energy), u, noisy, lambda);
    xg::adam optimizer({.epsilon = 1e-12});
    std::vector<double> losses;
    docs::grey_image first_gradient;
    const std::size_t iterations = 200;
    {
        docs::progress bar("denoise", iterations);
        for (std::size_t i = 0; i < iterations; ++i) {
            const auto& [loss, gradient] = step(u, noisy, lambda); // no allocation
            if (i == 0) first_gradient = gradient;
            losses.push_back(double(loss));
            optimizer.options.learning_rate = 0.02 / (1 + 0.05 * double(i));
            optimizer.step(u, gradient);
            bar.step(text("energy %.6f", double(loss)));
        }
    }
    // [/minimise]

    // The same iteration with a gradient written by hand, and how far the two gradients are apart.
    const std::size_t rows = truth.shape(0), columns = truth.shape(1);
    hand::total_variation by_hand(rows, columns);
    docs::grey_image hand_gradient = noisy, moving = u, hand_moving = u;
    xg::adam ours({.learning_rate = 1e-9}), theirs({.learning_rate = 1e-9});
    const auto both = bench::compare(
        0.3,
        [&] {
            const auto& [loss, gradient] = step(moving, noisy, lambda);
            ours.step(moving, gradient);
            return loss;
        },
        [&] {
            const double loss = by_hand(hand_moving.data(), noisy.data(), lambda, 1e-6f, hand_gradient.data());
            theirs.step(hand_moving, hand_gradient);
            return loss;
        });
    const auto gradients = bench::compare(
        0.3, [&] { return std::get<0>(step(noisy, noisy, lambda)); },
        [&] { return by_hand(noisy.data(), noisy.data(), lambda, 1e-6f, hand_gradient.data()); });
    double apart = 0, largest = 0;
    for (std::size_t i = 0; i < u.size(); ++i) {
        apart = std::max(apart, std::abs(double(first_gradient.data()[i]) - double(hand_gradient.data()[i])));
        largest = std::max(largest, std::abs(double(hand_gradient.data()[i])));
    }

    paths.print("denoise",
        text("image         %zu x %zu, noise sigma %.2f\n", columns, rows, double(sigma)) +
            text("energy        %.6f -> %.6f in %zu iterations\n", losses.front(), losses.back(), iterations) +
            text("PSNR          %.2f dB -> %.2f dB\n", docs::psnr(noisy, truth), docs::psnr(u, truth)) +
            text("an iteration  %.4f ms, %.4f ms with the gradient written by hand\n", both.seconds[0] * 1e3, both.seconds[1] * 1e3) +
            text("a gradient    %.4f ms, %.4f ms by hand; the first ones differ by %.1e of the largest\n", gradients.seconds[0] * 1e3,
                gradients.seconds[1] * 1e3, largest > 0 ? apart / largest : 0) +
            text("workspace     %zu bytes\n", step.workspace_bytes()));
    paths.print("denoise_adjoint", xg::explain(xg::value_and_grad<0>(energy), u, noisy, lambda));

    const auto label = [&](const char* name, const docs::grey_image& image) { return text("%s, %.1f dB", name, docs::psnr(image, truth)); };
    const std::string before = label("noisy", noisy), after = label("denoised", u);
    const std::size_t zoom = std::max<std::size_t>(1, 480 / columns);
    const auto shown = [&](const docs::grey_image& image) { return docs::enlarge(image, zoom); };
    docs::write_png(paths.output / "denoise.png", docs::side_by_side({{before, shown(noisy)}, {after, shown(u)}, {"truth", shown(truth)}}));
    docs::write_png(paths.output / "denoise_loss.png",
        docs::plot({{"energy", losses}}, {.title = "the energy falls", .x_label = "iteration", .y_label = "energy"}));
    const docs::grey_image falling = docs::middle(-first_gradient, 96); // where the steps go
    docs::write_png(paths.output / "denoise_gradient.png",
        docs::side_by_side({{"noisy, the middle", docs::enlarge(docs::middle(noisy, 96), 4)},
            {"first step: red brighter, blue darker", docs::enlarge(docs::signed_colours(falling), 4)},
            {"denoised", docs::enlarge(docs::middle(u, 96), 4)}}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", denoise); }
