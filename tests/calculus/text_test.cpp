#include <doctest/doctest.h>

#include <string>

#include <support/check.hpp>

using namespace xgrad;

namespace {

const xt::xtensor<float, 2> x = xt::ones<float>({3, 4}), y = x;

/// The formula of a single result, whether it has a name or not.
template <class F, class... A>
std::string formula(F f, const A&... a) {
    const std::string text = to_string(f, a...), name = "t0 = ";
    const auto from = text.starts_with(name) ? name.size() : std::string("return ").size();
    return text.substr(from, text.find('\n') - from);
}

}  // namespace

TEST_CASE("formulas stand as one writes them") {
    CHECK(formula([](auto a, auto b) { return a + b; }, x, y) == "x0 + x1");
    CHECK(formula([](auto a) { return 2 * a; }, x) == "x0 * 2");
    CHECK(formula([](auto a) { return sin(a); }, x) == "sin(x0)");
    CHECK(formula([](auto a) { return -a; }, x) == "-x0");
    CHECK(formula([](auto a) { return 0.1 * a; }, x) == "x0 * 0.1");
}

TEST_CASE("parentheses where they are needed, and only there") {
    CHECK(formula([](auto a, auto b) { return (a + b) * a; }, x, y) == "x0 * (x0 + x1)");
    CHECK(formula([](auto a, auto b) { return a * b + a; }, x, y) == "x0 + x0 * x1");
    CHECK(formula([](auto a, auto b) { return a - (b - a); }, x, y) == "x0 - (x1 - x0)");
    CHECK(formula([](auto a, auto b) { return (a - b) - a; }, x, y) == "x0 - x1 - x0");
    CHECK(formula([](auto a, auto b) { return a / (b / a); }, x, y) == "x0 / (x1 / x0)");
    CHECK(formula([](auto a, auto b) { return a / (b * a); }, x, y) == "x0 / (x0 * x1)");
    CHECK(formula([](auto a, auto b) { return -(a + b); }, x, y) == "-(x0 + x1)");
    CHECK(formula([](auto a, auto b) { return -a * b; }, x, y) == "x1 * (-x0)");
}

TEST_CASE("values that are read twice have names, results are listed") {
    const auto text = to_string(
        [](auto a) {
            auto s = sin(a);
            return std::tuple{s * s, sum(s)};
        },
        x);
    CHECK(text.find("t0 = sin(x0)\n") == 0);
    CHECK(text.find("t0 * t0") != std::string::npos);
    CHECK(text.find("return t") != std::string::npos);
    CHECK(text.find(", ") != std::string::npos);
}

TEST_CASE("compile-time parameters are printed") {
    CHECK(to_string([](auto a) { return view(a, range<1, 3>); }, x).find("axis 0: 1 to 3") != std::string::npos);
    CHECK(to_string([](auto a) { return shift(a, offset<0, 2>, replicate); }, x).find("axis 1, offset 2") != std::string::npos);
}

TEST_CASE("the gradient of sum(sin(x)) is printed as cos(x)") {
    CHECK(formula(grad([](auto a) { return sum(sin(a)); }), x) == "cos(x0)");
}
