// What a function is called with: arrays of any layout, element type, rank and size.

#include <doctest/doctest.h>

#include <array>
#include <cmath>
#include <string>
#include <vector>

#include <support/check.hpp>
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#else
#include <xtensor/xadapt.hpp>
#endif

namespace {

constexpr auto energy = [](auto u, auto f) {
    auto dx = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
    auto dy = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
    return xg::mean(xg::square(u - f)) + 0.1 * xg::mean(xg::sqrt(dx * dx + dy * dy + 1e-4));
};

template <std::size_t N>
std::array<std::size_t, N> shape_array(std::initializer_list<std::size_t> s) {
    std::array<std::size_t, N> a{};
    std::copy(s.begin(), s.end(), a.begin());
    return a;
}

}  // namespace

namespace {

/// The energy's value and gradient, and other functions, on arguments of any layout against dense copies of them.
template <class A, class B>
void check_layout(const A& a, const B& b, const std::string& what) {
    using T = float;
    const xt::xtensor<T, 2> x = a, y = b;
    const auto expected = xg::value_and_grad(energy)(x, y);
    auto compare = [&](const auto& got) {
        check_close(std::get<0>(got), std::get<0>(expected), 1e-5, 1e-5, what);
        check_close(std::get<1>(got), std::get<1>(expected), 2e-5, 1e-3, what);
        check_close(std::get<2>(got), std::get<2>(expected), 2e-5, 1e-3, what);
    };
    compare(xg::value_and_grad(energy)(a, b));
    // planned for one layout, called with another
    auto step = xg::plan(xg::value_and_grad(energy), x, y);
    compare(step(a, b));
    compare(step(x, b));
    compare(step(a, y));
    compare(step(x, y));
    auto other = xg::plan(xg::value_and_grad(energy), a, b);
    compare(other(x, y));
    compare(other(a, b));
}

}  // namespace

TEST_CASE("arguments of any layout are read in place") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {3, 5}, {13, 67}, {40, 9}}) {
        const auto f = random_array<float>({rows, columns});
        const auto big = random_array<float>({2 * rows + 1, 3 * columns + 2});
        check_layout(xt::view(big, xt::range(1, 2 * rows + 1, 2), xt::range(2, 3 * columns + 2, 3)), f, "steps");
        check_layout(xt::view(big, xt::range(0, rows), xt::range(1, columns + 1)), f, "a window");
        check_layout(
            xt::view(big, xt::range(static_cast<int>(rows) - 1, xt::placeholders::_, -1), xt::range(0, columns)), f, "upside down");
        const auto flat = random_array<float>({columns, rows});
        check_layout(xt::transpose(flat), f, "transposed");
        check_layout(f, xt::transpose(flat), "the second one transposed");
        check_layout(xt::xtensor<float, 2, xt::layout_type::column_major>(f), f, "column-major");
        std::vector<float> memory(rows * columns);
        for (auto& e : memory) e = random_number<float>();
        check_layout(xt::adapt(memory, std::array{rows, columns}), f, "adapt");
        const auto volume = random_array<float>({rows, 3, columns});
        check_layout(xt::view(volume, xt::all(), 1, xt::all()), f, "a slice of a volume");
    }
}

TEST_CASE("stride 0 repeats an element") {
    const float one = 1.5f;
    const auto x = xt::adapt(&one, 1200, xt::no_ownership(), std::array<std::size_t, 2>{30, 40}, std::array<std::ptrdiff_t, 2>{0, 0});
    CHECK(xg::evaluate([](auto a) { return xg::sum(a); })(x) == doctest::Approx(1800));
    check_close(xg::grad([](auto a) { return xg::sum(a * a); })(x), xt::xtensor<float, 2>(xt::ones<float>({30, 40}) * 3.f), 1e-6);
}

TEST_CASE_TEMPLATE("integer images are read in place", T, std::uint8_t, std::int8_t, std::uint16_t, std::int16_t, int, std::int64_t) {
    const interval range{std::is_signed_v<T> ? -100. : 0., 100};
    const auto x = random_array<T>({13, 67}, range);
    const xt::xtensor<float, 2> f = xt::cast<float>(x), y = random_array<float>({13, 67});
    constexpr auto product = [](auto a, auto b) { return xg::mean(xg::tanh(a * 0.01) * b); };
    const auto [value, g] = xg::value_and_grad<1>(product)(x, y);
    const auto [expected, expected_g] = xg::value_and_grad<1>(product)(f, y);
    check_close(value, expected, 1e-5, 1e-5);
    check_close(g, expected_g, 1e-5, 1e-6);
    check_close(xg::grad<1>(product)(
                    xt::view(x, xt::range(1, 12, 3), xt::range(2, 60, 2)), xt::eval(xt::view(y, xt::range(1, 12, 3), xt::range(2, 60, 2)))),
        xg::grad<1>(product)(xt::eval(xt::view(f, xt::range(1, 12, 3), xt::range(2, 60, 2))),
            xt::eval(xt::view(y, xt::range(1, 12, 3), xt::range(2, 60, 2)))),
        1e-5, 1e-6);
    constexpr auto edges = [](auto a) { return xg::abs(xg::shift(a, xg::offset<1, -1>, xg::reflect) - a); };
    check_close(xg::evaluate(edges)(x), xg::evaluate(edges)(f), 1e-6);
}

TEST_CASE("integers keep the digits that float has not") {
    const xt::xtensor<int, 1> x{16777217, 2147483647, -2147483647};
    CHECK(xg::evaluate([](auto a) { return xg::flip(a); })(x) == xt::xtensor<int, 1>{-2147483647, 2147483647, 16777217});
    CHECK(xg::evaluate([](auto a) { return xg::cast<double>(a) + 1; })(x)(1) == 2147483648.);
    const auto parity = xg::evaluate([](auto a) { return std::tuple{a - 2 * xg::floor(a / 2), xg::amax(a)}; })(x);
    CHECK(std::get<0>(parity) == xt::xtensor<float, 1>{1, 1, 1});
    CHECK(std::get<1>(parity) == 2147483647);
}

TEST_CASE("double and float arguments together compute in double") {
    const auto x = random_array<float>({6, 9});
    const auto y = random_array<double>({6, 9});
    const auto [dx, dy] = xg::grad([](auto a, auto b) { return xg::sum(a * b); })(x, y);
    static_assert(std::is_same_v<decltype(dx), const xt::xtensor<float, 2>> && std::is_same_v<decltype(dy), const xt::xtensor<double, 2>>);
    check_close(dy, x, 0);
    check_close(dx, xt::xtensor<float, 2>(xt::cast<float>(y)), 0);
}

TEST_CASE("a gradient has its argument's type, also where reductions and kernels compute it in another") {
    const auto image = random_array<double>({1, 2, 5, 6});
    const xt::xtensor<float, 4> kernel = random_array<float>({3, 2, 3, 3}), small = image;
    auto scaled = [](auto x, auto s) { return xg::sum(x * s); };
    const auto [value, d_image, d_scale] = xg::value_and_grad(scaled)(image, 2.f);
    static_assert(std::is_same_v<decltype(d_scale), const float>);
    CHECK(d_scale == doctest::Approx(xt::sum(image)()));
    auto loss = [](auto x, auto w) { return xg::sum(xg::square(xg::conv2d(x, w, xg::padding<1>))); };
    check_close(xg::grad<1>(loss)(image, kernel), xg::grad<1>(loss)(image, xt::xtensor<double, 4>(kernel)), 1e-5);
    check_close(xg::grad<0>(loss)(small, xt::xtensor<double, 4>(kernel)),
        xg::grad<0>(loss)(xt::xtensor<double, 4>(small), xt::xtensor<double, 4>(kernel)), 1e-5);
    const auto hessian = xg::hvp<0>([](auto s, auto x) { return xg::sum(s * s * x); })(1.f, image, 1.f);
    CHECK(hessian == doctest::Approx(2 * xt::sum(image)()));
}

TEST_CASE("fixed arrays") {
    xt::xtensor_fixed<float, xt::xshape<4, 5>> x = random_array<float>({4, 5});
    xt::xtensor_fixed<float, xt::xshape<4, 1>> column = random_array<float>({4, 1});
    const auto [dx, dc] = xg::grad([](auto a, auto c) { return xg::sum(a * a * c); })(x, column);
    CHECK(dc.shape() == shape_array<2>({4, 1}));
    check_close(dx, xt::eval(2 * x * column), 1e-6);
    check_close(dc, xt::eval(xt::sum(x * x, {1})), 1e-6);
}

TEST_CASE("tiny and empty arrays") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{0, 0}, {0, 5}, {5, 0}, {1, 1}, {1, 19}, {19, 1}, {2, 2}, {1, 2}}) {
        const auto x = random_array<float>({rows, columns}), y = random_array<float>({rows, columns});
        auto sum = xg::plan(xg::value_and_grad([](auto a, auto b) { return xg::sum(a * b); }), x, y);
        const auto& [s, dx, dy] = sum(x, y);
        CHECK(s == doctest::Approx(dot(x, y)));
        check_close(dx, y, 0);
        check_close(dy, x, 0);
        CHECK(dx.shape() == x.shape());
        const auto rows_of_x = xg::evaluate([](auto a) { return xg::sum(a, xg::axes<1>); })(x);
        CHECK(rows_of_x.shape() == shape_array<1>({rows}));
        for (float e : rows_of_x) CHECK((columns > 0 || e == 0));
        const auto g = xg::grad<0>(energy)(x, y);
        CHECK(g.shape() == x.shape());
        if (rows * columns > 0) check_gradient<1>(energy, random_array<double>({rows, columns}), random_array<double>({rows, columns}));
        CHECK(std::isnan(xg::evaluate([](auto a) { return xg::mean(a); })(x)) == (rows * columns == 0));
    }
}

TEST_CASE("NaN and infinity pass through") {
    for (std::size_t n : {1, 3, 8, 37}) {
        auto x = random_array<float>({n}), y = x;
        x(n - 1) = std::numeric_limits<float>::quiet_NaN();
        y(n / 2) = std::numeric_limits<float>::infinity();
        const auto [v, g] = xg::value_and_grad([](auto a) { return xg::sum(a * a); })(x);
        CHECK(std::isnan(v));
        CHECK(std::isnan(g(n - 1)));
        for (std::size_t i = 0; i + 1 < n; ++i) CHECK(g(i) == 2 * x(i));
        const auto [w, h] = xg::value_and_grad([](auto a) { return xg::sum(2 * a); })(y);
        CHECK(w == std::numeric_limits<float>::infinity());
        for (float e : h) CHECK(e == 2);
        CHECK(std::isnan(xg::evaluate([](auto a) { return xg::sum(0 * a); })(y)));
    }
}

TEST_CASE("float sums of many elements stay near the double sum") {
    const std::size_t n = 10'000'000;
    xt::xtensor<float, 1> x(std::array{n});
    double sum = 0, squares = 0;
    for (auto& e : x) {
        e = random_number<float>({0, 1});
        sum += e;
        squares += static_cast<double>(e) * e;
    }
    auto relative = [](double got, double expected) { return std::abs(got - expected) / expected; };
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(a); })(x), sum) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::mean(a); })(x), sum / static_cast<double>(n)) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(a * a); })(x), squares) < 1e-6);
    const auto image = xt::adapt(x.data(), n, xt::no_ownership(), std::array<std::size_t, 2>{2500, 4000});
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(a); })(image), sum) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(xg::sum(a, xg::axes<0>)); })(image), sum) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(xg::sum(a, xg::axes<1>)); })(image), sum) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(a); })(xt::transpose(image)), sum) < 1e-6);
    CHECK(relative(xg::evaluate([](auto a) { return xg::sum(xg::shift(a, xg::offset<0, 1>, xg::circular)); })(image), sum) < 1e-6);
}

TEST_CASE("ranks 0 to 6") {
    auto check = [](const auto& x) { check_gradient<1>([](auto a) { return xg::sum(xg::sin(a) * a) * a; }, x); };
    check(0.7);
    check(random_array<double>({19}));
    check(random_array<double>({3, 7}));
    check(random_array<double>({3, 2, 9}));
    check(random_array<double>({2, 3, 1, 9}));
    check(random_array<double>({2, 1, 3, 2, 5}));
    check(random_array<double>({2, 1, 3, 2, 1, 5}));
    check_gradient<1>([](auto a) { return xg::mean(xg::permute(a, xg::axes<5, 0, 4, 1, 3, 2>), xg::axes<1, 3>); },
        random_array<double>({2, 1, 3, 2, 2, 5}));
}
