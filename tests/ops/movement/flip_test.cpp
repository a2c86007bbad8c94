#include <support/check_elements.hpp>

namespace {

constexpr auto rows_reversed = [](auto x) { return xg::flip(x, xg::axes<-1>); };
constexpr auto all_reversed = [](auto x) { return xg::flip(x); };

}  // namespace

TEST_CASE("flip: axes run backwards") {
    for (std::size_t n : {1, 2, 9})
        for (std::size_t m : {1, 5, 33}) {
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            const auto x = small_integers<float>({n, m});
            check_movement(rows_reversed, x, {rows, columns}, [&](auto e, auto i) { return e(i[0], columns - 1 - i[1]); });
            check_movement(all_reversed, x, {rows, columns}, [&](auto e, auto i) { return e(rows - 1 - i[0], columns - 1 - i[1]); });
        }
    check_movement([](auto x) { return xg::flip(x, xg::axes<0, 2>); }, small_integers<double>({2, 3, 4}), {2, 3, 4},
        [](auto e, auto i) { return e(1 - i[0], i[1], 3 - i[2]); });
    check_movement(all_reversed, small_integers<std::uint8_t>({3, 20}), {3, 20}, [](auto e, auto i) { return e(2 - i[0], 19 - i[1]); });
    check_movement(all_reversed, xt::xtensor<float, 2>(xt::zeros<float>({0, 3})), {0, 3}, [](auto, auto) { return 0; });
    const auto x = small_integers<float>({4, 9});
    check_close(xg::evaluate(rows_reversed)(xt::transpose(x)), xg::evaluate(rows_reversed)(xt::xtensor<float, 2>(xt::transpose(x))), 0);
}

TEST_CASE("flip: gradients") {
    check_gradient([](auto x) { return xg::sum(xg::flip(x * x, xg::axes<0>) * rows_reversed(x)); }, random_array<double>({3, 4}));
}
