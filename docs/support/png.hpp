#pragma once
// PNG files for the walkthroughs, through libpng. Values are file values divided by their maximum: no gamma, and
// transparency is ignored. Whatever is wrong with a file is a std::runtime_error that names the file and the fault.

#include "image.hpp"

#include <filesystem>

namespace docs {

/// A colour image, (3, height, width); grey files have three equal channels.
rgb_image read_rgb(const std::filesystem::path& path);
/// A grey image, (height, width); colours become their luma (Rec. 709).
grey_image read_grey(const std::filesystem::path& path);

/// Writes 8 bits per channel; values outside [0, 1] are clipped.
void write_png(const std::filesystem::path& path, const grey_image& image);
void write_png(const std::filesystem::path& path, const rgb_image& image);

} // namespace docs
