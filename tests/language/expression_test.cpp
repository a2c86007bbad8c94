#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::same_program, programs::vector, programs::number;

TEST_CASE("what an operand is") {
    static_assert(expression<image> && expression<const image&> && !expression<float>);
    static_assert(operand<image> && operand<int> && operand<double> && !operand<const char*>);
    static_assert(operands<image, int> && operands<float, image> && !operands<int, float>);  // the operators of numbers stay theirs
}

TEST_CASE("operators, literals and functions write the same lines") {
    auto f = [](auto x, auto y) { return 2 * x - y / 4.f; };
    auto g = [](auto x, auto y) { return x * 2.0 - y / 4; };
    static_assert(same_program<image, image>(f, g));
    auto h = [](auto x, auto y) { return y * 2 - x / 4; };
    static_assert(!same_program<image, image>(f, h));
    static_assert(same_program<image>([](auto x) { return +x; }, [](auto x) { return x; }));
    static_assert(same_program<image>([](auto x) { return -(-x); }, [](auto x) { return x; }));
}

TEST_CASE("literals that differ are different programs") {
    static_assert(!same_program<vector>([](auto x) { return 2 * x; }, [](auto x) { return 3 * x; }));
    static_assert(!same_program<vector>([](auto x) { return x / 0.0; }, [](auto x) { return x / -0.0; }));  // told apart by their bits
    static_assert(same_program<vector>([](auto x) { return x * 0.5f; }, [](auto x) { return x * 0.5; }));
}

TEST_CASE("a broadcast is a line of the program, where a shape says so") {
    static_assert(programs::lines<image, image>([](auto x, auto y) { return x + y; }, "broadcast") == 0);
    static_assert(programs::lines<image, vector>([](auto x, auto y) { return x + y; }, "broadcast") == 1);
    static_assert(programs::lines<number, image>([](auto s, auto x) { return s * x; }, "broadcast") == 1);
    static_assert(programs::lines<image>([](auto x) { return 3 * x; }, "broadcast") == 0);
    static_assert(programs::lines<programs::typed<float, 1, 4>, programs::typed<float, 1, 4>>(
                      [](auto x, auto y) { return x * y; }, "broadcast") == 0);
}

TEST_CASE("a program lists its results") {
    using one = program<decltype([](auto x) { return x * x; }), image>;
    static_assert(one::single && one::results.size() == 1 && one::size == 2);
    using two = program<decltype([](auto x) { return std::tuple{sum(x), x * x, 3}; }), image>;
    static_assert(!two::single && two::results.size() == 3);
    static_assert(std::is_same_v<two::result_element<0>, float> && two::result_type<1>::rank == 2);
    using wide = program<decltype([](auto x) { return 3 + 0 * sum(x); }), programs::typed<double, dynamic>>;
    static_assert(wide::is_double && std::is_same_v<wide::real, double>);
    using pixels = program<decltype([](auto x) { return sum(x); }), programs::picture>;
    static_assert(!pixels::is_double);
}
