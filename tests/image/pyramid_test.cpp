// Pyramids against plain loops with OpenCV's borders, their gradients against differences.

#include "support/check.hpp"

namespace {

constexpr auto down = [](auto x) { return xg::pyramid_down(x); };
constexpr auto up = [](auto x) { return xg::pyramid_up(x); };
constexpr auto up_to = [](auto x, auto y) { return xg::pyramid_up(x, xg::shape_of(y)); };

using image = xt::xtensor<double, 2>;

constexpr double weight[] = {1, 4, 6, 4, 1};

std::size_t mirrored(std::ptrdiff_t i, std::size_t n) {
    const auto last = static_cast<std::ptrdiff_t>(n) - 1;
    while (last > 0 && (i < 0 || i > last)) i = i < 0 ? -i : 2 * last - i;
    return static_cast<std::size_t>(last > 0 ? i : 0);
}
template <class X>
image expected_down(const X& x) {
    image y({(x.shape()[0] + 1) / 2, (x.shape()[1] + 1) / 2});
    for (std::size_t i = 0; i < y.shape()[0]; ++i)
        for (std::size_t j = 0; j < y.shape()[1]; ++j) {
            y(i, j) = 0;
            for (std::ptrdiff_t m = -2; m <= 2; ++m)
                for (std::ptrdiff_t l = -2; l <= 2; ++l)
                    y(i, j) += weight[m + 2] * weight[l + 2] / 256 *
                        static_cast<double>(x(mirrored(2 * static_cast<std::ptrdiff_t>(i) + m, x.shape()[0]),
                            mirrored(2 * static_cast<std::ptrdiff_t>(j) + l, x.shape()[1])));
        }
    return y;
}
/// Zeros between the pixels, the result's border mirrored.
image expected_up(const image& x) {
    image y({2 * x.shape()[0], 2 * x.shape()[1]});
    for (std::size_t i = 0; i < y.shape()[0]; ++i)
        for (std::size_t j = 0; j < y.shape()[1]; ++j) {
            y(i, j) = 0;
            for (std::ptrdiff_t m = -2; m <= 2; ++m)
                for (std::ptrdiff_t l = -2; l <= 2; ++l) {
                    const auto r = mirrored(static_cast<std::ptrdiff_t>(i) + m, y.shape()[0]),
                               c = mirrored(static_cast<std::ptrdiff_t>(j) + l, y.shape()[1]);
                    if (r % 2 == 0 && c % 2 == 0) y(i, j) += weight[m + 2] * weight[l + 2] / 64 * x(r / 2, c / 2);
                }
        }
    return y;
}

}  // namespace

TEST_CASE("pyramids: the values of OpenCV's borders") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {2, 3}, {3, 3}, {4, 7}, {5, 40}, {17, 33}}) {
        const auto x = random_array<double>({rows, columns});
        check_close(xg::evaluate(down)(x), expected_down(x), 1e-14);
        check_close(xg::evaluate(down)(xt::transpose(x)), expected_down(xt::transpose(x)), 1e-14);
        const auto large = expected_up(x);
        check_close(xg::evaluate(up)(x), large, 1e-14);
        for (std::size_t less = 0; less < 4; ++less) {
            const std::size_t r = 2 * rows - less / 2, c = 2 * columns - less % 2;
            const image part = xt::view(large, xt::range(0, r), xt::range(0, c));
            check_close(xg::evaluate(up_to)(x, image({r, c})), part, 1e-14);
        }
    }
    const auto batch = random_array<double>({2, 3, 6, 9});
    const auto y = xg::evaluate([](auto x) { return xg::pyramid_down(x); })(batch);
    CHECK(y.shape() == std::array<std::size_t, 4>{2, 3, 3, 5});
    check_close(image(xt::view(y, 1, 2)), expected_down(image(xt::view(batch, 1, 2))), 1e-14);
}

TEST_CASE("pyramids: volumes") {
    auto both = [](auto x) { return xg::pyramid_up(xg::pyramid_down(x, xg::axes<0, 1, 2>), xg::axes<0, 1, 2>, xg::shape_of(x)); };
    auto swapped = [](auto x) {
        return xg::pyramid_up(xg::pyramid_down(x, xg::replicate, xg::axes<0, 2>), xg::shape_of(x), xg::axes<0, 2>);
    };
    auto ordered = [](auto x) {
        return xg::pyramid_up(xg::pyramid_down(x, xg::axes<0, 2>, xg::replicate), xg::axes<0, 2>, xg::shape_of(x));
    };
    const auto x = random_array<double>({5, 4, 7});
    check_close(xg::evaluate(swapped)(x), xg::evaluate(ordered)(x), 0);
    const xt::xtensor<double, 3> constant(std::array<std::size_t, 3>{5, 4, 7}, 2.5);
    check_close(xg::evaluate(both)(constant), constant, 1e-14);
}

TEST_CASE("pyramids: derivatives") {
    check_linear(up, random_array<double>({4, 7}));
    // a Laplacian level; both are linear, so that first order says all
    auto level = [](auto x) { return x - xg::pyramid_up(xg::pyramid_down(x), xg::shape_of(x)); };
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{3, 3}, {5, 8}, {9, 21}})
        check_linear(level, random_array<double>({rows, columns}));
}

TEST_CASE("pyramids: what is too small, or another shape") {
    CHECK_THROWS_WITH_AS(xg::evaluate(down)(image({0, 5})), "xgrad::pyramid_down: axis 0 of (0, 5) has no elements", xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(up_to)(random_array<double>({3, 4}), image({6, 9})),
        "xgrad::pyramid_up: axis 1 of (3, 4) becomes 8 or 7 elements; the shape asked for has 9", xg::shape_error);
}
