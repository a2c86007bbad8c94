#include "volume.hpp"

#include <xgrad/xgrad.hpp>

#include <memory>

namespace xg = xgrad;

// [loss]
/// The weighted mean square of what is left when a matrix (3, 4) takes the voxels of the fixed volume to those of the moving one.
constexpr auto loss = [](auto matrix, auto moving, auto fixed, auto weight) {
    return xg::sum(weight * xg::square(xg::warp_affine(moving, matrix, xg::shape_of(fixed)) - fixed));
};
// [/loss]

namespace docs {

slope_by_matrix slope_between(const voxels& fixed, const voxels& moving) {
    auto slope = std::make_shared<decltype(xg::plan(xg::value_and_grad<0>(loss), voxel_matrix{}, moving, fixed, fixed))>(
        xg::plan(xg::value_and_grad<0>(loss), voxel_matrix{}, moving, fixed, fixed));
    return [=, &fixed, &moving](const voxel_matrix& matrix, const voxels& weight) {
        const auto& [value, by_matrix] = (*slope)(matrix, moving, fixed, weight);
        return std::pair<double, voxel_matrix>{double(value), by_matrix};
    };
}

} // namespace docs
