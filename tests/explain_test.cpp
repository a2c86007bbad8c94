#include <doctest/doctest.h>

#include <initializer_list>
#include <string>

#include <support/check.hpp>

namespace {

void check_words(const std::string& text, std::initializer_list<const char*> words) {
    for (const char* w : words) CHECK_MESSAGE(text.find(w) != std::string::npos, "`", w, "` is not in:\n", text);
}
std::size_t count(const std::string& text, const std::string& word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1)) ++n;
    return n;
}

const auto x = random_array<float>({28, 30}), y = random_array<float>({28, 30});

}  // namespace

TEST_CASE("explain: the adjoint, its loops, its workspace") {
    const auto text = xg::explain(xg::value_and_grad([](auto a) { return xg::sum(xg::sin(a) * 2); }), x);
    check_words(text,
        {"sin(x0)", "cos(x0)", "loop 1 over (28, 30)", "loads 1", "combines ", "stores result 1", "workspace ", " bytes\n", "return "});
    CHECK(count(text, "loop ") == 1);
}

TEST_CASE("explain: bands") {
    const auto text = xg::explain(xg::value_and_grad<0>([](auto u, auto f) {
        auto dx = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
        auto dy = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
        return xg::mean(xg::square(u - f)) + 0.1 * xg::mean(xg::sqrt(dx * dx + dy * dy + 1e-4));
    }),
        x, y);
    check_words(text,
        {"in bands along axis 0", "keeps a band of ", "  pass: ", "  both as one, but at borders: loads ", "shift(x0; axis 1, offset 1)"});
}

TEST_CASE("explain: a region, a kernel") {
    check_words(xg::explain(xg::grad([](auto a) { return xg::mean(xg::square(xg::view(a, xg::range<10, 20>, xg::range<5, 9>))); }), x),
        {"over (10, 4)", "only where it is not zero", "axis 0: 10 to 20, axis 1: 5 to 9"});
    const auto image = random_array<float>({1, 2, 6, 6}), kernel = random_array<float>({3, 2, 3, 3});
    check_words(xg::explain(xg::evaluate([](auto a, auto w) { return xg::conv2d(a, w); }), image, kernel),
        {"is the kernel conv2d, result (1, 3, 4, 4)"});
}

TEST_CASE("explain refuses what a plan refuses") {
    CHECK_THROWS_AS(xg::explain([](auto a, auto b) { return a + b; }, x, random_array<float>({2, 2})), xg::shape_error);
}

TEST_CASE("to_string: the program alone, for plain functions and transforms") {
    const auto plain = xg::to_string([](auto a, auto b) { return xg::exp(a) / b; }, x, y);
    check_words(plain, {"exp(x0) / x1", "return "});
    CHECK(count(plain, "loop") == 0);
    check_words(xg::to_string(xg::grad([](auto a) { return xg::mean(a * a); }), x), {"x0", "1/count"});
    check_words(xg::to_string(xg::hvp([](auto a) { return xg::sum(xg::exp(a) * a); }), x, y), {"exp(x0)", "x1"});
}
