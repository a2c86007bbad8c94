// Registers a pair of pictures, say your own; see registration.md. docs/run calls it as `register OUTPUT [FIXED.png MOVING.png]`.
#include "support/image.hpp"
#include "support/png.hpp"
#include "support/progress.hpp"
#include "support/registration.hpp"
#include "support/walkthrough.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iostream>
#include <numbers>
#include <stdexcept>
#include <utility>
#include <vector>

namespace {

using docs::grey_image;
using docs::text;

struct picture {
    docs::rgb_image colours;
    grey_image grey;
};
picture read(const std::filesystem::path& path) {
    picture p{docs::read_rgb(path), docs::read_grey(path)};
    const auto refuse = [&](const std::string& why) { throw std::runtime_error("'" + path.string() + "' " + why); };
    if (docs::least_extent(p.grey) < 16) refuse(text("has %zu x %zu pixels; 16 x 16 are needed", p.grey.shape(1), p.grey.shape(0)));
    if (docs::range_of(p.grey, docs::filled(p.grey, 1)).deviation < 1e-4)
        refuse("has one grey value everywhere: there is nothing to align");
    return p;
}

/// How often each image is halved before the search: until it has no more than 2 million pixels, and no more than three times those of the
/// other one.
std::pair<int, int> halvings(double fixed, double moving) {
    std::pair<int, int> n{0, 0};
    for (; fixed > 2e6 || fixed > 3 * moving; fixed /= 4) ++n.first;
    for (; moving > 2e6 || moving > 3 * fixed; moving /= 4) ++n.second;
    return n;
}
// [full_size]
/// The matrix between two images from the one between both after some halvings: pixel i of an image lies at (i + 1/2) / 2^n - 1/2 after n
/// of them.
docs::matrix between_full_sizes(const docs::matrix& a, std::pair<int, int> times) {
    const double fixed = std::ldexp(1, -times.first), moving = std::ldexp(1, times.second);
    docs::matrix out({2, 3});
    for (std::size_t i = 0; i < 2; ++i) {
        out(i, 0) = float(double(a(i, 0)) * fixed * moving), out(i, 1) = float(double(a(i, 1)) * fixed * moving);
        const double at_zero = (double(a(i, 0)) + double(a(i, 1))) * (0.5 * fixed - 0.5) + double(a(i, 2));
        out(i, 2) = float(moving * (at_zero + 0.5) - 0.5);
    }
    return out;
}
// [/full_size]

// [starts]
/// Turned by up to 45 degrees, and as large as both pictures suggest, or less or more.
std::vector<docs::motion> starts(const grey_image& fixed, const grey_image& moving) {
    const double ratio = std::sqrt(double(moving.size()) / double(fixed.size()));
    std::vector<docs::motion> all;
    for (double scale : {1., ratio})
        for (double factor : {1., 0.75, 1.33})
            for (int turn : {0, 15, -15, 30, -30, 45, -45})
                all.push_back({0, 0, turn * std::numbers::pi / 180, std::log(scale * factor), 0, 0});
    return all;
}
// [/starts]

/// The correlation of two images where the weight is 1.
double correlation(const grey_image& a, const grey_image& b, const grey_image& weight) {
    const docs::grey_range x = docs::range_of(a, weight), y = docs::range_of(b, weight);
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (weight.data()[i] != 0) sum += (double(a.data()[i]) - x.mean) * (double(b.data()[i]) - y.mean);
    return sum / double(std::max<std::size_t>(x.pixels, 1)) / std::max(x.deviation * y.deviation, 1e-12);
}

docs::rgb_image warped(const docs::matrix& a, const docs::rgb_image& moving, const grey_image& fixed) {
    docs::rgb_image out({3, fixed.shape(0), fixed.shape(1)});
    grey_image channel({moving.shape(1), moving.shape(2)});
    for (std::size_t c = 0; c < 3; ++c) {
        std::copy_n(moving.data() + c * channel.size(), channel.size(), channel.data());
        std::copy_n(docs::warped(a, channel, fixed).data(), fixed.size(), out.data() + c * fixed.size());
    }
    return out;
}

void register_pictures(const docs::paths& paths) {
    const auto moving_path = paths.more.empty() ? paths.data("BrainProtonDensitySliceR10X13Y17S12.png") : paths.more[0];
    const picture fixed = read(paths.picture), moving = read(moving_path);

    const auto times = halvings(double(fixed.grey.size()), double(moving.grey.size()));
    const auto small = [](const grey_image& image, int n) { return docs::pyramid(image, std::size_t(n) + 1).back(); };
    const grey_image small_fixed = small(fixed.grey, times.first), small_moving = small(moving.grey, times.second);
    if (std::min(docs::least_extent(small_fixed), docs::least_extent(small_moving)) < 8)
        throw std::runtime_error("the pictures' sizes differ too much");
    docs::registered found;
    {
        docs::progress bar("register", 6 * docs::levels_for(small_fixed, small_moving));
        const auto tell = [&](double loss) { bar.step(text("mean square %.4f", loss)); };
        // [two_models]
        found = docs::register_pair(small_fixed, small_moving, docs::similarity, starts(small_fixed, small_moving), tell);
        found = docs::register_pair(small_fixed, small_moving, docs::affine, {found.m}, tell);
        // [/two_models]
    }
    const docs::matrix a = between_full_sizes(docs::matrix_of(found.m, docs::centres_of(small_fixed, small_moving)), times);
    const grey_image inside = docs::inside(a, fixed.grey, moving.grey);
    const docs::rgb_image aligned = warped(a, moving.colours, fixed.grey);
    const double agreement = correlation(docs::warped(a, moving.grey, fixed.grey), fixed.grey, inside);

    std::string matrix;
    for (std::size_t i = 0; i < 2; ++i) matrix += text("%14.8f %14.8f %14.6f\n", double(a(i, 0)), double(a(i, 1)), double(a(i, 2)));
    if (!(std::ofstream(paths.output / "register_matrix.txt") << matrix))
        throw std::runtime_error("'" + (paths.output / "register_matrix.txt").string() + "' cannot be written");
    paths.print("register",
        "the matrix that takes pixels (row, column, 1) of the fixed picture to those of the moving one:\n" + matrix +
            text("turned by %.3f degrees, %.5f times as large, stretch %.5f, shear %.5f\n", found.m[2] * 180 / std::numbers::pi,
                std::ldexp(std::exp(found.m[3]), times.second - times.first), found.m[4], found.m[5]) +
            text("the pictures share %.0f %% of the fixed one; their correlation there is %.4f\n", 100 * found.overlap, agreement) +
            text("a step at %zu x %zu takes %.2f ms\n", small_fixed.shape(1), small_fixed.shape(0), found.seconds * 1e3));
    if (agreement < 0.7) std::cerr << "register: the pictures agree poorly; the matrix may well be wrong\n";

    docs::write_png(paths.output / "register_aligned.png", aligned);
    const std::size_t square = std::max<std::size_t>(8, std::min(fixed.grey.shape(0), fixed.grey.shape(1)) / 10);
    docs::write_png(paths.output / "register_checkerboard.png", docs::checkerboard(fixed.colours, aligned, square));
}

} // namespace

int main(int argc, char** argv) { return docs::walkthrough<2>(argc, argv, "BrainProtonDensitySliceBorder20.png", register_pictures); }
