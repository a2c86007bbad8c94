#include <support/check_reference.hpp>

using namespace reference;

namespace {

/// Every filter in one boundary mode.
template <xg::boundary Mode>
struct filters {
    constexpr auto operator()(auto x) const {
        constexpr xg::boundary_option<Mode> mode;
        return std::tuple{xg::gaussian_blur(x, 0.8, xg::radius<3>, mode), xg::box_blur(x, xg::window<3, 4>, mode),
            4 * xg::sobel(x, xg::axes<0>, mode), xg::laplacian(x, mode)};
    }
};
template <xg::boundary Mode>
void check_mode(
    std::span<const double> blurred, std::span<const double> boxed, std::span<const double> sobel, std::span<const double> laplacian) {
    const auto [a, b, c, d] = xg::evaluate(filters<Mode>{})(pattern<double>({7, 8}, 1));
    check(a, blurred, 1e-14, "gaussian_blur");
    check(b, boxed, 1e-14, "box_blur");
    check(c, sobel, 1e-14, "sobel");
    check(d, laplacian, 1e-14, "laplacian");
}

template <xg::boundary Mode>
void check_long_box(const xt::xtensor<double, 2>& x) {
    constexpr auto box = [](auto x) { return xg::box_blur(x, xg::window<11, 21>, xg::boundary_option<Mode>{}); };
    constexpr auto sums = [](auto x) {
        return xg::separable(x, xg::equal_taps<11>(), xg::equal_taps<21>(), xg::boundary_option<Mode>{}) * (1. / 231);
    };
    check_close(xg::evaluate(box)(x), xg::evaluate(sums)(x), 1e-14);
    check_linear(box, x);
}

}  // namespace

TEST_CASE("blurs, sobel and laplacian agree with SciPy in every mode") {
    using namespace windows;
    check_mode<xg::boundary::zero>(gaussian_zero, box_zero, sobel_zero, laplacian_zero);
    check_mode<xg::boundary::replicate>(gaussian_replicate, box_replicate, sobel_replicate, laplacian_replicate);
    check_mode<xg::boundary::reflect>(gaussian_reflect, box_reflect, sobel_reflect, laplacian_reflect);
    check_mode<xg::boundary::symmetric>(gaussian_symmetric, box_symmetric, sobel_symmetric, laplacian_symmetric);
    check_mode<xg::boundary::circular>(gaussian_circular, box_circular, sobel_circular, laplacian_circular);
}

TEST_CASE("box_blur sums long windows in blocks, and its adjoint does, where the mode mirrors or repeats the sums, too") {
    static_assert(
        xg::box_parts(7).block == 1 && xg::box_parts(20).block == 1 && xg::box_parts(21).block == 7 && xg::box_parts(21).count == 3);
    for (const auto& x : {random_array<double>({12, 22}), random_array<double>({30, 70})}) {
        check_long_box<xg::boundary::zero>(x);
        check_long_box<xg::boundary::reflect>(x);
        check_long_box<xg::boundary::symmetric>(x);
        check_long_box<xg::boundary::circular>(x);
    }
    constexpr auto loss = [](auto x) { return xg::mean(xg::square(xg::box_blur(x, xg::window<21>))); };
    const std::string loops = xg::explain(xg::grad(loss), random_array<float>({40, 50}));
    CHECK_MESSAGE(loops.find("loads 21") == std::string::npos, loops);
    CHECK_MESSAGE(loops.find("  pass: loads 7, keeps a band of t0\n  pass: loads 3, keeps a band of t1") != std::string::npos, loops);
    constexpr auto wide = [](auto x) { return xg::box_blur(x, xg::window<15>); };
    check(xg::evaluate(wide)(pattern<double>({7, 8}, 1)), windows::box_long, 1e-14, "box_blur beyond the image");
}

TEST_CASE("edge filters and the unsharp mask agree with scikit-image") {
    constexpr auto all = [](auto x) {
        return std::tuple{
            xg::sobel(x), xg::sobel(x, xg::axes<-1>), xg::scharr(x), xg::scharr(x, xg::axes<-2>), xg::unsharp_mask(x, 1.5, 0.7)};
    };
    const auto [magnitude, columns, scharr, rows, sharp] = xg::evaluate(all)(pattern<double>({7, 8}, 1));
    check(magnitude, windows::sobel_magnitude, 1e-14, "sobel");
    check(columns, windows::sobel_columns, 1e-14, "sobel along columns");
    check(scharr, windows::scharr_magnitude, 1e-14, "scharr");
    check(rows, windows::scharr_rows, 1e-14, "scharr along rows");
    check(sharp, windows::unsharp_mask, 1e-14, "unsharp_mask");
}

TEST_CASE("options of filters stand in any order") {
    constexpr auto one = [](auto x) {
        return std::tuple{
            xg::box_blur(x, xg::window<3>, xg::replicate), xg::sobel(x, xg::axes<0>, xg::zero), xg::scharr(x, xg::axes<1>, xg::circular)};
    };
    constexpr auto other = [](auto x) {
        return std::tuple{
            xg::box_blur(x, xg::replicate, xg::window<3>), xg::sobel(x, xg::zero, xg::axes<0>), xg::scharr(x, xg::circular, xg::axes<1>)};
    };
    const auto x = pattern<double>({7, 8}, 1);
    CHECK(xg::evaluate(one)(x) == xg::evaluate(other)(x));
}

TEST_CASE("the magnitude of sobel has the gradient 0 where the image is flat") {
    constexpr auto edges = [](auto x) { return xg::sum(xg::sobel(x)); };
    const auto d = xg::grad(edges)(xt::xtensor<float, 2>(xt::ones<float>({5, 6})));
    for (float e : d) CHECK(e == 0);
    constexpr auto slope = [](auto x) { return xg::scharr(x, xg::circular); };
    check_gradient<1>(slope, random_array<double>({4, 5}));
}
