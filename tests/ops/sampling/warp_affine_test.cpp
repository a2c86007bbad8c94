#include <support/check.hpp>

namespace {

constexpr auto warped = [](auto x, auto m) { return xg::warp_affine(x, m); };
constexpr auto error = [](auto moving, auto m, auto fixed) { return xg::mean(xg::square(xg::warp_affine(moving, m) - fixed)); };

/// Bilinear, zero outside, in double.
template <class X, class M>
double expected(const X& x, const M& m, std::size_t i, std::size_t j) {
    auto coordinate = [&](std::size_t a) {
        return static_cast<double>(m(a, 0)) * static_cast<double>(i) + static_cast<double>(m(a, 1)) * static_cast<double>(j) +
            static_cast<double>(m(a, 2));
    };
    const double y = coordinate(0), z = coordinate(1), y0 = std::floor(y), z0 = std::floor(z);
    double sum = 0;
    for (int corner = 0; corner < 4; ++corner) {
        const double r = y0 + corner / 2, c = z0 + corner % 2;
        if (r < 0 || c < 0 || r >= static_cast<double>(x.shape()[0]) || c >= static_cast<double>(x.shape()[1])) continue;
        sum += (corner / 2 ? y - y0 : 1 - y + y0) * (corner % 2 ? z - z0 : 1 - z + z0) *
            static_cast<double>(x(static_cast<std::size_t>(r), static_cast<std::size_t>(c)));
    }
    return sum;
}
template <class X, class T>
void check_values(const X& x, const xt::xtensor<T, 2>& m, double tolerance) {
    const auto y = xg::evaluate(warped)(x, m);
    xt::xtensor<double, 2> right(std::array{static_cast<std::size_t>(x.shape()[0]), static_cast<std::size_t>(x.shape()[1])});
    for (std::size_t i = 0; i < right.shape()[0]; ++i)
        for (std::size_t j = 0; j < right.shape()[1]; ++j) right(i, j) = expected(x, m, i, j);
    check_close(y, right, tolerance);
}
template <class T>
const xt::xtensor<T, 2> slanted{{T(0.913457), T(0.207713), T(-1.31234)}, {T(-0.182341), T(1.10771), T(0.71717)}};

}  // namespace

TEST_CASE("warp_affine: the values of a plain loop") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 9}, {9, 1}, {2, 3}, {17, 40}, {40, 70}, {5, 600}}) {
        check_values(random_array<float>({rows, columns}), slanted<float>, 1e-4);
        check_values(random_array<double>({rows, columns}), slanted<double>, 1e-12);
        check_values(random_array<std::uint8_t>({rows, columns}, {0, 9}), slanted<float>, 1e-4);
        check_values(xt::transpose(random_array<double>({columns, rows})), slanted<double>, 1e-12);
    }
}

TEST_CASE("warp_affine: the identity, and maps to nowhere") {
    const auto x = random_array<float>({5, 20});
    check_close(xg::evaluate(warped)(x, xt::xtensor<float, 2>{{1, 0, 0}, {0, 1, 0}}), x, 0);
    check_close(xg::evaluate(warped)(x, xt::xtensor<float, 2>{{1, 0, 1e30f}, {0, 1, 0}}), xt::zeros<float>({5, 20}), 0);
    const auto nowhere = xg::evaluate(warped)(x, xt::xtensor<float, 2>{{1, 0, static_cast<float>(not_a_number)}, {0, 1, 0}});
    for (float e : nowhere) CHECK(std::isnan(e));
}

TEST_CASE("warp_affine: derivatives in the image and the matrix, to second order") {
    check_gradient(warped, random_array<double>({5, 7}), slanted<double>);
}

TEST_CASE("warp_affine: volumes, and batches with a matrix each, in the shape of another array") {
    const xt::xtensor<double, 2> m{{0.91, 0.12, -0.07, 0.31}, {0.05, 1.02, 0.11, -0.27}, {-0.08, 0.03, 0.95, 0.43}};
    auto volume_error = [](auto v, auto a, auto y) {
        return xg::sum(xg::square(xg::warp_affine(v, a, xg::replicate, xg::shape_of(y)) - y));
    };
    const auto volume = random_array<double>({3, 4, 5}), y3 = random_array<double>({2, 3, 2});
    const auto slope = std::get<1>(xg::value_and_grad<1>(volume_error)(volume, m, y3));
    for (std::size_t k = 0; k < m.size(); ++k) {
        auto up = m, down = m;
        up.data()[k] += 1e-5, down.data()[k] -= 1e-5;
        auto at = [&](const auto& a) { return std::get<0>(xg::value_and_grad<1>(volume_error)(volume, a, y3)); };
        CHECK(slope.data()[k] == doctest::Approx((at(up) - at(down)) / 2e-5).epsilon(1e-6));
    }
    const auto x = random_array<double>({2, 3, 5, 6});
    xt::xtensor<double, 3> each(std::array<std::size_t, 3>{2, 2, 3});
    xt::view(each, 0) = slanted<double>, xt::view(each, 1) = 0.9 * slanted<double>;
    auto batch = [](auto a, auto b) { return xg::warp_affine(a, b, xg::shape<4, 7>); };
    auto one = [](auto a, auto b) { return xg::warp_affine(a, b, xg::shape<4, 7>); };
    const auto y = xg::evaluate(batch)(x, each);
    CHECK(y.shape() == std::array<std::size_t, 4>{2, 3, 4, 7});
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 3; ++c) {
            const xt::xtensor<double, 2> alone = xt::view(x, n, c, xt::all(), xt::all()), matrix = xt::view(each, n, xt::all(), xt::all());
            check_close(xt::xtensor<double, 2>(xt::view(y, n, c, xt::all(), xt::all())), xg::evaluate(one)(alone, matrix), 1e-13);
        }
    CHECK(xg::evaluate(batch)(xt::xtensor<double, 4>(xt::zeros<double>({0, 3, 5, 6})), xt::xtensor<double, 3>(xt::zeros<double>({0, 2, 3})))
              .size() == 0);
}

TEST_CASE("warp_affine: the parameters' gradient is one pass over both images, and stores none") {
    const auto x = random_array<float>({20, 40});
    const auto words = xg::explain(xg::value_and_grad<1>(error), x, slanted<float>, x);
    CHECK(words.find("scatter") == std::string::npos);
    CHECK(words.find("loop 1 over (20, 40)\n") != std::string::npos);
    CHECK(words.find("loop 2 over ()") != std::string::npos);
    CHECK(words.find("loop 3") == std::string::npos);
    CHECK(xg::plan(xg::value_and_grad<1>(error), x, slanted<float>, x).workspace_bytes() < 4096);
}

TEST_CASE("warp_affine: a matrix of another shape is refused") {
    CHECK_THROWS_WITH_AS(xg::evaluate(warped)(random_array<float>({5, 7}), random_array<float>({3, 3})),
        "xgrad::warp_affine: the matrix has the shape (3, 3); (2, 3) is expected", xg::shape_error);
}

TEST_CASE("warp_affine: an image without pixels is refused where the result has some") {
    const xt::xtensor<double, 2> nothing = xt::zeros<double>({0, 4});
    CHECK(xg::evaluate(warped)(nothing, slanted<double>).shape() == std::array<std::size_t, 2>{0, 4});
    constexpr auto enlarged = [](auto x, auto m) { return xg::warp_affine(x, m, xg::shape<2, 2>); };
    CHECK_THROWS_WITH_AS(xg::evaluate(enlarged)(nothing, slanted<double>),
        "xgrad::gather: axis 0 of the array (0, 4) has no elements to sample", xg::shape_error);
}

TEST_CASE("warp_affine: bicubic, a Hessian of the matrix, whose program is long") {
    constexpr auto f = [](auto x, auto m) { return xg::sum(xg::sin(xg::warp_affine(x, m, xg::bicubic, xg::symmetric))); };
    const auto x = random_array<double>({6, 7});
    const xt::xtensor<double, 2> m{{0.93, 0.21, 0.33}, {-0.17, 1.07, -0.41}}, v = random_array<double>({2, 3});
    const xt::xtensor<double, 2> after = m + 1e-5 * v, before = m - 1e-5 * v;
    const xt::xtensor<double, 2> difference = (xg::grad<1>(f)(x, after) - xg::grad<1>(f)(x, before)) / 2e-5;
    check_close(xg::hvp<1>(f)(x, m, v), difference, 1e-4);
}
