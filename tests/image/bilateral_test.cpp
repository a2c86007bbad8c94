#include <support/check.hpp>

namespace {

/// The sum as it is defined, of one image of an array.
template <class A>
double mean_of_similar(
    const A& image, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t radius, double value, double space, xg::boundary mode) {
    const auto rows = static_cast<std::ptrdiff_t>(image.shape(0)), columns = static_cast<std::ptrdiff_t>(image.shape(1));
    double sum = 0, weights = 0;
    for (auto a = -radius; a <= radius; ++a)
        for (auto b = -radius; b <= radius; ++b) {
            const auto p = xg::resolve_boundary(mode, i + a, rows), q = xg::resolve_boundary(mode, j + b, columns);
            const double e = p.valid && q.valid ? static_cast<double>(image(p.index, q.index)) : 0,
                         step = e - static_cast<double>(image(i, j));
            const double w = std::exp(-static_cast<double>(a * a + b * b) / (2 * space * space) - step * step / (2 * value * value));
            sum += w * e, weights += w;
        }
    return sum / weights;
}
template <class F, class A>
void check_means(F f, const A& image, std::ptrdiff_t radius, xg::boundary mode, double tolerance) {
    const auto y = xg::evaluate(f)(image);
    xt::xtensor<double, 2> expected(std::array<std::size_t, 2>{image.shape(0), image.shape(1)});
    for (std::size_t i = 0; i < image.shape(0); ++i)
        for (std::size_t j = 0; j < image.shape(1); ++j)
            expected(i, j) = mean_of_similar(image, static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j), radius, 0.3, 1.2, mode);
    check_close(y, expected, tolerance);
}

template <std::ptrdiff_t Radius>
constexpr auto smooth = [](auto x, auto value, auto space) { return xg::bilateral(x, value, space, xg::radius<Radius>, xg::circular); };

}  // namespace

TEST_CASE("bilateral is the weighted mean of a window") {
    constexpr auto wide = [](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<2>); };
    constexpr auto wider = [](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<3>, xg::reflect); };
    constexpr auto from_zero = [](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<1>, xg::zero); };
    check_means(wide, random_array<double>({6, 21}), 2, xg::boundary::symmetric, 1e-13);
    check_means(wide, random_array<float>({2, 37}), 2, xg::boundary::symmetric, 1e-5);
    check_means(wider, random_array<double>({5, 30}), 3, xg::boundary::reflect, 1e-13);
    for (std::size_t rows : {1, 3})
        for (std::size_t columns : {1, 2, 19}) check_means(from_zero, random_array<double>({rows, columns}), 1, xg::boundary::zero, 1e-13);
    const auto big = random_array<float>({9, 40});
    check_means(wide, xt::view(big, xt::range(0, 9, 2), xt::range(39, xt::placeholders::_, -2)), 2, xg::boundary::symmetric, 1e-5);
    check_means(wide, xt::transpose(big), 2, xg::boundary::symmetric, 1e-5);
}

TEST_CASE("bilateral: every channel for itself") {
    constexpr auto wide = [](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<2>, xg::replicate); };
    const auto x = random_array<double>({2, 3, 5, 11});
    const auto y = xg::evaluate(wide)(x);
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 3; ++c) {
            const xt::xtensor<double, 2> one = xt::view(x, n, c, xt::all(), xt::all());
            check_close(xt::eval(xt::view(y, n, c, xt::all(), xt::all())), xg::evaluate(wide)(one), 1e-14);
        }
}

TEST_CASE("bilateral: gradients of the image and of both sigmas") {
    check_gradient(smooth<1>, random_array<double>({3, 4}), 0.5, 0.9);
    check_gradient<1>(smooth<2>, random_array<double>({4, 11}), 0.5, 0.9);
    check_gradient<1>(smooth<3>, random_array<double>({2, 3, 10}), 0.5, 1.5);
    check_gradient([](auto x) { return xg::bilateral(x, 0.4, 1, xg::radius<2>, xg::reflect); }, random_array<double>({3, 5}));
}

TEST_CASE("bilateral: an image that is too small for the mode is refused") {
    CHECK_THROWS_AS(
        xg::evaluate([](auto x) { return xg::bilateral(x, 0.3, 1.2, xg::radius<3>, xg::reflect); })(random_array<float>({3, 9})),
        xg::shape_error);
}
