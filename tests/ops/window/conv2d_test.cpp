#include "support/check.hpp"

namespace {

template <class T>
using array4 = xt::xtensor<T, 4>;
using shape4 = std::array<std::size_t, 4>;

struct geometry {
    std::array<long, 2> padding{0, 0}, stride{1, 1}, dilation{1, 1};
    std::size_t groups = 1;
};

/// Calls f(index of y, of x, of w) for every product of a convolution.
template <class F>
void products(const shape4& x, const shape4& w, const shape4& y, const geometry& o, F f) {
    for (std::size_t n = 0; n < y[0]; ++n)
        for (std::size_t k = 0; k < y[1]; ++k)
            for (std::size_t i = 0; i < y[2]; ++i)
                for (std::size_t j = 0; j < y[3]; ++j)
                    for (std::size_t c = 0; c < w[1]; ++c)
                        for (std::size_t a = 0; a < w[2]; ++a)
                            for (std::size_t b = 0; b < w[3]; ++b) {
                                const long p = static_cast<long>(i) * o.stride[0] + static_cast<long>(a) * o.dilation[0] - o.padding[0];
                                const long q = static_cast<long>(j) * o.stride[1] + static_cast<long>(b) * o.dilation[1] - o.padding[1];
                                if (p < 0 || q < 0 || p >= static_cast<long>(x[2]) || q >= static_cast<long>(x[3])) continue;
                                const std::size_t channel = k / (w[0] / o.groups) * w[1] + c;
                                f(shape4{n, k, i, j}, shape4{n, channel, static_cast<std::size_t>(p), static_cast<std::size_t>(q)},
                                    shape4{k, c, a, b});
                            }
}

/// Value and both adjoints against loops over doubles, for arrays or views.
template <class F, class X, class W>
void check_with(F f, const geometry& o, const X& x, const W& w, double tolerance) {
    using T = typename X::value_type;
    auto extent = [&](std::size_t a) {
        return static_cast<std::size_t>(
            (static_cast<long>(x.shape()[a]) + 2 * o.padding[a - 2] - o.dilation[a - 2] * (static_cast<long>(w.shape()[a]) - 1) - 1) /
                o.stride[a - 2] +
            1);
    };
    const shape4 xs{x.shape()[0], x.shape()[1], x.shape()[2], x.shape()[3]}, ws{w.shape()[0], w.shape()[1], w.shape()[2], w.shape()[3]};
    const shape4 ys{xs[0], ws[0], extent(2), extent(3)};
    array4<T> g(ys);
    for (auto& e : g) e = random_number<T>();
    array4<double> y(ys, 0), dx(xs, 0), dw(ws, 0);
    products(xs, ws, ys, o, [&](const shape4& at_y, const shape4& at_x, const shape4& at_w) {
        y[at_y] += static_cast<double>(x[at_x]) * static_cast<double>(w[at_w]);
        dx[at_x] += static_cast<double>(g[at_y]) * static_cast<double>(w[at_w]);
        dw[at_w] += static_cast<double>(g[at_y]) * static_cast<double>(x[at_x]);
    });
    const auto [value, image, kernel] = xg::vjp(f)(x, w, g);
    const std::string what = "image " + std::to_string(xs[1]) + " x " + std::to_string(xs[2]) + " x " + std::to_string(xs[3]) +
        ", kernel " + std::to_string(ws[0]) + " x " + std::to_string(ws[1]) + " x " + std::to_string(ws[2]) + " x " + std::to_string(ws[3]);
    check_close(value, y, tolerance, std::sqrt(static_cast<double>(ws[1] * ws[2] * ws[3])), "value, " + what);
    check_close(image, dx, tolerance, std::sqrt(static_cast<double>(ws[0] * ws[2] * ws[3])), "image adjoint, " + what);
    check_close(kernel, dw, tolerance, std::sqrt(static_cast<double>(ys[0] * ys[2] * ys[3])), "kernel adjoint, " + what);
}
struct sizes {
    shape4 x, w;
};
template <class T = double, class F>
void check(F f, const geometry& o, std::initializer_list<sizes> cases) {
    for (const auto& [xs, ws] : cases)
        check_with(f, o, random_array<T>({xs[0], xs[1], xs[2], xs[3]}), random_array<T>({ws[0], ws[1], ws[2], ws[3]}),
            sizeof(T) == 4 ? 2e-6 : 1e-14);
}

constexpr auto plain = [](auto x, auto w) { return xg::conv2d(x, w); };
constexpr auto padded = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<1>); };

}  // namespace

TEST_CASE("conv2d without options") {
    check(plain, {},
        {
            {{1, 1, 1, 1}, {1, 1, 1, 1}}, {{2, 3, 5, 7}, {4, 3, 1, 1}},
            {{2, 2, 5, 7}, {3, 2, 5, 7}},      // the kernel is as large as the image
            {{1, 2, 9, 33}, {9, 2, 3, 2}}, {{3, 1, 12, 41}, {13, 1, 2, 5}}, {{1, 2, 4, 1100}, {2, 2, 3, 3}},  // several blocks of columns
            {{1, 2, 300, 40}, {2, 2, 3, 3}},  // several blocks of rows
            {{1, 150, 5, 9}, {2, 150, 3, 3}},  // several blocks of channels
            {{1, 2, 45, 43}, {1, 2, 40, 38}},  // several blocks of taps
            {{1, 1, 2, 2500}, {1, 1, 1, 2100}}, {{1, 20, 9, 20}, {35, 20, 3, 3}},  // several blocks of results
        });
}

TEST_CASE("conv2d of no images, or of images without channels, is empty or zero") {
    check(padded, {{1, 1}}, {{{0, 2, 4, 5}, {3, 2, 3, 3}}, {{2, 0, 4, 5}, {3, 0, 3, 3}}, {{2, 2, 4, 5}, {0, 2, 3, 3}}});
}

TEST_CASE("conv2d with padding, in float") {
    check<float>(padded, {{1, 1}},
        {
            {{1, 3, 28, 28}, {3, 3, 3, 3}},
            {{2, 2, 1, 1}, {3, 2, 3, 3}},
            {{1, 1, 3, 17}, {7, 1, 2, 3}},
            {{2, 5, 31, 16}, {6, 5, 3, 3}},
        });
    constexpr auto wide = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<4, 2>); };
    check<float>(wide, {{4, 2}}, {{{1, 2, 5, 6}, {2, 2, 3, 3}}, {{1, 2, 1, 1}, {2, 2, 9, 5}}});
}

TEST_CASE("conv2d with strides and dilations") {
    constexpr auto stride2 = [](auto x, auto w) { return xg::conv2d(x, w, xg::stride<2>, xg::padding<1>); };
    check(stride2, {{1, 1}, {2, 2}},
        {{{1, 2, 9, 33}, {5, 2, 3, 3}}, {{2, 1, 8, 8}, {1, 1, 1, 1}}, {{1, 3, 6, 70}, {2, 3, 4, 5}}, {{1, 2, 7, 1300}, {2, 2, 3, 3}}});
    constexpr auto stride31 = [](auto x, auto w) { return xg::conv2d(x, w, xg::stride<3, 1>); };
    check(stride31, {{0, 0}, {3, 1}}, {{{1, 2, 11, 20}, {2, 2, 2, 3}}, {{1, 2, 4, 3}, {2, 2, 1, 3}}});
    constexpr auto dilated = [](auto x, auto w) { return xg::conv2d(x, w, xg::dilation<2, 3>, xg::padding<2, 1>); };
    check(dilated, {{2, 1}, {1, 1}, {2, 3}}, {{{1, 2, 9, 21}, {3, 2, 3, 3}}, {{2, 1, 5, 9}, {1, 1, 2, 4}}});
    constexpr auto both = [](auto x, auto w) {
        return xg::conv2d(x, w, xg::dilation<2, 3>, xg::padding<3, 2>, xg::stride<4, 2>);
    };  // common factor, none
    check(both, {{3, 2}, {4, 2}, {2, 3}}, {{{1, 2, 19, 41}, {3, 2, 3, 4}}, {{2, 1, 6, 9}, {1, 1, 2, 2}}});
}

TEST_CASE("conv2d with groups") {
    constexpr auto grouped = [](auto x, auto w) { return xg::conv2d(x, w, xg::groups<3>, xg::padding<1>); };
    const geometry three{{1, 1}, {1, 1}, {1, 1}, 3};
    check(grouped, three, {{{2, 3, 8, 19}, {3, 1, 3, 3}}, {{1, 6, 5, 7}, {9, 2, 3, 2}}, {{1, 3, 9, 40}, {15, 1, 3, 3}}});
    constexpr auto strided = [](auto x, auto w) { return xg::conv2d(x, w, xg::groups<2>, xg::stride<2>); };
    check<float>(strided, {{0, 0}, {2, 2}, {1, 1}, 2}, {{{2, 4, 9, 35}, {6, 2, 3, 3}}});
}

TEST_CASE("conv2d reads views in place and integer images") {
    const auto x = random_array<double>({2, 4, 12, 60});
    const auto w = random_array<double>({6, 3, 5, 4});
    check_with(padded, {{1, 1}}, xt::view(x, xt::all(), xt::range(1, 4), xt::range(2, 12, 3), xt::range(3, 60, 2)),
        xt::view(w, xt::range(0, 6, 2), xt::all(), xt::range(1, 4), xt::all()), 1e-14);
    check_with(
        plain, {}, xt::transpose(x), xt::view(random_array<double>({3, 12, 2, 2}), xt::all(), xt::all(), xt::all(), xt::all()), 1e-14);

    const auto bytes = random_array<std::uint8_t>({1, 2, 7, 21}, {0, 255});
    const auto kernel = random_array<float>({3, 2, 3, 3});
    check_close(xg::evaluate(padded)(bytes, kernel), xg::evaluate(padded)(array4<float>(xt::cast<float>(bytes)), kernel), 0);
}

TEST_CASE("conv2d does not spread what it does not read") {
    auto x = random_array<double>({1, 1, 6, 20});
    x(0, 0, 5, 19) = infinity;
    const auto w = random_array<double>({1, 1, 3, 3}, {0.5, 1});
    const auto [y, dx, dw] = xg::vjp(plain)(x, w, random_array<double>({1, 1, 4, 18}, {0.5, 1}));
    for (std::size_t i = 0; i < 4; ++i)
        for (std::size_t j = 0; j < 18; ++j) CHECK(std::isfinite(y(0, 0, i, j)) == (i < 3 || j < 17));
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < 3; ++b) CHECK(std::isfinite(dw(0, 0, a, b)) == (a < 2 || b < 2));
}

TEST_CASE("conv2d: gradients, and theirs") {
    check_gradient(padded, random_array<double>({2, 2, 4, 5}), random_array<double>({3, 2, 3, 3}));
    constexpr auto everything = [](auto x, auto w) {
        return xg::conv2d(x, w, xg::groups<2>, xg::stride<2, 1>, xg::dilation<1, 2>, xg::padding<1, 0>);
    };
    check_gradient(everything, random_array<double>({1, 2, 5, 6}), random_array<double>({4, 1, 3, 2}));
}

TEST_CASE("conv2d with a bias and with other boundaries") {
    constexpr auto biased = [](auto x, auto w, auto b) { return xg::conv2d(x, w, b, xg::padding<1>); };
    const auto x = random_array<double>({2, 2, 4, 5});
    const auto w = random_array<double>({3, 2, 3, 3});
    const auto b = random_array<double>({3});
    check_gradient<1>(biased, x, w, b);
    const auto y = xg::evaluate(biased)(x, w, b), without = xg::evaluate(padded)(x, w);
    for (std::size_t k = 0; k < 3; ++k) CHECK(y(1, k, 2, 3) == doctest::Approx(without(1, k, 2, 3) + b(k)));

    constexpr auto reflected = [](auto x, auto w) { return xg::conv2d(x, w, xg::padding<1, 2>, xg::reflect); };
    array4<double> larger({2, 2, 6, 9});
    for (std::size_t i = 0; i < 6; ++i)
        for (std::size_t j = 0; j < 9; ++j) {
            auto mirror = [](long t, long n) { return static_cast<std::size_t>(t < 0 ? -t : t >= n ? 2 * n - 2 - t : t); };
            xt::view(larger, xt::all(), xt::all(), i, j) =
                xt::view(x, xt::all(), xt::all(), mirror(static_cast<long>(i) - 1, 4), mirror(static_cast<long>(j) - 2, 5));
        }
    check_close(xg::evaluate(reflected)(x, w), xg::evaluate(plain)(larger, w), 1e-14);
    check_gradient<1>(reflected, x, w);
}

TEST_CASE("conv2d refuses shapes that do not fit, in words") {
    auto message = [](auto f, const auto&... a) -> std::string {
        try {
            xg::evaluate(f)(a...);
        } catch (const xg::shape_error& e) { return e.what(); }
        return "";
    };
    const auto x = random_array<double>({2, 3, 4, 5});
    CHECK(message(plain, x, random_array<double>({1, 2, 3, 3})) ==
        "xgrad::conv2d: image (2, 3, 4, 5) and kernel (1, 2, 3, 3): the kernel reads 2 channels in each of 1 groups, the image has 3; images are (N, C, H, W), "
        "kernels (K, C / groups, rows, columns)");
    CHECK(message(plain, x, random_array<double>({1, 3, 3, 6})) ==
        "xgrad::conv2d: image (2, 3, 4, 5) and kernel (1, 3, 3, 6): along axis 3 the kernel reaches over 6 elements, the padded image has 5; pad more");
    constexpr auto grouped = [](auto x, auto w) { return xg::conv2d(x, w, xg::groups<3>); };
    CHECK(message(grouped, x, random_array<double>({4, 1, 3, 3})).find("the kernel's 4 output channels do not split into 3 groups") !=
        std::string::npos);
    CHECK(message(plain, x, random_array<double>({4, 3, 0, 3})).find("the kernel is empty") != std::string::npos);
    CHECK_THROWS_AS(xg::vjp(plain)(x, random_array<double>({1, 3, 3, 3}), random_array<double>({2, 1, 3, 3})), xg::shape_error);
}
