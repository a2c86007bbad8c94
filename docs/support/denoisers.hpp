#pragma once
// What a learned filter is compared with (see walkthroughs/learned_filter.md), and what registration by information begins with (see
// walkthroughs/multimodal.md).

#include "image.hpp"

namespace docs {

/// Means of 3 x 3 pixels, twice.
grey_image smoothed(const grey_image& image);
/// By a Gaussian.
grey_image blurred(const grey_image& image, float sigma);
/// The walkthrough "denoise" in short.
grey_image least_energy(const grey_image& noisy, float lambda);

} // namespace docs
