// docs/support/volume.hpp: spaces, motions and what resampling and registration make of them.

#include "support/volume.hpp"

#include <xgrad/xgrad.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace {

/// A smooth volume with axes that run askew.
docs::volume waves() {
    docs::volume v;
    v.values.resize({20, 24, 28});
    v.spacing = {3, 2, 1.5f}, v.origin = {10, -20, 5};
    v.direction = {{0.8f, 0, 0.6f}, {0, -1, 0}, {-0.6f, 0, 0.8f}};
    for (std::size_t i = 0; i < 20; ++i)
        for (std::size_t j = 0; j < 24; ++j)
            for (std::size_t k = 0; k < 28; ++k)
                v.values(i, j, k) = 2 + float(std::sin(0.3 * double(i)) + std::cos(0.25 * double(j)) * std::sin(0.2 * double(k)));
    return v;
}
void check_same(const docs::affine& a, const docs::affine& b, double tolerance = 1e-5) {
    for (std::size_t i = 0; i < 12; ++i) CHECK(a.data()[i] == doctest::Approx(b.data()[i]).epsilon(tolerance).scale(10));
}
const docs::affine identity{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};

TEST_CASE("to_voxels undoes to_world, and inverse a motion; motion_of finds its numbers") {
    const docs::volume v = waves();
    check_same(docs::after(docs::to_voxels(v), docs::to_world(v)), identity);
    const docs::rigid_motion m{20, -30, 40, 1, 2, 3};
    const docs::point about{4, -5, 6};
    check_same(docs::after(docs::inverse(docs::rigid(m, about)), docs::rigid(m, about)), identity);
    const docs::rigid_motion again = docs::motion_of(docs::rigid(m, about), about);
    for (std::size_t k = 0; k < 6; ++k) CHECK(again(k) == doctest::Approx(m(k)));
}

TEST_CASE("rigid is xg::rigid_matrix in degrees") {
    const double degree = std::acos(-1.) / 180;
    const docs::affine ours = docs::rigid({20, -30, 40, 1, 2, 3}, {4, -5, 6});
    const xt::xtensor<double, 1> parameters{20 * degree, -30 * degree, 40 * degree, 1, 2, 3}, center{4, -5, 6};
    const auto theirs = xgrad::evaluate([](auto p, auto c) { return xgrad::rigid_matrix<3>(p, c); })(parameters, center);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 4; ++j) CHECK(ours(i, j) == doctest::Approx(theirs(i, j)));
}

TEST_CASE("a volume on its own voxels is itself, and a halved one has its middle") {
    const docs::volume v = waves(), half = docs::halved(v);
    const docs::voxels same = docs::resampled(v, identity, v);
    for (std::size_t i = 1; i < 19; ++i) CHECK(same(i, 11, 13) == doctest::Approx(v.values(i, 11, 13)).epsilon(1e-3));
    const docs::point a = docs::middle_of(v), b = docs::middle_of(half);
    for (std::size_t d = 0; d < 3; ++d) CHECK(a[d] == doctest::Approx(b[d]));
    CHECK(docs::inside(docs::after(docs::to_voxels(half), docs::to_world(v)), v.values, half.values)(10, 12, 14) == 1);
    CHECK(docs::inside(identity, v.values, v.values)(19, 0, 0) == 0);
}

TEST_CASE("a motion is found, and without a common part there is an error") {
    const docs::volume original = waves();
    docs::volume copy = original;
    const docs::rigid_motion motion{4, -3, 2, 1.5, -1, 2};
    copy.values = docs::resampled(original, docs::rigid(motion, docs::middle_of(original)), copy);
    std::size_t told = 0;
    const docs::registered_volumes found = docs::register_volumes(copy, original, [&](double) { ++told; });
    for (std::size_t k = 0; k < 6; ++k) CHECK(std::abs(found.motion(k) - motion(k)) < 0.1);
    CHECK(told == 200);
    CHECK(found.losses.size() == 200);
    copy.origin(0) += 1000;
    CHECK_THROWS_WITH_AS(
        docs::register_volumes(copy, original, [](double) {}), "the volumes were not found to have a common part", std::runtime_error);
}

} // namespace
