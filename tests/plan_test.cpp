// Plans: memory, shapes, layouts of arguments.

#include <doctest/doctest.h>

#include <array>
#include <stdexcept>
#include <string>

#include <support/check.hpp>
#if __has_include(<xtensor/containers/xadapt.hpp>)
#include <xtensor/containers/xadapt.hpp>
#else
#include <xtensor/xadapt.hpp>
#endif

long counted_allocations();  // allocations_test.cpp

namespace {

constexpr auto energy = [](auto u, auto f) {
    auto dx = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
    auto dy = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
    return xg::mean(xg::square(u - f)) + 0.1 * xg::mean(xg::sqrt(dx * dx + dy * dy + 1e-4));
};
constexpr auto chain = [](auto x, auto y) { return xg::mean(xg::log(1 + xg::exp(xg::sin(x) * y + x * x)) * xg::tanh(y)); };
constexpr auto region = [](auto x) { return xg::mean(xg::view(x, xg::range<2, 5>, xg::range<1, 4>)); };

/// Allocations of a second and third call of a plan.
template <class F, class... A>
long allocations_of_calls(F f, const A&... a) {
    auto step = xg::plan(f, a...);
    step(a...);
    const long before = counted_allocations();
    step(a...);
    step(a...);
    return counted_allocations() - before;
}

/// Whether f throws a shape_error whose message has these words.
template <class F>
void check_refused(F f, std::initializer_list<const char*> words) {
    try {
        f();
        FAIL_CHECK("nothing was thrown");
    } catch (const xg::shape_error& e) {
        for (const char* w : words) CHECK_MESSAGE(std::string(e.what()).find(w) != std::string::npos, w, " is not in: ", e.what());
    }
}

}  // namespace

TEST_CASE("the counter counts") {
    const long before = counted_allocations();
    int* volatile p = new int(3); // clang leaves out an allocation that nothing sees
    CHECK(counted_allocations() > before);
    delete p;
}

TEST_CASE("calls of a plan allocate nothing") {
    const auto x = random_array<float>({37, 53}), y = random_array<float>({37, 53});
    CHECK(allocations_of_calls(xg::value_and_grad(chain), x, y) == 0);
    CHECK(allocations_of_calls(xg::value_and_grad<0>(energy), x, y) == 0);
    CHECK(allocations_of_calls(xg::grad(region), x) == 0);
    CHECK(allocations_of_calls(xg::evaluate([](auto a) { return xg::softmax(a, xg::axes<1>); }), x) == 0);
    CHECK(allocations_of_calls(xg::value_and_grad([](auto a) { return xg::sum(xg::square(xg::mean(a, xg::axes<0>))); }), x) == 0);
    CHECK(
        allocations_of_calls(xg::value_and_grad([](auto a) { return xg::sum(xg::logsumexp(a, xg::axes<1>, xg::keep_dims) * a); }), x) == 0);
    const auto z = random_array<float>({2, 3, 8, 10});
    CHECK(allocations_of_calls(
              xg::value_and_grad([](auto a) { return xg::sum(xg::mean(xg::sigmoid(xg::reshape(a, xg::shape<6, -1>)), xg::axes<1>)); }),
              z) == 0);
    CHECK(allocations_of_calls(
              xg::evaluate([](auto a) { return xg::reshape(xg::permute(a, xg::axes<0, 2, 3, 1>), xg::shape<-1, 3>); }), z) == 0);
    const auto w = random_array<float>({4, 3, 3, 3});
    CHECK(allocations_of_calls(
              xg::value_and_grad([](auto a, auto b) { return xg::mean(xg::square(xg::conv2d(a, b, xg::padding<1>))); }), z, w) == 0);
    // of a reshaped argument that is not dense, too
    CHECK(allocations_of_calls(xg::evaluate([](auto a) { return xg::sin(xg::reshape(a, xg::shape<-1>)); }), xt::transpose(x)) == 0);
    CHECK(allocations_of_calls(xg::value_and_grad<0>(energy), xt::view(x, xt::range(1, 30, 2), xt::all()),
              xt::view(y, xt::range(1, 30, 2), xt::all())) == 0);
    CHECK(allocations_of_calls(xg::hvp<0>(energy), x, y, x) == 0);
}

TEST_CASE("the workspace of a stencil is a few rows") {
    const auto u = random_array<float>({1000, 1000}), f = random_array<float>({1000, 1000});
    CHECK(xg::plan(xg::value_and_grad<0>(energy), u, f).workspace_bytes() < 80 * 4000);
    CHECK(xg::plan(xg::value_and_grad(chain), u, f).workspace_bytes() < 4000);
    CHECK(xg::plan(xg::grad(region), u).workspace_bytes() < 4000);
    CHECK(xg::plan(xg::evaluate([](auto a) { return xg::softmax(a, xg::axes<1>); }), u).workspace_bytes() < 64 * 1000);
}

TEST_CASE("results are the plan's own, overwritten in place") {
    const auto x = random_array<float>({5, 7}), y = random_array<float>({5, 7});
    auto step = xg::plan(xg::value_and_grad([](auto a) { return xg::sum(a * a * a); }), x);
    const auto& [v, g] = step(x);
    const float* memory = g.data();
    check_close(g, xt::eval(3 * x * x), 1e-6);
    const auto& again = step(y);
    CHECK(&std::get<1>(again) == &g);
    CHECK(g.data() == memory);
    check_close(g, xt::eval(3 * y * y), 1e-6);
    CHECK(v == doctest::Approx(xt::sum(y * y * y)()));
    auto moved = std::move(step);
    check_close(std::get<1>(moved(x)), xt::eval(3 * x * x), 1e-6);
}

TEST_CASE("shapes that do not fit are refused when the plan is made") {
    const auto x = random_array<float>({3, 4}), y = random_array<float>({3, 5});
    check_refused([&] { xg::plan(xg::evaluate([](auto a, auto b) { return a + b; }), x, y); }, {"add", "(3, 4)", "(3, 5)"});
    check_refused([&] { xg::evaluate([](auto a, auto b) { return xg::sin(a) * b; })(x, y); }, {"multiply", "(3, 4)", "(3, 5)"});
    check_refused([&] { xg::evaluate([](auto a) { return xg::reshape(a, xg::shape<5, -1>); })(x); }, {"reshape", "(3, 4)"});
    check_refused([&] { xg::value_and_grad(energy)(x, y); }, {"(3, 4)", "(3, 5)"});
    const auto w = random_array<float>({4, 2, 3, 3}), z = random_array<float>({1, 3, 8, 8});
    check_refused([&] { xg::evaluate([](auto a, auto b) { return xg::conv2d(a, b); })(z, w); }, {"conv2d", "(1, 3, 8, 8)", "(4, 2, 3, 3)"});
    // only a static extent of 1 broadcasts
    check_refused(
        [&] {
            xg::evaluate([](auto a, auto b) { return a + b; })(x, random_array<float>({1, 4}));
        },
        {"(3, 4)", "(1, 4)", "newaxis"});
    // a vjp's cotangent has the shape of the result, a tangent that of its argument
    check_refused([&] { xg::vjp([](auto a) { return xg::sin(a); })(x, y); }, {"(3, 4)", "(3, 5)"});
    check_refused([&] { xg::jvp([](auto a) { return xg::sin(a); })(x, y); }, {"(3, 4)", "(3, 5)"});
}

TEST_CASE("shapes are checked even where nothing is computed") {
    const auto x = random_array<float>({3, 4}), y = random_array<float>({3, 5});
    // d/dx sum(x y) = y: the product is never computed
    check_refused([&] { xg::grad<0>([](auto a, auto b) { return xg::sum(a * b); })(x, y); }, {"multiply", "(3, 4)", "(3, 5)"});
    check_refused([&] { xg::vjp<0>([](auto a) { return 2 * a; })(x, y); }, {"(3, 4)", "(3, 5)"});
    check_refused([&] { xg::grad<0>([](auto a) { return xg::sum(xg::view(a, xg::at<7>)); })(x); }, {"(3, 4)"});
}

TEST_CASE("shapes that do not fit are refused when the plan is called, and nothing is written") {
    const auto x = random_array<float>({3, 4});
    auto step = xg::plan(xg::grad([](auto a) { return xg::sum(a * a); }), x);
    const auto& g = step(x);
    check_refused([&] { step(random_array<float>({3, 5})); }, {"plan", "argument 0", "(3, 5)", "(3, 4)"});
    check_refused([&] { step(random_array<float>({4, 3})); }, {"(4, 3)"});
    check_refused([&] { step(xt::transpose(x)); }, {"(4, 3)"});
    check_close(g, xt::eval(2 * x), 0);
    auto two = xg::plan(xg::evaluate([](auto a, auto b) { return a + b; }), x, x);
    check_refused([&] { two(x, random_array<float>({3, 5})); }, {"argument 1"});
}

TEST_CASE("an argument in the memory of the results is refused") {
    auto x = random_array<float>({3, 4});
    auto step = xg::plan(xg::value_and_grad([](auto a) { return xg::sum(a * a); }), x);
    const auto& [v, g] = step(x);
    const auto before = g;
    CHECK_THROWS_AS(step(g), std::invalid_argument);
    CHECK_THROWS_AS(step(xt::view(g, xt::range(2, xt::placeholders::_, -1), xt::all())), std::invalid_argument);
    check_close(g, before, 0);
    auto number = xg::plan(xg::evaluate([](auto a) { return 2 * a; }), 1.f);
    const float& n = number(3.f);
    CHECK(n == 6);
    CHECK_THROWS_AS(number(n), std::invalid_argument);
    x = g;
    check_close(std::get<1>(step(x)), xt::eval(2 * x), 0);
    // two arguments may be the same memory
    auto both = xg::plan(xg::evaluate([](auto a, auto b) { return a * b; }), x, x);
    check_close(both(x, x), xt::eval(x * x), 0);
}

TEST_CASE("outside a region a gradient is zero, on every call") {
    const auto x = random_array<float>({9, 40});
    auto step = xg::plan(xg::grad([](auto a) { return xg::sum(xg::square(xg::view(a, xg::range<2, 5>, xg::range<11, 30>))); }), x);
    for (int call = 0; call < 3; ++call) {
        const auto now = random_array<float>({9, 40});
        const auto& g = step(now);
        for (std::size_t i = 0; i < 9; ++i)
            for (std::size_t j = 0; j < 40; ++j) {
                const bool inside = i >= 2 && i < 5 && j >= 11 && j < 30;
                if (g(i, j) != (inside ? 2 * now(i, j) : 0.f)) FAIL("element ", i, ", ", j, " of call ", call);
            }
    }
}

TEST_CASE("two regions that overlap, and one within a sum") {
    const auto x = random_array<double>({9, 40});
    auto f = [](auto a) {
        return xg::sum(xg::square(xg::view(a, xg::range<2, 5>, xg::range<11, 30>))) +
            xg::sum(xg::view(a, xg::all, xg::range<0, 20, 3>) * 3);
    };
    check_gradient<1>(f, x);
    auto step = xg::plan(xg::grad(f), x);
    const auto once = xt::xtensor<double, 2>(step(x));
    check_close(step(x), once, 0);
}

TEST_CASE("results that memory cannot address are refused") {
    const float one = 1;
    const std::size_t n = std::size_t{1} << 40;
    const auto x = xt::adapt(&one, n, xt::no_ownership(), std::array{n}, std::array<std::ptrdiff_t, 1>{0});
    check_refused(
        [&] { xg::plan(xg::evaluate([](auto a, auto b) { return xg::view(a, xg::all, xg::newaxis) * b; }), x, x); }, {"elements"});
}
