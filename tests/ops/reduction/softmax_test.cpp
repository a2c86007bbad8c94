#include <support/check_elements.hpp>

namespace {

constexpr auto of_all = [](auto x) { return xg::softmax(x); };
constexpr auto of_rows = [](auto x) { return xg::softmax(x, xg::axes<1>); };
constexpr auto log_of_rows = [](auto x) { return xg::log_softmax(x, xg::axes<-1>); };
constexpr auto of_channels = [](auto x) { return xg::softmax(x, xg::axes<1>); };

template <class X, class Index>
double expected_log(const X& x, Index i) {
    double s = 0;
    for (std::size_t j = 0; j < x.shape()[1]; ++j) s += std::exp(static_cast<double>(x(i[0], j)) - static_cast<double>(x(i[0], i[1])));
    return -std::log(s);
}

}  // namespace

TEST_CASE("softmax, log_softmax: over rows") {
    for (double center : {-1000., 0., 1000.})
        for (std::size_t n : {1, 4})
            for (std::size_t m : {1, 7, 33}) {
                const auto x = random_array<double>({n, m}, {center - 3, center + 3});
                const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
                check_elements(
                    xg::evaluate(of_rows)(x), {rows, columns}, [&](auto i) { return std::exp(expected_log(x, i)); }, 1e-13);
                check_elements(
                    xg::evaluate(log_of_rows)(x), {rows, columns}, [&](auto i) { return expected_log(x, i); }, 1e-13);
            }
}

TEST_CASE("softmax: over channels and over everything, the sum is 1") {
    const auto x = random_array<float>({2, 5, 3, 9}, {-20, 20});
    const auto y = xg::evaluate(of_channels)(x);
    for (std::size_t n = 0; n < 2; ++n)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 9; ++j) {
                float s = 0;
                for (std::size_t c = 0; c < 5; ++c) s += y(n, c, i, j);
                CHECK(s == doctest::Approx(1));
            }
    double s = 0;
    for (float e : xg::evaluate(of_all)(x)) s += static_cast<double>(e);
    CHECK(s == doctest::Approx(1));
}

TEST_CASE("softmax: what is masked by -infinity is 0 and has no gradient") {
    const xt::xtensor<double, 2> x{{1, -infinity, 1}};
    check_close(xg::evaluate(of_rows)(x), xt::xtensor<double, 2>{{0.5, 0, 0.5}}, 1e-15);
    const auto dx = std::get<1>(xg::vjp(of_rows)(x, xt::xtensor<double, 2>{{1, 5, 0}}));
    check_close(dx, xt::xtensor<double, 2>{{0.25, 0, -0.25}}, 1e-15);
    CHECK(xg::evaluate(log_of_rows)(xt::xtensor<float, 2>{{0, 500}})(0, 0) == -500);
}

TEST_CASE("softmax, log_softmax: gradients") {
    check_gradient([](auto x) { return of_rows(x * x) * x; }, random_array<double>({3, 4}));
    check_gradient(log_of_rows, random_array<double>({3, 4}));
}
