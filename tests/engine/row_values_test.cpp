// How many vectors are computed beside each other, and that blocks, their rests and short rows agree with a line by line executor.

#include <doctest/doctest.h>

#include <support/check_engine.hpp>
#include <support/programs.hpp>

namespace {

using programs::image;

template <int Steps>
struct chain {
    constexpr auto operator()(auto x, auto y) const {
        for (int i = 0; i < Steps; ++i) x = xg::sigmoid(x * y) + x * x * 0.25f;
        return xg::mean(x);
    }
};
/// Long, but hardly anything waits for anything.
struct sum_of_squares {
    constexpr auto operator()(auto x) const {
        return [&]<int... K>(std::integer_sequence<int, K...>) { return ((xg::square(xg::shift(x, xg::offset<0, K>) - x) * 0.5f) + ...); }(
                   std::make_integer_sequence<int, 16>{});
    }
};
/// A value that is not summed up: a row's rest is a block that overlaps another one.
struct product {
    constexpr auto operator()(auto x, auto y) const {
        for (int i = 0; i < 30; ++i) x = x * y + y * 0.1f;
        return x;
    }
};
template <class F, class... Inputs>
using values = xg::row_values<xg::program<F, Inputs...>, 0>;
template <class F>
using gradient = xg::value_and_grad_of<F, 0, 1>;

}  // namespace

TEST_CASE("vectors of long chains are computed beside each other") {
    static_assert(values<gradient<chain<1>>, image, image>::unroll == 4);
    static_assert(values<gradient<chain<5>>, image, image>::large && values<gradient<chain<5>>, image, image>::unroll == 4);
    static_assert(values<product, image, image>::large && values<product, image, image>::unroll == 4);
    static_assert(values<sum_of_squares, image>::large && values<sum_of_squares, image>::waiting < 1);
    static_assert(values<sum_of_squares, image>::unroll == 1);
    static_assert(values<gradient<chain<12>>, image, image>::unroll == 1);  // too long
}

TEST_CASE("blocks of a long program, their rests and rows shorter than a block") {
    for (std::size_t columns = 1; columns < 45; ++columns) {
        const shape2 shape{3, columns};
        const auto x = random_image(shape), y = random_image(shape);
        check_engine(gradient<chain<5>>{}, "a chain", x, y);
        check_engine(product{}, "a product", x, y);
    }
    const auto x = random_array<double>({4, 90}), y = random_array<double>({4, 90});
    check_engine(gradient<chain<5>>{}, "strided", xt::view(x, xt::range(0, 4, 2), xt::range(1, 90, 2)),
        xt::view(y, xt::range(0, 4, 2), xt::range(1, 90, 2)));
}
