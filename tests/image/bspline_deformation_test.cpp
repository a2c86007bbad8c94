// Free-form deformations against plain loops, their gradients against differences.

#include <cmath>

#include "support/check.hpp"

namespace {

constexpr auto field = [](auto w, auto x) { return xg::bspline_displacement(w, xg::shape_of(x)); };

/// The cubic B-spline by its definition.
double bspline(double d) {
    d = std::abs(d);
    return d < 1 ? (4 - 6 * d * d + 3 * d * d * d) / 6 : d < 2 ? (2 - d) * (2 - d) * (2 - d) / 6 : 0;
}
/// Where pixel i of n lies among r control points.
double place(std::size_t i, std::size_t n, std::size_t r) {
    return n > 1 ? 1 + static_cast<double>(i) * static_cast<double>(r - 3) / static_cast<double>(n - 1) : 1;
}

xt::xtensor<double, 3> expected(const xt::xtensor<double, 3>& w, std::size_t rows, std::size_t columns) {
    xt::xtensor<double, 3> u = xt::zeros<double>({w.shape()[0], rows, columns});
    for (std::size_t d = 0; d < u.shape()[0]; ++d)
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = 0; j < columns; ++j)
                for (std::size_t a = 0; a < w.shape()[1]; ++a)
                    for (std::size_t b = 0; b < w.shape()[2]; ++b)
                        u(d, i, j) += bspline(place(i, rows, w.shape()[1]) - static_cast<double>(a)) *
                            bspline(place(j, columns, w.shape()[2]) - static_cast<double>(b)) * w(d, a, b);
    return u;
}

}  // namespace

TEST_CASE("B-spline deformation: the values of plain loops") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 3}, {7, 40}, {33, 20}})
        for (auto [r, c] : {std::pair<std::size_t, std::size_t>{4, 4}, {5, 9}, {12, 7}}) {
            const auto w = random_array<double>({2, r, c});
            check_close(xg::evaluate(field)(w, xt::xtensor<double, 2>({rows, columns})), expected(w, rows, columns), 1e-13);
        }
    const auto large = random_array<double>({2, 9, 12});
    const xt::xtensor<double, 3> few = xt::view(large, xt::all(), xt::range(0, 9, 2), xt::range(0, 12, 3));
    check_close(xg::evaluate(field)(xt::view(large, xt::all(), xt::range(0, 9, 2), xt::range(0, 12, 3)), xt::xtensor<double, 2>({6, 7})),
        expected(few, 6, 7), 1e-13);
}

TEST_CASE("B-spline deformation: a volume; linear control points are a linear map") {
    xt::xtensor<double, 4> w(std::array<std::size_t, 4>{3, 5, 4, 6});
    for (std::size_t d = 0; d < 3; ++d)
        for (std::size_t a = 0; a < 5; ++a)
            for (std::size_t b = 0; b < 4; ++b)
                for (std::size_t c = 0; c < 6; ++c)
                    w(d, a, b, c) =
                        static_cast<double>(d) + static_cast<double>(a) - 2 * static_cast<double>(b) + 3 * static_cast<double>(c);
    const auto u = xg::evaluate(field)(w, xt::xtensor<double, 3>(std::array<std::size_t, 3>{3, 8, 9}));
    REQUIRE(u.shape() == std::array<std::size_t, 4>{3, 3, 8, 9});
    for (std::size_t d = 0; d < 3; ++d)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 8; ++j)
                for (std::size_t k = 0; k < 9; ++k)
                    CHECK(u(d, i, j, k) ==
                        doctest::Approx(static_cast<double>(d) + place(i, 3, 5) - 2 * place(j, 8, 4) + 3 * place(k, 9, 6)).epsilon(1e-12));
}

TEST_CASE("B-spline deformation: derivatives") {
    const auto x = random_array<double>({9, 11});
    for (auto [r, c] : {std::pair<std::size_t, std::size_t>{4, 4}, {5, 9}, {12, 7}})
        check_linear([](auto w, auto y) { return xg::bspline_displacement(w, xg::shape_of(y)); }, random_array<double>({2, r, c}),
            xt::xtensor<std::uint8_t, 2>({9, 11}));
    check_gradient<1>(
        [](auto w, auto y) { return xg::mean(xg::square(xg::warp(y, xg::bspline_displacement(w, xg::shape_of(y)), xg::replicate))); },
        random_array<double>({2, 5, 4}, {0.2, 0.4}), x);
}

TEST_CASE("B-spline deformation: coefficients of another shape are refused") {
    const xt::xtensor<double, 2> x({5, 6});
    CHECK_THROWS_WITH_AS(xg::evaluate(field)(random_array<double>({3, 5, 5}), x),
        "xgrad::bspline_displacement: the array of coefficients has the shape (3, 5, 5); (2, ?, ?) is expected", xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(field)(random_array<double>({2, 3, 5}), x),
        "xgrad::bspline_displacement: axis 1 of (2, 3, 6) has 3 control points; a cubic B-spline has 4 at least", xg::shape_error);
}

TEST_CASE("B-spline deformation: integer coefficients give displacements between whole pixels") {
    xt::xtensor<std::int8_t, 3> w(std::array<std::size_t, 3>{2, 5, 4});
    for (std::size_t i = 0; i < w.size(); ++i) w.data()[i] = static_cast<std::int8_t>(7 * i % 11);
    const xt::xtensor<float, 2> x({6, 7});
    check_close(xg::evaluate(field)(w, x), xg::evaluate(field)(xt::xtensor<float, 3>(w), x), 1e-6);
}
