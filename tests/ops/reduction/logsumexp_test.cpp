#include <support/check_elements.hpp>

namespace {

constexpr auto of_all = [](auto x) { return xg::logsumexp(x); };
constexpr auto of_rows = [](auto x) { return xg::logsumexp(x, xg::axes<1>); };
constexpr auto of_columns = [](auto x) { return xg::logsumexp(x, xg::axes<0>, xg::keep_dims); };

}  // namespace

TEST_CASE("logsumexp: log of the sum of exponentials, without overflow") {
    for (double center : {-1000., 0., 1000.})
        for (std::size_t n : {1, 4})
            for (std::size_t m : {1, 7, 33}) {
                const auto x = random_array<double>({n, m}, {center - 3, center + 3});
                double all = 0;
                for (double e : x) all += std::exp(e - center);
                check_close(xg::evaluate(of_all)(x), center + std::log(all), 1e-13);
                check_elements(
                    xg::evaluate(of_rows)(x), {static_cast<std::ptrdiff_t>(n)},
                    [&](auto i) {
                        double s = 0;
                        for (std::size_t j = 0; j < m; ++j) s += std::exp(x(i[0], j) - center);
                        return center + std::log(s);
                    },
                    1e-13);
                check_elements(
                    xg::evaluate(of_columns)(x), {1, static_cast<std::ptrdiff_t>(m)},
                    [&](auto i) {
                        double s = 0;
                        for (std::size_t k = 0; k < n; ++k) s += std::exp(x(k, i[1]) - center);
                        return center + std::log(s);
                    },
                    1e-13);
            }
}

TEST_CASE("logsumexp: infinities, nothing") {
    CHECK(xg::evaluate(of_all)(xt::xtensor<double, 1>{-infinity, -infinity}) == -infinity);
    CHECK(xg::evaluate(of_all)(xt::xtensor<double, 1>{-infinity, 2}) == 2);
    CHECK(xg::evaluate(of_all)(xt::xtensor<double, 1>{infinity, 2}) == infinity);
    CHECK(std::isnan(xg::evaluate(of_all)(xt::xtensor<double, 1>{not_a_number, 2})));
    CHECK(xg::evaluate(of_rows)(xt::xtensor<double, 2>(xt::zeros<double>({2, 0})))(1) == -infinity);
    check_close(xg::grad(of_all)(xt::xtensor<double, 1>{-infinity, 2, -infinity}), xt::xtensor<double, 1>{0, 1, 0}, 0);
}

TEST_CASE("logsumexp: gradients") {
    check_gradient([](auto x) { return of_rows(x * x) * of_rows(x); }, random_array<double>({3, 4}));
}
