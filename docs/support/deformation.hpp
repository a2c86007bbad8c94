#pragma once
// Shows what control points do to an image; see walkthroughs/deformation.md.

#include "image.hpp"

namespace docs {

/// The image where the control points (2, rows, columns) of a free-form deformation move it.
grey_image bent(const xt::xtensor<float, 3>& points, const grey_image& image);

} // namespace docs
