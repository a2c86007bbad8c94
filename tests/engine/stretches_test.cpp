// Columns that do not lie side by side, in rows of several stretches: the engine against an executor that runs the same programs line by
 // line.

#include <doctest/doctest.h>

#include <support/check_engine.hpp>

namespace {

constexpr auto energy = [](auto x) {
    auto d = xg::shift(x, xg::offset<0, 1>, xg::replicate) - x;
    return xg::mean(xg::sqrt(d * d + xg::square(xg::shift(x, xg::offset<1, 0>, xg::reflect)) + 0.5));
};

}  // namespace

TEST_CASE("stretches: rows of one, several, and one and a bit") {
    constexpr auto f = xg::value_and_grad([](auto x) { return xg::mean(xg::exp(xg::view(x, xg::all, xg::range<0, xg::end, 2>))); });
    for (const std::size_t columns : {2, 14, 15, 16, 17, 511, 512, 513, 520, 528, 530, 1024, 1040, 1600})
        check_engine(f, "every second", random_image(shape2{3, columns}));
}

TEST_CASE("stretches: one of two numbers, in and out") {
    for (const std::size_t columns : {1, 7, 8, 9, 255, 300}) {
        xt::xtensor<float, 3> pairs({2, columns, 2});
        for (std::size_t i = 0; i < pairs.size(); ++i) pairs.data()[i] = static_cast<float>(i % 13) - 6;
        const xt::xtensor<float, 3> slope =
            xg::grad([](auto x) { return xg::sum(xg::square(xg::view(x, xg::ellipsis, xg::at<1>))) * 0.5f; })(pairs);
        for (std::size_t i = 0; i < 2; ++i)
            for (std::size_t j = 0; j < columns; ++j) {
                CHECK(slope(i, j, 0) == 0);
                CHECK(slope(i, j, 1) == pairs(i, j, 1));
            }
    }
}

TEST_CASE("stretches: transposed, reversed and repeated images, with boundaries and bands") {
    for (const shape2 shape : {shape2{300, 20}, shape2{9, 33}, shape2{1, 7}, shape2{530, 3}}) {
        const auto x = random_image(shape);
        check_engine(xg::value_and_grad([](auto x) { return energy(xg::transpose(x)); }), "transposed", x);
        check_engine(xg::value_and_grad([](auto x) { return energy(xg::flip(x, xg::axes<0, 1>)); }), "reversed", x);
        check_engine(
            xg::value_and_grad([](auto x) { return xg::sum(xg::softmax(xg::tile(xg::transpose(x), xg::repeats<1, 2>), xg::axes<1>) * 2); }),
            "repeated", x);
        check_engine([](auto x) { return xg::sum(xg::exp(xg::transpose(x)), xg::axes<0>); }, "a row of totals", x);
    }
}

TEST_CASE("stretches: rows shorter than a vector run along a longer axis, where nothing forbids it") {
    for (const std::size_t columns : {5, 8, 40, 300}) {
        const auto planes = random_array<double>({3, 6, columns});
        const auto pixels = random_array<double>({6, columns, 3});
        const auto weight = random_array<double>({6, columns});
        const auto colour = random_array<double>({std::size_t{3}});
        check_engine(xg::value_and_grad([](auto x) { return xg::mean(xg::exp(xg::permute(x, xg::axes<1, 2, 0>))); }), "to pixels", planes);
        check_engine([](auto x) { return xg::permute(x, xg::axes<1, 2, 0>) * 2 + 1; }, "to pixels, stored", planes);
        check_engine(xg::value_and_grad([](auto x, auto y) { return xg::mean(xg::permute(x, xg::axes<1, 2, 0>) * xg::sin(y)); }), "of both",
            planes, pixels);
        check_engine([](auto x, auto y) { return xg::sum(xg::permute(x, xg::axes<1, 2, 0>) * y, xg::axes<2>); }, "sums along short rows",
            planes, pixels);
        check_engine([](auto x, auto y) { return xg::sum(xg::permute(x, xg::axes<1, 2, 0>) * y, xg::axes<1>); }, "sums along the long axis",
            planes, pixels);
        check_engine([](auto x, auto y) { return xg::sum(xg::permute(x, xg::axes<1, 2, 0>) * y, xg::axes<1, 2>); }, "sums along both",
            planes, pixels);
        check_engine([](auto x, auto w) { return xg::permute(x, xg::axes<1, 2, 0>) * xg::view(w, xg::all, xg::all, xg::newaxis); },
            "a weight for each pixel", planes, weight);
        check_engine(xg::value_and_grad([](auto x, auto c) {
            return xg::mean(xg::square(xg::permute(x, xg::axes<1, 2, 0>) - xg::view(c, xg::newaxis, xg::newaxis, xg::all)));
        }),
            "a colour", planes, colour);
        check_engine(
            [](auto x) { return xg::flip(xg::shift(xg::permute(x, xg::axes<1, 2, 0>), xg::offset<0, 1, 0>, xg::reflect), xg::axes<2>); },
            "with a boundary", planes);
    }
}

TEST_CASE("stretches: arguments of any layout and element, read in place") {
    xt::xtensor<std::uint8_t, 3> bytes({4, 600, 3});
    xt::xtensor<float, 3> floats({4, 600, 3});
    for (std::size_t i = 0; i < bytes.size(); ++i)
        bytes.data()[i] = static_cast<std::uint8_t>(i * 37 % 251), floats.data()[i] = static_cast<float>(i % 17) / 16;
    constexpr auto f = [](auto a, auto b) { return xg::square(xg::shift(b, xg::offset<0, 1>, xg::zero)) + a * b; };
    for (std::size_t channel : {0, 2}) {
        const auto a = xt::view(bytes, xt::all(), xt::all(), channel);
        const auto b = xt::view(floats, xt::all(), xt::all(), channel);
        const xt::xtensor<std::uint8_t, 2> dense_a = a;
        const xt::xtensor<float, 2> dense_b = b;
        check_close(xg::evaluate(f)(a, b), xg::evaluate(f)(dense_a, dense_b), 0);
        constexpr auto slope =
            xg::grad<1>([](auto a, auto b) { return xg::mean(xg::square(xg::shift(b, xg::offset<0, 1>, xg::zero) + a * b)); });
        check_close(slope(a, b), slope(dense_a, dense_b), 1e-6);
    }
}

TEST_CASE("stretches: results that are stored apart") {
    constexpr auto f =
        xg::value_and_grad([](auto x) { return xg::mean(xg::exp(xg::view(x, xg::all, xg::at<1>)) * xg::view(x, xg::all, xg::at<0>)); });
    check_engine(f, "channels last", random_image(shape2{700, 2}));
    constexpr auto rows = xg::value_and_grad(
        [](auto x) { return xg::mean(xg::exp(xg::view(x, xg::all, xg::all, xg::at<1>)) * xg::view(x, xg::all, xg::all, xg::at<0>)); });
    check_engine(rows, "channels last, rows", random_image(std::array<std::size_t, 3>{5, 300, 2}));
}
