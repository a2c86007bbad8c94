// mean((warp_affine(moving, matrix) - fixed)^2): the value and its derivatives by the six parameters.
#include <algorithm>
#include <cmath>
#include <string>
#include <tuple>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/affine_warp.hpp"
#include "timing.hpp"

namespace xg = xgrad;

namespace {

constexpr auto loss = [](auto moving, auto matrix, auto fixed) { return xg::mean(xg::square(xg::warp_affine(moving, matrix) - fixed)); };

void add(bench::table& table, std::size_t n, const std::string& name, const xt::xtensor<float, 2>& matrix) {
    xt::xtensor<float, 2> moving(std::array{n, n}), fixed = moving;
    // smooth images: a coordinate is a float, and the slope between pixels of noise depends on the cell that it rounds into
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) {
            moving(i, j) = static_cast<float>(std::sin(0.05 * static_cast<double>(i)) + std::cos(0.07 * static_cast<double>(j)));
            fixed(i, j) = static_cast<float>(std::sin(0.05 * static_cast<double>(i) + 0.3) + std::cos(0.06 * static_cast<double>(j)));
        }
    auto ours = xg::plan(xg::value_and_grad<1>(loss), moving, matrix, fixed);
    auto by_hand = [&] { return hand::affine_warp(moving.data(), fixed.data(), n, n, matrix.data()); };

    const auto& [value, d] = ours(moving, matrix, fixed);
    const auto expected = by_hand();
    bench::check_same(name + ", value", static_cast<double>(value), expected[0], 1e-5);
    xt::xtensor<double, 1> d_hand(std::array<std::size_t, 1>{6});
    std::copy(expected.begin() + 1, expected.end(), d_hand.begin());
    bench::check_same(name + ", d/dmatrix", d, d_hand, 1e-3);
    table.add(
        std::to_string(n) + " x " + std::to_string(n) + ", " + name, n * n, [&] { return std::get<0>(ours(moving, matrix, fixed)); },
        by_hand);
}

} // namespace

int main() {
    const xt::xtensor<float, 2> near{{1.0112347f, 0.0217713f, -3.3173f}, {-0.0231371f, 0.9917757f, 4.7317f}},
        rotated{{0.9063078f, 0.4226183f, -30.3173f}, {-0.4226183f, 0.9063078f, 90.7317f}};
    bench::table table("Affine warp and mean squared error, float32: value and d/dmatrix", "xgrad", "hand-written");
    for (std::size_t n : {64, 512, 2048}) {
        add(table, n, "nearly the identity", near);
        add(table, n, "by 25 degrees", rotated);
    }
}
