#include <support/check_elements.hpp>

namespace {

constexpr auto zeros_around = [](auto x) { return xg::pad(x, xg::widths<1, 2>); };
constexpr auto reflected = [](auto x) { return xg::pad(x, xg::widths<1, 2>, xg::reflect); };
constexpr auto one_sided = [](auto x) { return xg::pad(x, xg::before<0, 3>, xg::after<2, 0>, xg::replicate); };
constexpr auto wrapped = [](auto x) { return xg::pad(x, xg::before<1>, xg::circular); };
constexpr auto trimmed = [](auto x) { return xg::pad(x, xg::before<-1, 2>, xg::after<0, -1>, xg::symmetric); };

template <class F>
void check_pad(F f, xg::boundary mode, xg::extent_list before, xg::extent_list after, std::size_t smallest) {
    for (std::size_t n : {smallest, std::size_t{6}, std::size_t{18}})
        for (std::size_t m : {smallest, std::size_t{7}, std::size_t{35}}) {
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_movement(
                f, small_integers<float>({n, m}), {rows + before[0] + after[0], columns + before[1] + after[1]}, [&](auto e, auto i) {
                    const auto r = xg::resolve_boundary(mode, i[0] - before[0], rows),
                               c = xg::resolve_boundary(mode, i[1] - before[1], columns);
                    return r.valid && c.valid ? e(r.index, c.index) : 0;
                });
        }
}

}  // namespace

TEST_CASE("pad: values and adjoints in every mode") {
    check_pad(zeros_around, xg::boundary::zero, {1, 2}, {1, 2}, 1);
    check_pad(reflected, xg::boundary::reflect, {1, 2}, {1, 2}, 3);
    check_pad(one_sided, xg::boundary::replicate, {0, 3}, {2, 0}, 1);
    check_pad(wrapped, xg::boundary::circular, {1, 1}, {0, 0}, 1);
    check_pad(trimmed, xg::boundary::symmetric, {-1, 2}, {0, -1}, 2);
}

TEST_CASE("pad: nothing grows by zeros, and static extents stay static") {
    check_movement(zeros_around, xt::xtensor<double, 2>(xt::zeros<double>({0, 3})), {2, 7}, [](auto, auto) { return 0; });
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(
        std::is_same_v<xg::extents_type_of<decltype(xg::pad(image{}, xg::before<0, 1>, xg::after<0, 2>))>, xg::extents<xg::dynamic, 7>>);
    static_assert(std::is_same_v<decltype(xg::pad(image{}, xg::widths<0>)), image>);
    check_movement([](auto x) { return xg::pad(x, xg::widths<0, 1, 0>, xg::reflect); }, small_integers<double>({2, 3, 4}), {2, 5, 4},
        [](auto e, auto i) {
            return e(i[0], i[1] == 0 ? 1 : i[1] == 4 ? 1 : i[1] - 1, i[2]);
        });
}

TEST_CASE("pad: transposed and 8-bit arrays") {
    const auto x = small_integers<float>({8, 11});
    check_close(xg::evaluate(one_sided)(xt::transpose(x)), xg::evaluate(one_sided)(xt::xtensor<float, 2>(xt::transpose(x))), 0);
    check_pad([](auto x) { return zeros_around(x); }, xg::boundary::zero, {1, 2}, {1, 2}, 2);
    const auto bytes = small_integers<std::uint8_t>({3, 4});
    check_movement(zeros_around, bytes, {5, 8},
        [](auto e, auto i) { return i[0] > 0 && i[0] < 4 && i[1] > 1 && i[1] < 6 ? e(i[0] - 1, i[1] - 2) : 0; });
}

TEST_CASE("pad: gradients") {
    check_gradient([](auto x) { return xg::sum(one_sided(x * x) * one_sided(x)); }, random_array<double>({3, 5}));
    check_gradient([](auto x) { return xg::exp(reflected(x)); }, random_array<double>({2, 4}));
}

TEST_CASE("pad: a mode that reaches too far, or finds nothing to repeat, is refused") {
    const xt::xtensor<float, 2> x = xt::zeros<float>({2, 2});
    CHECK_THROWS_WITH_AS(xg::evaluate(reflected)(x), "xgrad::pad: reflect by 2 along axis 1 of (4, 2): at most one less than the extent",
        std::invalid_argument);
    const xt::xtensor<float, 2> nothing = xt::zeros<float>({0, 2});
    CHECK_THROWS_AS(xg::evaluate(one_sided)(nothing), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate([](auto v) { return xg::pad(v, xg::widths<-2, 0>); })(x), xg::shape_error);
}
