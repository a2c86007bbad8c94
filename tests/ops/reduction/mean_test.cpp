#include <support/check_elements.hpp>

namespace {

constexpr auto of_all = [](auto x) { return xg::mean(x); };
constexpr auto of_rows = [](auto x) { return xg::mean(x, xg::axes<1>, xg::keep_dims); };

}  // namespace

TEST_CASE("mean: the sum by the number of elements") {
    for (std::size_t n : {1, 3, 12})
        for (std::size_t m : {1, 7, 33}) {
            const auto x = random_array<double>({n, m});
            double s = 0;
            for (double e : x) s += e;
            check_close(xg::evaluate(of_all)(x), s / static_cast<double>(n * m), 1e-14);
            check_elements(
                xg::evaluate(of_rows)(x), {static_cast<std::ptrdiff_t>(n), 1},
                [&](auto i) {
                    double row = 0;
                    for (std::size_t j = 0; j < m; ++j) row += x(i[0], j);
                    return row / static_cast<double>(m);
                },
                1e-14);
        }
    CHECK(xg::evaluate(of_all)(xt::xtensor<std::uint8_t, 1>{1, 2, 4, 7}) == 3.5f);
    CHECK(std::isnan(xg::evaluate(of_all)(xt::xtensor<float, 2>(xt::zeros<float>({0, 3})))));
    CHECK(xg::evaluate(of_all)(3.f) == 3);
}

TEST_CASE("mean: every element has the same share of the gradient") {
    const auto x = random_array<float>({4, 8});
    check_close(xg::grad(of_all)(x), xt::xtensor<float, 2>(xt::ones<float>({4, 8}) / 32), 0);
    check_gradient([](auto v) { return xg::mean(v * v, xg::axes<0>) * xg::mean(v, xg::axes<0>) + of_all(v * of_rows(v)); },
        random_array<double>({3, 4}));
}
