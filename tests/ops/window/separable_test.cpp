#include <support/check_elements.hpp>

namespace {

constexpr auto with_arguments = [](auto x, auto wy, auto wx) { return xg::separable(x, wy, wx, xg::symmetric); };
constexpr auto outer = [](auto x, auto wy, auto wx) { return xg::correlate(x, xg::expand_dims(wy, xg::axes<1>) * wx, xg::symmetric); };

constexpr auto column = xg::taps{1, 4, 6, 4, 1};
constexpr auto row = xg::taps{-1, 0, 2};
constexpr auto with_taps = [](auto x) { return xg::separable(x, column, row, xg::replicate); };
constexpr auto whole = [](auto x) {
    return xg::correlate(x, xg::taps{{-1, 0, 2}, {-4, 0, 8}, {-6, 0, 12}, {-4, 0, 8}, {-1, 0, 2}}, xg::replicate);
};

}  // namespace

TEST_CASE("separable with arguments is the correlation with their outer product") {
    auto check = [](const auto& x, std::size_t m, std::size_t n) {
        const auto wy = random_array<double>({m}), wx = random_array<double>({n});
        check_close(xg::evaluate(with_arguments)(x, wy, wx), xg::evaluate(outer)(x, wy, wx), 1e-14);
    };
    check(random_array<double>({1, 1}), 1, 1);
    check(random_array<double>({3, 5}), 4, 3);
    check(random_array<double>({9, 20}), 5, 7);
    check(random_array<double>({7, 33}), 3, 1);
}

TEST_CASE("separable with arguments: gradients") {
    check_gradient<1>(with_arguments, random_array<double>({4, 5}), random_array<double>({3}), random_array<double>({2}));
}

TEST_CASE("separable with compile-time taps, of images of every rank") {
    auto check = [](const auto& x) { check_close(xg::evaluate(with_taps)(x), xg::evaluate(whole)(x), 0); };
    check(small_integers<float>({1, 1}));
    check(small_integers<float>({2, 19}));
    check(small_integers<float>({17, 35}));
    check(small_integers<double>({2, 3, 5, 8}));
    check_linear(with_taps, random_array<double>({2, 2, 5, 3}));
    check_linear(with_taps, random_array<double>({1, 1, 6, 18}));
}

TEST_CASE("separable keeps a band between its passes, and one in its adjoint") {
    constexpr auto blur = [](auto x) {
        auto y = xg::separable(x, xg::taps{1, 2, 3, 4, 3, 2, 0.5} / 16, xg::taps{1, 2, 3, 4, 3, 2, 0.5} / 16, xg::symmetric);
        return xg::mean(y * y);
    };
    const std::string loops = xg::explain(xg::grad(blur), xt::xtensor<float, 2>(xt::zeros<float>({40, 50})));
    CHECK_MESSAGE(loops.find("  pass: loads 7, keeps a band of t0\n  pass: loads 8, keeps a band of") != std::string::npos, loops);
    CHECK_MESSAGE(loops.find("  pass: loads 7, stores result 0") != std::string::npos, loops);
}
