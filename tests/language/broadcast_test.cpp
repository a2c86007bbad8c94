#include <doctest/doctest.h>

#include <support/check.hpp>

namespace {

const auto a3 = random_array<double>({3}), b5 = random_array<double>({5});
const auto m35 = random_array<double>({3, 5});

/// f of a column of 3 and a row of 5: the differences of all pairs.
template <class F>
void check_differences_of_pairs(F f) {
    const auto y = xg::evaluate(f)(a3, b5);
    REQUIRE(y.shape()[0] == 3);
    REQUIRE(y.shape()[1] == 5);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 5; ++j) CHECK(y(i, j) == a3(i) - b5(j));
    check_gradient(f, a3, b5);
}

}  // namespace

TEST_CASE("operands that broadcast against each other") {
    check_differences_of_pairs([](auto a, auto b) { return xg::view(a, xg::all, xg::newaxis) - xg::view(b, xg::newaxis, xg::all); });
    check_differences_of_pairs([](auto a, auto b) { return xg::view(a, xg::all, xg::newaxis) - b; });
    check_differences_of_pairs([](auto a, auto b) { return -b + xg::view(a, xg::all, xg::newaxis); });
    check_gradient([](auto a, auto b) { return xg::where(xg::view(a, xg::all, xg::newaxis) > 0, b, xg::sum(a) * b); }, a3, b5);
}

TEST_CASE("results of reductions against what they were reduced from, and against each other") {
    check_gradient([](auto x) { return x / xg::sum(x * x, xg::axes<1>, xg::keep_dims) - xg::mean(x, xg::axes<0>); }, m35);
    check_gradient([](auto x) { return xg::mean(x, xg::axes<0>, xg::keep_dims) * xg::mean(x, xg::axes<1>, xg::keep_dims); }, m35);
    check_gradient([](auto x) { return x * xg::sum(x, xg::axes<0>, xg::keep_dims) + xg::view(x, xg::newaxis, xg::all); }, a3);
}

TEST_CASE("extents that are 1 by accident do not broadcast") {
    constexpr auto add = [](auto x, auto y) { return x + y; };
    CHECK_THROWS_AS(xg::evaluate(add)(m35, random_array<double>({1, 5})), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(add)(m35, random_array<double>({1})), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate([](auto x, auto y) { return xg::view(x, xg::all, xg::newaxis) + y; })(a3, random_array<double>({2, 5})),
        xg::shape_error);
    check_close(xg::evaluate(add)(random_array<double>({1, 1}, {2, 2}), random_array<double>({1}, {3, 3})), xt::xtensor<double, 2>{{5}}, 0);
}
