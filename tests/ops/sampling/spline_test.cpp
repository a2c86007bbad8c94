// Cubic splines against SciPy (reference/splines.hpp), gradients against differences.

#include <cmath>

#include <support/check.hpp>

#include <reference/splines.hpp>

namespace {

constexpr auto zero = [](auto x, auto c) { return xg::map_coordinates(x, c, xg::order<3>); };
constexpr auto replicate = [](auto x, auto c) { return xg::map_coordinates(x, c, xg::spline, xg::replicate); };
constexpr auto reflect = [](auto x, auto c) { return xg::map_coordinates(x, c, xg::spline, xg::reflect); };
constexpr auto symmetric = [](auto x, auto c) { return xg::map_coordinates(x, c, xg::spline, xg::symmetric); };

template <std::size_t Rank>
auto wave(const std::array<std::size_t, Rank>& shape, double step, double scale, double center = 0) {
    xt::xtensor<double, Rank> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = center + scale * std::sin(step * static_cast<double>(i) + 0.3);
    return x;
}
template <std::size_t Rank, class F>
void check_values(
    const char* mode, F f, const reference::splines& r, const std::array<std::size_t, Rank>& shape, const std::vector<double>& expected) {
    const auto y = xg::evaluate(f)(wave(shape, 0.37, 2), wave<2>({Rank, 12}, 0.71, r.spread, r.center));
    for (std::size_t i = 0; i < 12; ++i)
        CHECK_MESSAGE(y(i) == doctest::Approx(expected[i]).epsilon(1e-12).scale(1), mode, ", ", r.columns, " columns, ", i);
}

}  // namespace

TEST_CASE("splines through the elements, as SciPy") {
    for (const auto& r : reference::spline_values) {
        if (r.rows > 0) {
            check_values<2>("reflect", reflect, r, {r.rows, r.columns}, r.reflect);
            continue;
        }
        const std::array<std::size_t, 1> shape{r.columns};
        check_values("zero", zero, r, shape, r.zero);
        check_values("replicate", replicate, r, shape, r.replicate);
        check_values("reflect", reflect, r, shape, r.reflect);
        if (r.columns > 40) check_values("symmetric", symmetric, r, shape, r.symmetric);  // SciPy's are off by up to 1e-3 in small arrays
    }
}

TEST_CASE("the gradients by the elements and by the coordinates") {
    const auto c = random_array<double>({1, 3}, {0.2, 2.8});
    check_gradient<1>(reflect, random_array<double>({4}), c);
    check_gradient<1>(zero, random_array<double>({2}), c);
}

TEST_CASE("at the elements they are the elements") {
    for (std::size_t n : {1, 2, 3, 8}) {
        const auto x = random_array<double>({n});
        const auto c = xg::evaluate([](auto y) { return xg::expand_dims(xg::positions(y, xg::axes<0>), xg::axes<0>); })(x);
        check_close(xg::evaluate(symmetric)(x, c), x, 1e-13);
        check_close(xg::evaluate(reflect)(x, c), x, 1e-13);
    }
}

TEST_CASE("a mirrored volume, whose 64 elements for each result take few steps of a constant evaluation") {
    const auto x = random_array<double>({3, 4, 5});
    const xt::xtensor<double, 2> still{{1, 0, 0, 0}, {0, 1, 0, 0}, {0, 0, 1, 0}};
    check_close(xg::evaluate([](auto a, auto m) { return xg::warp_affine(a, m, xg::spline, xg::symmetric); })(x, still), x, 1e-13);
    const xt::xtensor<double, 2> mirrored{{-1, 0, 0, -1}, {0, -1, 0, -1}, {0, 0, 1, 0}};  // symmetric: pixel -1 is pixel 0
    check_close(xg::evaluate([](auto a, auto m) { return xg::warp_affine(a, m, xg::spline, xg::symmetric); })(x, mirrored), x, 1e-13);
}
