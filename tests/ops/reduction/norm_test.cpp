#include <support/check_elements.hpp>

namespace {

constexpr auto length = [](auto x) { return xg::norm(x); };
constexpr auto length_of_columns = [](auto x) { return xg::norm(x, xg::axes<0>, xg::keep_dims); };

}  // namespace

TEST_CASE("norm: the Euclidean norm over axes") {
    for (std::size_t n : {1, 3, 12})
        for (std::size_t m : {1, 7, 33}) {
            const auto x = random_array<float>({n, m});
            check_close(xg::evaluate(length)(x), std::sqrt(dot(x, x)), 1e-6);
            check_elements(
                xg::evaluate(length_of_columns)(x), {1, static_cast<std::ptrdiff_t>(m)},
                [&](auto i) {
                    double y = 0;
                    for (std::size_t k = 0; k < n; ++k) y += static_cast<double>(x(k, i[1])) * static_cast<double>(x(k, i[1]));
                    return std::sqrt(y);
                },
                1e-6);
        }
    CHECK(xg::evaluate(length)(xt::xtensor<std::uint8_t, 1>{3, 4}) == 5);
    CHECK(xg::evaluate(length)(-2.5) == 2.5);
}

TEST_CASE("norm: at 0 the gradient is 0, and so is its derivative") {
    const xt::xtensor<double, 2> x{{0, 3}, {0, 4}};
    const auto dx = std::get<1>(xg::vjp(length_of_columns)(x, xt::xtensor<double, 2>{{1, 1}}));
    check_close(dx, xt::xtensor<double, 2>{{0, 0.6}, {0, 0.8}}, 1e-15);
    const xt::xtensor<double, 1> nought = xt::zeros<double>({5}), v = xt::ones<double>({5});
    check_close(xg::grad(length)(nought), nought, 0);
    check_close(xg::hvp(length)(nought, v), nought, 0);
}

TEST_CASE("norm: gradients") {
    check_gradient([](auto x) { return xg::norm(x, xg::axes<1>) * xg::norm(x * x); }, random_array<double>({3, 4}, {0.5, 2}));
}
