// Registers slices whose motion is known; see registration.md.
#include "support/image.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/registration.hpp"
#include "support/walkthrough.hpp"

#include "../../bench/timing.hpp"

#include <xgrad/xgrad.hpp>

#include <array>
#include <cmath>
#include <string>
#include <vector>

namespace xg = xgrad;

// [loss]
/// How far a moving image, warped, is from a fixed one.
constexpr auto loss = [](auto matrix, auto moving, auto fixed) { return xg::mse(xg::warp_affine(moving, matrix), fixed); };
// [/loss]

namespace {

using docs::grey_image;
using docs::text;

/// A motion in ITK's terms: x before y, about the point (110.5, 128.5), half the size of the image.
struct itk_motion {
    double x, y, angle, scale;
};
// [convert]
/// With A p + b for the motion, the translation about a point c is A c + b - c.
itk_motion about_the_middle(const docs::motion& m, const docs::centres& about) {
    const auto a = docs::matrix_elements(m, about); // rows of (A | b), row before column
    const double cy = 128.5, cx = 110.5;
    return {a[3] * cy + a[4] * cx + a[5] - cx, a[0] * cy + a[1] * cx + a[2] - cy, m[2], std::exp(m[3])};
}
// [/convert]

struct pair {
    const char *name, *file;
    docs::free_numbers free;
    itk_motion made, itk; ///< how the file is said to be made, and what ITK's example prints
};
const std::array<pair, 3> pairs{{
    {"translation", "BrainProtonDensitySliceShifted13x17y.png", docs::translation, {13, 17, 0, 1}, {13.0012, 16.9999, 0, 1}},
    {"rigid", "BrainProtonDensitySliceR10X13Y17.png", docs::rigid, {13, 17, 0.174533, 1}, {13.0002, 16.0007, 0.174582, 1}},
    // made by a scale of 1.2, a turn by 10 degrees and a translation by (13, 17), which is undone; ITK prints (-12.8065, -12.7244) about
    // the centre of mass of the fixed image, (111.204, 131.591)
    {"similarity", "BrainProtonDensitySliceR10X13Y17S12.png", docs::similarity, {-13.1288, -12.0703, -0.174533, 0.833333},
        {-13.1274, -12.0677, -0.174511, 0.833237}},
}};

void check(const pair& one, const itk_motion& found) {
    const bool near = std::abs(found.x - one.itk.x) < 0.01 && std::abs(found.y - one.itk.y) < 0.01 &&
        std::abs(found.angle - one.itk.angle) < 1e-3 && std::abs(found.scale - one.itk.scale) < 1e-3;
    if (!near) throw std::runtime_error(text("%s: the motion found is not the one that ITK finds", one.name));
}

void register_slices(const docs::paths& paths) {
    const grey_image fixed = docs::read_grey(paths.picture);
    std::string table = "              x         y         angle     scale     steps   ms each\n";
    std::vector<docs::curve> curves;
    for (const pair& one : pairs) {
        const grey_image moving = docs::read_grey(paths.data(one.file));
        const auto levels = docs::levels_for(fixed, moving);
        docs::progress bar(one.name, 3 * levels);
        // [register]
        const docs::registered found = docs::register_pair(
            fixed, moving, one.free, {docs::motion{}}, [&](double mean_square) { bar.step(text("mean square %.2e", mean_square)); });
        // [/register]
        const auto about = docs::centres_of(fixed, moving);
        const itk_motion m = about_the_middle(found.m, about);
        const auto row = [&](const char* who, const itk_motion& v) {
            return text("  %-10s %9.4f %9.4f %10.6f %9.6f", who, v.x, v.y, v.angle, v.scale);
        };
        table += text("%s\n", one.name) + row("found", m) + text("   %5zu   %7.2f\n", found.losses.size(), found.seconds * 1e3) +
            row("ITK's", one.itk) + "\n" + row("made by", one.made) + "\n";
        check(one, m);
        curves.push_back({one.name, found.losses});
        for (double& l : curves.back().y) l = std::max(l, 1e-9);  // what is left of a whole translation is rounding

        const grey_image aligned = docs::warped(docs::matrix_of(found.m, about), moving, fixed);
        docs::write_png(paths.output / text("registration_%s.png", one.name),
            docs::side_by_side({{"fixed and moving in turn", docs::checkerboard(fixed, moving)},
                {"fixed and aligned in turn", docs::checkerboard(fixed, aligned)},
                {"moving - fixed", docs::signed_colours(moving - fixed, 0.5f)},
                {"aligned - fixed", docs::signed_colours(aligned - fixed, 0.5f)}}));
    }
    docs::write_png(paths.output / "registration_loss.png",
        docs::plot(curves,
            {.title = "the mean square over the overlap falls, level by level",
                .x_label = "step",
                .y_label = "variances of the fixed image",
                .log_y = true}));

    const docs::matrix matrix{{1, 0, 17}, {0, 1, 13}};
    const grey_image moving = docs::read_grey(paths.data(pairs[0].file));
    auto gradient = xg::plan(xg::value_and_grad<0>(loss), matrix, moving, fixed);
    const auto both = bench::compare(0.3, [&] { return std::get<0>(gradient(matrix, moving, fixed)); });
    paths.print("registration",
        table +
            text("loss and gradient by the matrix, %zu x %zu: %.3f ms, %zu bytes of workspace\n", fixed.shape(1), fixed.shape(0),
                both.seconds[0] * 1e3, gradient.workspace_bytes()));
    paths.print("registration_adjoint", xg::explain(xg::value_and_grad<0>(loss), matrix, moving, fixed));
}

}  // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, "BrainProtonDensitySliceBorder20.png", register_slices); }
