#include <support/check_elements.hpp>

TEST_CASE("slice: bounds as in NumPy") {
    constexpr xg::slice whole, last_three{-3, xg::end}, odd{1, xg::end, 2}, inner{1, -1};
    static_assert(whole.whole() && !inner.whole());
    static_assert(whole.count(7) == 7 && whole.count(0) == 0);
    static_assert(last_three.start(7) == 4 && last_three.count(7) == 3 && last_three.start(2) == 0 && last_three.count(2) == 2);
    static_assert(odd.count(7) == 3 && odd.count(8) == 4 && odd.count(1) == 0);
    static_assert(inner.count(5) == 3 && inner.count(2) == 0 && inner.count(1) == 0);
    static_assert(xg::slice{-2}.exists(2) && !xg::slice{-2}.exists(1) && !xg::slice{2}.exists(2));
}

TEST_CASE("slice: lists leave the other axes whole, whichever was made first") {
    constexpr auto behind = xg::end_slice(5, false, 2), before = xg::end_slice(1, true, 3);
    for (int a = 0; a < xg::max_rank; ++a) {
        CHECK(behind.axis[a] == (a == 5 ? xg::slice{-2, xg::end} : xg::slice{}));
        CHECK(before.axis[a] == (a == 1 ? xg::slice{0, 3} : xg::slice{}));
    }
}

TEST_CASE("slice: the ends of several axes in one program") {
    constexpr auto first_of_all = [](auto x) {
        return xg::end_of_axis<0, true, 2>(xg::end_of_axis<3, false, 2>(xg::end_of_axis<1, false, 3>(x)));
    };
    for (std::ptrdiff_t n : {3, 9}) {
        const auto x = small_integers<double>({3, static_cast<std::size_t>(n), 2, 6});
        check_movement(first_of_all, x, {2, 3, 2, 2}, [&](auto e, auto i) { return e(i[0], n - 3 + i[1], i[2], 4 + i[3]); });
    }
    // the adjoint of what a shift repeats takes such ends
    check_gradient([](auto x) { return xg::shift(x * x, xg::offset<0, 3, -2, 2>, xg::replicate); }, random_array<double>({1, 5, 4, 6}));
    check_gradient([](auto x) { return xg::shift(x * x, xg::offset<0, 3, 0, 0>, xg::replicate); }, random_array<double>({1, 5, 4, 6}));
}
