// The derivatives of the squared field: every order is the one before, differentiated.

#include "support/check.hpp"

namespace {

constexpr auto square_2d = [](auto u) { return xg::append<xg::squared_field_op<2>>(u); };
constexpr auto square_3d = [](auto u) { return xg::append<xg::squared_field_op<3>>(u); };
constexpr auto tangent = [](auto u, auto v) { return std::get<1>(xg::jvp(square_2d)(u, v)); };
constexpr auto second_tangent = [](auto u, auto v, auto w) { return std::get<1>(xg::jvp<0>(tangent)(u, v, w)); };
constexpr auto third_tangent = [](auto u, auto v, auto w, auto x) { return std::get<1>(xg::jvp<0>(second_tangent)(u, v, w, x)); };
constexpr auto fourth_tangent = [](auto u, auto v, auto w, auto x, auto y) {
    return std::get<1>(xg::jvp<0>(third_tangent)(u, v, w, x, y));
};

}  // namespace

TEST_CASE("squared_field: derivatives to the third order, at shapes with one pixel along an axis") {
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {1, 4}, {5, 1}, {3, 4}}) {
        auto field = [&](interval of) { return random_array<double>({2, 2, rows, columns}, of); };
        const auto u = field({0.2, 0.8}), v = field({}), w = field({});
        check_gradient(square_2d, u);
        check_gradient(tangent, u, v);
        check_gradient<1>(second_tangent, u, v, w);
    }
    check_gradient(square_3d, random_array<double>({1, 3, 2, 3, 4}, {0.1, 0.9}));
}

TEST_CASE("squared_field: more directions than a cell has axes and one bend nothing") {
    auto field = [](interval of) { return random_array<double>({1, 2, 3, 4}, of); };
    const auto u = field({0.2, 0.8}), v = field({}), w = field({}), x = field({}), y = field({});
    CHECK(xg::evaluate(third_tangent)(u, v, w, x) != xt::zeros_like(u));
    CHECK(xg::evaluate(fourth_tangent)(u, v, w, x, y) == xt::zeros_like(u));
}

TEST_CASE("squared_field: the derivative by a displacement that leaves the field is zero") {
    const xt::xtensor<double, 4> u(std::array<std::size_t, 4>{1, 2, 3, 3}, 7), g = random_array<double>({1, 2, 3, 3});
    xt::xtensor<double, 4> expected = g;  // all pixels read the last one
    for (std::size_t d = 0; d < 2; ++d)
        for (std::size_t i = 0; i < 3; ++i)
            for (std::size_t j = 0; j < 3; ++j) expected(0, d, 2, 2) += g(0, d, i, j);
    check_close(std::get<1>(xg::vjp(square_2d)(u, g)), expected, 1e-14);
    const xt::xtensor<double, 4> none(std::array<std::size_t, 4>{0, 2, 3, 3});
    CHECK(xg::evaluate(square_2d)(none).size() == 0);
}
