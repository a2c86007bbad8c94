#include "image.hpp"

#include "font.hpp"

#include <algorithm>
#include <cmath>

namespace docs {

rgb_image canvas(std::size_t height, std::size_t width, colour background) {
    rgb_image image({3, height, width});
    for (std::size_t c = 0; c < 3; ++c) xt::view(image, c, xt::all(), xt::all()) = background[c];
    return image;
}

rgb_image to_rgb(const grey_image& grey) {
    rgb_image image({3, grey.shape(0), grey.shape(1)});
    for (std::size_t c = 0; c < 3; ++c) xt::view(image, c, xt::all(), xt::all()) = grey;
    return image;
}

rgb_image signed_colours(const grey_image& values, float range) {
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

rgb_image enlarge(const rgb_image& small, std::size_t factor) {
    rgb_image image({3, small.shape(1) * factor, small.shape(2) * factor});
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < image.shape(1); ++i)
            for (std::size_t j = 0; j < image.shape(2); ++j) image(c, i, j) = small(c, i / factor, j / factor);
    return image;
}

grey_image enlarge(const grey_image& small, std::size_t factor) {
    return xt::view(enlarge(to_rgb(small), factor), 0, xt::all(), xt::all());
}

grey_image middle(const grey_image& image, std::size_t size) {
    const std::size_t height = std::min(image.shape(0), size), width = std::min(image.shape(1), size), y = (image.shape(0) - height) / 2,
                      x = (image.shape(1) - width) / 2;
    return xt::view(image, xt::range(y, y + height), xt::range(x, x + width));
}

void blend(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, colour ink, float cover) {
    const auto i = static_cast<std::size_t>(y), j = static_cast<std::size_t>(x); // a negative one becomes a huge one
    if (i >= image.shape(1) || j >= image.shape(2)) return;
    for (std::size_t c = 0; c < 3; ++c) image(c, i, j) += cover * (ink[c] - image(c, i, j));
}

void write_text(rgb_image& image, std::ptrdiff_t y, std::ptrdiff_t x, std::string_view text, colour ink) {
    for (char letter : text) {
        for (int column = 0; column < font::width; ++column)
            for (int row = 0; row < font::height; ++row)
                if (font::is_set(letter, row, column)) blend(image, y + row, x + column, ink);
        x += font::advance;
    }
}

std::ptrdiff_t text_width(std::string_view text) { return static_cast<std::ptrdiff_t>(text.size()) * font::advance; }

labelled::labelled(std::string_view text, rgb_image picture) : label(text), image(std::move(picture)) {}
labelled::labelled(std::string_view text, const grey_image& picture) : label(text), image(to_rgb(picture)) {}
labelled::labelled(const labelled&) = default;
labelled::~labelled() = default;

rgb_image side_by_side(const std::vector<labelled>& pictures) {
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

rgb_image checkerboard(const rgb_image& a, const rgb_image& b, std::size_t size) {
    rgb_image image = a;
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t i = 0; i < a.shape(1); ++i)
            for (std::size_t j = 0; j < a.shape(2); ++j)
                if ((i / size + j / size) % 2) image(c, i, j) = b(c, i, j);
    return image;
}

grey_image checkerboard(const grey_image& a, const grey_image& b, std::size_t size) {
    return xt::view(checkerboard(to_rgb(a), to_rgb(b), size), 0, xt::all(), xt::all());
}

double mean_square(const grey_image& a, const grey_image& b) {
    double sum = 0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(double(a.data()[i]) - double(b.data()[i]), 2);
    return sum / double(a.size());
}
double decibels(double mean_square) { return -10 * std::log10(mean_square); }
double psnr(const grey_image& image, const grey_image& truth) { return decibels(mean_square(image, truth)); }

} // namespace docs
