#include <support/check.hpp>

namespace {

constexpr xg::taps rows{1, 2, 3, 4, 3, 2, 1}, columns{2, 1, 0, 5, 0, 1, 2};

}  // namespace

TEST_CASE("half_filter: what is the same in both directions, and how far it reaches") {
    constexpr xg::half_filter<3> symmetric(xg::taps{1, 2, 3, 4, 3, 2, 1}), shorter(xg::taps{0, 2, 4, 2, 0}), skew(xg::taps{1, 2, 4}),
        even(xg::taps{1, 1});
    static_assert(symmetric.reach == 3 && shorter.reach == 1 && skew.reach == -1 && even.reach == -1);
    static_assert(symmetric.weights.value[0] == 4 && symmetric.weights.value[3] == 1 && shorter.weights.value[2] == 0);
}

TEST_CASE("sum_of_outer_taps: a symmetric window and fused sums are the same filter") {
    constexpr auto window = [](auto x) { return xg::sum_of_outer_taps<xg::boundary::reflect>(x, rows, columns); };
    constexpr auto sums = [](auto x) {
        return xg::sum_of_taps<xg::boundary::reflect, 1>(xg::sum_of_taps<xg::boundary::reflect, 0>(x, rows), columns);
    };
    for (std::size_t n : {4, 9, 30})
        for (std::size_t m : {5, 21}) {
            const auto x = random_array<double>({n, m});
            check_close(xg::evaluate(window)(x), xg::evaluate(sums)(x), 1e-13, 10);
        }
}
