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

rgb_image plot(const std::vector<curve>& curves, const plot_options& options = {});

} // namespace docs
