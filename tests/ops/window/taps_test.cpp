#include <support/check.hpp>
#include <support/programs.hpp>

using xg::boundary, xg::taps;

namespace {

constexpr taps skew{{1, -1, 0}, {0, 3, 1}};
constexpr taps none{0, 0, 0};
constexpr taps box = xg::equal_taps<5>();

/// The sum over the taps, written out.
template <class W>
double summed(const xt::xtensor<double, 2>& x, const W& w, std::ptrdiff_t i, std::ptrdiff_t j) {
    const auto rows = static_cast<std::ptrdiff_t>(x.shape(0)), columns = static_cast<std::ptrdiff_t>(x.shape(1));
    double sum = 0;
    for (std::size_t p = 0; p < W::count; ++p) {
        const auto a = i + static_cast<std::ptrdiff_t>(W::place(p, 0)) - W::extents[0] / 2,
                   b = j + static_cast<std::ptrdiff_t>(W::place(p, 1)) - W::extents[1] / 2;
        sum += w.value[p] * x(std::clamp<std::ptrdiff_t>(a, 0, rows - 1), std::clamp<std::ptrdiff_t>(b, 0, columns - 1));
    }
    return sum;
}
template <class W>
constexpr bool is(const W& w, const std::array<double, W::count>& numbers) {
    return w.value == numbers;
}

}  // namespace

TEST_CASE("taps: their numbers, their places, and a factor") {
    static_assert(is(taps{1, 2, 1} / 4, {0.25, 0.5, 0.25}) && is(taps{1, -2} * 3, {3, -6}) && is(taps(std::array{1., 5.}), {1, 5}));
    static_assert(is(skew, {1, -1, 0, 0, 3, 1}) && decltype(skew)::rank == 2 && decltype(skew)::count == 6 &&
        decltype(skew)::extents == std::array<std::ptrdiff_t, 2>{2, 3});
    static_assert(decltype(skew)::place(4, 0) == 1 && decltype(skew)::place(4, 1) == 1 && decltype(skew)::place(2, 1) == 2);
    using cube = taps<2, 3, 4>;
    static_assert(cube::place(23, 0) == 1 && cube::place(23, 1) == 2 && cube::place(23, 2) == 3 && cube::place(4, 1) == 1);
}

TEST_CASE("equal_taps: at every step, but for a hole in the middle") {
    static_assert(is(box, {1, 1, 1, 1, 1}) && is(xg::equal_taps<5>(1), {1, 1, 0, 1, 1}) && is(xg::equal_taps<5>(3), {1, 0, 0, 0, 1}) &&
        is(xg::equal_taps<4>(2), {1, 0, 0, 1}));
    static_assert(is(xg::equal_taps<5, 2>(), {1, 0, 1, 0, 1}) && is(xg::equal_taps<5, 2>(1), {1, 0, 0, 0, 1}));
}

TEST_CASE("outer_factors: found where two passes are faster, and only for products") {
    constexpr taps product{{2, 4, 6, 4, 2}, {1, 2, 3, 2, 1}, {-3, -6, -9, -6, -3}, {1, 2, 3, 2, 1}};
    constexpr auto found = xg::outer_factors(product);
    static_assert(found.has_value());
    for (std::size_t p = 0; p < 20; ++p) CHECK(found->first.value[p / 5] * found->second.value[p % 5] == product.value[p]);
    static_assert(!xg::outer_factors(taps{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}));  // as fast at once
    constexpr taps nearly{{2, 4, 6, 4, 2}, {1, 2, 3, 2, 1}, {-3, -6, -9, -6, -3}, {1, 2, 3, 2, 1.001}};
    static_assert(!xg::outer_factors(nearly));
    static_assert(!xg::outer_factors(taps<3, 4>(std::array<double, 12>{})));
}

TEST_CASE("sum_of_taps: the sum written out; zero taps load nothing, equal ones share a product") {
    constexpr auto f = [](auto x) { return xg::sum_of_taps<boundary::replicate, 0>(x, skew); };
    for (const std::size_t rows : {1, 2, 7})
        for (const std::size_t columns : {1, 3, 21}) {
            const auto x = random_array<double>({rows, columns});
            auto expected = x;
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < columns; ++j)
                    expected(i, j) = summed(x, skew, static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(j));
            check_close(xg::evaluate(f)(x), expected, 1e-15);
        }
    using programs::image;
    static_assert(programs::lines<image>(f, "multiply") == 1);  // by 3; of 1 there is none
    static_assert(programs::lines<image>([](auto x) { return xg::sum_of_taps<boundary::zero, 1>(x, box * 0.2); }, "multiply") == 1);
    static_assert(programs::lines<image>(f, "shift") == 3);     // of four taps one is at the place itself, and two share a shift by rows
    const auto x = random_array<double>({3, 4});
    check_close(xg::evaluate([](auto x) { return xg::sum_of_taps<boundary::zero, 1>(x, none); })(x), xt::xtensor<double, 2>(0 * x), 0);
}
