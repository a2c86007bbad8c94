#pragma once
// Registers pictures by least squares, coarse to fine; see walkthroughs/registration.md.

#include "image.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

namespace docs {

/// The translation (rows, columns), the angle, the logarithm of the scale, a stretch and a shear.
using motion = std::array<double, 6>;
using matrix = xt::xtensor<float, 2>;
/// Where all but the translation act about: a pixel (row, column) of the fixed image and the one of the moving image that it goes to, apart
/// from the translation.
struct centres {
    std::array<double, 2> fixed, moving;
};

/// The middles of two images, in the pixels of a level: pixel i of the first level lies at (i + 1/2) / 2^level - 1/2.
centres centres_of(const grey_image& fixed, const grey_image& moving, int level = 0);

/// The matrix (2, 3), row by row, that takes pixels (row, column, 1) of the fixed image to those of the moving one.
std::array<double, 6> matrix_elements(const motion& m, const centres& about);
matrix matrix_of(const motion& m, const centres& about);
/// Which numbers of a motion may change.
using free_numbers = std::array<bool, 6>;
inline constexpr free_numbers translation{true, true}, rigid{true, true, true}, similarity{true, true, true, true},
    affine{true, true, true, true, true, true};
/// The derivatives of the matrix, (6, 2, 3), by the numbers of the motion that are free; 0 for the others, which then stay.
xt::xtensor<float, 3> directions(const motion& m, const centres& about, const std::array<bool, 6>& free);

/// The moving image on the grid of the fixed one; 0 outside.
grey_image warped(const matrix& a, const grey_image& moving, const grey_image& fixed);
/// 1 for the pixels of the fixed image that lie inside the moving one, by a pixel at least; else 0.
grey_image inside(const matrix& a, const grey_image& fixed, const grey_image& moving);

/// The mean and standard deviation of an image where the weight is not 0.
struct grey_range {
    double mean = 0, deviation = 0;
    std::size_t pixels = 0;
};
grey_range range_of(const grey_image& image, const grey_image& weight);
grey_image filled(const grey_image& like, float value);

/// The image, halved again and again.
std::vector<grey_image> pyramid(const grey_image& image, std::size_t levels);
std::size_t least_extent(const grey_image& image);
/// So many that the smallest image keeps 24 pixels or more along each axis.
std::size_t levels_for(const grey_image& fixed, const grey_image& moving);

struct registered {
    motion m{};  ///< at full resolution
    std::vector<double> losses{};  ///< of all steps: mean squares over the overlap, in variances
    std::vector<std::size_t> level_ends{};  ///< how many losses there were when a level ended
    double seconds = 0;  ///< of a step at the finest level, the median
    double overlap = 0, loss = 0;  ///< at the end
};
/// Registers from the coarsest level to the finest. `starts` are for the full resolution; the best of them at the coarsest level, where
/// every pixel counts, goes on. `tell` hears of the loss three times at every level. Throws std::runtime_error if less than a fifth of the
/// fixed image is left.
registered register_pair(const grey_image& fixed, const grey_image& moving, const free_numbers& free, const std::vector<motion>& starts,
    const std::function<void(double loss)>& tell = {});

}  // namespace docs
