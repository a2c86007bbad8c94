#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image, programs::vector;

namespace {

/// What a schedule says about the loops of a function.
struct loops {
    int stages, passes;
    friend constexpr bool operator==(const loops&, const loops&) = default;
};
template <class... Inputs, class F>
constexpr loops loops_of(F) {
    constexpr auto& s = schedule_of<program<F, Inputs...>>::value;
    return {s.needed.stages, s.needed.passes};
}
template <int Pass, class... Inputs, class F>
constexpr int loads_of(F) {
    return pass_table<program<F, Inputs...>, Pass, true>::value.needed.loads;
}

/// Elements that are stored beside the results and the totals of reductions: lines, and bands of lines.
template <class... Inputs, class F>
constexpr loops kept_by(F) {
    using p = program<F, Inputs...>;
    loops kept{0, 0};
    for (int i = 0; i < p::size; ++i) {
        const placement& where = schedule_of<p>::value.lines[static_cast<std::size_t>(i)];
        const auto how = p::lines[static_cast<std::size_t>(i)].op->how;
        kept.stages += where.stored && where.home < 0 && how != access::reduction;
        kept.passes += where.banded;
    }
    return kept;
}

constexpr auto denoising = [](auto u, auto f) {
    auto dx = shift(u, offset<0, 1>, replicate) - u;
    auto dy = shift(u, offset<1, 0>, replicate) - u;
    return mean(square(u - f)) + 0.1 * mean(sqrt(dx * dx + dy * dy + 1e-4));
};

}  // namespace

TEST_CASE("a value and its gradient are one loop that loads each image once") {
    constexpr auto f = value_and_grad([](auto x) { return mean(sigmoid(x)); });
    static_assert(loops_of<image>(f) == loops{1, 1} || loops_of<image>(f) == loops{2, 2});  // the second one: a product of two numbers
    static_assert(schedule_of<program<decltype(f), image>>::value.stages[0].rank == 2);
    static_assert(loads_of<0, image>(f) == 2);  // x, and 1 / count
    static_assert(kept_by<image>(f) == loops{0, 0});
    constexpr auto g = value_and_grad([](auto x, auto y) { return sum(log(1 + exp(sin(x) * y + x * x)) * tanh(y)); });
    static_assert(loops_of<image, image>(g) == loops{1, 1});
    static_assert(loads_of<0, image, image>(g) == 2);
}

TEST_CASE("total variation: one loop over bands in two passes, for value and gradient") {
    constexpr auto f = value_and_grad<0>(denoising);
    using p = program<decltype(f), image, image>;
    constexpr auto& s = schedule_of<p>::value;
    static_assert(s.stages[0].passes == 2 && s.stages[0].band_axis == 0 && s.stages[0].rank == 2);
    static_assert(s.passes[1].delay == 0 || s.passes[1].delay == 1);
    static_assert(kept_by<image, image>(f).stages == 0);  // nothing of the image's size
    static_assert([] {
        for (const auto& where : s.lines)
            if (where.banded && where.slabs > 2) return false;
        return true;
    }());
    // what follows are numbers
    static_assert([] {
        for (int i = 1; i < s.needed.stages; ++i)
            if (s.stages[static_cast<std::size_t>(i)].rank != 0) return false;
        return true;
    }());
}

TEST_CASE("the gradient of a region runs over the region") {
    constexpr auto f = grad([](auto x) { return mean(square(view(x, range<10, 20>, range<10, 20>))); });
    using p = program<decltype(f), image>;
    constexpr auto& s = schedule_of<p>::value;
    static_assert(s.needed.stages == 1 && s.needed.passes == 1);
    // the domain is a line of the region's static shape, the image appears where results are stored
    static_assert(s.roots[0].through >= 0);
    static_assert(p::lines[static_cast<std::size_t>(s.roots[0].value)].op->name != "embed");
}

TEST_CASE("a reduction whose result is needed ends a phase") {
    constexpr auto centred = [](auto x) { return x - mean(x); };
    static_assert(loops_of<image>(centred).stages == 2);
    constexpr auto soft = [](auto x) { return softmax(x, axes<1>); };
    static_assert(loops_of<image>(soft) == loops{3, 3});  // the maximum, the sum, the quotient
    static_assert(kept_by<image>(soft) == loops{0, 0});
    constexpr auto normalised = grad([](auto x) { return norm(x); });
    static_assert(loops_of<image>(normalised).stages >= 2);
}

TEST_CASE("several results in one loop, reductions over different axes, too") {
    static_assert(loops_of<image>([](auto x) { return std::tuple{sin(x), cos(x), x * x}; }) == loops{1, 1});
    static_assert(loops_of<image>([](auto x) { return std::tuple{sum(x), sum(x * x), sum(x, axes<0>), sum(x, axes<1>)}; }) == loops{1, 1});
    static_assert(loads_of<0, image>([](auto x) { return std::tuple{sum(x), sum(x * x), sum(x, axes<0>), sum(x, axes<1>)}; }) == 1);
}

TEST_CASE("cheap values are computed again, dear ones are kept for a band") {
    constexpr auto cheap = [](auto x) { return shift(2 * x, offset<0, 1>) + shift(2 * x, offset<1, 0>); };
    static_assert(kept_by<image>(cheap) == loops{0, 0});
    constexpr auto dear = [](auto x) { return shift(exp(x), offset<0, 1>) + shift(exp(x), offset<1, 0>) + exp(x); };
    static_assert(kept_by<image>(dear) == loops{0, 1});
    static_assert(loops_of<image>(dear) == loops{1, 2});
    // once is once
    static_assert(kept_by<image>([](auto x) { return shift(exp(x), offset<0, 1>); }) == loops{0, 0});
}

TEST_CASE("movements cost no storage, a reshape of a computed value does") {
    static_assert(loops_of<image>([](auto x) { return permute(flip(roll(x, offset<1, 2>), axes<0>), axes<1, 0>) * 2; }) == loops{1, 1});
    static_assert(loops_of<image>([](auto x) { return sin(reshape(x, shape<-1>)); }) == loops{1, 1});
    static_assert(loops_of<image>([](auto x) { return reshape(sin(x), shape<-1>); }) == loops{1, 1});  // written in place
    static_assert(kept_by<image>([](auto x) { return sum(reshape(sin(x), shape<-1, 3>), axes<1>); }).stages == 1);
}

TEST_CASE("shifts of one array are loads of one pass, each place once") {
    static_assert(loads_of<0, image>(
                      [](auto x) { return shift(x, offset<0, 1>) + shift(shift(x, offset<0, -1>, replicate), offset<0, 2>) + x; }) == 2);
    static_assert(loads_of<0, vector>([](auto x) { return roll(x, offset<1>) + roll(x, offset<2>) + x; }) == 3);
}
TEST_CASE("what a clamped end sends back is read near the border, unless it is long") {
    static_assert(loops_of<image>(grad<0>([](auto x) { return mean(square(shift(x, offset<0, 4>, replicate))); })).stages == 1);
    static_assert(loops_of<image>(grad<0>([](auto x) { return mean(square(shift(x, offset<0, 5>, replicate))); })).stages == 2);
}
