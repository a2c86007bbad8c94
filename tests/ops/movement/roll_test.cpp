#include <support/check_elements.hpp>

namespace {

constexpr auto rolled = [](auto x) { return xg::roll(x, xg::offset<1, -12>); };
constexpr std::ptrdiff_t modulo(std::ptrdiff_t i, std::ptrdiff_t n) { return (i % n + n) % n; }

}  // namespace

TEST_CASE("roll: out[i] = x[i - offset] around the axis, whatever the offset") {
    for (std::size_t n : {1, 2, 9})
        for (std::size_t m : {1, 5, 33}) {
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_movement(rolled, small_integers<float>({n, m}), {rows, columns},
                [&](auto e, auto i) { return e(modulo(i[0] - 1, rows), modulo(i[1] + 12, columns)); });
        }
    check_movement(rolled, small_integers<std::uint8_t>({3, 20}), {3, 20},
        [](auto e, auto i) { return e(modulo(i[0] - 1, 3), modulo(i[1] + 12, 20)); });
    check_movement(rolled, xt::xtensor<float, 2>(xt::zeros<float>({0, 0})), {0, 0}, [](auto, auto) { return 0; });
    check_movement([](auto x) { return xg::roll(x, xg::offset<0, 2, 0>); }, small_integers<double>({2, 5, 3}), {2, 5, 3},
        [](auto e, auto i) { return e(i[0], modulo(i[1] - 2, 5), i[2]); });
}

TEST_CASE("roll: gradients") {
    check_gradient(
        [](auto x) { return xg::sum(xg::roll(x * x, xg::offset<1, 0>) * xg::roll(x, xg::offset<0, -2>)); }, random_array<double>({3, 4}));
}
