#pragma once
// Pictures for the walkthroughs: what to do with an image between computing it and writing it to a PNG.
// A grey image is (height, width), a colour image (3, height, width), values in [0, 1].

#include "font.hpp"

#if __has_include(<xtensor/containers/xtensor.hpp>) // xtensor 0.26 moved its headers
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

namespace docs {

using grey_image = xt::xtensor<float, 2>;
using rgb_image = xt::xtensor<float, 3>;
using colour = std::array<float, 3>;

inline constexpr colour black{0, 0, 0};
inline constexpr colour white{1, 1, 1};

inline rgb_image canvas(std::size_t height, std::size_t width, colour background = white) {
    rgb_image image({3, height, width});
    for (std::size_t c = 0; c < 3; ++c) xt::view(image, c, xt::all(), xt::all()) = background[c];
    return image;
}

inline rgb_image to_rgb(const grey_image& grey) {
    rgb_image image({3, grey.shape(0), grey.shape(1)});
    for (std::size_t c = 0; c < 3; ++c) xt::view(image, c, xt::all(), xt::all()) = grey;
    return image;
}

/// Blue for negative, white for zero, red for positive. Full colour is at +-range; 0 means the largest magnitude.
inline rgb_image signed_colours(const grey_image& values, float range = 0) {
    if (range <= 0)
        for (float v : values)
            if (std::isfinite(v)) range = std::max(range, std::abs(v));
    if (range <= 0) range = 1;

    constexpr colour blue{0.13f, 0.27f, 0.71f}, red{0.70f, 0.06f, 0.12f};
    rgb_image image({3, values.shape(0), values.shape(1)});
    for (std::size_t i = 0; i < values.shape(0); ++i)
        for (std::size_t j = 0; j < values.shape(1); ++j) {
            const float t = std::clamp(values(i, j) / range, -1.0f, 1.0f);
            const colour& full = t < 0 ? blue : red;
            for (std::size_t c = 0; c < 3; ++c) image(c, i, j) = 1 + std::abs(t) * (full[c] - 1);
        }
    return image;
}

/// Every pixel becomes a square of factor x factor pixels.
inline rgb_image enlarge(const rgb_image& small, std::size_t factor) {
    rgb_image image({3, small.shape(1) * factor, small.shape(2) * factor});
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < image.shape(1); ++i)
            for (std::size_t j = 0; j < image.shape(2); ++j) image(c, i, j) = small(c, i / factor, j / factor);
    return image;
}

inline grey_image enlarge(const grey_image& small, std::size_t factor) {
    return xt::view(enlarge(to_rgb(small), factor), 0, xt::all(), xt::all());
}

/// Mixes one pixel with a colour; outside the image, nothing happens.
inline void blend(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, colour ink, float cover = 1) {
    const auto i = static_cast<std::size_t>(y), j = static_cast<std::size_t>(x); // a negative one becomes a huge one
    if (i >= image.shape(1) || j >= image.shape(2)) return;
    for (std::size_t c = 0; c < 3; ++c) image(c, i, j) += cover * (ink[c] - image(c, i, j));
}

/// One line of ASCII, its upper left corner at (y, x).
inline void write_text(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, std::string_view text,
                       colour ink = black) {
    for (char letter : text) {
        for (int column = 0; column < font::width; ++column)
            for (int row = 0; row < font::height; ++row)
                if (font::is_set(letter, row, column)) blend(image, y + row, x + column, ink);
        x += font::advance;
    }
}

constexpr std::ptrdiff_t text_width(std::string_view text) {
    return static_cast<std::ptrdiff_t>(text.size()) * font::advance;
}

struct labelled {
    std::string_view label;
    rgb_image image;

    labelled(std::string_view text, rgb_image picture) : label(text), image(std::move(picture)) {}
    labelled(std::string_view text, const grey_image& picture) : label(text), image(to_rgb(picture)) {}
};

/// Images in a row, each with its label above.
inline rgb_image side_by_side(const std::vector<labelled>& pictures) {
    constexpr std::size_t gap = 6, header = font::height + 5;
    std::size_t height = 0, width = 0;
    for (const auto& [label, image] : pictures) {
        height = std::max(height, image.shape(1));
        width += image.shape(2) + gap;
    }
    rgb_image row = canvas(header + height, width > gap ? width - gap : 1);
    std::size_t x = 0;
    for (const auto& [label, image] : pictures) {
        write_text(row, 1, static_cast<std::ptrdiff_t>(x), label);
        xt::view(row, xt::all(), xt::range(header, header + image.shape(1)), xt::range(x, x + image.shape(2))) = image;
        x += image.shape(2) + gap;
    }
    return row;
}

} // namespace docs
