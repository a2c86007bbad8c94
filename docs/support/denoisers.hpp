#pragma once
// What a learned filter is compared with; see walkthroughs/learned_filter.md.

#include "image.hpp"

namespace docs {

grey_image blurred(const grey_image& image, float sigma);
/// The walkthrough "denoise" in short.
grey_image least_energy(const grey_image& noisy, float lambda);

} // namespace docs
