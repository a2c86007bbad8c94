#pragma once
// Volumes in space and rigid motions of them; see walkthroughs/volume.md. All coordinates are in the order of the array's axes: (z, y, x).

#include "image.hpp"

#if __has_include(<xtensor/containers/xfixed.hpp>)
#include <xtensor/containers/xfixed.hpp>
#else
#include <xtensor/xfixed.hpp>
#endif

#include <array>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

namespace docs {

using voxels = xt::xtensor<float, 3>;
using vector3 = xt::xtensor_fixed<float, xt::xshape<3>>;
using matrix3 = xt::xtensor_fixed<float, xt::xshape<3, 3>>;
/// (A | b), which takes p to A p + b.
using affine = xt::xtensor_fixed<double, xt::xshape<3, 4>>;
using voxel_matrix = xt::xtensor_fixed<float, xt::xshape<3, 4>>;

/// Voxel i lies at origin + direction (spacing * i), in millimetres. The direction is orthonormal.
struct volume {
    voxels values{};
    vector3 spacing{1, 1, 1}, origin{0, 0, 0};
    matrix3 direction{{1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
};
affine to_world(const volume& v);
affine to_voxels(const volume& v);
/// First b, then a.
affine after(const affine& a, const affine& b);

/// Turns about the axes (z, y, x) in degrees, then offsets in millimetres: those of xg::rigid_matrix, about a point in space.
using rigid_motion = xt::xtensor_fixed<double, xt::xshape<6>>;
using point = std::array<double, 3>;
affine rigid(const rigid_motion& m, const point& about);
/// Of a turn and an offset.
affine inverse(const affine& a);
/// The motion that a turn and an offset are, about another point.
rigid_motion motion_of(const affine& a, const point& about);
/// Where the middle of the volume lies.
point middle_of(const volume& v);

/// The moving volume on the voxels of `like`: a matrix takes the millimetres of that one to those of the moving one. 0 outside.
voxels resampled(const volume& moving, const affine& millimetres, const volume& like);
/// From the voxels of the fixed volume to millimetres, moved about the fixed volume's middle, and on to the voxels of the moving one.
affine between_voxels(const rigid_motion& m, const volume& fixed, const volume& moving);

/// The loss between two volumes, which must stay, and its derivative by the matrix.
using slope_by_matrix = std::function<std::pair<double, voxel_matrix>(const voxel_matrix& matrix, const voxels& weight)>;
slope_by_matrix slope_between(const voxels& fixed, const voxels& moving);

struct registered_volumes {
    rigid_motion motion{0, 0, 0, 0, 0, 0}; ///< about the middle of the fixed volume
    std::vector<double> losses{}, seconds{}; ///< of all steps; of those at the finest level
};
/// Finds the motion that takes the fixed volume to the moving one, and tells of the loss at each of 200 steps. Throws std::runtime_error if
/// less than a fifth of the fixed volume is left.
registered_volumes register_volumes(const volume& fixed, const volume& moving, const std::function<void(double loss)>& tell);

/// Half as many voxels along each axis.
volume halved(const volume& v);
/// 1 for the voxels that a matrix takes to where the moving volume is known: all 8 voxels there exist and are not 0, nor is the fixed one.
/// 0 for the others.
voxels inside(const affine& to_moving, const voxels& fixed, const voxels& moving);

/// The middle slice across an axis, with square pixels, as wide or high as `size` pixels; higher coordinates are above and to the right.
grey_image middle_slice(const volume& v, const voxels& values, std::size_t axis, std::size_t size = 180);
/// Pictures, one row of them above the other.
rgb_image stacked(const std::vector<rgb_image>& rows);

}  // namespace docs
