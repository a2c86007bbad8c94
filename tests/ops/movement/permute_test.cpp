#include <support/check_elements.hpp>

namespace {

constexpr auto channels_last = [](auto x) { return xg::permute(x, xg::axes<0, 2, 3, 1>); };
constexpr auto transposed = [](auto x) { return xg::transpose(x); };
constexpr auto cycled = [](auto x) { return xg::permute(x, xg::axes<-1, 0, 1>); };

}  // namespace

TEST_CASE("permute: result axis a is axis axes[a] of the operand") {
    for (std::size_t n : {1, 3})
        for (std::size_t m : {1, 4, 17}) {
            const auto images = small_integers<float>({n, 3, m, 5});
            const auto batch = static_cast<std::ptrdiff_t>(n), rows = static_cast<std::ptrdiff_t>(m);
            check_movement(channels_last, images, {batch, rows, 5, 3}, [](auto e, auto i) { return e(i[0], i[3], i[1], i[2]); });
            check_movement(transposed, images, {batch, 3, 5, rows}, [](auto e, auto i) { return e(i[0], i[1], i[3], i[2]); });
        }
    check_movement(cycled, small_integers<double>({2, 3, 4}), {4, 2, 3}, [](auto e, auto i) { return e(i[1], i[2], i[0]); });
    check_movement(transposed, small_integers<std::uint8_t>({3, 20}), {20, 3}, [](auto e, auto i) { return e(i[1], i[0]); });
    check_movement(transposed, small_integers<std::int16_t>({3, 20}), {20, 3}, [](auto e, auto i) { return e(i[1], i[0]); });
    const auto x = small_integers<float>({4, 9});
    check_close(xg::evaluate(transposed)(xt::transpose(x)), x, 0);
}

TEST_CASE("permute: static extents go along") {
    using images = xg::symbolic<float, xg::extents<2, 3, xg::dynamic, 5>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(channels_last(images{}))>, xg::extents<2, xg::dynamic, 5, 3>>);
}

TEST_CASE("permute: gradients") {
    check_gradient([](auto x) { return cycled(x * x) * cycled(xg::exp(x)); }, random_array<double>({2, 3, 4}));
    check_gradient([](auto x) { return xg::sum(x * xg::transpose(x) * x); }, random_array<double>({3, 3}));
}
