#include <doctest/doctest.h>
#include <support/programs.hpp>

using namespace xgrad;
using programs::image;

namespace {

/// Where the result of a function reads its input, or the lines of an op that are kept.
template <class F>
constexpr reach reach_of(F, std::string_view kept = "input") {
    using p = program<F, image>;
    sequence<char> stored(p::size), banded(p::size);
    int line = -1;
    for (int i = 0; i < p::size; ++i)
        if (p::lines[static_cast<std::size_t>(i)].op->name == kept) stored[i] = 1, line = i;
    sequence<root> roots;
    root r;
    r.line = r.value = p::results[0];
    roots.push_back(r);
    return reaches(p::lines.data(), p::size, leaves{stored, banded}, roots)[line];
}
constexpr bool is(const axis_reach& a, std::ptrdiff_t low, std::ptrdiff_t high) { return !a.anywhere && a.low == low && a.high == high; }

}  // namespace

TEST_CASE("reach: at the place itself, and at what distances") {
    constexpr reach here = reach_of([](auto x) { return x * 2; });
    static_assert(here.here && !here.moved && is(here.axes[0], 0, 0) && is(here.axes[1], 0, 0));
    constexpr reach both = reach_of([](auto x) { return x + shift(x, offset<2, -3>); });
    static_assert(both.here && both.moved && is(both.axes[0], 0, 2) && is(both.axes[1], -3, 0));
    constexpr reach chain = reach_of([](auto x) { return shift(shift(x, offset<1, 0>) - x, offset<1, -1>, replicate); });
    static_assert(!chain.here && chain.moved && is(chain.axes[0], 0, 2) && is(chain.axes[1], -1, 0));
    constexpr reach between = reach_of([](auto x) { return shift(x, offset<0, 4>) + shift(x, offset<0, -1>); });
    static_assert(!between.here && is(between.axes[1], -1, 4));
}

TEST_CASE("reach: a mode that answers from within reaches both ways, and some movements anywhere") {
    constexpr reach reflected = reach_of([](auto x) { return shift(x, offset<0, 2>, reflect); });
    static_assert(reflected.axes[1].low < 0 && reflected.axes[1].high >= 2 && is(reflected.axes[0], 0, 0));
    static_assert(reach_of([](auto x) { return transpose(x); }).axes[0].anywhere);
    static_assert(reach_of([](auto x) { return flip(x, axes<1>); }).axes[1].anywhere &&
        !reach_of([](auto x) { return flip(x, axes<1>); }).axes[0].anywhere);
    static_assert(reach_of([](auto x) { return roll(x, offset<1, 0>); }).axes[0].anywhere);
}

TEST_CASE("reach: what is kept is read, and not what it was made of") {
    constexpr auto f = [](auto x) { return shift(exp(shift(x, offset<1, 0>)), offset<0, 1>); };
    static_assert(is(reach_of(f, "exp").axes[1], 0, 1) && is(reach_of(f, "exp").axes[0], 0, 0));
    static_assert(is(reach_of(f).axes[0], 0, 1) && is(reach_of(f).axes[1], 0, 1));
}
