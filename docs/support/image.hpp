#pragma once
// Pictures for the walkthroughs: what to do with an image between computing it and writing it to a PNG.
// A grey image is (height, width), a colour image (3, height, width), values in [0, 1].

#if __has_include(<xtensor/containers/xtensor.hpp>) // xtensor 0.26 moved its headers
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <array>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace docs {

using grey_image = xt::xtensor<float, 2>;
using rgb_image = xt::xtensor<float, 3>;
using colour = std::array<float, 3>;

inline constexpr colour black{0, 0, 0};
inline constexpr colour white{1, 1, 1};

/// An image of one colour.
rgb_image canvas(std::size_t height, std::size_t width, colour background = white);

rgb_image to_rgb(const grey_image& grey);

/// Blue for negative, white for zero, red for positive. Full colour is at +-range; 0 means the largest magnitude.
rgb_image signed_colours(const grey_image& values, float range = 0);

/// Every pixel becomes a square of factor x factor pixels.
rgb_image enlarge(const rgb_image& small, std::size_t factor);
grey_image enlarge(const grey_image& small, std::size_t factor);

/// The middle of an image, where there is something to see: so many pixels along each axis, or all.
grey_image middle(const grey_image& image, std::size_t size);

/// Mixes one pixel with a colour; outside the image, nothing happens.
void blend(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, colour ink, float cover = 1);

/// One line of ASCII, its upper left corner at (y, x).
void write_text(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, std::string_view text, colour ink = black);
std::ptrdiff_t text_width(std::string_view text);

struct labelled {
    std::string_view label;
    rgb_image image;

    labelled(std::string_view text, rgb_image picture);
    labelled(std::string_view text, const grey_image& picture);
    labelled(const labelled& other);
    ~labelled();
};

/// Images in a row, each with its label above.
rgb_image side_by_side(const std::vector<labelled>& pictures);

/// Squares of two images in turn.
rgb_image checkerboard(const rgb_image& a, const rgb_image& b, std::size_t size);
grey_image checkerboard(const grey_image& a, const grey_image& b, std::size_t size = 24);

/// Of two images of one shape.
double mean_square(const grey_image& a, const grey_image& b);
/// The peak signal-to-noise ratio that belongs to a mean square error, for values in [0, 1].
double decibels(double mean_square);
double psnr(const grey_image& image, const grey_image& truth);

} // namespace docs
