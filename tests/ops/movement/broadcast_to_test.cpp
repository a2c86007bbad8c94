#include <support/check_elements.hpp>

namespace {

constexpr auto to_three = [](auto x) { return xg::broadcast_to(x, xg::shape<2, -1, 5>); };
constexpr auto rows_to_three = [](auto x) { return xg::broadcast_to(xg::expand_dims(x, xg::axes<1>), xg::shape<2, -1, 5>); };
constexpr auto like = [](auto x, auto y) { return xg::broadcast_to(x, xg::shape_of(y)); };

}  // namespace

TEST_CASE("broadcast_to: missing axes and static extents 1 repeat") {
    check_movement(to_three, small_integers<float>({4, 5}), {2, 4, 5}, [](auto e, auto i) { return e(i[1], i[2]); });
    for (std::size_t n : {1, 3, 11})
        check_movement(
            rows_to_three, small_integers<double>({n}), {2, static_cast<std::ptrdiff_t>(n), 5}, [](auto e, auto i) { return e(i[1]); });
    check_movement([](auto x) { return xg::broadcast_to(xg::view(x, xg::at<0>, xg::all, xg::at<0>, xg::newaxis), xg::shape_of(x)); },
        small_integers<float>({3, 4, 9}), {3, 4, 9}, [](auto e, auto i) { return e(0, i[1], 0); });
}

TEST_CASE("broadcast_to: gradients are sums") {
    check_gradient([](auto x, auto y) { return like(x * x, y) * y; }, random_array<double>({4}), random_array<double>({3, 4}));
    check_gradient([](auto x) { return xg::exp(rows_to_three(x)); }, random_array<double>({3}));
}

TEST_CASE("broadcast_to: shapes that differ are refused, also of the same rank") {
    const xt::xtensor<float, 2> x = xt::zeros<float>({3, 5}), y = xt::zeros<float>({3, 6});
    CHECK_THROWS_AS(xg::evaluate(like)(x, y), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(to_three)(y), xg::shape_error);
    // an extent that is 1 at run time only does not repeat
    CHECK_THROWS_AS(xg::evaluate(like)(xt::xtensor<float, 2>(xt::zeros<float>({3, 1})), x), xg::shape_error);
}
