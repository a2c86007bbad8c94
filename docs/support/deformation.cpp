#include "deformation.hpp"

#include <xgrad/xgrad.hpp>

namespace xg = xgrad;

constexpr auto bend = [](auto points, auto moving) { return xg::warp(moving, xg::bspline_displacement(points, xg::shape_of(moving))); };

namespace docs {

grey_image bent(const xt::xtensor<float, 3>& points, const grey_image& image) { return xg::evaluate(bend)(points, image); }

} // namespace docs
