#include <support/check_elements.hpp>

namespace {

constexpr auto largest = [](auto x) { return xg::amax(x); };
constexpr auto largest_of_rows = [](auto x) { return xg::amax(x, xg::axes<-1>); };
constexpr auto smallest_of_columns = [](auto x) { return xg::amin(x, xg::axes<0>, xg::keep_dims); };

}  // namespace

TEST_CASE("amax, amin: the largest and the smallest element") {
    for (std::size_t n : {1, 3, 20})
        for (std::size_t m : {1, 7, 8, 65}) {
            const auto x = random_array<float>({n, m}, {-9, -1});  // 0 would be wrong
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_elements(xg::evaluate(largest)(x), {}, [&](auto) { return *std::max_element(x.begin(), x.end()); });
            check_elements(xg::evaluate(largest_of_rows)(x), {rows}, [&](auto i) {
                float y = x(i[0], 0);
                for (std::size_t j = 0; j < m; ++j) y = std::max(y, x(i[0], j));
                return y;
            });
            check_elements(xg::evaluate(smallest_of_columns)(x), {1, columns}, [&](auto i) {
                float y = x(0, i[1]);
                for (std::size_t k = 0; k < n; ++k) y = std::min(y, x(k, i[1]));
                return y;
            });
        }
    const auto bytes = small_integers<std::uint8_t>({5, 40});
    check_elements(xg::evaluate(largest)(bytes), {}, [&](auto) { return *std::max_element(bytes.begin(), bytes.end()); });
    const auto x = random_array<float>({5, 40});
    check_close(xg::evaluate(largest_of_rows)(xt::transpose(x)), xg::evaluate(largest_of_rows)(xt::xtensor<float, 2>(xt::transpose(x))), 0);
    check_elements(xg::evaluate(largest)(-3.f), {}, [](auto) { return -3; });
}

TEST_CASE("amax, amin: NaN and infinities") {
    for (std::size_t at = 0; at < 40; ++at) {
        auto x = random_array<double>({40});
        x(at) = not_a_number;
        CHECK(std::isnan(xg::evaluate(largest)(x)));
    }
    auto x = random_array<float>({3, 9});
    x(1, 4) = not_a_number;
    x(0, 0) = -infinity;
    const auto y = xg::evaluate(smallest_of_columns)(x);
    CHECK(std::isnan(y(0, 4)));
    CHECK(y(0, 0) == -infinity);
    x.fill(-infinity);
    CHECK(xg::evaluate(largest_of_rows)(x)(2) == -infinity);
}

TEST_CASE("amax, amin: ties share the gradient evenly") {
    const xt::xtensor<float, 2> x{{1, 3, 3, 0}, {2, 2, 2, 2}};
    const xt::xtensor<float, 1> w{6, 8};
    const auto dx = std::get<1>(xg::vjp(largest_of_rows)(x, w));
    check_close(dx, xt::xtensor<float, 2>{{0, 3, 3, 0}, {2, 2, 2, 2}}, 0);
    check_close(xg::grad(largest)(x), xt::xtensor<float, 2>{{0, .5, .5, 0}, {0, 0, 0, 0}}, 0);
}

TEST_CASE("amax, amin: gradients") {
    check_gradient([](auto x) { return xg::amax(x * x, xg::axes<1>, xg::keep_dims) * xg::amin(x, xg::axes<0>); },
        shuffled_array<double>({4, 5}, {-0.5, 1}));
}

TEST_CASE("amax, amin: nothing has no largest element") {
    const xt::xtensor<float, 2> x = xt::zeros<float>({3, 0});
    CHECK_THROWS_WITH_AS(
        xg::evaluate(largest_of_rows)(x), "xgrad::amax: axis 1 of (3, 0) is empty: amax of nothing", std::invalid_argument);
    CHECK_THROWS_AS(xg::evaluate(largest)(x), xg::shape_error);
    check_elements(xg::evaluate(smallest_of_columns)(x), {1, 0}, [](auto) { return 0; });
}
