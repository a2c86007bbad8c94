#include "support/check.hpp"

// Every pair of some numbers, NaN among them.
static std::pair<xt::xtensor<float, 1>, xt::xtensor<float, 1>> pairs() {
    const float some[] = {-1, 0, -0.f, 1, 2, static_cast<float>(infinity), static_cast<float>(not_a_number)};
    xt::xtensor<float, 1> a(std::array{std::size(some) * std::size(some)}), b = a;
    for (std::size_t i = 0; i < a.size(); ++i) a(i) = some[i / std::size(some)], b(i) = some[i % std::size(some)];
    return {a, b};
}
template <class F, class R>
static void check_pairs(F f, R reference) {
    const auto [a, b] = pairs();
    const auto y = xg::evaluate(f)(a, b);
    static_assert(std::is_same_v<typename std::decay_t<decltype(y)>::value_type, bool>);
    for (std::size_t i = 0; i < a.size(); ++i) CHECK_MESSAGE(y(i) == reference(a(i), b(i)), a(i), " and ", b(i));
}

TEST_CASE("comparisons") {
    check_pairs([](auto a, auto b) { return a < b; }, [](auto a, auto b) { return a < b; });
    check_pairs([](auto a, auto b) { return a <= b; }, [](auto a, auto b) { return a <= b; });
    check_pairs([](auto a, auto b) { return a > b; }, [](auto a, auto b) { return a > b; });
    check_pairs([](auto a, auto b) { return a >= b; }, [](auto a, auto b) { return a >= b; });
    check_pairs([](auto a, auto b) { return a == b; }, [](auto a, auto b) { return a == b; });
    check_pairs([](auto a, auto b) { return a != b; }, [](auto a, auto b) { return a != b; });
}

TEST_CASE("logical operators") {
    check_pairs([](auto a, auto b) { return a && b; }, [](auto a, auto b) { return a != 0 && b != 0; });
    check_pairs([](auto a, auto b) { return a || !b; }, [](auto a, auto b) { return a != 0 || b == 0; });
    check_pairs(
        [](auto a, auto b) { return (a < 1 && 0 <= b) || !(a == b); }, [](auto a, auto b) { return (a < 1 && 0 <= b) || !(a == b); });
}

TEST_CASE("a comparison counts as 0 or 1") {
    check_values([](auto a, auto b) { return xg::cast<float>(a < b) * a + (a >= b) * b; }, [](auto a, auto b) { return std::min(a, b); },
        {0}, interval{}, interval{});
    CHECK(xg::evaluate([](auto x) { return xg::sum(x > 2); })(xt::xtensor<std::uint8_t, 1>{1, 2, 3, 4, 255}) == 3);
}
