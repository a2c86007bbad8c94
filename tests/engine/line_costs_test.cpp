#include <doctest/doctest.h>
#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::number;

namespace {

/// What the result of a function costs per vector where nothing is kept.
template <class... Inputs, class F>
constexpr int cost(F) {
    using p = program<F, Inputs...>;
    const sequence<char> none(p::size);
    return line_costs(p::lines.data(), p::size, none, none).cost[p::results[0]];
}
template <class... Inputs, class F>
constexpr bool vanishes(F) {
    using p = program<F, Inputs...>;
    const sequence<char> none(p::size);
    return line_costs(p::lines.data(), p::size, none, none).zero[p::results[0]];
}
/// The same where all that an op gives is kept.
template <class... Inputs, class F>
constexpr int cost_beside(std::string_view kept, F) {
    using p = program<F, Inputs...>;
    sequence<char> stored(p::size);
    for (int i = 0; i < p::size; ++i) stored[i] = p::lines[static_cast<std::size_t>(i)].op->name == kept;
    return line_costs(p::lines.data(), p::size, stored, sequence<char>(p::size)).cost[p::results[0]];
}

constexpr auto exponential = [](auto x) { return exp(x); };
constexpr int of_exp = cost<image>(exponential), of_add = cost<image>([](auto x) { return x + 1; }),
              of_multiply = cost<image>([](auto x) { return x * 3; });

}  // namespace

TEST_CASE("line_costs: what is computed for a line adds up, what is kept is free") {
    static_assert(cost<image>([](auto x) { return x; }) == 0 && of_exp > of_multiply && of_multiply > 0 && of_add > 0);
    static_assert(cost<image>([](auto x) { return exp(x) * 3 + 1; }) == of_exp + of_multiply + of_add);
    static_assert(cost<image>([](auto x) { return exp(x) + exp(x * 3); }) == 2 * of_exp + of_multiply + of_add);
    static_assert(cost_beside<image>("exp", [](auto x) { return exp(x) * 3; }) == of_multiply);
    // movements are free, and what a chain costs is bounded
    static_assert(cost<image>([](auto x) { return shift(exp(x), offset<0, 1>, replicate); }) == of_exp);
    constexpr auto deep = [](auto x) {
        auto y = exp(x) + 1;
        for (int i = 0; i < 30; ++i) y = y * y + exp(y);
        return y;
    };
    static_assert(cost<image>(deep) == 1000);
}

TEST_CASE("line_costs: nothing is paid for what is the same along a row") {
    static_assert(cost<image, number>([](auto x, auto s) { return x + exp(s); }) == of_add);
    static_assert(
        cost<image, programs::vector>([](auto x, auto v) { return x + exp(broadcast_to(view(v, all, newaxis), shape_of(x))); }) == of_add);
    static_assert(cost<image, image>([](auto x, auto y) { return x + exp(view(y, range<0, 1>, all)); }) == of_add + of_exp);
}

TEST_CASE("line_costs: what is zero in the interior, and what follows from it") {
    constexpr auto at_the_edge = [](auto x, auto g) {
        return std::get<1>(vjp<0>([](auto a) { return shift(a, offset<0, 1>, replicate); })(x, g));
    };
    using p = program<decltype(at_the_edge), image, image>;
    constexpr auto zeros = [] {
        const sequence<char> none(p::size);
        const line_costs costs(p::lines.data(), p::size, none, none);
        int n = 0;
        for (char zero : costs.zero) n += zero;
        return n;
    }();
    static_assert(zeros > 0);  // what the first column gets beside its own
    static_assert(!vanishes<image, image>(at_the_edge) && cost<image, image>(at_the_edge) == 0);
}
