#include <support/check_elements.hpp>

namespace {

constexpr auto framed = [](auto x) { return xg::expand_dims(x, xg::axes<0, -1>); };

}  // namespace

TEST_CASE("expand_dims: axes of the static extent 1 where the result has them") {
    for (std::size_t n : {1, 3, 9})
        check_movement(
            framed, small_integers<float>({n, 5}), {1, static_cast<std::ptrdiff_t>(n), 5, 1}, [](auto e, auto i) { return e(i[1], i[2]); });
    check_movement(framed, small_integers<std::uint8_t>({3, 5}), {1, 3, 5, 1}, [](auto e, auto i) { return e(i[1], i[2]); });
    check_elements(xg::evaluate([](auto x) { return xg::expand_dims(x, xg::axes<0>); })(2.f), {1}, [](auto) { return 2; });
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(xg::expand_dims(image{}, xg::axes<1>))>, xg::extents<xg::dynamic, 1, 4>>);
}

TEST_CASE("expand_dims: what broadcasts along the new axis has the sum as gradient") {
    auto outer = [](auto a, auto b) { return xg::expand_dims(a, xg::axes<1>) * xg::expand_dims(b * b, xg::axes<0>); };
    check_gradient(outer, random_array<double>({3}), random_array<double>({4}));
}
