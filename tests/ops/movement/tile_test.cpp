#include <support/check_elements.hpp>

namespace {

constexpr auto two_by_three = [](auto x) { return xg::tile(x, xg::repeats<2, 3>); };

}  // namespace

TEST_CASE("tile: copies end to end, aligned at the last axis") {
    for (std::size_t n : {1, 4, 9})
        for (std::size_t m : {1, 5, 12}) {
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_movement(two_by_three, small_integers<float>({n, m}), {2 * rows, 3 * columns},
                [&](auto e, auto i) { return e(i[0] % rows, i[1] % columns); });
        }
    check_movement(two_by_three, small_integers<double>({3}), {2, 9}, [](auto e, auto i) { return e(i[1] % 3); });
    check_movement(
        two_by_three, small_integers<std::uint8_t>({2, 3, 4}), {2, 6, 12}, [](auto e, auto i) { return e(i[0], i[1] % 3, i[2] % 4); });
    check_movement(two_by_three, xt::xtensor<float, 2>(xt::zeros<float>({0, 3})), {0, 9}, [](auto, auto) { return 0; });
}

TEST_CASE("tile: extents are static where the operand's are") {
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(two_by_three(image{}))>, xg::extents<xg::dynamic, 12>>);
    static_assert(std::is_same_v<decltype(xg::tile(image{}, xg::repeats<1>)), image>);
}

TEST_CASE("tile: gradients") {
    check_gradient([](auto x) { return xg::exp(two_by_three(x)); }, random_array<double>({2, 3}));
}
