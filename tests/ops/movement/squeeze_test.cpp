#include <support/check_elements.hpp>

namespace {

constexpr auto without_channel = [](auto x) { return xg::squeeze(x, xg::axes<1>); };

}  // namespace

TEST_CASE("squeeze: axes of the extent 1 are dropped") {
    for (std::size_t n : {1, 3, 9})
        check_movement(without_channel, small_integers<float>({n, 1, 5}), {static_cast<std::ptrdiff_t>(n), 5},
            [](auto e, auto i) { return e(i[0], 0, i[1]); });
    check_movement([](auto x) { return xg::squeeze(xg::sum(x, xg::axes<0, 2>, xg::keep_dims)); }, small_integers<double>({2, 3, 2}), {3},
        [](auto e, auto i) { return e(0, i[0], 0) + e(0, i[0], 1) + e(1, i[0], 0) + e(1, i[0], 1); });
    using kept = xg::symbolic<float, xg::extents<1, xg::dynamic, 1, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(xg::squeeze(kept{}))>, xg::extents<xg::dynamic, 4>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(xg::squeeze(kept{}, xg::axes<-2>))>, xg::extents<1, xg::dynamic, 4>>);
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(std::is_same_v<decltype(xg::squeeze(image{})), image>);
}

TEST_CASE("squeeze: gradients") {
    check_gradient([](auto x) { return without_channel(x * x) * without_channel(x); }, random_array<double>({3, 1, 4}));
}

TEST_CASE("squeeze: another extent is refused") {
    const xt::xtensor<float, 3> x = xt::zeros<float>({3, 2, 5});
    CHECK_THROWS_WITH_AS(
        xg::evaluate(without_channel)(x), "xgrad::squeeze: axis 1 of (3, 2, 5) is dropped but its extent is not 1", std::invalid_argument);
}
