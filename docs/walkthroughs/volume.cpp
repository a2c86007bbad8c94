// Registers volumes by a rigid motion, in millimetres; see volume.md.
#include "support/image.hpp"
#include "support/nifti.hpp"
#include "support/plot.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/volume.hpp"
#include "support/walkthrough.hpp"

#include "../../bench/timing.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

namespace {

using docs::text;

const char* const example = "anatomical.nii";

/// The value that all but one of a hundred voxels are darker than.
float bright(const docs::volume& v) {
    std::vector<float> sorted(v.values.begin(), v.values.end());
    const auto at = sorted.end() - std::ptrdiff_t(sorted.size() / 100) - 1;
    std::nth_element(sorted.begin(), at, sorted.end());
    return *at;
}
docs::volume divided(docs::volume v, float by) {
    for (float& value : v.values) value /= by;
    return v;
}

// [make]
/// What a motion takes to the original, on voxels 1.25 times as large about the same middle, with noise.
docs::volume noisy_copy(const docs::volume& original, const docs::rigid_motion& motion) {
    docs::volume copy = original;
    std::array<std::size_t, 3> shape{};
    for (std::size_t d = 0; d < 3; ++d) shape[d] = std::size_t(double(original.values.shape(d)) / 1.25), copy.spacing(d) *= 1.25f;
    copy.values = docs::voxels(shape);
    const docs::point middle = docs::middle_of(original), now = docs::middle_of(copy);
    for (std::size_t d = 0; d < 3; ++d) copy.origin(d) += float(middle[d] - now[d]);

    copy.values = docs::resampled(original, docs::rigid(motion, middle), copy);
    std::mt19937 random(1);
    std::normal_distribution<float> noise(0, 0.03f);
    for (float& v : copy.values)
        if (v != 0) v += noise(random); // 0 is what lies outside
    return copy;
}
// [/make]

// [spm]
/// The motion that nibabel's make_moved_anat.py says: turned by 0.1 about z, then by 0.2 about y, then by 0.3 about x, moved by (3, 4, 5)
/// mm. It takes the original to what SPM resampled.
docs::affine moved_anatomical() {
    const double cz = std::cos(0.1), sz = std::sin(0.1), cy = std::cos(0.2), sy = std::sin(0.2), cx = std::cos(0.3), sx = std::sin(0.3);
    // rows and columns in the order (z, y, x)
    return {{cx * cy, sx * cz + cx * sy * sz, sx * sz - cx * sy * cz, 5}, {-sx * cy, cx * cz - sx * sy * sz, cx * sz + sx * sy * cz, 4},
        {sy, -cy * sz, cy * cz, 3}};
}
// [/spm]

struct pair {
    const char *name, *curve;
    docs::volume fixed, moving;
    docs::rigid_motion truth; ///< about the middle of the fixed volume
    double tolerance;         ///< in degrees and in millimetres
};

std::string row(const char* who, const docs::rigid_motion& m) {
    return text("  %-6s %8.3f %8.3f %8.3f  %8.3f %8.3f %8.3f", who, m(0), m(1), m(2), m(3), m(4), m(5));
}

/// Slices before and after.
docs::rgb_image picture(const docs::volume& fixed, const docs::volume& moving, const docs::rigid_motion& motion) {
    const docs::point middle = docs::middle_of(fixed);
    const docs::rigid_motion none{0, 0, 0, 0, 0, 0};
    // the moving volume on the fixed one's voxels, and the difference where there is one
    const auto shown = [&](const docs::rigid_motion& m) {
        const docs::voxels values = docs::resampled(moving, docs::rigid(m, middle), fixed);
        return std::pair{values,
            docs::voxels((values - fixed.values) * docs::inside(docs::between_voxels(m, fixed, moving), fixed.values, moving.values))};
    };
    const auto before = shown(none), after = shown(motion);
    std::vector<docs::rgb_image> rows;
    for (std::size_t axis = 0; axis < 3; ++axis) {
        const auto slice = [&](const docs::voxels& values) { return docs::middle_slice(fixed, values, axis); };
        rows.push_back(docs::side_by_side({{"fixed", slice(fixed.values)}, {"moving", slice(before.first)},
            {"moving - fixed", docs::signed_colours(slice(before.second), 0.5f)},
            {"aligned - fixed", docs::signed_colours(slice(after.second), 0.5f)}}));
    }
    return docs::stacked(rows);
}

void register_pairs(const docs::paths& paths) {
    const bool ours = paths.picture == paths.data(example);
    docs::volume original = docs::read_nifti(paths.picture);
    while (original.values.size() > 4'000'000) original = docs::halved(original);
    const float white = bright(original);
    if (!(white > 0)) throw std::runtime_error("'" + paths.picture.string() + "' is not bright anywhere");
    original = divided(original, white);
    const docs::rigid_motion motion{8, -5, 6, 4, -6, 5}; // turns about (z, y, x) in degrees, then millimetres
    const docs::volume copy = noisy_copy(original, motion);
    const docs::point middle = docs::middle_of(original);
    std::vector<pair> pairs{{"noisy copy to original", "copy to original", copy, original, motion, 0.1},
        {"original to noisy copy", "original to copy", original, copy, docs::motion_of(docs::inverse(docs::rigid(motion, middle)), middle),
            0.5}};
    if (ours) {
        const docs::volume by_spm = divided(docs::read_nifti(paths.data("reoriented_anat_moved.nii")), white);
        pairs.push_back({"SPM's to original", "SPM's to original", by_spm, original,
            docs::motion_of(docs::inverse(moved_anatomical()), docs::middle_of(by_spm)), 0.1});
    }

    std::string table = "         turns about z, y, x (degrees)  offsets z, y, x (mm)\n";
    std::vector<docs::curve> curves;
    for (const pair& one : pairs) {
        docs::progress bar(one.name, 200);
        const docs::registered_volumes found =
            docs::register_volumes(one.fixed, one.moving, [&](double loss) { bar.step(text("loss %.2e", loss)); });
        double degrees = 0, millimetres = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            degrees = std::max(degrees, std::abs(found.motion(k) - one.truth(k)));
            millimetres = std::max(millimetres, std::abs(found.motion(k + 3) - one.truth(k + 3)));
        }
        const auto& shape = one.fixed.values.shape();
        table += text("%s, %zu x %zu x %zu voxels, %.2f ms a step\n", one.name, shape[2], shape[1], shape[0],
                     bench::median(found.seconds) * 1e3) +
            row("found", found.motion) + text("   wrong by %.3f degrees, %.3f mm\n", degrees, millimetres) + row("true", one.truth) + "\n";
        curves.push_back({one.curve, found.losses});
        if (ours && !(std::max(degrees, millimetres) < one.tolerance))
            throw std::runtime_error(text("%s: the motion was not found", one.name));
        if (&one == &pairs.front()) docs::write_png(paths.output / "volume.png", picture(one.fixed, one.moving, found.motion));
        if (ours && &one == &pairs.back()) docs::write_png(paths.output / "volume_spm.png", picture(one.fixed, one.moving, found.motion));
    }
    paths.print("volume", table);
    docs::write_png(paths.output / "volume_loss.png",
        docs::plot(
            curves, {.title = "the loss falls, first at half the resolution", .x_label = "step", .y_label = "mean square", .log_y = true}));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough(argc, argv, example, register_pairs); }
