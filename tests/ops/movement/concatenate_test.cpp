#include <support/check_elements.hpp>

namespace {

constexpr auto side_by_side = [](auto a, auto b, auto c) { return xg::concatenate(xg::axes<-1>, a, b, c); };
constexpr auto one_below_the_other = [](auto a, auto b) { return xg::concatenate(xg::axes<0>, a, b); };
constexpr auto stacked = [](auto a, auto b, auto c) { return xg::stack(xg::axes<1>, a, b, c); };

/// <f(a...), w> = <a, f'(w)> + ..., exactly.
template <class F, class... A>
void check_adjoint(F f, const A&... a) {
    const auto y = xg::evaluate(f)(a...);
    const auto w = small_integers_like(y);
    const auto pulled = xg::vjp(f)(a..., w);
    [&]<std::size_t... K>(std::index_sequence<K...>) { CHECK(dot(y, w) == (dot(a, std::get<1 + K>(pulled)) + ...)); }(
        std::index_sequence_for<A...>{});
}

}  // namespace

TEST_CASE("concatenate: one behind the other along an axis") {
    for (std::size_t n : {1, 4})
        for (auto [p, q, r] : {std::array<std::size_t, 3>{1, 1, 1}, {2, 7, 30}, {9, 1, 8}}) {
            const auto a = small_integers<float>({n, p}), b = small_integers<float>({n, q}), c = small_integers<float>({n, r});
            const auto first = static_cast<std::ptrdiff_t>(p), second = first + static_cast<std::ptrdiff_t>(q);
            check_elements(
                xg::evaluate(side_by_side)(a, b, c), {static_cast<std::ptrdiff_t>(n), static_cast<std::ptrdiff_t>(p + q + r)}, [&](auto i) {
                    if (i[1] < first) return a(i[0], i[1]);
                    return i[1] < second ? b(i[0], i[1] - first) : c(i[0], i[1] - second);
                });
            check_adjoint(side_by_side, a, b, c);
        }
    const auto a = small_integers<double>({3, 5}), b = small_integers<double>({2, 5});
    check_elements(xg::evaluate(one_below_the_other)(a, b), {5, 5}, [&](auto i) { return i[0] < 3 ? a(i[0], i[1]) : b(i[0] - 3, i[1]); });
    check_adjoint(one_below_the_other, a, b);
}

TEST_CASE("concatenate: with nothing, of 8-bit images, of one array") {
    const auto a = small_integers<float>({3, 5});
    const xt::xtensor<float, 2> nothing = xt::zeros<float>({0, 5});
    check_elements(xg::evaluate(one_below_the_other)(a, nothing), {3, 5}, [&](auto i) { return a(i[0], i[1]); });
    check_elements(xg::evaluate(one_below_the_other)(nothing, a), {3, 5}, [&](auto i) { return a(i[0], i[1]); });
    check_adjoint(one_below_the_other, a, nothing);
    const auto bytes = small_integers<std::uint8_t>({2, 5});
    check_elements(xg::evaluate(one_below_the_other)(bytes, a), {5, 5},
        [&](auto i) { return i[0] < 2 ? static_cast<float>(bytes(i[0], i[1])) : a(i[0] - 2, i[1]); });
    check_elements(xg::evaluate([](auto x) { return xg::concatenate(xg::axes<1>, x); })(a), {3, 5}, [&](auto i) { return a(i[0], i[1]); });
}

TEST_CASE("stack: along a new axis") {
    const auto a = small_integers<float>({2, 9}), b = small_integers<float>({2, 9}), c = small_integers<float>({2, 9});
    check_elements(xg::evaluate(stacked)(a, b, c), {2, 3, 9}, [&](auto i) { return (i[1] == 0 ? a : i[1] == 1 ? b : c)(i[0], i[2]); });
    check_adjoint(stacked, a, b, c);
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(stacked(image{}, image{}, image{}))>, xg::extents<xg::dynamic, 3, 4>>);
    using row = xg::symbolic<float, xg::extents<2, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(one_below_the_other(image{}, row{}))>, xg::extents<xg::dynamic, 4>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(one_below_the_other(row{}, row{}))>, xg::extents<4, 4>>);
}

TEST_CASE("concatenate: gradients") {
    check_gradient([](auto a, auto b) { return xg::exp(xg::concatenate(xg::axes<1>, a * b, b, a * a)); }, random_array<double>({2, 3}),
        random_array<double>({2, 3}));
}

TEST_CASE("concatenate: shapes that differ elsewhere are refused") {
    const xt::xtensor<float, 2> a = xt::zeros<float>({3, 5}), b = xt::zeros<float>({3, 4});
    CHECK_THROWS_WITH_AS(xg::evaluate(one_below_the_other)(a, b),
        "xgrad::concatenate: the shapes (3, 5) and (3, 4) differ along another axis than 0", std::invalid_argument);
    CHECK_THROWS_AS(xg::evaluate(stacked)(a, a, b), xg::shape_error);
}
