// The order in which loops go through axes: short rows, rows of totals, axes of extent 1. Against an executor that runs the same programs
 // line by line.

#include <doctest/doctest.h>

#include <string>

#include <support/check_engine.hpp>

namespace {

using shape4 = std::array<std::size_t, 4>;

template <class F>
void check(F f, const std::string& what) {
    for (const shape4 shape : {shape4{2, 3, 40, 33}, shape4{1, 2, 70, 1}, shape4{2, 40, 30, 3}, shape4{1, 1, 100, 5}, shape4{3, 1, 1, 130},
             shape4{0, 3, 40, 5}, shape4{1, 70, 5, 500}})
        check_engine(f, what, random_image(shape));
}

}  // namespace

TEST_CASE("axis order, channels last") {
    check([](auto x) { return xg::permute(x, xg::axes<0, 2, 3, 1>) * 2; }, "permute");
    check(xg::value_and_grad([](auto x) { return xg::sum(xg::square(xg::permute(x, xg::axes<3, 2, 0, 1>))); }), "sum of a permutation");
    check(
        [](auto x) {
            return std::tuple{xg::permute(x, xg::axes<0, 2, 3, 1>) + 1, xg::sum(xg::permute(x, xg::axes<0, 2, 3, 1>)), xg::exp(x)};
        },
        "several results");
    check(
        [](auto x) {
            return xg::permute(x, xg::axes<0, 2, 3, 1>) * xg::mean(x, xg::axes<2, 3>, xg::keep_dims) +
                xg::roll(xg::permute(x, xg::axes<0, 2, 3, 1>), xg::offset<0, 1, 2, 1>);
        },
        "broadcast and borders");
}
TEST_CASE("axis order, rows of totals") {
    check(
        [](auto x) {
            return std::tuple{xg::sum(x, xg::axes<0>), xg::sum(x, xg::axes<1>), xg::sum(x, xg::axes<2>), xg::sum(x, xg::axes<3>),
                xg::sum(x, xg::axes<1, 2>), xg::sum(x)};
        },
        "sums");
    check([](auto x) { return std::tuple{xg::amax(x, xg::axes<1>), xg::amin(x, xg::axes<0, 2>), xg::prod(x, xg::axes<1>)}; }, "extrema");
    check(xg::value_and_grad([](auto x) { return xg::sum(xg::square(xg::softmax(x, xg::axes<1>))); }), "softmax");
    check([](auto x) { return xg::sum(x - xg::shift(x, xg::offset<0, 1, 1, -1>, xg::reflect), xg::axes<1>); }, "sums with borders");
    constexpr auto long_rows = [](auto x) { return std::tuple{xg::sum(x, xg::axes<0>), xg::sum(x * x), xg::amax(x, xg::axes<0>)}; };
    for (const shape2 shape : {shape2{5, 2047}, shape2{5, 2048}, shape2{40, 5000}, shape2{3, 17001}})
        check_engine(long_rows, "long rows", random_image(shape));
}
