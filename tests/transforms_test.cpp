#include <doctest/doctest.h>

#include <support/check.hpp>

namespace {

constexpr auto product = [](auto x, auto y) { return xg::sum(xg::sin(x) * y); };
constexpr auto field = [](auto x, auto y) { return xg::tanh(x * y) + x; };
constexpr auto several = [](auto x, auto y) { return std::tuple{x * y, xg::sum(xg::sin(x)), y}; };
struct weighted_energy {
    constexpr auto operator()(auto x, auto weight) const { return weight * xg::mean(x * x * x); }
};

const auto xs = random_array<double>({4, 9}), ys = random_array<double>({4, 9}), vs = random_array<double>({4, 9});

}  // namespace

TEST_CASE("evaluate: one result, several results, plain callables") {
    check_close(xg::evaluate([](auto x) { return 2 * x; })(xs), xt::eval(2 * xs), 0);
    const auto [a, s, n] = xg::evaluate([](auto x) { return std::tuple{x + 1, xg::sum(x), 7}; })(xs);
    static_assert(std::is_same_v<decltype(a), const xt::xtensor<double, 2>> && std::is_same_v<decltype(s), const double>);
    check_close(a, xt::eval(xs + 1), 0);
    CHECK(s == doctest::Approx(xt::sum(xs)()));
    CHECK(n == 7);
    check_close(xg::plan([](auto x) { return x * x; }, xs)(xs), xt::eval(xs * xs), 0);
    // the same line as two results
    const auto [p, q] = xg::evaluate([](auto x) {
        auto t = xg::exp(x);
        return std::tuple{t, t};
    })(xs);
    check_close(p, q, 0);
    // an argument as a result is a copy
    check_close(xg::evaluate([](auto x) { return x; })(xs), xs, 0);
}

TEST_CASE("grad and value_and_grad, with and without indices") {
    const auto [dx, dy] = xg::grad(product)(xs, ys);
    check_close(dx, xt::eval(xt::cos(xs) * ys), 1e-14);
    check_close(dy, xt::eval(xt::sin(xs)), 1e-14);
    check_close(xg::grad<0>(product)(xs, ys), dx, 0);
    check_close(xg::grad<1>(product)(xs, ys), dy, 0);
    const auto [ey, ex] = xg::grad<1, 0>(product)(xs, ys);
    check_close(ex, dx, 0);
    check_close(ey, dy, 0);
    const auto [v, fx, fy] = xg::value_and_grad(product)(xs, ys);
    CHECK(v == doctest::Approx(xt::sum(xt::sin(xs) * ys)()));
    check_close(fx, dx, 0);
    check_close(fy, dy, 0);
    const auto [w, gy] = xg::value_and_grad<1>(product)(xs, ys);
    CHECK(w == doctest::Approx(v));
    check_close(gy, dy, 0);
    static_assert(std::is_same_v<decltype(xg::grad([](auto x) { return xg::sum(x); })(xs)), xt::xtensor<double, 2>>);
}

TEST_CASE("vjp, jvp and hvp against differences") {
    check_gradient(field, xs, ys);
    check_gradient(product, xs, ys);
    // an index at a time
    const auto [y, dx, dy] = xg::vjp(field)(xs, ys, vs);
    check_close(std::get<1>(xg::vjp<0>(field)(xs, ys, vs)), dx, 0);
    check_close(std::get<1>(xg::vjp<1>(field)(xs, ys, vs)), dy, 0);
    const auto along_x = std::get<1>(xg::jvp<0>(field)(xs, ys, vs)), along_y = std::get<1>(xg::jvp<1>(field)(xs, ys, vs));
    const auto [value, along_both] = xg::jvp(field)(xs, ys, vs, vs);
    check_close(value, y, 0);
    check_close(along_both, xt::eval(along_x + along_y), 1e-14);
    const double h = 1e-6;
    const auto moved = xg::evaluate(field)(xt::eval(xs + h * vs), ys), back = xg::evaluate(field)(xt::eval(xs - h * vs), ys);
    check_close(along_x, xt::eval((moved - back) / (2 * h)), 1e-8);
    // <v, H v> of one argument, and H symmetric
    const auto hv = xg::hvp<0>(product)(xs, ys, vs);
    check_close(hv, xt::eval(-xt::sin(xs) * ys * vs), 1e-14);
    const auto us = random_like(xs);
    constexpr auto energy = [](auto x) { return xg::mean(xg::exp(x * xg::shift(x, xg::offset<0, 1>, xg::replicate))); };
    CHECK(dot(us, xg::hvp(energy)(xs, vs)) == doctest::Approx(dot(vs, xg::hvp(energy)(xs, us))).epsilon(1e-12));
    const auto g1 = xg::grad(energy)(xt::eval(xs + h * vs)), g0 = xg::grad(energy)(xt::eval(xs - h * vs));
    check_close(xg::hvp(energy)(xs, vs), xt::eval((g1 - g0) / (2 * h)), 1e-8);
}

TEST_CASE("a gradient inside a function, three times over") {
    static constexpr auto cube = [](auto x) { return xg::sum(x * x * x * x); };
    static constexpr auto slope = [](auto x) { return xg::sum(xg::grad(cube)(x)); };
    constexpr auto curvature = [](auto x) { return xg::sum(xg::grad(slope)(x)); };
    check_close(xg::grad(slope)(xs), xt::eval(12 * xs * xs), 1e-13);
    check_close(xg::grad(curvature)(xs), xt::eval(24 * xs), 1e-13);
    // a gradient penalty: the outer function uses the inner gradient and its arguments
    constexpr auto penalty = [](auto x, auto y) {
        auto [value, dx] = xg::value_and_grad<0>([](auto a, auto b) { return xg::sum(xg::exp(a * b)); })(x, y);
        return value + xg::sum(dx * dx * y);
    };
    check_gradient(penalty, xs, ys);
    // transforms of transforms
    const auto hv = xg::jvp(xg::grad(cube))(xs, vs);
    check_close(std::get<1>(hv), xg::hvp(cube)(xs, vs), 1e-13);
    check_close(std::get<1>(xg::vjp(xg::grad(cube))(xs, vs)), xg::hvp(cube)(xs, vs), 1e-13);
}

TEST_CASE("one array for two arguments") {
    constexpr auto f = [](auto a, auto b) { return xg::sum(a * xg::exp(b)); };
    const auto [da, db] = xg::grad(f)(xs, xs);
    check_close(da, xt::eval(xt::exp(xs)), 1e-14);
    check_close(db, xt::eval(xs * xt::exp(xs)), 1e-14);
    const auto both = xg::grad([](auto x) {
        auto [da, db] = xg::grad(decltype(f){})(x, x);
        return xg::sum(da * db);
    })(xs);
    check_close(both, xt::eval((1 + 2 * xs) * xt::exp(2 * xs)), 1e-13);
}

TEST_CASE("numbers are arguments of rank 0") {
    const auto [v, dx, dw] = xg::value_and_grad(weighted_energy{})(xs, 0.3);
    static_assert(std::is_same_v<decltype(dw), const double>);
    const double mean = xt::mean(xs * xs * xs)();
    CHECK(v == doctest::Approx(0.3 * mean));
    CHECK(dw == doctest::Approx(mean));
    check_close(dx, xt::eval(0.3 * 3 * xs * xs / static_cast<double>(xs.size())), 1e-14);
    check_gradient(weighted_energy{}, xs, 0.7);
    CHECK(xg::grad([](auto a) { return xg::sin(a) * a; })(2.0) == doctest::Approx(std::sin(2) + 2 * std::cos(2)));
    static_assert(std::is_same_v<decltype(xg::evaluate([](auto a) { return a * a; })(2.f)), float>);
    // an integer argument has no gradient
    CHECK(xg::grad([](auto a, auto n) { return xg::sum(a * n); })(3.0, 4) == 4);
    // each call reads the number that it is given
    auto step = xg::plan(xg::evaluate([](auto a, auto w) { return xg::sum(w * a); }), xs, 1.0);
    const double once = step(xs, 1.0);
    CHECK(step(xs, -2.5) == doctest::Approx(-2.5 * once));
}

TEST_CASE("cotangents and tangents of other element types") {
    const xt::xtensor<float, 2> x = random_array<float>({3, 4});
    const xt::xtensor<std::uint8_t, 2> mask{{1, 0, 1, 1}, {0, 0, 2, 1}, {1, 1, 0, 3}};
    const xt::xtensor<float, 2> same = mask;
    auto f = [](auto a) { return a * a * a; };
    auto total = [](auto a) { return xg::sum(a * a * a); };
    check_close(std::get<1>(xg::vjp<0>(f)(x, mask)), std::get<1>(xg::vjp<0>(f)(x, same)), 0);
    check_close(std::get<1>(xg::jvp<0>(f)(x, mask)), std::get<1>(xg::jvp<0>(f)(x, same)), 0);
    check_close(xg::hvp<0>(total)(x, mask), xg::hvp<0>(total)(x, same), 0);
    check_close(std::get<1>(xg::vjp<0>(total)(x, 2)), std::get<1>(xg::vjp<0>(total)(x, 2.f)), 0);
}

TEST_CASE("integer images are skipped by default") {
    const auto image = random_array<std::uint8_t>({4, 9}, {0, 255});
    const auto g = xg::grad([](auto a, auto b) { return xg::sum(a * b * b); })(image, xs);
    static_assert(std::is_same_v<decltype(g), const xt::xtensor<double, 2>>);
    check_close(g, xt::eval(2. * image * xs), 1e-12);
    const auto [v, h] = xg::value_and_grad([](auto b, auto a) { return xg::sum(a * b); })(xs, image);
    check_close(h, xt::eval(1. * image), 0);
    const auto [y, pulled] = xg::vjp([](auto a, auto b) { return a * b; })(image, xs, vs);
    check_close(pulled, xt::eval(1. * image * vs), 1e-12);
    const auto [z, pushed] = xg::jvp([](auto a, auto b) { return a * b; })(image, xs, vs);
    check_close(pushed, xt::eval(1. * image * vs), 1e-12);
}

TEST_CASE("function objects, and functions of functions") {
    CHECK(xg::evaluate(weighted_energy{})(xs, 2.0) == doctest::Approx(2 * xt::mean(xs * xs * xs)()));
    constexpr auto twice = [](auto f) { return [](auto x) { return decltype(f){}(decltype(f){}(x)); }; };
    check_gradient(twice([](auto x) { return xg::sin(x) + x; }), xs);
}

TEST_CASE("constants and unused arguments have zero gradients") {
    const auto [v, g] = xg::value_and_grad([](auto) { return 3; })(xs);
    CHECK(v == 3);
    check_close(g, xt::xtensor<double, 2>(xt::zeros<double>({4, 9})), 0);
    REQUIRE(g.shape() == xs.shape());
    const auto [dx, dy] = xg::grad([](auto x, auto) { return xg::sum(x); })(xs, random_array<double>({2, 5}));
    REQUIRE(dy.shape()[1] == 5);
    check_close(dy, xt::xtensor<double, 2>(xt::zeros<double>({2, 5})), 0);
    check_close(dx, xt::xtensor<double, 2>(xt::ones<double>({4, 9})), 0);
    // an unused NaN does not reach anything
    auto bad = xs;
    bad.fill(std::numeric_limits<double>::quiet_NaN());
    const auto [ex, ey] = xg::grad([](auto x, auto) { return xg::sum(x); })(xs, bad);
    check_close(ey, xt::xtensor<double, 2>(xt::zeros<double>({4, 9})), 0);
    CHECK(xg::evaluate([](auto, auto) { return 2; })(xs, bad) == 2);
}

TEST_CASE("detached values are constants") {
    check_close(xg::grad([](auto x) { return xg::sum(x * xg::detach(x * x)); })(xs), xt::eval(xs * xs), 1e-14);
    check_close(xg::grad([](auto x) { return xg::sum(x * xg::detach(xg::floor(4 * x))); })(xs), xt::eval(xt::floor(4 * xs)), 0);
}

TEST_CASE("a gradient through a batch of operations") {
    check_gradient(
        [](auto x, auto y) {
            auto s = xg::softmax(x * y, xg::axes<1>);
            auto centered = s - xg::mean(s, xg::axes<0>, xg::keep_dims);
            return xg::sum(xg::square(centered) * xg::permute(xg::permute(y, xg::axes<1, 0>), xg::axes<1, 0>));
        },
        xs, ys);
}

TEST_CASE("float and double agree") {
    const xt::xtensor<float, 2> x = xt::cast<float>(xs), y = xt::cast<float>(ys);
    const auto [dx, dy] = xg::grad(product)(x, y);
    static_assert(std::is_same_v<decltype(dx), const xt::xtensor<float, 2>>);
    check_close(dx, xg::grad<0>(product)(xs, ys), 1e-6);
    check_close(dy, xg::grad<1>(product)(xs, ys), 1e-6);
}

TEST_CASE("cotangents and tangents of another shape are refused, also where nothing reads both") {
    const auto x = random_array<double>({2, 3}), other = random_array<double>({3, 2});
    auto twice = [](auto a) { return 2 * a; };
    const char* const message = "xgrad::matching: a cotangent or tangent has the shape (3, 2); (2, 3) is expected";
    CHECK_THROWS_WITH_AS(xg::vjp<0>(twice)(x, other), message, xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::jvp<0>(twice)(x, other), message, xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::hvp<0>([](auto a) { return xg::sum(a * a); })(x, other), message, xg::shape_error);
}

TEST_CASE("vjp and jvp of several results take a cotangent for each and give a derivative of each") {
    const auto w = random_array<double>({4, 9}), w2 = random_array<double>({4, 9});
    const auto [p, s, q, dx, dy] = xg::vjp(several)(xs, ys, w, 0.5, w2);
    check_close(p, xt::eval(xs * ys), 0);
    CHECK(s == doctest::Approx(xt::sum(xt::sin(xs))()));
    check_close(q, ys, 0);
    check_close(dx, xt::eval(w * ys + 0.5 * xt::cos(xs)), 1e-14);
    check_close(dy, xt::eval(w * xs + w2), 1e-14);
    check_close(std::get<3>(xg::vjp<1>(several)(xs, ys, w, 0.5, w2)), dy, 0);
    const auto [jp, js, jq, tp, ts, tq] = xg::jvp(several)(xs, ys, vs, w);
    check_close(jp, p, 0);
    CHECK(js == doctest::Approx(s));
    check_close(jq, q, 0);
    check_close(tp, xt::eval(vs * ys + xs * w), 1e-14);
    CHECK(ts == doctest::Approx(xt::sum(vs * xt::cos(xs))()));
    check_close(tq, w, 0);
    // one argument does not reach one result
    const auto along_y = xg::jvp<1>(several)(xs, ys, w);
    CHECK(std::get<4>(along_y) == 0);
    // symbolic
    check_close(xg::grad<0>([](auto x, auto y) { return xg::sum(std::get<3>(xg::vjp<0>(several)(x, y, x, 1, y))); })(xs, ys),
        xt::eval(ys - xt::sin(xs)), 1e-14);
}
