#include <support/check_elements.hpp>

namespace {

constexpr auto product = [](auto x) { return xg::prod(x); };
constexpr auto product_of_rows = [](auto x) { return xg::prod(x, xg::axes<1>); };
constexpr auto product_of_columns = [](auto x) { return xg::prod(x, xg::axes<-2>, xg::keep_dims); };

}  // namespace

TEST_CASE("prod: the product over axes") {
    for (std::size_t n : {1, 3, 12})
        for (std::size_t m : {1, 7, 33}) {
            const auto x = random_array<double>({n, m}, {0.7, 1.4});
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            double all = 1;
            for (double e : x) all *= e;
            check_close(xg::evaluate(product)(x), all, 1e-13);
            check_elements(
                xg::evaluate(product_of_rows)(x), {rows},
                [&](auto i) {
                    double y = 1;
                    for (std::size_t j = 0; j < m; ++j) y *= x(i[0], j);
                    return y;
                },
                1e-13);
            check_elements(
                xg::evaluate(product_of_columns)(x), {1, columns},
                [&](auto i) {
                    double y = 1;
                    for (std::size_t k = 0; k < n; ++k) y *= x(k, i[1]);
                    return y;
                },
                1e-13);
        }
    check_elements(xg::evaluate(product_of_rows)(xt::xtensor<float, 2>(xt::zeros<float>({3, 0}))), {3}, [](auto) { return 1; });
    check_elements(xg::evaluate(product)(xt::xtensor<std::uint8_t, 2>{{2, 3}, {4, 5}}), {}, [](auto) { return 120; });
}

TEST_CASE("prod: the gradient with zeros is the product of the others") {
    const xt::xtensor<double, 2> x{{2, 3, 4, 5}, {2, 0, 4, 5}, {2, 0, 0, 5}, {0, 0, 0, 5}};
    const auto dx = std::get<1>(xg::vjp(product_of_rows)(x, xt::xtensor<double, 1>{1, 1, 1, 1}));
    check_close(dx, xt::xtensor<double, 2>{{60, 40, 30, 24}, {0, 40, 0, 0}, {0, 0, 0, 0}, {0, 0, 0, 0}}, 0);
}

TEST_CASE("prod: second derivatives with and without zeros") {
    // the Hessian's elements are the products of all others
    const std::array<xt::xtensor<double, 1>, 4> points{{{2, 3, 4, 5}, {2, 0, 4, 5}, {2, 0, 0, 5}, {0, 0, 0, 5}}};
    for (const auto& x : points)
        for (std::size_t j = 0; j < 4; ++j) {
            xt::xtensor<double, 1> unit = xt::zeros<double>({4});
            unit(j) = 1;
            const auto column = xg::hvp(product)(x, unit);
            for (std::size_t i = 0; i < 4; ++i) {
                double expected = i == j ? 0 : 1;
                for (std::size_t k = 0; k < 4; ++k) expected *= k == i || k == j ? 1 : x(k);
                CHECK(column(i) == doctest::Approx(expected).epsilon(1e-14));
            }
        }
}

TEST_CASE("prod: gradients") {
    check_gradient(
        [](auto x) { return xg::prod(x, xg::axes<0>) * xg::prod(xg::exp(x), xg::axes<0>); }, random_array<double>({3, 4}, {0.5, 1.5}));
}
