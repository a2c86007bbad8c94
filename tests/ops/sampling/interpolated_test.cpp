// Linear interpolation and its adjoint against plain loops and differences.

#include <array>
#include <cmath>

#include "support/check.hpp"

namespace {

template <xg::boundary Mode>
constexpr auto between = [](auto x, auto... at) { return xg::interpolated<xg::linear_weights, Mode>(x, at...); };
constexpr auto zero = between<xg::boundary::zero>;
constexpr auto replicate = between<xg::boundary::replicate>;

/// f(row, column, weight) for the corners around a place of an image that are inside, or are brought inside.
template <class F>
void for_corners(std::size_t rows, std::size_t columns, double y, double x, bool clamps, F f) {
    for (int corner = 0; corner < 4; ++corner) {
        double i = std::floor(y) + corner / 2, j = std::floor(x) + corner % 2;
        const double weight =
            (corner / 2 ? y - std::floor(y) : 1 - (y - std::floor(y))) * (corner % 2 ? x - std::floor(x) : 1 - (x - std::floor(x)));
        const double last_row = static_cast<double>(rows) - 1, last_column = static_cast<double>(columns) - 1;
        if (clamps) i = i > 0 ? std::min(i, last_row) : 0, j = j > 0 ? std::min(j, last_column) : 0;
        if (i >= 0 && i <= last_row && j >= 0 && j <= last_column) f(static_cast<std::size_t>(i), static_cast<std::size_t>(j), weight);
    }
}
template <class T>
xt::xtensor<T, 2> places(std::size_t rows, std::size_t columns, double extent) {
    return random_array<T>({rows, columns}, {-1.5, extent + 0.5});
}

}  // namespace

TEST_CASE_TEMPLATE("interpolated: values and adjoint of a plain loop", T, float, double) {
    const double tolerance = std::is_same_v<T, float> ? 1e-5 : 1e-13;
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 5}, {4, 1}, {9, 70}, {50, 33}}) {
        const auto x = random_array<T>({rows, columns}), g = random_array<T>({40, 21});
        const auto i = places<T>(40, 21, static_cast<double>(rows)), j = places<T>(40, 21, static_cast<double>(columns));
        for (bool clamps : {false, true}) {
            xt::xtensor<double, 2> value = xt::zeros<double>({40, 21}), back = xt::zeros<double>({rows, columns});
            for (std::size_t k = 0; k < g.size(); ++k)
                for_corners(rows, columns, static_cast<double>(i.data()[k]), static_cast<double>(j.data()[k]), clamps,
                    [&](std::size_t r, std::size_t c, double w) {
                        value.data()[k] += w * static_cast<double>(x(r, c));
                        back(r, c) += w * static_cast<double>(g.data()[k]);
                    });
            const auto [y, dx] = clamps ? xg::vjp<0>(replicate)(x, i, j, g) : xg::vjp<0>(zero)(x, i, j, g);
            check_close(y, value, tolerance);
            check_close(dx, back, 4 * tolerance);
        }
    }
}

TEST_CASE("interpolated: derivatives in the array and the coordinates, to second order") {
    const auto x = random_array<double>({2, 4, 5});
    const auto i = random_array<double>({2, 3, 11}, {0.1, 0.9}), j = random_array<double>({2, 3, 11}, {2.1, 2.9});
    check_gradient(zero, x, i, j);
    check_gradient(replicate, x, xt::xtensor<double, 3>(i + 1), j);
    check_gradient(zero, random_array<double>({6}), random_array<double>({4}, {3.2, 3.8}));
    const auto volume = random_array<double>({3, 2, 4});
    check_gradient<1>(zero, volume, random_array<double>({2, 9}, {1.1, 1.9}), random_array<double>({2, 9}, {0.1, 0.9}),
        random_array<double>({2, 9}, {1.1, 1.9}));
}

TEST_CASE_TEMPLATE("interpolated: by cubic weights and B-splines", W, xg::cubic_weights, xg::spline_weights) {
    constexpr auto cubic = [](auto x, auto... at) { return xg::interpolated<W, xg::boundary::zero>(x, at...); };
    constexpr auto clamped = [](auto x, auto... at) { return xg::interpolated<W, xg::boundary::replicate>(x, at...); };
    const auto i = random_array<double>({50, 11}, {-2, 10}), j = random_array<double>({50, 11}, {-2, 22});
    const auto x = random_array<double>({9, 21}), g = random_array<double>({50, 11});
    check_linear(cubic, x, xt::xtensor<int, 2>(xt::cast<int>(i)), xt::xtensor<int, 2>(xt::cast<int>(j)));
    // <g, f(x)> = <x, adjoint(g)> at coordinates that are no whole numbers, inside and out
    CHECK(dot(std::get<1>(xg::vjp<0>(cubic)(x, i, j, g)), x) == doctest::Approx(dot(xg::evaluate(cubic)(x, i, j), g)).epsilon(1e-12));
    CHECK(dot(std::get<1>(xg::vjp<0>(clamped)(x, i, j, g)), x) == doctest::Approx(dot(xg::evaluate(clamped)(x, i, j), g)).epsilon(1e-12));
    // weights have the sum 1, and reproduce a slope
    const xt::xtensor<double, 2> inner_i = random_array<double>({4, 9}, {1, 6}), inner_j = random_array<double>({4, 9}, {1, 18});
    xt::xtensor<double, 2> plane = xt::zeros<double>({9, 21});
    for (std::size_t r = 0; r < 9; ++r)
        for (std::size_t c = 0; c < 21; ++c) plane(r, c) = 1 + 2 * static_cast<double>(r) - 3 * static_cast<double>(c);
    const bool keeps_slopes = std::is_same_v<W, xg::spline_weights>;  // this cubic convolution keeps constants
    if (keeps_slopes)
        check_close(xg::evaluate(cubic)(plane, inner_i, inner_j), xt::xtensor<double, 2>(1 + 2 * inner_i - 3 * inner_j), 1e-12);
    check_close(xg::evaluate(cubic)(xt::xtensor<double, 2>(xt::ones<double>({9, 21})), inner_i, inner_j),
        xt::xtensor<double, 2>(xt::ones<double>({4, 9})), 1e-13);
    check_gradient(cubic, random_array<double>({5}), random_array<double>({4}, {1.1, 1.9}));
    check_gradient<1>(
        clamped, random_array<double>({4, 5}), random_array<double>({2, 6}, {0.1, 0.9}), random_array<double>({2, 6}, {2.1, 2.9}));
}

TEST_CASE("interpolated: its adjoint is adjoint, whoever computes what it adds, from any memory") {
    const auto x = random_array<double>({2, 3, 30, 17}), i = random_array<double>({2, 3, 70, 12}, {-2, 31}),
               j = random_array<double>({2, 3, 70, 12}, {-2, 18});
    check_linear([](auto a, auto k, auto l) { return zero(a, k, l); }, x, xt::xtensor<int, 4>(xt::cast<int>(i)),
        xt::xtensor<int, 4>(xt::cast<int>(j)));
    auto moved = [](auto a, auto k, auto l) {
        return xg::sin(xg::interpolated<xg::linear_weights, xg::boundary::zero>(a, k + 0.25, 2 * l - 3));
    };
    auto at_once = [](auto a, auto k, auto l) { return xg::sin(xg::interpolated<xg::linear_weights, xg::boundary::zero>(a, k, l)); };
    const auto g = random_array<double>({2, 3, 70, 12});
    const auto by_rows = std::get<1>(xg::vjp<0>(moved)(x, i, j, g));
    check_close(
        by_rows, std::get<1>(xg::vjp<0>(at_once)(x, xt::xtensor<double, 4>(i + 0.25), xt::xtensor<double, 4>(2 * j - 3), g)), 1e-14);
    const xt::xtensor<double, 4, xt::layout_type::column_major> strided_i = i, strided_g = g;
    check_close(std::get<1>(xg::vjp<0>(moved)(x, strided_i, j, strided_g)), by_rows, 1e-15);
}

TEST_CASE("interpolated: coordinates that are no places add nothing") {
    const auto x = random_array<float>({5, 40});
    xt::xtensor<float, 2> i = random_array<float>({3, 24}, {0, 4}), g = xt::ones<float>({3, 24});
    const auto j = random_array<float>({3, 24}, {0, 39});
    const float odd[] = {float(not_a_number), float(infinity), -float(infinity), 1e30f, -1e30f, 3e9f};
    for (std::size_t k = 0; k < 6; ++k) i.data()[11 * k] = odd[k];
    const auto back = std::get<1>(xg::vjp<0>(zero)(x, i, j, g));
    CHECK(dot(back, xt::xtensor<float, 2>(xt::ones<float>({5, 40}))) == doctest::Approx(72 - 6).epsilon(1e-5));
    const xt::xtensor<float, 2> none = xt::zeros<float>({0, 24});
    CHECK(std::get<1>(xg::vjp<0>(zero)(x, none, none, none)) == xt::zeros_like(x));
}
