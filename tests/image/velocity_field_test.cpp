// Scaling and squaring against plain loops, its gradient against differences.

#include <algorithm>
#include <cmath>

#include "support/check.hpp"

namespace {

constexpr auto once = [](auto v) { return xg::exponential<1>(v); };
constexpr auto often = [](auto v) { return xg::exponential(v); };

using field = xt::xtensor<double, 3>;

/// u + u at p + u, bilinear, clamped.
field squared(const field& u) {
    const auto rows = static_cast<double>(u.shape()[1]), columns = static_cast<double>(u.shape()[2]);
    field out = u;
    for (std::size_t d = 0; d < 2; ++d)
        for (std::size_t i = 0; i < u.shape()[1]; ++i)
            for (std::size_t j = 0; j < u.shape()[2]; ++j) {
                const double y = std::clamp(static_cast<double>(i) + u(0, i, j), 0., rows - 1),
                             x = std::clamp(static_cast<double>(j) + u(1, i, j), 0., columns - 1);
                const double y0 = std::floor(y), x0 = std::floor(x);
                auto at = [&](double r, double c) {
                    return u(d, static_cast<std::size_t>(std::min(r, rows - 1)), static_cast<std::size_t>(std::min(c, columns - 1)));
                };
                out(d, i, j) += (1 - y + y0) * ((1 - x + x0) * at(y0, x0) + (x - x0) * at(y0, x0 + 1)) +
                    (y - y0) * ((1 - x + x0) * at(y0 + 1, x0) + (x - x0) * at(y0 + 1, x0 + 1));
            }
    return out;
}
/// A field of waves, of the size and smoothness of a registration's.
field waves(std::size_t rows, std::size_t columns, double height) {
    field v({2, rows, columns});
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const double y = static_cast<double>(i), x = static_cast<double>(j);
            v(0, i, j) = height * std::sin(0.11 * y + 0.07 * x), v(1, i, j) = height * std::cos(0.05 * y - 0.13 * x);
        }
    return v;
}

}  // namespace

TEST_CASE("exponential of a velocity: the values of plain loops") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 3}, {7, 20}, {33, 40}}) {
        const field v = random_array<double>({2, rows, columns}, {-3, 3});
        check_close(xg::evaluate(once)(v), squared(field(0.5 * v)), 1e-12);
        field u = v / 64;
        for (int step = 0; step < 6; ++step) u = squared(u);
        check_close(xg::evaluate(often)(v), u, 1e-10);
    }
    const field constant(std::array<std::size_t, 3>{2, 5, 6}, 1.75);
    check_close(xg::evaluate(often)(constant), constant, 1e-14);
}

TEST_CASE("exponential of a velocity: backwards it is the inverse") {
    const field v = waves(60, 70, 2.), there = xg::evaluate(often)(v), back = xg::evaluate(often)(field(-v));
    for (std::size_t i = 15; i < 45; ++i)
        for (std::size_t j = 15; j < 55; ++j) {
            // back at p + there is -there; the field is smooth, so that the nearest pixel and a slope would do, bilinear is better
            const double y = static_cast<double>(i) + there(0, i, j), x = static_cast<double>(j) + there(1, i, j), y0 = std::floor(y),
                         x0 = std::floor(x);
            const auto r = static_cast<std::size_t>(y0), c = static_cast<std::size_t>(x0);
            for (std::size_t d = 0; d < 2; ++d) {
                const double b = (1 - y + y0) * ((1 - x + x0) * back(d, r, c) + (x - x0) * back(d, r, c + 1)) +
                    (y - y0) * ((1 - x + x0) * back(d, r + 1, c) + (x - x0) * back(d, r + 1, c + 1));
                CHECK(std::abs(there(d, i, j) + b) < 0.02);
            }
        }
}

TEST_CASE("exponential of a velocity: derivatives, and a batch") {
    check_gradient<2>([](auto v) { return xg::exponential<2>(v); }, random_array<double>({2, 4, 5}, {0.2, 0.9}));
    check_gradient<2>([](auto v) { return xg::exponential<1>(v); }, random_array<double>({3, 2, 3, 4}, {0.1, 0.4}));
    check_gradient<1>([](auto v) { return xg::exponential(v); }, random_array<double>({3, 2, 3, 4}, {0.1, 0.4}));
    const auto batch = random_array<double>({3, 2, 6, 7});
    const auto u = xg::evaluate([](auto v) { return xg::exponential<1, 2>(v); })(batch);
    for (std::size_t n = 0; n < 3; ++n) check_close(field(xt::view(u, n)), squared(field(0.5 * xt::view(batch, n))), 1e-12);
}

TEST_CASE("exponential of a velocity: a field of another number of components is refused") {
    CHECK_THROWS_WITH_AS(xg::evaluate(once)(random_array<double>({3, 5, 5})),
        "xgrad::exponential: the velocity has the shape (3, 5, 5); (2, ?, ?) is expected", xg::shape_error);
}
