#include <support/check.hpp>

namespace {

constexpr auto warped = [](auto x, auto m) { return xg::warp_perspective(x, m); };

}  // namespace

TEST_CASE("warp_perspective: an affine map without a projective part, and the plain formula with one") {
    const auto x = random_array<double>({6, 19});
    const xt::xtensor<double, 2> affine{{0.91, 0.1, 0.3}, {-0.07, 1.1, -0.6}},
        as_homography{{1.82, 0.2, 0.6}, {-0.14, 2.2, -1.2}, {0, 0, 2}};
    check_close(
        xg::evaluate(warped)(x, as_homography), xg::evaluate([](auto a, auto m) { return xg::warp_affine(a, m); })(x, affine), 1e-13);
    const xt::xtensor<double, 2> m{{0.91, 0.1, 0.3}, {-0.07, 1.1, -0.6}, {0.03, -0.01, 1.1}};
    xt::xtensor<double, 3> at(std::array<std::size_t, 3>{2, 6, 19});
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 19; ++j) {
            auto row = [&](std::size_t k) { return m(k, 0) * static_cast<double>(i) + m(k, 1) * static_cast<double>(j) + m(k, 2); };
            at(0, i, j) = row(0) / row(2), at(1, i, j) = row(1) / row(2);
        }
    check_close(xg::evaluate(warped)(x, m), xg::evaluate([](auto a, auto c) { return xg::map_coordinates(a, c); })(x, at), 1e-12);
    check_gradient<1>(warped, random_array<double>({3, 4}), m);
}

TEST_CASE("warp_perspective: singular matrices give numbers, and numbers as derivatives") {
    const auto x = random_array<double>({4, 9}, {1, 2});
    const auto w = random_array<double>({4, 9});
    // w is 0 everywhere, on a line, and nearly 0 there; the matrix is 0
    for (const xt::xtensor<double, 2>& m :
        {xt::xtensor<double, 2>{{1, 0, 0}, {0, 1, 0}, {0, 0, 0}}, xt::xtensor<double, 2>{{1, 0, 0}, {0, 1, 0}, {0, 1, -3}},
            xt::xtensor<double, 2>{{1, 0, 0}, {0, 1, 0}, {0, 1e-310, 0}}, xt::xtensor<double, 2>(xt::zeros<double>({3, 3}))}) {
        const auto [y, dx, dm] = xg::vjp(warped)(x, m, w);
        for (double e : y) CHECK(std::isfinite(e));
        for (double e : dx) CHECK(std::isfinite(e));
        for (double e : dm) CHECK(std::isfinite(e));
    }
}
