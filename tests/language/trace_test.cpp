#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::lines, programs::same_program;

TEST_CASE("equal subexpressions are one line") {
    static_assert(lines<image>([](auto x) { return sin(x) + sin(x); }, "sin") == 1);
    static_assert(lines<image>([](auto x) { return sin(2 * x) * cos(2 * x); }, "multiply") == 2);
    static_assert(lines<image>([](auto x) { return 2 * x + 3 * x; }) == 6);  // x, 2, 2x, 3, 3x, +
    static_assert(lines<image>([](auto x) { return 2 * x + 2 * x; }) == 3);  // x, 4, 4x
    static_assert(lines<image>([](auto x) { return sum(x, axes<0>) * sum(x, axes<0>); }, "sum") == 1);
    static_assert(lines<image>([](auto x) { return sum(x, axes<0>) * sum(x, axes<0>, keep_dims); }, "sum") == 2);
    static_assert(lines<image>([](auto x) { return shift(x, offset<0, 1>) - shift(x, offset<0, 1>); }, "shift") == 1);
    static_assert(lines<image>([](auto x) { return shift(x, offset<0, 1>) - shift(x, offset<0, 1>, replicate); }, "shift") == 2);
}

TEST_CASE("operands of commutative ops have one order") {
    static_assert(lines<image, image>([](auto x, auto y) { return x * y + y * x; }, "multiply") == 1);
    static_assert(lines<image, image>([](auto x, auto y) { return (x - y) * (y - x); }, "subtract") == 2);
    static_assert(lines<image>([](auto x) { return 2 * x + x * 2; }, "multiply") == 1);  // of unlike types, too
    static_assert(lines<image, programs::picture>([](auto x, auto y) { return x * y - y * x; }, "multiply") == 1);
    static_assert(same_program<image, image>([](auto x, auto y) { return x + y; }, [](auto x, auto y) { return y + x; }));
    static_assert(!same_program<image, image>([](auto x, auto y) { return x - y; }, [](auto x, auto y) { return y - x; }));
    static_assert(!same_program<image, image, image>(
        [](auto x, auto y, auto z) { return (x + y) + z; }, [](auto x, auto y, auto z) { return x + (y + z); }));  // rounding differs
}

TEST_CASE("identity elements and literals are folded") {
    auto itself = [](auto x) { return x; };
    static_assert(same_program<image>([](auto x) { return x + 0; }, itself));
    static_assert(same_program<image>([](auto x) { return 0 + x; }, itself));
    static_assert(same_program<image>([](auto x) { return 1 * x * 1; }, itself));
    static_assert(same_program<image>([](auto x) { return x / 1 - 0; }, itself));
    static_assert(lines<image>([](auto x) { return x * (zeros_like(x) + 2 * 3); }) == 3);  // x, 6, 6x
    static_assert(!same_program<image>([](auto x) { return 0 * x; }, [](auto x) { return zeros_like(x); }));  // NaN and infinity stay
    static_assert(!same_program<image>([](auto x) { return 0 - x; }, itself));
    static_assert(!same_program<image>([](auto x) { return x - x; }, [](auto x) { return zeros_like(x); }));
}

TEST_CASE("an identity that would change the element type or the shape is kept") {
    using picture = programs::picture;
    static_assert(lines<picture>([](auto x) { return x + 0; }, "add") == 1);  // 8-bit in, float out
    static_assert(lines<programs::typed<float, 1, 1>, programs::typed<float, 5, 7>>([](auto s, auto x) { return s + zeros_like(x); }) > 1);
}

TEST_CASE("a chain that shares every step is as long as its steps") {
    auto chain = [](auto x) {
        auto a = x * x, b = a * a, c = b * b, d = c * c, e = d * d, f = e * e, g = f * f, h = g * g;
        return h + g + f + e + d + c + b + a;
    };
    static_assert(lines<image>(chain) == 16);
}

TEST_CASE("many lines: the hash table grows and stays right") {
    trace t;
    const auto x = input<float, extents<dynamic>>(t, 0);
    auto first = x;
    for (int i = 0; i < 1000; ++i) first = first * x + i;
    const int once = t.size();
    auto again = x;
    for (int i = 0; i < 1000; ++i) again = again * x + i;
    CHECK(once > 2000);
    CHECK(t.size() == once);
    CHECK(first.index == again.index);
}
