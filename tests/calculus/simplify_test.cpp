#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::lines, programs::same_program;

TEST_CASE("what no result needs is gone") {
    static_assert(lines<image>([](auto x) {
        [[maybe_unused]] auto unused = sum(exp(x)) * 7;
        return sin(x);
    }) == 2);
    static_assert(lines<image, image>([](auto, auto y) { return y; }) == 1);
    static_assert(lines<image>([](auto) { return 3; }) == 1);
    // the value of a function whose gradient alone is wanted
    static_assert(lines<image>(grad([](auto x) { return sum(sin(x)); }), "sin") == 0);
    static_assert(lines<image>(grad([](auto x) { return sum(sin(x)); }), "sum") == 0);
    static_assert(lines<image>(value_and_grad([](auto x) { return sum(sin(x)); }), "sum") == 1);
}

TEST_CASE("transparent lines are gone, and what they kept apart is joined") {
    static_assert(same_program<image>(
        [](auto x) { return evaluate([](auto y) { return sin(y); })(x) + sin(x); }, [](auto x) { return sin(x) + sin(x); }));
    static_assert(lines<image>([](auto x) { return detach(sin(x)) + sin(detach(x)); }, "sin") == 1);
    static_assert(same_program<image>([](auto x) { return -detach(-x); }, [](auto x) { return x; }));
}

TEST_CASE("what the laws made dead goes, too") {
    static_assert(same_program<image>([](auto x) { return x * detach(zeros_like(x) + 1); }, [](auto x) { return x; }));
    static_assert(lines<image>([](auto x) { return x * detach(zeros_like(x) + 1); }) == 1);
}

TEST_CASE("what is added to itself doubles a number among its factors") {
    static_assert(same_program<image>([](auto x) { return 0.5 * x * x + 0.5 * x * x; }, [](auto x) { return x * x; }));
    static_assert(same_program<image>([](auto x) { return x * 3 + x * 3; }, [](auto x) { return x * 6; }));
    static_assert(
        same_program<image, programs::number>([](auto x, auto c) { return x * c + x * c; }, [](auto x, auto c) { return x * (c + c); }));
    static_assert(same_program<image>(grad([](auto x) { return sum(sqrt(x * x + 1)); }), [](auto x) { return x * rsqrt(x * x + 1); }));
    // nothing more than the sum itself is computed for every element
    static_assert(lines<image>([](auto x) { return x * sin(x) + x * sin(x); }, "add") == 1);
}

TEST_CASE("a value and its gradient share what they can") {
    constexpr auto f = [](auto x) { return sum(exp(sin(x))); };
    static_assert(lines<image>(value_and_grad(f), "exp") == 1 && lines<image>(value_and_grad(f), "sin") == 1);
    constexpr auto g = [](auto x) { return sum(sigmoid(x)); };
    static_assert(lines<image>(value_and_grad(g), "sigmoid") == 1);
}

TEST_CASE("simplifying twice changes nothing") {
    using p = program<decltype(value_and_grad([](auto x, auto y) { return mean(square(tanh(x * y) - x) / (1 + exp(y))); })), image, image>;
    constexpr bool same = [] {
        sequence<int> results;
        for (int r : p::results) results.push_back(r);
        const auto again = simplify(p::lines, p::size, results);
        bool equal = again.lines.size() == p::size;
        for (int i = 0; equal && i < p::size; ++i) equal = again.lines[i] == p::lines[static_cast<std::size_t>(i)];
        return equal;
    }();
    static_assert(same);
}
