#include "volume.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace docs {

affine after(const affine& a, const affine& b) {
    affine out;
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 4; ++j) out(i, j) = a(i, 0) * b(0, j) + a(i, 1) * b(1, j) + a(i, 2) * b(2, j) + (j == 3 ? a(i, 3) : 0);
    return out;
}
affine inverse(const affine& a) {
    affine out;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) out(i, j) = a(j, i);
        out(i, 3) = -(a(0, i) * a(0, 3) + a(1, i) * a(1, 3) + a(2, i) * a(2, 3));
    }
    return out;
}

// [spaces]
affine to_world(const volume& v) {
    affine out;
    for (std::size_t i = 0; i < 3; ++i) {
        for (std::size_t j = 0; j < 3; ++j) out(i, j) = double(v.direction(i, j)) * double(v.spacing(j));
        out(i, 3) = double(v.origin(i));
    }
    return out;
}
affine to_voxels(const volume& v) {
    affine out;
    for (std::size_t i = 0; i < 3; ++i) {
        out(i, 3) = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            out(i, j) = double(v.direction(j, i)) / double(v.spacing(i));
            out(i, 3) -= out(i, j) * double(v.origin(j));
        }
    }
    return out;
}
// [/spaces]

// [rigid]
affine rigid(const rigid_motion& m, const point& about) {
    const double degree = std::numbers::pi / 180;
    const double cz = std::cos(degree * m(0)), sz = std::sin(degree * m(0)), cy = std::cos(degree * m(1)), sy = std::sin(degree * m(1)),
                 cx = std::cos(degree * m(2)), sx = std::sin(degree * m(2));
    affine out{{cx * cy, sx, -cx * sy, 0}, {sz * sy - cz * sx * cy, cz * cx, sz * cy + cz * sx * sy, 0},
        {cz * sy + sz * sx * cy, -sz * cx, cz * cy - sz * sx * sy, 0}};
    for (std::size_t i = 0; i < 3; ++i)
        out(i, 3) = about[i] + m(3 + i) - out(i, 0) * about[0] - out(i, 1) * about[1] - out(i, 2) * about[2];
    return out;
}
// [/rigid]
rigid_motion motion_of(const affine& a, const point& about) {
    const double degree = std::numbers::pi / 180;
    rigid_motion m{std::atan2(-a(2, 1), a(1, 1)) / degree, std::atan2(-a(0, 2), a(0, 0)) / degree,
        std::asin(std::clamp(a(0, 1), -1., 1.)) / degree, 0, 0, 0};
    for (std::size_t i = 0; i < 3; ++i) m(3 + i) = a(i, 0) * about[0] + a(i, 1) * about[1] + a(i, 2) * about[2] + a(i, 3) - about[i];
    return m;
}
point middle_of(const volume& v) {
    const affine a = to_world(v);
    point p{};
    for (std::size_t i = 0; i < 3; ++i) {
        p[i] = a(i, 3);
        for (std::size_t j = 0; j < 3; ++j) p[i] += a(i, j) * 0.5 * double(v.values.shape(j) - 1);
    }
    return p;
}

// [halved]
/// The means of 2 x 2 x 2 voxels. Spacing and origin say where they lie, so a motion in millimetres is the same for the small volume.
volume halved(const volume& v) {
    volume out{
        voxels(std::array{v.values.shape(0) / 2, v.values.shape(1) / 2, v.values.shape(2) / 2}), 2 * v.spacing, v.origin, v.direction};
    for (std::size_t i = 0; i < out.values.shape(0); ++i)
        for (std::size_t j = 0; j < out.values.shape(1); ++j)
            for (std::size_t k = 0; k < out.values.shape(2); ++k) {
                float sum = 0;
                for (std::size_t c = 0; c < 8; ++c) sum += v.values(2 * i + c / 4, 2 * j + c / 2 % 2, 2 * k + c % 2);
                out.values(i, j, k) = sum / 8;
            }
    const affine a = to_world(v);
    for (std::size_t i = 0; i < 3; ++i) out.origin(i) = float(a(i, 3) + 0.5 * (a(i, 0) + a(i, 1) + a(i, 2)));
    return out;
}
// [/halved]

// [inside]
/// 1 for the voxels that a matrix takes to where the moving volume is known: all 8 voxels there exist and are not 0.
voxels inside(const affine& to_moving, const voxels& fixed, const voxels& moving) {
    const auto is_known = [&](const std::array<double, 3>& p) {
        std::array<std::size_t, 3> first{};
        for (std::size_t d = 0; d < 3; ++d) {
            if (!(p[d] >= 0 && p[d] < double(moving.shape(d) - 1))) return false;
            first[d] = std::size_t(p[d]);
        }
        bool known = true;
        for (std::size_t c = 0; c < 8; ++c) known = known && moving(first[0] + c / 4, first[1] + c / 2 % 2, first[2] + c % 2) != 0;
        return known;
    };
    voxels in(fixed.shape());
    for (std::size_t i = 0; i < in.shape(0); ++i)
        for (std::size_t j = 0; j < in.shape(1); ++j)
            for (std::size_t k = 0; k < in.shape(2); ++k) {
                point p{};
                for (std::size_t d = 0; d < 3; ++d)
                    p[d] = to_moving(d, 0) * double(i) + to_moving(d, 1) * double(j) + to_moving(d, 2) * double(k) + to_moving(d, 3);
                in(i, j, k) = fixed(i, j, k) != 0 && is_known(p);
            }
    return in;
}
// [/inside]

grey_image middle_slice(const volume& v, const voxels& values, std::size_t axis, std::size_t size) {
    const std::size_t rows = axis == 0 ? 1 : 0, columns = axis == 2 ? 1 : 2;
    const auto length = [&](std::size_t d) { return double(v.spacing(d)) * double(values.shape(d)); };
    const double pixel = std::max({length(0), length(1), length(2)}) / double(size); // one scale for all slices
    const auto pixels = [&](std::size_t d) { return std::max<std::size_t>(1, std::size_t(std::lround(length(d) / pixel))); };
    grey_image out({pixels(rows), pixels(columns)});
    std::array<std::size_t, 3> at{values.shape(0) / 2, values.shape(1) / 2, values.shape(2) / 2};
    // the voxel of a pixel, counted from the end where an axis of the array runs downwards in space, or leftwards
    const auto voxel = [&](std::size_t d, std::size_t i, bool reversed) {
        const std::size_t n = values.shape(d), j = std::min(n - 1, i * n / pixels(d));
        return (v.direction(d, d) < 0) != reversed ? n - 1 - j : j;
    };
    for (std::size_t i = 0; i < out.shape(0); ++i)
        for (std::size_t j = 0; j < out.shape(1); ++j) {
            at[rows] = voxel(rows, i, true), at[columns] = voxel(columns, j, false);
            out(i, j) = values(at[0], at[1], at[2]);
        }
    return out;
}

rgb_image stacked(const std::vector<rgb_image>& rows) {
    constexpr std::size_t gap = 6;
    std::size_t height = 0, width = 0;
    for (const rgb_image& row : rows) height += row.shape(1) + gap, width = std::max(width, row.shape(2));
    rgb_image out = canvas(height > gap ? height - gap : 1, std::max<std::size_t>(width, 1));
    std::size_t y = 0;
    for (const rgb_image& row : rows) {
        xt::view(out, xt::all(), xt::range(y, y + row.shape(1)), xt::range(std::size_t(0), row.shape(2))) = row;
        y += row.shape(1) + gap;
    }
    return out;
}

} // namespace docs
