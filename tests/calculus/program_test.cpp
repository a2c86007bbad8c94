#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::lines;

namespace {

struct twice {
    constexpr auto operator()(auto x) const { return 2 * x; }
};
struct power_sum {  // 150 terms: more lines than the first guess of a program's size
    constexpr auto operator()(auto x) const {
        auto p = x, s = x;
        for (int i = 2; i <= 150; ++i) p = p * x, s = s + p;
        return s;
    }
};

}  // namespace

TEST_CASE("a program is a table in a type") {
    using p = program<twice, image>;
    static_assert(p::size == 3 && p::results[0] == 2);
    static_assert(p::lines[0].op->how == access::argument && p::lines[0].literal == 0);
    static_assert(p::lines[1].op->how == access::literal && p::lines[1].literal == 2);
    static_assert(p::lines[2].op->name == "multiply" && p::lines[2][0] == 0 && p::lines[2][1] == 1);
    static_assert(std::is_same_v<p::op_at<2>, multiply_op>);
    static_assert(std::is_same_v<p::result_type<0>, image>);
}

TEST_CASE("lines come after what they read") {
    using p = program<decltype(grad(power_sum{})), programs::number>;
    static_assert([] {
        for (int i = 0; i < p::size; ++i)
            for (int k = 0; k < p::lines[static_cast<std::size_t>(i)].op->operands; ++k)
                if (p::lines[static_cast<std::size_t>(i)][k] < 0 || p::lines[static_cast<std::size_t>(i)][k] >= i) return false;
        return true;
    }());
}

TEST_CASE("a program may be longer than the usual capacity") {
    static_assert(lines<image>(power_sum{}) == 1 + 2 * 149);
    static_assert(lines<programs::number>(grad(power_sum{})) > 300);
    float sum = 0, x = 0.5f, p = 1;
    for (int i = 1; i <= 150; ++i) sum += p *= x;
    CHECK(evaluate(power_sum{})(x) == doctest::Approx(sum));
    CHECK(grad(power_sum{})(x) == doctest::Approx(4));  // d/dx x / (1 - x) at 1/2
}

TEST_CASE("arguments keep their places when one is not used") {
    using p = program<decltype([](auto, auto y, auto z) { return z - y; }), image, image, image>;
    static_assert(p::size == 3 && p::lines[0].literal + p::lines[1].literal == 3);
}

TEST_CASE("element types of results") {
    using p = program<decltype([](auto x, auto y) {
        return std::tuple{x, x + y, sum(x), y > 0, 1};
    }),
        programs::typed<std::uint8_t, 3>, programs::typed<double, 3>>;
    static_assert(std::is_same_v<p::real, double>);
    static_assert(std::is_same_v<p::result_element<1>, double> && std::is_same_v<p::result_element<4>, double>);
    static_assert(std::is_same_v<p::result_element<0>, std::uint8_t>);
}
