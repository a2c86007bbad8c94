// Registers a slice that was bent by a free-form deformation; see deformation.md.
#include "support/deformation.hpp"
#include "support/image.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/walkthrough.hpp"

#include "../../bench/timing.hpp"

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <chrono>
#include <cmath>

namespace xg = xgrad;

// [loss]
/// The difference that is left when the control points bend the moving image, and how much neighbours among them differ.
constexpr auto loss = [](auto points, auto moving, auto fixed, auto stiffness) {
    auto bent = xg::warp(moving, xg::bspline_displacement(points, xg::shape_of(fixed)));
    return xg::mse(bent, fixed) + stiffness * xg::diffusion(points);
};
// [/loss]

namespace {

using docs::grey_image;
using docs::text;

/// Lines every 16 pixels: what the deformation does to them shows it.
grey_image lines(const grey_image& like) {
    grey_image image = xt::zeros_like(like);
    for (std::size_t i = 0; i < image.shape(0); ++i)
        for (std::size_t j = 0; j < image.shape(1); ++j) image(i, j) = i % 16 == 8 || j % 16 == 8 ? 1.f : 0.f;
    return image;
}

void register_slices(const docs::paths& paths) {
    const grey_image fixed = docs::read_grey(paths.picture), moving = docs::read_grey(paths.data("BrainProtonDensitySliceBSplined10.png"));

    // [descend]
    const float stiffness = 2e-6f;
    xt::xtensor<float, 3> points = xt::zeros<float>({2, 11, 11});
    auto step = xg::plan(xg::value_and_grad<0>(loss), points, moving, fixed, stiffness);
    xg::adam optimizer;
    const std::int64_t steps = 300;
    const xg::cosine_schedule rate{.rate = 0.3, .steps = steps};
    std::vector<double> losses, seconds;
    {
        docs::progress bar("B-splines", static_cast<std::size_t>(steps));
        for (std::int64_t i = 0; i < steps; ++i) {
            const auto began = std::chrono::steady_clock::now();
            const auto& [value, slope] = step(points, moving, fixed, stiffness); // no allocation
            losses.push_back(double(value));
            optimizer.options.learning_rate = rate(i);
            optimizer.step(points, slope);
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
            bar.step(text("loss %.2e", losses.back()));
        }
    }
    // [/descend]

    const grey_image aligned = docs::bent(points, moving), grid = docs::bent(points, lines(moving));
    const double before = docs::mean_square(moving, fixed), after = docs::mean_square(aligned, fixed);
    float largest = 0;
    for (float p : points) largest = std::max(largest, std::abs(p));
    paths.print("deformation",
        text("mean square difference   %.2e -> %.2e in %zu steps\n", before, after, losses.size()) +
            text("the largest of the %zu displacements  %.2f pixels\n", points.size(), double(largest)) +
            text("a step  %.3f ms, %zu bytes of workspace\n", bench::median(seconds) * 1e3, step.workspace_bytes()));
    if (!(after < 0.1 * before)) throw std::runtime_error("the deformation was not found");
    paths.print("deformation_adjoint", xg::explain(xg::value_and_grad<0>(loss), points, moving, fixed, stiffness));

    docs::write_png(paths.output / "deformation.png",
        docs::side_by_side(
            {{"moving", moving}, {"the deformation found", grid}, {"moving - fixed", docs::signed_colours(moving - fixed, 0.5f)},
                {"aligned - fixed", docs::signed_colours(aligned - fixed, 0.5f)}}));
    docs::write_png(paths.output / "deformation_loss.png",
        docs::plot({{"loss", losses}}, {.title = "the loss falls", .x_label = "step", .y_label = "loss", .log_y = true}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainProtonDensitySliceBorder20.png", register_slices); }
