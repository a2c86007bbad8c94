// The window of SSIM against a plain loop over both axes, and its adjoint, itself.

#include <xgrad/ops/window/symmetric_window.hpp>

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

}  // namespace

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
