#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::lines, programs::same_program, programs::vector;

namespace {

/// d sum(f(x)) / dx
template <class F>
constexpr auto slope(F) {
    return grad<0>([](auto x) { return sum(F{}(x)); });
}

}  // namespace

TEST_CASE("derivatives are the programs that one would write") {
    static_assert(same_program<image>(slope([](auto x) { return sin(x); }), [](auto x) { return cos(x); }));
    static_assert(same_program<image>(slope([](auto x) { return exp(x); }), [](auto x) { return exp(x); }));
    static_assert(same_program<image>(slope([](auto x) { return cos(x); }), [](auto x) { return -sin(x); }));
    static_assert(same_program<image>(slope([](auto x) { return x * x; }), [](auto x) { return x + x; }));
    CHECK(programs::ops<image>(slope([](auto x) { return x; })) == "input literal broadcast");
    static_assert(lines<image>(grad([](auto x) { return mean(x * x); }), "sum") == 0);
    static_assert(lines<image>(grad([](auto x) { return mean(x * x); }), "reciprocal_count") == 1);
}

TEST_CASE("the chain rule") {
    static_assert(same_program<image>(slope([](auto x) { return sin(exp(x)); }), [](auto x) { return cos(exp(x)) * exp(x); }));
    static_assert(same_program<image>(slope([](auto x) { return exp(2 * x); }), [](auto x) { return exp(2 * x) * 2; }));
}

TEST_CASE("the product rule") {
    auto f = [](auto x, auto y) { return sum(sin(x) * exp(y)); };
    static_assert(same_program<image, image>(grad<0>(f), [](auto x, auto y) { return exp(y) * cos(x); }));
    static_assert(same_program<image, image>(grad<1>(f), [](auto x, auto y) { return sin(x) * exp(y); }));
    static_assert(
        same_program<image>(slope([](auto x) { return sin(x) * exp(x); }), [](auto x) { return sin(x) * exp(x) + exp(x) * cos(x); }));
}

TEST_CASE("the quotient rule") {
    auto f = [](auto x, auto y) { return sum(x / y); };
    static_assert(lines<image, image>(grad<0>(f), "divide") == 1 && lines<image, image>(grad<0>(f), "multiply") == 0);  // 1 / y
    static_assert(lines<image, image>(grad(f), "divide") == 2);  // 1 / y and x / y
    static_assert(lines<image, image>(grad(f), "multiply") == 1);
}

TEST_CASE("a vjp is the rule itself") {
    static_assert(same_program<image, image>([](auto x, auto dy) { return std::get<1>(vjp([](auto z) { return tanh(z); })(x, dy)); },
        [](auto x, auto dy) {
            auto y = tanh(x);
            return tanh_op::pullback(dy, y, x).first;
        }));
    static_assert(same_program<image, image>(
        [](auto x, auto w) { return std::get<1>(vjp([](auto z) { return 2 * z; })(x, w)); }, [](auto, auto w) { return 2 * w; }));
}

TEST_CASE("adjoints of broadcasts are sums, adjoints of sums are broadcasts") {
    auto f = [](auto x, auto row) { return sum(x * row); };
    static_assert(lines<image, vector>(grad<1>(f), "sum") == 1);
    static_assert(lines<image, vector>(grad<0>(f), "sum") == 0);
    static_assert(lines<image, image>(grad([](auto x, auto y) { return sum(x * y); }), "sum") == 0);
    static_assert(same_program<image, image>(grad<1>([](auto x, auto y) { return sum(x * y); }), [](auto x, auto) { return x; }));
}

TEST_CASE("nothing is computed for arguments that were not asked for") {
    auto f = [](auto x, auto y) { return sum(sin(x) * exp(y) + atan(x)); };
    static_assert(lines<image, image>(grad<1>(f), "cos") == 0 && lines<image, image>(grad<1>(f), "atan") == 0);
    static_assert(lines<image, image>(grad<0>(f), "cos") == 1 && lines<image, image>(grad<0>(f), "sin") == 0);
    static_assert(lines<image, image>(grad(f), "cos") == 1);
    auto branch = [](auto x, auto y) { return sum(square(x)) * sum(log(y)); };
    static_assert(lines<image, image>(grad<1>(branch), "reciprocal") + lines<image, image>(grad<1>(branch), "divide") == 1);
    static_assert(lines<image, image>(grad<0>(branch), "reciprocal") + lines<image, image>(grad<0>(branch), "divide") == 0);
}

TEST_CASE("indices give gradients in their order") {
    auto f = [](auto x, auto y) { return sum(x * exp(y)); };
    static_assert(same_program<image, image>(grad<1, 0>(f), [](auto x, auto y) { return std::tuple{x * exp(y), exp(y)}; }));
    static_assert(same_program<image, image>(grad<0, 1>(f), grad(f)));
    static_assert(!same_program<image, image>(grad<0, 1>(f), grad<1, 0>(f)));
}

TEST_CASE("detach stops derivatives and costs nothing") {
    static_assert(same_program<image>(slope([](auto x) { return detach(exp(x)) * x; }), [](auto x) { return exp(x); }));
    static_assert(same_program<image>(slope([](auto x) { return detach(exp(x)); }), [](auto x) { return zeros_like(x); }));
    static_assert(same_program<image>([](auto x) { return detach(x) * x; }, [](auto x) { return x * x; }));
    static_assert(same_program<image>(slope([](auto x) { return x * detach(floor(x)); }), [](auto x) { return floor(x); }));
}

TEST_CASE("a constant function, an argument that is not used") {
    static_assert(same_program<image>(grad([](auto x) { return sum(0 * zeros_like(x)); }), [](auto x) { return zeros_like(x); }));
    CHECK(programs::ops<image, image>(grad([](auto, auto y) { return sum(y); })) == "input input literal broadcast literal broadcast");
}

TEST_CASE("one value in two places: cotangents are added") {
    static_assert(same_program<image>(slope([](auto x) { return sin(x) + exp(x); }), [](auto x) { return exp(x) + cos(x); }));
    // f(x, x) has two arguments, each with its own gradient
    static_assert(same_program<image>([](auto x) { return grad([](auto a, auto b) { return sum(a * exp(b)); })(x, x); },
        [](auto x) {
            return std::tuple{exp(x), x * exp(x)};
        }));
}

TEST_CASE("gradients of gradients") {
    constexpr auto second = slope([](auto x) { return slope([](auto u) { return sin(u); })(x); });
    static_assert(same_program<image>(second, [](auto x) { return -sin(x); }));
    static_assert(
        same_program<image>(slope([](auto x) { return grad([](auto u) { return sum(exp(u)); })(x); }), [](auto x) { return exp(x); }));
    // perturbations are not confused: d/dx (x * d/dy (x + y)) = 1
    CHECK(programs::ops<vector>(slope([](auto x) { return x * grad<1>([](auto a, auto b) { return sum(a + b); })(x, x); })) ==
        programs::ops<vector>(slope([](auto x) { return x; })));
    static_assert(same_program<image, image>(hvp([](auto u) { return sum(u * u); }), [](auto, auto v) { return v + v; }));
}

namespace {

template <int Steps>
struct chain_of {
    constexpr auto operator()(auto x, auto y) const {
        auto p = x;
        for (int i = 1; i <= Steps; ++i) p = sigmoid(p * y) + p * p * (0.25 / i);
        return sum(p);
    }
};

}  // namespace

TEST_CASE("the adjoint of a long chain grows in step with it") {
    constexpr int twelve = lines<image, image>(value_and_grad(chain_of<12>{}));
    constexpr int sixty = lines<image, image>(value_and_grad(chain_of<60>{}));
    static_assert(twelve < 260);
    static_assert(sixty < 1200);
    static_assert(sixty > twelve && sixty < 6 * twelve);
    CHECK(lines<image, image>(value_and_grad(chain_of<24>{})) - twelve == doctest::Approx((sixty - twelve) / 4.).epsilon(0.02));
}
