#include <support/check.hpp>

namespace {

template <class F>
constexpr bool finds_a_factor(F f) {
    xg::trace t;
    const auto x = xg::input<float, xg::extents<1, 2, 5, 6>>(t, 0);
    const auto w = xg::input<float, xg::extents<3, 2, 3, 3>>(t, 1);
    const auto s = xg::input<float, xg::extents<>>(t, 2);
    return xg::scalar_factor(f(xg::conv2d(x, w), s)).found;
}

}  // namespace

TEST_CASE("scalar_factor: a number that multiplies what a kernel has stored") {
    static_assert(finds_a_factor([](auto y, auto s) { return y * s; }));
    static_assert(finds_a_factor([](auto y, auto s) { return s * y; }));
    static_assert(!finds_a_factor([](auto y, auto) { return y; }));
    static_assert(!finds_a_factor([](auto y, auto s) { return y + s; }));
    static_assert(!finds_a_factor([](auto y, auto s) { return xg::exp(y) * s; }));  // computed in a loop
}

TEST_CASE("scalar_factor: gradients of a convolution times a number") {
    check_gradient<1>([](auto x, auto w, auto s) { return xg::mean(xg::square(xg::conv2d(x, w))) * s; }, random_array<double>({1, 1, 4, 5}),
        random_array<double>({2, 1, 2, 2}), 0.7);
}
