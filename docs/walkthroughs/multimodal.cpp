// Registers slices of two kinds by mutual information; see multimodal.md.
#include "support/denoisers.hpp"
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
/// What an image says of another one, moved back by (rows, columns), is to become large.
constexpr auto loss = [](auto back, auto moving, auto fixed) {
    return -xg::mutual_information(fixed, xg::translate(moving, back), xg::bins<32>);
};
// [/loss]

namespace {

using docs::grey_image;
using docs::text;

/// out[p] = image[p + offset] for whole offsets; 0 outside.
grey_image moved(const grey_image& image, std::ptrdiff_t y, std::ptrdiff_t x) {
    grey_image out = xt::zeros_like(image);
    for (std::size_t i = 0; i < out.shape(0); ++i)
        for (std::size_t j = 0; j < out.shape(1); ++j) {
            const auto row = std::size_t(std::ptrdiff_t(i) + y),
                       column = std::size_t(std::ptrdiff_t(j) + x); // a negative one becomes a huge one
            if (row < image.shape(0) && column < image.shape(1)) out(i, j) = image(row, column);
        }
    return out;
}

void register_slices(const docs::paths& paths) {
    const grey_image fixed_slice = docs::read_grey(paths.picture),
                     moving_slice = docs::read_grey(paths.data("BrainProtonDensitySliceShifted13x17y.png"));
    const grey_image fixed = docs::smoothed(fixed_slice), moving = docs::smoothed(moving_slice);

    // [ascend]
    xt::xtensor<float, 1> back{0, 0};
    auto step = xg::plan(xg::value_and_grad<0>(loss), back, moving, fixed);
    xg::adam optimizer;
    const std::int64_t steps = 250;
    const xg::cosine_schedule rate{.rate = 0.5, .steps = steps};
    std::vector<double> information, rows, columns, seconds;
    {
        docs::progress bar("T1 to PD", static_cast<std::size_t>(steps));
        for (std::int64_t i = 0; i < steps; ++i) {
            const auto began = std::chrono::steady_clock::now();
            const auto& [value, slope] = step(back, moving, fixed); // no allocation
            information.push_back(-double(value)), rows.push_back(-double(back(0))), columns.push_back(-double(back(1)));
            optimizer.options.learning_rate = rate(i);
            optimizer.step(back, slope);
            seconds.push_back(std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count());
            bar.step(text("information %.4f at (%.2f, %.2f)", information.back(), rows.back(), columns.back()));
        }
    }
    // [/ascend]

    const double y = -double(back(0)), x = -double(back(1));
    paths.print("multimodal",
        text("                 x        y\n") + text("found       %8.4f %8.4f\n", x, y) +
            text("ITK's       %8.4f %8.4f\n", 13.0204, 17.0006) + text("made by     %8.4f %8.4f\n", 13., 17.) +
            text("mutual information %.4f -> %.4f nats in %zu steps\n", information.front(), information.back(), information.size()) +
            text("a step  %.3f ms, %zu bytes of workspace\n", bench::median(seconds) * 1e3, step.workspace_bytes()));
    if (std::hypot(y - 17, x - 13) > 0.1) throw std::runtime_error("the translation found is not the one that was made");

    const grey_image aligned = moved(moving_slice, std::lround(y), std::lround(x));
    docs::write_png(paths.output / "multimodal.png",
        docs::side_by_side({{"fixed: T1", fixed_slice}, {"moving: proton density", moving_slice},
            {"in turn, before", docs::checkerboard(fixed_slice, moving_slice)},
            {"in turn, after", docs::checkerboard(fixed_slice, aligned)}}));
    docs::write_png(paths.output / "multimodal_path.png",
        docs::plot({{"rows", rows}, {"columns", columns}}, {.title = "the offset finds (17, 13)", .x_label = "step", .y_label = "pixels"}));
    docs::write_png(paths.output / "multimodal_information.png",
        docs::plot({{"information", information}}, {.title = "the mutual information rises", .x_label = "step", .y_label = "nats"}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainT1SliceBorder20.png", register_slices); }
