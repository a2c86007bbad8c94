#include <support/check_elements.hpp>

namespace {

constexpr auto in_rows_of_6 = [](auto x) { return xg::reshape(x, xg::shape<-1, 6>); };
constexpr auto merged = [](auto x) { return xg::flatten(x, xg::axes<1, -2>); };
constexpr auto flat = [](auto x) { return xg::flatten(x); };
constexpr auto like = [](auto x, auto y) { return xg::reshape(x, xg::shape_of(y)); };

}  // namespace

TEST_CASE("reshape: the elements in row-major order in another shape") {
    for (std::size_t n : {1, 2, 5, 16}) {
        const auto x = small_integers<float>({n, 3, 4});
        const auto a = reference::copy_of(x);
        auto nth = [&](std::ptrdiff_t k) { return a.elements[static_cast<std::size_t>(k)]; };
        const auto rows = static_cast<std::ptrdiff_t>(n);
        check_movement(in_rows_of_6, x, {2 * rows, 6}, [&](auto, auto i) { return nth(i[0] * 6 + i[1]); });
        check_movement(flat, x, {12 * rows}, [&](auto, auto i) { return nth(i[0]); });
        check_movement(merged, x, {rows, 3, 4}, [&](auto e, auto i) { return e(i[0], i[1], i[2]); });
        const auto y = small_integers<float>({4, 3 * n});
        check_elements(xg::evaluate(like)(x, y), {4, 3 * rows}, [&](auto i) { return nth(i[0] * 3 * rows + i[1]); });
    }
    check_movement(
        merged, small_integers<double>({2, 3, 4, 5}), {2, 12, 5}, [](auto e, auto i) { return e(i[0], i[1] / 4, i[1] % 4, i[2]); });
    check_movement(flat, xt::xtensor<float, 3>(xt::zeros<float>({0, 3, 4})), {0}, [](auto, auto) { return 0; });
    check_movement(merged, xt::xtensor<float, 4>(xt::zeros<float>({0, 3, 4, 2})), {0, 12, 2}, [](auto, auto) { return 0; });
}

TEST_CASE("reshape: of what is computed, transposed, strided, or 8-bit") {
    const auto x = small_integers<float>({6, 4});
    check_elements(xg::evaluate(flat)(xt::transpose(x)), {24},
        [&](auto i) { return x(static_cast<std::size_t>(i[0] % 6), static_cast<std::size_t>(i[0] / 6)); });
    check_elements(xg::evaluate([](auto v) { return xg::reshape(xg::transpose(v) + 1, xg::shape<3, 8>); })(x), {3, 8},
        [&](auto i) { return x(static_cast<std::size_t>((8 * i[0] + i[1]) % 6), static_cast<std::size_t>((8 * i[0] + i[1]) / 6)) + 1; });
    check_elements(xg::evaluate(flat)(xt::view(x, xt::all(), xt::range(1, 4, 2))), {12},
        [&](auto i) { return x(static_cast<std::size_t>(i[0] / 2), static_cast<std::size_t>(1 + 2 * (i[0] % 2))); });
    const auto bytes = small_integers<std::uint8_t>({3, 4});
    check_movement(flat, bytes, {12}, [](auto e, auto i) { return e(i[0] / 4, i[0] % 4); });
}

TEST_CASE("reshape: extents are static where they can be") {
    using batch = xg::symbolic<float, xg::extents<xg::dynamic, 3, 4, 5>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(merged(batch{}))>, xg::extents<xg::dynamic, 12, 5>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(flat(batch{}))>, xg::extents<xg::dynamic>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(flat(xg::symbolic<float, xg::extents<3, 4>>{}))>, xg::extents<12>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(flat(xg::symbolic<float, xg::extents<>>{}))>, xg::extents<1>>);
}

TEST_CASE("reshape: gradients") {
    check_gradient([](auto x) { return xg::sum(in_rows_of_6(x * x) * in_rows_of_6(x)); }, random_array<double>({3, 4}));
    check_gradient([](auto x, auto y) { return like(x, y) * y; }, random_array<double>({3, 4}), random_array<double>({2, 6}));
}

TEST_CASE("reshape: another number of elements is refused") {
    const xt::xtensor<float, 2> x = xt::zeros<float>({3, 5}), y = xt::zeros<float>({2, 7});
    CHECK_THROWS_WITH_AS(
        xg::evaluate(in_rows_of_6)(x), "xgrad::reshape: (3, 5) has 15 elements and cannot become (?, 6)", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        xg::evaluate(like)(x, y), "xgrad::reshape: (3, 5) has 15 elements and cannot become (2, 7)", std::invalid_argument);
}
