#include <support/check_elements.hpp>

namespace {

constexpr auto middle = [](auto x) { return xg::view(x, xg::range<1, -1>, xg::range<0, xg::end, 2>); };
constexpr auto last_two_by_three = [](auto x) { return xg::view(x, xg::range<-2, xg::end>, xg::range<1, 100, 3>); };
constexpr auto column = [](auto x) { return xg::view(x, xg::all, xg::at<-2>); };
constexpr auto crossed = [](auto x) { return xg::view(x, xg::newaxis, xg::at<1>, xg::ellipsis, xg::newaxis, xg::range<-3, -1>); };

}  // namespace

TEST_CASE("view: ranges clamp, step and count from the end") {
    for (std::size_t n : {2, 3, 8, 33})
        for (std::size_t m : {1, 2, 9, 40}) {
            const auto x = small_integers<float>({n, m});
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_movement(middle, x, {rows - 2, (columns + 1) / 2}, [](auto e, auto i) { return e(i[0] + 1, 2 * i[1]); });
            check_movement(last_two_by_three, x, {2, (columns + 1) / 3}, [&](auto e, auto i) { return e(rows - 2 + i[0], 1 + 3 * i[1]); });
        }
    // one row: the range starts before it
    check_movement(last_two_by_three, small_integers<float>({1, 5}), {1, 2}, [&](auto e, auto i) { return e(0, 1 + 3 * i[1]); });
    check_movement(middle, small_integers<float>({1, 5}), {0, 3}, [&](auto, auto) { return 0; });
    check_movement(middle, small_integers<float>({0, 0}), {0, 0}, [&](auto, auto) { return 0; });
}

TEST_CASE("view: at drops an axis, newaxis inserts one, ellipsis stands for the rest") {
    for (std::size_t n : {1, 4, 17}) {
        const auto x = small_integers<double>({n, 9});
        check_movement(column, x, {static_cast<std::ptrdiff_t>(n)}, [](auto e, auto i) { return e(i[0], 7); });
        const auto batch = small_integers<double>({2, n, 3, 5});
        check_movement(
            crossed, batch, {1, static_cast<std::ptrdiff_t>(n), 3, 1, 2}, [](auto e, auto i) { return e(1, i[1], i[2], 2 + i[4]); });
    }
    const auto x = small_integers<float>({6});
    check_movement([](auto v) { return xg::view(v, xg::at<3>); }, x, {}, [](auto e, auto) { return e(3); });
    check_movement([](auto v) { return xg::view(v, xg::newaxis); }, x, {1, 6}, [](auto e, auto i) { return e(i[1]); });
}

TEST_CASE("view: extents are static where the operand's are") {
    using batch = xg::symbolic<float, xg::extents<2, xg::dynamic, 7, 5>>;
    using rows = decltype(xg::view(batch{}, xg::range<0, 1>, xg::range<0, 3>, xg::range<1, xg::end, 2>));
    static_assert(std::is_same_v<xg::extents_type_of<rows>, xg::extents<1, xg::dynamic, 3, 5>>);
    using picked = decltype(xg::view(batch{}, xg::newaxis, xg::ellipsis, xg::at<3>, xg::all));
    static_assert(std::is_same_v<xg::extents_type_of<picked>, xg::extents<1, 2, xg::dynamic, 5>>);
    static_assert(std::is_same_v<decltype(xg::view(batch{}, xg::all, xg::ellipsis)), batch>);
}

TEST_CASE("view: strided, transposed and 8-bit arrays") {
    const auto x = small_integers<float>({9, 21});
    const auto a = reference::copy_of(x);
    auto expect = [&](std::ptrdiff_t r, std::ptrdiff_t c) { return reference::at(a, {r, c}); };
    check_elements(xg::evaluate(middle)(xt::view(x, xt::range(0, 9, 2), xt::range(1, 21, 3))), {3, 4},
        [&](auto i) { return expect(2 * (i[0] + 1), 1 + 3 * (2 * i[1])); });
    check_elements(xg::evaluate(middle)(xt::transpose(x)), {19, 5}, [&](auto i) { return expect(2 * i[1], i[0] + 1); });
    const auto bytes = small_integers<std::uint8_t>({9, 21});
    check_movement(middle, bytes, {7, 11}, [](auto e, auto i) { return e(i[0] + 1, 2 * i[1]); });
}

TEST_CASE("view: gradients of what is around it") {
    auto differences = [](auto x) {
        auto dx = xg::view(x, xg::all, xg::range<1, xg::end>) - xg::view(x, xg::all, xg::range<0, -1>);
        auto dy = xg::view(x, xg::range<2, xg::end, 2>, xg::all) * xg::view(x, xg::range<0, -2, 2>, xg::all);
        return xg::sum(dx * dx) + xg::mean(dy * dy);
    };
    check_gradient(differences, random_array<double>({6, 9}));
    check_gradient([](auto x) { return xg::view(xg::exp(x), xg::at<1>, xg::range<1, 4>) * xg::view(x, xg::at<-1>, xg::range<0, 3>); },
        random_array<double>({3, 4}));
}

TEST_CASE("view: an index that is not there is refused before anything is written") {
    CHECK_THROWS_AS(xg::evaluate(column)(xt::xtensor<float, 2>(xt::zeros<float>({3, 1}))), xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(column)(xt::xtensor<float, 2>(xt::zeros<float>({3, 1}))),
        "xgrad::view: there is no index -2 along axis 1 of (3, 1)", std::invalid_argument);
}
