// Symmetric windows against a plain loop over both axes, in every boundary mode; their adjoints; and what runs in lockstep with them.

#include <vector>

#include "support/check.hpp"

namespace {

constexpr xg::symmetric_taps<3> half{{0.5, 0.25, -0.125, 1}};
constexpr auto window = [](auto x) { return xg::symmetric_window<half>(x); };

/// One image of rank 2.
xt::xtensor<double, 2> by_loops(const xt::xtensor<double, 2>& x) {
    xt::xtensor<double, 2> out = xt::zeros_like(x);
    const auto rows = static_cast<int>(x.shape()[0]), columns = static_cast<int>(x.shape()[1]);
    for (int i = 0; i < rows; ++i)
        for (int j = 0; j < columns; ++j)
            for (int k = std::max(-3, -i); k <= std::min(3, rows - 1 - i); ++k)
                for (int l = std::max(-3, -j); l <= std::min(3, columns - 1 - j); ++l)
                    out(i, j) += half.value[std::abs(k)] * half.value[std::abs(l)] * x(i + k, j + l);
    return out;
}

/// The same for a symmetric filter of 7 by 7 taps in a boundary mode.
xt::xtensor<double, 2> by_loops(const xt::xtensor<double, 2>& x, xg::boundary mode) {
    xt::xtensor<double, 2> out = xt::zeros_like(x);
    const auto rows = static_cast<std::ptrdiff_t>(x.shape()[0]), columns = static_cast<std::ptrdiff_t>(x.shape()[1]);
    for (std::ptrdiff_t i = 0; i < rows; ++i)
        for (std::ptrdiff_t j = 0; j < columns; ++j)
            for (std::ptrdiff_t k = -3; k <= 3; ++k)
                for (std::ptrdiff_t l = -3; l <= 3; ++l) {
                    const auto r = xg::resolve_boundary(mode, i + k, rows), c = xg::resolve_boundary(mode, j + l, columns);
                    if (r.valid && c.valid) out(i, j) += half.value[std::abs(k)] * half.value[std::abs(l)] * x(r.index, c.index);
                }
    return out;
}
template <xg::boundary Mode>
constexpr auto filter = [](auto x) {
    constexpr xg::taps<7> w{1, -0.125, 0.25, 0.5, 0.25, -0.125, 1};
    return xg::separable(x, w, w, xg::boundary_option<Mode>{});
};
template <xg::boundary Mode>
void check_mode() {
    constexpr bool repeats = Mode == xg::boundary::reflect || Mode == xg::boundary::symmetric;
    for (const auto& shape : {std::array<std::size_t, 2>{1, 1}, {1, 40}, {4, 4}, {5, 9}, {37, 33}, {70, 600}}) {
        if (repeats && shape[0] < 4) continue;
        const auto x = random_like(xt::xtensor<double, 2>(shape)), y = random_like(x);
        check_close(xg::evaluate(filter<Mode>)(x), by_loops(x, Mode), 1e-12);
        const auto [value, back] = xg::vjp<0>(filter<Mode>)(x, y);
        CHECK(dot(by_loops(x, Mode), y) == doctest::Approx(dot(x, back)).epsilon(1e-10));
        const xt::xtensor<float, 2> single = xt::cast<float>(x);
        check_close(xg::evaluate(filter<Mode>)(single), by_loops(x, Mode), 1e-5);
        const xt::xtensor<double, 2, xt::layout_type::column_major> columns = x;
        check_close(xg::evaluate(filter<Mode>)(columns), by_loops(x, Mode), 1e-12);
    }
    check_linear(filter<Mode>, random_array<double>({6, 19}));
}

/// Loops and windows in lockstep: three windows in two steps of a chain.
constexpr auto chain = [](auto a, auto b) {
    const auto m = xg::symmetric_window<half>(a * b), s = xg::symmetric_window<half>(a * a);
    return xg::sum(xg::symmetric_window<half>(m * s + a) * b) + xg::mean(m * m);
};
double chain_by_loops(const xt::xtensor<double, 2>& a, const xt::xtensor<double, 2>& b) {
    const auto m = by_loops(a * b), s = by_loops(a * a), w = by_loops(m * s + a);
    return dot(w, b) + dot(m, m) / static_cast<double>(a.size());
}

}  // namespace

TEST_CASE("values in every boundary mode, and adjoints") {
    check_mode<xg::boundary::zero>();
    check_mode<xg::boundary::replicate>();
    check_mode<xg::boundary::reflect>();
    check_mode<xg::boundary::symmetric>();
    check_mode<xg::boundary::circular>();
}

TEST_CASE("windows between loops: any number of rows and columns, images of a stack, strided images, every gradient") {
    for (const auto& shape : {std::array<std::size_t, 2>{1, 1}, {2, 300}, {100, 3}, {67, 30}, {53, 700}}) {
        const auto a = random_like(xt::xtensor<double, 2>(shape)), b = random_like(a);
        const double expected = chain_by_loops(a, b);
        auto step = xg::plan(xg::value_and_grad(chain), a, b);
        const auto& [value, da, db] = step(a, b);
        CHECK(value == doctest::Approx(expected).epsilon(1e-10));
        const xt::xtensor<double, 2> d = random_like(a), above = a + 1e-5 * d, below = a - 1e-5 * d;
        CHECK(dot(da, d) == doctest::Approx((chain_by_loops(above, b) - chain_by_loops(below, b)) / 2e-5).epsilon(1e-5).scale(1));
        const xt::xtensor<double, 2> right = b + 1e-5 * d, left = b - 1e-5 * d;
        CHECK(dot(db, d) == doctest::Approx((chain_by_loops(a, right) - chain_by_loops(a, left)) / 2e-5).epsilon(1e-5).scale(1));
        const xt::xtensor<double, 2, xt::layout_type::column_major> strided = a;
        const auto [same, d_strided] = xg::value_and_grad<0>(chain)(strided, b);
        CHECK(same == doctest::Approx(expected).epsilon(1e-10));
        check_close(d_strided, da, 1e-10);
        std::get<0>(step(a, b));  // a second run begins anew
        CHECK(std::get<0>(step(a, b)) == value);
    }
    const auto a = random_array<double>({2, 3, 41, 19}), b = random_like(a);
    double sum = 0, squares = 0;
    const auto [value, da] = xg::value_and_grad<0>(chain)(a, b);
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 3; ++c) {
            const xt::xtensor<double, 2> one = xt::view(a, n, c), other = xt::view(b, n, c);
            const auto m = by_loops(one * other);
            squares += dot(m, m) / static_cast<double>(a.size());
            sum += chain_by_loops(one, other) - dot(m, m) / static_cast<double>(one.size());
        }
    CHECK(value == doctest::Approx(sum + squares).epsilon(1e-10));
}

TEST_CASE("a window that repeats the border reads the few rows that are kept") {
    constexpr auto weighed = [](auto a, auto b) {
        return xg::sum(filter<xg::boundary::reflect>(a * b) * a) + xg::sum(filter<xg::boundary::replicate>(a * a) * b);
    };
    for (const auto& shape : {std::array<std::size_t, 2>{4, 5}, {131, 600}, {90, 40}}) {
        const auto a = random_like(xt::xtensor<double, 2>(shape)), b = random_like(a);
        const double expected = dot(by_loops(a * b, xg::boundary::reflect), a) + dot(by_loops(a * a, xg::boundary::replicate), b);
        CHECK(xg::evaluate(weighed)(a, b) == doctest::Approx(expected).epsilon(1e-10));
    }
}

TEST_CASE("what lies between windows and loops is kept for a few rows") {
    const auto a = random_array<float>({1000, 40});
    const std::string loops = xg::explain(xg::value_and_grad<0>(chain), a, a);
    CHECK_MESSAGE(loops.find(" in lockstep, 32 rows of each in turn\n") != std::string::npos, loops);
    CHECK(xg::plan(xg::value_and_grad<0>(chain), a, a).workspace_bytes() < 800 * 1024);  // 14 images of 160000 bytes else
}

TEST_CASE("values") {
    for (const auto& shape : {std::array<std::size_t, 2>{1, 1}, {1, 40}, {40, 1}, {3, 5}, {9, 33}, {4, 1100}}) {
        const auto x = random_like(xt::xtensor<double, 2>(shape));
        const auto expected = by_loops(x);
        check_close(xg::evaluate(window)(x), expected, 1e-12);
        const xt::xtensor<float, 2> single = xt::cast<float>(x);
        check_close(xg::evaluate(window)(single), expected, 1e-5);
        const xt::xtensor<double, 2, xt::layout_type::column_major> columns = x;
        check_close(xg::evaluate(window)(columns), expected, 1e-12);
    }
    const auto stack = random_array<double>({2, 3, 8, 9});
    const auto all = xg::evaluate(window)(stack);
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t c = 0; c < 3; ++c)
            check_close(xt::xtensor<double, 2>(xt::view(all, n, c)), by_loops(xt::view(stack, n, c)), 1e-12);
    CHECK(xg::evaluate(window)(xt::xtensor<double, 2>({0, 5})).size() == 0);
}

TEST_CASE("the adjoint and the gradient") {
    check_linear(window, random_array<double>({7, 19}));
    check_gradient([](auto x) { return xg::exp(xg::symmetric_window<half>(x * x)); }, random_array<double>({4, 6}, {-0.5, 0.5}));
}
