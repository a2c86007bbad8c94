// Frames of coordinates: conversions by their formulas and back, gradients through them, what samples at them.

#include <support/check.hpp>

namespace {

using numbers = xt::xtensor<double, 1>;
using square = xt::xtensor<double, 2>;
const numbers spacing{0.8, 2.5}, origin{-3, 7};
const double angle = 0.3;
const square turn{{std::cos(angle), -std::sin(angle)}, {std::sin(angle), std::cos(angle)}};

constexpr auto stacked = [](auto c) { return std::make_tuple(c.template component<0>(), c.template component<1>()); };
constexpr auto lie = [](auto x, auto s, auto o, auto d) {
    return stacked(xg::to_physical(xg::pixel_coordinates(x), xg::image_space(s, o, d)));
};
constexpr auto and_back = [](auto x, auto s, auto o, auto d) {
    const auto space = xg::image_space(s, o, d);
    return stacked(xg::to_pixels(xg::to_physical(xg::pixel_coordinates(x), space), space));
};
/// The moving image where a translation in millimetres takes the pixels of the fixed one, though their spacings differ.
constexpr auto aligned = [](auto fixed, auto moving, auto offset, auto s, auto o, auto other) {
    const auto p = xg::displaced(xg::to_physical(xg::pixel_coordinates(fixed), xg::image_space(s, o)), offset);
    return xg::map_coordinates(moving, xg::to_pixels(p, xg::image_space(other, o)), xg::replicate);
};
constexpr auto loss = [](auto offset, auto s, auto other, auto fixed, auto moving, auto o) {
    return xg::sum(xg::square(aligned(fixed, moving, offset, s, o, other) - fixed));
};

}  // namespace

TEST_CASE("physical coordinates: origin + direction (spacing * index), and back") {
    for (const auto& shape : {std::array<std::size_t, 2>{4, 7}, {1, 1}, {3, 33}}) {
        const square x(shape, 0.);
        const auto [y0, y1] = xg::evaluate(lie)(x, spacing, origin, turn);
        const auto [p0, p1] = xg::evaluate(and_back)(x, spacing, origin, turn);
        bool right = true;
        for (std::size_t i = 0; i < shape[0]; ++i)
            for (std::size_t j = 0; j < shape[1]; ++j) {
                const double a = spacing(0) * double(i), b = spacing(1) * double(j);
                right = right && std::abs(y0(i, j) - (origin(0) + turn(0, 0) * a + turn(0, 1) * b)) < 1e-12 &&
                    std::abs(y1(i, j) - (origin(1) + turn(1, 0) * a + turn(1, 1) * b)) < 1e-12;
                right = right && std::abs(p0(i, j) - double(i)) < 1e-12 && std::abs(p1(i, j) - double(j)) < 1e-12;
            }
        CHECK(right);
    }
}

TEST_CASE("normalised coordinates: edges or centres of the outer pixels, and back") {
    const square x({5, 8}, 0.);
    const auto [y, c] = xg::evaluate([](auto x) { return stacked(xg::to_normalized(xg::pixel_coordinates(x), xg::shape_of(x))); })(x);
    CHECK(y(0, 3) == doctest::Approx(-0.8));
    CHECK(c(2, 7) == doctest::Approx(0.875));
    const auto [a, b] =
        xg::evaluate([](auto x) { return stacked(xg::to_normalized(xg::pixel_coordinates(x), xg::shape_of(x), xg::align_corners)); })(x);
    CHECK(a(4, 0) == doctest::Approx(1));
    CHECK(b(1, 0) == doctest::Approx(-1));
    const auto [i, j] = xg::evaluate([](auto x) {
        const auto shape = xg::shape_of(x);
        return stacked(xg::to_pixels(
            xg::to_normalized(xg::to_pixels(xg::to_normalized(xg::pixel_coordinates(x), shape), shape), shape, xg::align_corners), shape));
    })(x);
    for (std::size_t r = 0; r < 5; ++r)
        for (std::size_t k = 0; k < 8; ++k) CHECK(std::abs(i(r, k) - double(r)) + std::abs(j(r, k) - double(k)) < 1e-12);
}

TEST_CASE("sampling at coordinates is sampling at the array of them") {
    const auto x = random_array<double>({6, 9});
    const auto at = random_array<double>({2, 4, 5}, {-1, 7});
    check_close(xg::evaluate([](auto x, auto c) {
        return xg::map_coordinates(x, xg::in_pixels(xg::view(c, xg::at<0>), xg::view(c, xg::at<1>)), xg::reflect);
    })(x, at),
        xg::evaluate([](auto x, auto c) { return xg::map_coordinates(x, c, xg::reflect); })(x, at), 1e-14);
    const auto images = random_array<double>({2, 3, 6, 9});
    const auto grid = random_array<double>({2, 4, 5, 2}, {-1.2, 1.2});
    check_close(xg::evaluate([](auto x, auto g) {
        return xg::grid_sample(
            x, xg::in_normalized(xg::view(g, xg::ellipsis, xg::at<1>), xg::view(g, xg::ellipsis, xg::at<0>)), xg::reflect);
    })(images, grid),
        xg::evaluate([](auto x, auto g) { return xg::grid_sample(x, g, xg::reflect); })(images, grid), 1e-14);
    const xt::xtensor<double, 3> one = xt::view(grid, 0);  // one grid for the batch
    const xt::xtensor<double, 4> twice = xt::stack(xt::xtuple(one, one));
    check_close(xg::evaluate([](auto x, auto g) {
        return xg::grid_sample(x,
            xg::in_normalized(xg::align_corners, xg::view(g, xg::ellipsis, xg::at<1>), xg::view(g, xg::ellipsis, xg::at<0>)), xg::bicubic);
    })(images, one),
        xg::evaluate([](auto x, auto g) { return xg::grid_sample(x, g, xg::bicubic, xg::align_corners); })(images, twice), 1e-14);
}

TEST_CASE("gradients by the offset, the spacings and the origin") {
    const auto fixed = random_array<double>({4, 5}), moving = random_array<double>({7, 6});
    const numbers offset{0.43, -0.7}, other{0.5, 2.2};
    auto value = xg::plan(xg::evaluate(loss), offset, spacing, other, fixed, moving, origin);
    const auto slopes = xg::grad<0, 1, 2>(loss)(offset, spacing, other, fixed, moving, origin);
    const std::array<numbers, 3> slope_of{std::get<0>(slopes), std::get<1>(slopes), std::get<2>(slopes)};
    std::array<numbers, 3> at{offset, spacing, other};
    for (std::size_t n = 0; n < 3; ++n)
        for (std::size_t k = 0; k < 2; ++k) {
            auto moved = [&](double h) {
                auto m = at;
                m[n](k) += h;
                return double(value(m[0], m[1], m[2], fixed, moving, origin));
            };
            CHECK(slope_of[n](k) == doctest::Approx((moved(1e-6) - moved(-1e-6)) / 2e-6).epsilon(1e-6));
        }
    const auto slope = xg::grad<0, 1, 2>([](auto s, auto o, auto d, auto x) {
        const auto c = xg::to_physical(xg::pixel_coordinates(x), xg::image_space(s, o, d));
        return xg::sum(c.template component<0>() + 2 * c.template component<1>());
    })(spacing, origin, turn, fixed);
    CHECK(std::get<1>(slope)(1) == doctest::Approx(2. * 20));
    CHECK(std::get<0>(slope)(0) == doctest::Approx((turn(0, 0) + 2 * turn(1, 0)) * 5 * (0 + 1 + 2 + 3)));
}
