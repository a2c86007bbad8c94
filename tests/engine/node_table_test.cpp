#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image;

namespace {

template <bool Interior, class F>
constexpr auto& table_of_pass(F) {
    return pass_table<program<F, image>, 0, Interior>::value;
}

/// How often a pass evaluates an op.
template <bool Interior = true, class F>
constexpr int evaluations(F, std::string_view op) {
    using p = program<F, image>;
    const auto& t = pass_table<p, 0, Interior>::value;
    int n = 0;
    for (int i = 0; i < t.needed.nodes; ++i) {
        const node& x = t.nodes[static_cast<std::size_t>(i)];
        n += x.kind == node::compute && !x.computed && p::lines[static_cast<std::size_t>(x.line)].op->name == op;
    }
    return n;
}

}  // namespace

TEST_CASE("a fused value is a line at an offset, each once") {
    constexpr auto two = [](auto x) {
        return shift(2 + x, offset<0, 1>) * shift(2 + x, offset<1, 0>) + shift(2 + x, offset<0, 1>, replicate);
    };
    static_assert(evaluations(two, "add") == 3);  // two places of 2 + x: in the interior the modes do not matter; and the sum
    static_assert(table_of_pass<true>(two).needed.loads == 2);
    static_assert(table_of_pass<true>(two).needed.masks == 0);
    static_assert(table_of_pass<false>(two).needed.masks > 0);
    static_assert(table_of_pass<false>(two).needed.loads == 3);
}

TEST_CASE("paths that lead to the same place are one") {
    constexpr auto there_and_back = [](auto x) {
        return view(x, range<1, end>, range<2, end>) + view(view(x, range<1, end>), all, range<2, end>);
    };
    static_assert(table_of_pass<true>(there_and_back).needed.loads == 1);
    constexpr auto flips = [](auto x) { return permute(permute(x, axes<1, 0>), axes<1, 0>) + x; };
    static_assert(table_of_pass<true>(flips).needed.loads == 1);
}

TEST_CASE("what does not change along a row is computed once for it") {
    constexpr auto f = [](auto x) { return x * exp(view(x, all, at<0>, newaxis)); };
    using p = program<decltype(f), image>;
    static_assert([] {
        const auto& t = pass_table<p, 0, true>::value;
        for (int i = 0; i < t.needed.nodes; ++i) {
            const node& n = t.nodes[static_cast<std::size_t>(i)];
            if (n.kind == node::compute && p::lines[static_cast<std::size_t>(n.line)].op->name == "exp") return n.invariant;
        }
        return false;
    }());
}

TEST_CASE("sine and cosine of one argument are computed together") {
    constexpr auto both = [](auto x) { return std::tuple{sin(x), cos(x)}; };
    constexpr auto twins = [](const auto& t) {
        int n = 0;
        for (int i = 0; i < t.needed.nodes; ++i) n += t.nodes[static_cast<std::size_t>(i)].twin >= 0;
        return n;
    };
    static_assert(twins(table_of_pass<true>(both)) == 1);
    static_assert(twins(table_of_pass<true>([](auto x) { return sin(x) * cos(2 * x); })) == 0);
}
