// Edges in the same direction: against a plain loop, the gradient against differences, images without edges.

#include <algorithm>

#include "support/check.hpp"

namespace {

constexpr auto images = [](auto a, auto b) { return xg::normalized_gradient_field(a, b, 0.1); };
constexpr auto volumes = [](auto a, auto b) { return xg::normalized_gradient_field(a, b, 0.1, xg::axes<0, 1, 2>); };

double by_loops(const xt::xtensor<double, 3>& a, const xt::xtensor<double, 3>& b, int first_axis) {
    const int n[] = {static_cast<int>(a.shape()[0]), static_cast<int>(a.shape()[1]), static_cast<int>(a.shape()[2])};
    double sum = 0;
    for (int z = 0; z < n[0]; ++z)
        for (int i = 0; i < n[1]; ++i)
            for (int j = 0; j < n[2]; ++j) {
                double ab = 0, aa = 0.01, bb = 0.01;
                for (int axis = first_axis; axis < 3; ++axis) {
                    auto slope = [&](const xt::xtensor<double, 3>& x) {
                        int up[] = {z, i, j}, down[] = {z, i, j};
                        up[axis] = std::min(up[axis] + 1, n[axis] - 1), down[axis] = std::max(down[axis] - 1, 0);
                        return (x(up[0], up[1], up[2]) - x(down[0], down[1], down[2])) / 2;
                    };
                    ab += slope(a) * slope(b), aa += slope(a) * slope(a), bb += slope(b) * slope(b);
                }
                sum += 1 - ab * ab / (aa * bb);
            }
    return sum / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("values by the definition") {
    for (const auto& shape : {std::array<std::size_t, 3>{1, 1, 1}, {2, 5, 4}, {3, 6, 19}}) {
        const auto a = random_like(xt::xtensor<double, 3>(shape)), b = random_like(a);
        CHECK(xg::evaluate(images)(a, b) == doctest::Approx(by_loops(a, b, 1)).epsilon(1e-12));
        CHECK(xg::evaluate(volumes)(a, b) == doctest::Approx(by_loops(a, b, 0)).epsilon(1e-12));
    }
}

TEST_CASE("the gradient; brightness and contrast do not matter, nor does a reversed one") {
    check_gradient<1>(images, random_array<double>({4, 5}), random_array<double>({4, 5}));
    const auto a = random_array<double>({6, 7});
    CHECK(xg::evaluate([](auto x, auto y) { return xg::normalized_gradient_field(x, y, 1e-6); })(a, xt::xtensor<double, 2>(5 - 3 * a)) ==
        doctest::Approx(0).epsilon(1e-9));
    const xt::xtensor<double, 2> constant({6, 7}, 3.);
    CHECK(xg::evaluate(images)(a, constant) == 1);
    for (double g : xg::grad<1>(images)(a, constant)) CHECK(g == 0);
}

TEST_CASE("epsilon and axes stand in any order, and either may be left out") {
    const auto a = random_array<double>({4, 5}), b = random_array<double>({4, 5});
    auto with = [&](auto f) { return xg::evaluate(f)(a, b); };
    CHECK(with([](auto a, auto b) { return xg::normalized_gradient_field(a, b, xg::axes<1>, 0.1); }) ==
        with([](auto a, auto b) { return xg::normalized_gradient_field(a, b, 0.1, xg::axes<1>); }));
    CHECK(with([](auto a, auto b) { return xg::normalized_gradient_field(a, b, xg::axes<0, 1>); }) ==
        with([](auto a, auto b) { return xg::normalized_gradient_field(a, b); }));
}

TEST_CASE("images of unlike types and static extents") {
    const auto a = random_array<double>({9, 7});
    const xt::xtensor<float, 2> b = random_array<float>({9, 7});
    const xt::xtensor<double, 2> same = b;
    auto field = [](auto x, auto y) { return xg::normalized_gradient_field(x, y); };
    CHECK(xg::evaluate(field)(xt::xtensor_fixed<double, xt::xshape<9, 7>>(a), b) ==
        doctest::Approx(xg::evaluate(field)(a, same)).epsilon(1e-13));
}
