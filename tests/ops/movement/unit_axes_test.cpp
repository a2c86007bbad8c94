#include <support/check_elements.hpp>

namespace {

/// (2, 1, n) to (n, 1, 2, 1): axes change places, one of extent 1 is dropped, others are new.
constexpr auto turned = [](auto x) { return xg::unit_axes<xg::extent_list{2, -1, 0}, 4>(x); };

}  // namespace

TEST_CASE("unit_axes: axes are renamed, dropped and inserted") {
    for (std::size_t n : {1, 4, 17})
        check_movement(turned, small_integers<float>({2, 1, n}), {static_cast<std::ptrdiff_t>(n), 1, 2, 1},
            [](auto e, auto i) { return e(i[2], 0, i[0]); });
    CHECK_THROWS_AS(xg::evaluate(turned)(small_integers<float>({2, 3, 4})), xg::shape_error);
    check_gradient([](auto x) { return xg::unit_axes<xg::extent_list{2, -1, 0}, 4>(x * x); }, random_array<double>({2, 1, 5}));
}

TEST_CASE("unit_axes: nothing is done where nothing changes") {
    using x = xg::symbolic<float, xg::extents<2, xg::dynamic>>;
    static_assert(std::is_same_v<decltype(xg::with_unit_axes<xg::extent_list{0, 1}, 2>(x{})), x>);
    static_assert(xg::unit_axes_op<xg::extent_list{2, -1, 0}, 4>::inverse() == xg::extent_list{2, -1, 0, -1});
}
