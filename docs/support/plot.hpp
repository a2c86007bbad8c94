#pragma once
// A line plot as a picture: a few curves over a common x, axes, ticks and a legend. Debian's plot libraries bring
// a GUI or Cairo with them; a curve of losses needs neither.

#include "image.hpp"

#include <cstddef>
#include <string>
#include <vector>

namespace docs {

struct curve {
    std::string name;
    std::vector<double> y;
    std::vector<double> x{}; ///< 0, 1, 2, ... if empty
};

struct plot_options {
    std::string title{}, x_label{}, y_label{};
    bool log_y = false; ///< values <= 0 leave a gap
    std::size_t height = 320, width = 520;
};

/// The multiples of 1, 2 or 5 times a power of ten in [low, high] that make at most about six ticks.
std::vector<double> round_ticks(double low, double high);
/// For a log scale: powers of ten, thinned out if many; if the range holds fewer than two, 1, 2 and 5 times them.
std::vector<double> log_ticks(double low, double high);

rgb_image plot(const std::vector<curve>& curves, const plot_options& options = {});

} // namespace docs
