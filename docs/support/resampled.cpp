#include "volume.hpp"

#include <xgrad/xgrad.hpp>

namespace docs {
namespace {

// [resample]
/// The moving volume at the voxels of `like`, by way of their millimetres, which a matrix (3, 4) moves. What counts in millimetres cannot
/// be taken for voxels: that would not compile.
constexpr auto resample = [](auto moving, auto moving_space, auto matrix, auto like, auto space) {
    namespace xg = xgrad;
    const auto from = xg::to_physical(xg::pixel_coordinates(like), space);
    auto row = [&]<int K>() {
        auto element = [&]<int J>() { return xg::view(matrix, xg::at<K>, xg::at<J>); };
        return element.template operator()<0>() * from.template component<0>() +
            element.template operator()<1>() * from.template component<1>() +
            element.template operator()<2>() * from.template component<2>() + element.template operator()<3>();
    };
    const auto to = xg::in_physical(row.template operator()<0>(), row.template operator()<1>(), row.template operator()<2>());
    return xg::map_coordinates(moving, xg::to_pixels(to, moving_space));
};
// [/resample]

constexpr auto resample_arrays = [](auto moving, auto moving_spacing, auto moving_origin, auto moving_direction, auto matrix, auto like,
                                     auto spacing, auto origin, auto direction) {
    return resample(moving, xgrad::image_space(moving_spacing, moving_origin, moving_direction), matrix, like,
        xgrad::image_space(spacing, origin, direction));
};

} // namespace

voxels resampled(const volume& moving, const affine& millimetres, const volume& like) {
    const voxel_matrix matrix = xt::cast<float>(millimetres);
    return xgrad::evaluate(resample_arrays)(
        moving.values, moving.spacing, moving.origin, moving.direction, matrix, like.values, like.spacing, like.origin, like.direction);
}

} // namespace docs
