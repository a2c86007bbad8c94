#include <support/check.hpp>

namespace {

constexpr auto zeros = [](auto x, auto i, auto j) { return xg::gather<xg::boundary::zero>(x, i, j); };
constexpr auto clamped = [](auto x, auto i, auto j) { return xg::gather<xg::boundary::replicate, xg::extent_list{0, 1}>(x, i, j); };

/// What a gather means, element by element.
template <class X, class I>
double at(const X& x, double i, double j, bool zero, I shift) {
    const double rows = static_cast<double>(x.shape()[0]), columns = static_cast<double>(x.shape()[1]);
    auto clamp = [](double k, double n) { return k > 0 ? std::min(k, n - 1) : 0; };
    j += shift;
    if (zero && !(i >= 0 && i <= rows - 1 && j >= 0 && j <= columns - 1)) return 0;
    return static_cast<double>(x(static_cast<std::size_t>(clamp(i, rows)), static_cast<std::size_t>(clamp(j, columns))));
}
/// The four corners of a cell, told from each other by powers of two.
template <xg::boundary Mode>
constexpr auto corners = [](auto x, auto i, auto j) {
    return xg::gather<Mode, xg::extent_list{0, 0}>(x, i, j) + 16 * xg::gather<Mode, xg::extent_list{0, 1}>(x, i, j) +
        256 * xg::gather<Mode, xg::extent_list{1, 0}>(x, i, j) + 4096 * xg::gather<Mode, xg::extent_list{1, 1}>(x, i, j);
};
template <class X, class T>
void check_corners(const X& x, const xt::xtensor<T, 2>& i, const xt::xtensor<T, 2>& j) {
    const auto a = xg::evaluate(corners<xg::boundary::zero>)(x, i, j), b = xg::evaluate(corners<xg::boundary::replicate>)(x, i, j);
    bool right = true;
    for (std::size_t r = 0; r < i.shape()[0]; ++r)
        for (std::size_t c = 0; c < i.shape()[1]; ++c) {
            const double y = static_cast<double>(i(r, c)), z = static_cast<double>(j(r, c));
            auto sum = [&](bool zero) {
                return at(x, y, z, zero, 0) + 16 * at(x, y, z, zero, 1) + 256 * at(x, y + 1, z, zero, 0) + 4096 * at(x, y + 1, z, zero, 1);
            };
            right = right && static_cast<double>(a(r, c)) == sum(true) && static_cast<double>(b(r, c)) == sum(false);
        }
    CHECK(right);
}
template <class X, class T>
void check(const X& x, const xt::xtensor<T, 2>& i, const xt::xtensor<T, 2>& j) {
    const auto a = xg::evaluate(zeros)(x, i, j), b = xg::evaluate(clamped)(x, i, j);
    bool right = true;
    for (std::size_t r = 0; r < i.shape()[0]; ++r)
        for (std::size_t c = 0; c < i.shape()[1]; ++c) {
            right = right && static_cast<double>(a(r, c)) == at(x, static_cast<double>(i(r, c)), static_cast<double>(j(r, c)), true, 0);
            right = right && static_cast<double>(b(r, c)) == at(x, static_cast<double>(i(r, c)), static_cast<double>(j(r, c)), false, 1);
        }
    CHECK(right);
}
template <class T>
auto indices(std::size_t rows, std::size_t columns, double low, double high) {
    xt::xtensor<T, 2> i(std::array{rows, columns});
    for (auto& e : i) e = std::floor(random_number<T>({low, high}));
    const T odd[] = {T(not_a_number), T(infinity), T(-infinity), T(1e30), T(-1e30), T(3e9), T(-1), T(0.75)};
    for (std::size_t k = 0; k < 8 && 11 * k < i.size(); ++k) i.data()[11 * k] = odd[k];
    return i;
}

}  // namespace

TEST_CASE_TEMPLATE("gather: no index leads outside", T, float, double) {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{7, 33}, {1, 1}, {5, 3}, {16, 40}})
        for (double out : {0., 2.}) {
            const auto n = static_cast<double>(rows), m = static_cast<double>(columns);
            const auto i = indices<T>(6, 37, -out, n + out), j = indices<T>(6, 37, -out, m + out);
            check(random_array<T>({rows, columns}), i, j);
            const auto bytes = random_array<std::uint8_t>({rows, columns}, {0, 255});
            check(bytes, i, j);
            const auto wide = random_array<T>({2 * rows, 3 * columns});
            check(xt::view(wide, xt::range(0, 2 * rows, 2), xt::range(0, 3 * columns, 3)), i, j);
            check(xt::transpose(random_array<T>({columns, rows})), i, j);
        }
}

TEST_CASE_TEMPLATE("gather: the corners of cells, inside, at borders and far outside", T, float, double) {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{7, 33}, {1, 1}, {1, 9}, {9, 1}, {2, 2}, {40, 300}})
        for (double out : {-2., 3.}) {
            const auto n = static_cast<double>(rows), m = static_cast<double>(columns);
            auto i = indices<T>(5, 331, -out, n + out), j = indices<T>(5, 331, -out, m + out);
            for (std::size_t k = 0; k < 100; ++k) i.data()[7 * k] -= T(0.5), j.data()[13 * k] -= T(0.5);
            const auto bytes = random_array<std::uint8_t>({rows, columns}, {0, 15});
            const xt::xtensor<T, 2> x = xt::cast<T>(bytes),
                                    wide = xt::cast<T>(random_array<std::uint8_t>({2 * rows, 3 * columns}, {0, 15}));
            check_corners(bytes, i, j);
            check_corners(x, i, j);
            check_corners(xt::view(x, xt::range(xt::placeholders::_, xt::placeholders::_, -1), xt::all()), i, j);
            check_corners(xt::view(wide, xt::range(0, 2 * rows, 2), xt::range(columns, 2 * columns)), i, j);
            check_corners(xt::view(wide, xt::range(0, rows), xt::range(0, 3 * columns, 3)), i, j);
        }
}

TEST_CASE_TEMPLATE("gather: the adjoint of gathering numbers is adding them, in rows of any length", T, float, double) {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{7, 33}, {1, 1}, {5, 3}, {16, 40}})
        for (std::size_t length : {1, 8, 37}) {
            const auto i = indices<T>(6, length, -2, static_cast<double>(rows) + 2),
                       j = indices<T>(6, length, -2, static_cast<double>(columns) + 2);
            const auto g = xt::xtensor<T, 2>(xt::round(random_array<T>({6, length}, {-9, 9}))),
                       x = xt::xtensor<T, 2>(xt::round(random_array<T>({rows, columns}, {-9, 9})));
            const auto zero = std::get<1>(xg::vjp<0>(zeros)(x, i, j, g)), clamp = std::get<1>(xg::vjp<0>(clamped)(x, i, j, g));
            CHECK(dot(zero, x) == dot(xg::evaluate(zeros)(x, i, j), g));
            CHECK(dot(clamp, x) == dot(xg::evaluate(clamped)(x, i, j), g));
        }
}

TEST_CASE("gather: what is computed is stored first, images of a batch keep their axes, and channels may be walked as columns") {
    const auto x = random_array<double>({2, 3, 4, 5});
    const auto i = indices<double>(2 * 3 * 6, 7, -1, 5), j = indices<double>(2 * 3 * 6, 7, -1, 6);
    auto f = [](auto a, auto k, auto l) {
        const auto at = xg::reshape(k, xg::shape<2, 3, 6, 7>);
        return xg::permute(xg::gather<xg::boundary::zero>(xg::square(a), at, xg::reshape(l, xg::shape<2, 3, 6, 7>)), xg::axes<0, 2, 3, 1>);
    };
    const auto y = xg::evaluate(f)(x, i, j);
    bool right = true;
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 3; ++c)
            for (std::size_t r = 0; r < 42; ++r) {
                const std::size_t k = (3 * n + c) * 42 + r;
                const double expected = at(xt::view(x, n, c, xt::all(), xt::all()), i.data()[k], j.data()[k], true, 0);
                right = right && y(n, r / 7, r % 7, c) == expected * expected;
            }
    CHECK(right);
}

TEST_CASE("gather: the adjoint adds where elements were read, and is adjoint again") {
    const auto i = indices<double>(4, 9, -1, 6), j = indices<double>(4, 9, -1, 7);
    check_linear(zeros, random_array<double>({5, 6}), xt::xtensor<int, 2>(xt::cast<int>(xt::ones<double>({4, 9}))),
        xt::xtensor<int, 2>(2 * xt::ones<int>({4, 9})));
    // more rows than are copied at once
    check_linear(zeros, random_array<double>({5, 6}), random_array<int>({100, 9}, {-1, 5}), random_array<int>({100, 9}, {-1, 6}));
    const auto x = random_array<double>({5, 6}), w = random_array<double>({4, 9});
    const auto back = std::get<1>(xg::vjp<0>(clamped)(x, i, j, w));
    CHECK(dot(back, x) == doctest::Approx(dot(xg::evaluate(clamped)(x, i, j), w)).epsilon(1e-13));
    // d <w, gather(x^2)> / dx is linear in w: its derivative by w along v is gather(2 x v)
    auto twice = [](auto a, auto k, auto l, auto g) { return xg::sum(g * xg::gather<xg::boundary::zero>(a * a, k, l)); };
    auto slope = [](auto a, auto k, auto l, auto g, auto v) { return xg::sum(v * xg::grad<0>(decltype(twice){})(a, k, l, g)); };
    const auto v = random_array<double>({5, 6});
    check_close(xg::grad<3>(slope)(x, i, j, w, v), xg::evaluate(zeros)(xt::xtensor<double, 2>(2 * x * v), i, j), 1e-13);
}

TEST_CASE("gather: shapes that do not fit, and nothing to read from") {
    const xt::xtensor<float, 2> i = xt::zeros<float>({2, 3}), other = xt::zeros<float>({3, 3});
    CHECK_THROWS_AS(xg::evaluate(zeros)(xt::xtensor<float, 2>(xt::zeros<float>({4, 4})), i, other), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(zeros)(xt::xtensor<float, 2>(xt::zeros<float>({0, 4})), i, i), xg::shape_error);
    const xt::xtensor<float, 2> none = xt::zeros<float>({0, 3});
    CHECK(xg::evaluate(zeros)(xt::xtensor<float, 2>(xt::zeros<float>({4, 4})), none, none).size() == 0);
}

TEST_CASE("positions: the coordinates along an axis") {
    auto f = [](auto x) { return x + 10 * xg::expand_dims(xg::positions(x, xg::axes<0>), xg::axes<1>) + xg::positions(x, xg::axes<-1>); };
    const auto x = random_array<float>({3, 21});
    const auto y = xg::evaluate(f)(x);
    for (std::size_t r = 0; r < 3; ++r)
        for (std::size_t c = 0; c < 21; ++c)
            CHECK(y(r, c) == doctest::Approx(x(r, c) + 10 * static_cast<float>(r) + static_cast<float>(c)));
    check_close(xg::grad([](auto a) { return xg::sum(a * xg::positions(a, xg::axes<1>)); })(x)(2, 20), 20, 0);
}
