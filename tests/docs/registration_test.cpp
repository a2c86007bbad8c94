// docs/support/registration.hpp: matrices and their directions, what lies inside, pairs of unlike size that overlap in part, pairs without
 // a common part.

#include "support/registration.hpp"

#include <doctest/doctest.h>

#include <cmath>

namespace {

/// Bumps of many sizes that nothing else looks like.
float scene(double y, double x) {
    double v = 0;
    for (int k = 1; k < 9; ++k) v += std::sin(0.011 * k * (k + 3) * y + 0.7 * k * k) * std::cos(0.013 * k * (k + 2) * x + 0.4 * k) / k;
    return static_cast<float>(v);
}
/// What the pixels (a00 y + a01 x + b0, ...) of the scene look like.
docs::grey_image seen(std::size_t rows, std::size_t columns, const std::array<double, 6>& a) {
    docs::grey_image image({rows, columns});
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const double y = double(i), x = double(j);
            image(i, j) = scene(a[0] * y + a[1] * x + a[2], a[3] * y + a[4] * x + a[5]);
        }
    return image;
}

TEST_CASE("the motion's matrix: what its numbers mean, and its derivatives") {
    const docs::centres about{{10, 20}, {12, 25}};
    const auto apply = [](const std::array<double, 6>& a, double y, double x) {
        return std::array<double, 2>{a[0] * y + a[1] * x + a[2], a[3] * y + a[4] * x + a[5]};
    };
    const auto centre = apply(docs::matrix_elements({3, -4, 0.3, 0.2, 0.1, 0.05}, about), 10, 20);
    CHECK(centre[0] == doctest::Approx(15)); // goes to the other centre, and is translated
    CHECK(centre[1] == doctest::Approx(21));
    const auto turned = docs::matrix_elements({0, 0, 0.3, std::log(2.), 0, 0}, about);
    CHECK(turned[0] * turned[4] - turned[1] * turned[3] == doctest::Approx(4)); // areas
    CHECK(std::atan2(turned[1], turned[0]) == doctest::Approx(0.3));

    const docs::motion m{3, -4, 0.3, 0.2, 0.1, 0.05};
    const auto along = docs::directions(m, about, docs::affine), few = docs::directions(m, about, docs::rigid);
    for (std::size_t k = 0; k < 6; ++k) {
        docs::motion moved = m;
        moved[k] += 1e-6;
        const auto from = docs::matrix_elements(m, about), to = docs::matrix_elements(moved, about);
        for (std::size_t i = 0; i < 6; ++i) {
            CHECK(double(along.data()[6 * k + i]) == doctest::Approx((to[i] - from[i]) * 1e6).epsilon(1e-3).scale(0.1));
            CHECK(few.data()[6 * k + i] == (k < 3 ? along.data()[6 * k + i] : 0));
        }
    }
}

TEST_CASE("what lies inside") {
    const docs::grey_image fixed = xt::zeros<float>({5, 6}), moving = xt::zeros<float>({9, 9});
    const docs::matrix shifted{{1, 0, -2}, {0, 1, 5}};
    const auto in = docs::inside(shifted, fixed, moving);
    for (std::size_t i = 0; i < 5; ++i)
        for (std::size_t j = 0; j < 6; ++j) CHECK(in(i, j) == float(i >= 3 && j <= 2)); // rows 1 to 7, columns 1 to 7 of the moving one
}

TEST_CASE("a pair of unlike sizes, brightness and contrast that shares two thirds") {
    const docs::motion truth{14, -9, 0.2, std::log(1.1), 0, 0};
    const docs::grey_image fixed = seen(150, 170, {1, 0, 0, 0, 1, 0});
    docs::grey_image moving({140, 190});
    const docs::centres about = docs::centres_of(fixed, moving);
    const auto a = docs::matrix_elements(truth, about);
    const double det = a[0] * a[4] - a[1] * a[3]; // the moving image sees the scene through the inverse
    moving = seen(
        140, 190, {a[4] / det, -a[1] / det, (a[1] * a[5] - a[4] * a[2]) / det, -a[3] / det, a[0] / det, (a[3] * a[2] - a[0] * a[5]) / det});
    moving = 0.3f * moving + 0.5f;

    for (const auto& free : {docs::similarity, docs::affine}) {
        const docs::registered found = docs::register_pair(fixed, moving, free, {docs::motion{}, docs::motion{0, 0, 0.3, 0, 0, 0}});
        for (std::size_t k = 0; k < 6; ++k) CHECK(std::abs(found.m[k] - truth[k]) < (k < 2 ? 0.02 : 4e-4));
        CHECK(found.overlap > 0.5);
        CHECK(found.overlap < 0.95);
        CHECK(found.loss < 1e-3);
    }
    const docs::registered only_moved = docs::register_pair(fixed, moving, docs::translation, {truth});
    for (std::size_t k = 2; k < 6; ++k) CHECK(only_moved.m[k] == truth[k]); // what is not free stays
}

TEST_CASE("a start outside is no match, however alike the rest would be") {
    const docs::grey_image fixed = seen(60, 60, {1, 0, 0, 0, 1, 0});
    const docs::motion outside{500, 0, 0, 0, 0, 0};
    CHECK_THROWS_WITH(docs::register_pair(fixed, fixed, docs::similarity, {outside}), "the pictures were not found to have a common part");
    const docs::registered found = docs::register_pair(fixed, fixed, docs::similarity, {outside, docs::motion{2, 1, 0.05, 0, 0, 0}});
    CHECK(std::abs(found.m[0]) < 0.01);
    CHECK(found.overlap > 0.9);
}

} // namespace
