// Local correlation against plain loops over every window, its gradient against differences, images without contrast.

#include "support/check.hpp"

namespace {

/// A volume (one plane for an image), by the definition: windows of `depth` planes and `size` rows and columns.
double by_loops(const xt::xtensor<double, 3>& a, const xt::xtensor<double, 3>& b, std::size_t depth, std::size_t size) {
    double sum = 0, count = 0;
    for (std::size_t z = 0; z + depth <= a.shape()[0]; ++z)
        for (std::size_t i = 0; i + size <= a.shape()[1]; ++i)
            for (std::size_t j = 0; j + size <= a.shape()[2]; ++j) {
                double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
                for (std::size_t w = 0; w < depth; ++w)
                    for (std::size_t k = 0; k < size; ++k)
                        for (std::size_t l = 0; l < size; ++l) {
                            const double x = a(z + w, i + k, j + l), y = b(z + w, i + k, j + l);
                            sa += x, sb += y, saa += x * x, sbb += y * y, sab += x * y;
                        }
                const auto n = static_cast<double>(depth * size * size);
                const double va = saa / n - sa * sa / n / n, vb = sbb / n - sb * sb / n / n, cov = sab / n - sa * sb / n / n;
                sum += cov * cov / ((va + 1e-5) * (vb + 1e-5)), ++count;
            }
    return sum / count;
}
constexpr auto planes = [](auto a, auto b) { return xg::lncc(a, b, xg::window<3>); };
constexpr auto cubes = [](auto a, auto b) { return xg::lncc(a, b, xg::window<3, 3, 3>); };
constexpr auto usual = [](auto a, auto b) { return xg::lncc(a, b); };

}  // namespace

TEST_CASE("values by the definition") {
    const auto a = random_array<double>({4, 7, 6}), b = random_array<double>({4, 7, 6});
    CHECK(xg::evaluate(planes)(a, b) == doctest::Approx(by_loops(a, b, 1, 3)).epsilon(1e-10));
    CHECK(xg::evaluate(cubes)(a, b) == doctest::Approx(by_loops(a, b, 3, 3)).epsilon(1e-10));
    const auto c = random_array<double>({1, 9, 11}), d = random_array<double>({1, 9, 11});
    CHECK(xg::evaluate(usual)(c, d) == doctest::Approx(by_loops(c, d, 1, 9)).epsilon(1e-10));
}

TEST_CASE("epsilon and window stand in any order, and either may be left out") {
    const auto a = random_array<double>({12, 11}), b = random_array<double>({12, 11});
    auto with = [&](auto f) { return xg::evaluate(f)(a, b); };
    CHECK(with([](auto a, auto b) { return xg::lncc(a, b, 0.1, xg::window<3>); }) ==
        with([](auto a, auto b) { return xg::lncc(a, b, xg::window<3>, 0.1); }));
    CHECK(with([](auto a, auto b) { return xg::lncc(a, b, 1e-5); }) == with(usual));
}

TEST_CASE("the gradient") {
    check_gradient<1>(planes, random_array<double>({5, 4}), random_array<double>({5, 4}));
    check_gradient<1>(cubes, random_array<double>({3, 4, 3}), random_array<double>({3, 4, 3}));
}

TEST_CASE("a line of one image in the other is a perfect match; a constant is none, whatever its brightness") {
    const xt::xtensor<float, 2> a = 1000 + random_array<float>({20, 21}), b = 1000 - 2 * (a - 1000), bright({20, 21}, 1000.3f);
    CHECK(xg::evaluate(usual)(a, b) == doctest::Approx(1).epsilon(1e-3));
    CHECK(xg::evaluate(usual)(a, bright) == doctest::Approx(0).epsilon(1e-6));
    for (float g : xg::grad<1>(usual)(a, bright)) CHECK(std::isfinite(g));
}

TEST_CASE("images smaller than the window are refused") {
    CHECK_THROWS_WITH_AS(xg::evaluate(usual)(random_array<double>({9, 8}), random_array<double>({9, 8})),
        "xgrad::lncc: axis 1 of (9, 8) has fewer than 9 elements", xg::shape_error);
}

TEST_CASE("images of unlike types and static extents") {
    const auto a = random_array<double>({9, 7});
    const xt::xtensor<float, 2> b = random_array<float>({9, 7}, {0, 1});
    const xt::xtensor<double, 2> same = b;
    auto five = [](auto x, auto y) { return xg::lncc(x, y, xg::window<5>); };
    CHECK(xg::evaluate(five)(xt::xtensor_fixed<double, xt::xshape<9, 7>>(a), b) ==
        doctest::Approx(xg::evaluate(five)(a, same)).epsilon(1e-13));
}
