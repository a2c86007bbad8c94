#include <support/check_elements.hpp>

namespace {

constexpr auto biased = [](auto x) { return xg::var(x); };
constexpr auto unbiased_of_rows = [](auto x) { return xg::var(x, xg::axes<1>, xg::correction<1>, xg::keep_dims); };

/// By two passes over the elements.
double variance(const std::vector<double>& x, double correction) {
    double mean = 0, squares = 0;
    for (double e : x) mean += e / static_cast<double>(x.size());
    for (double e : x) squares += (e - mean) * (e - mean);
    return squares / (static_cast<double>(x.size()) - correction);
}

}  // namespace

TEST_CASE("var: the mean square of the deviations") {
    for (std::size_t n : {1, 3, 12})
        for (std::size_t m : {2, 7, 33}) {
            const auto x = random_array<float>({n, m}, {99, 101});  // a one-pass formula would lose all digits
            check_close(xg::evaluate(biased)(x), variance(elements(x), 0), 1e-5, 0);
            check_elements(
                xg::evaluate(unbiased_of_rows)(x), {static_cast<std::ptrdiff_t>(n), 1},
                [&](auto i) { return variance(elements(xt::xtensor<float, 1>(xt::row(x, i[0]))), 1); }, 1e-5);
        }
    CHECK(xg::evaluate(biased)(xt::xtensor<std::uint8_t, 1>{1, 2, 3, 6}) == 3.5f);
    CHECK(xg::evaluate(biased)(xt::xtensor<float, 2>{{7}}) == 0);
    CHECK(std::isnan(xg::evaluate(unbiased_of_rows)(xt::xtensor<float, 2>{{7}})(0, 0)));
    CHECK(std::isnan(xg::evaluate(biased)(xt::xtensor<float, 2>(xt::zeros<float>({0, 3})))));
}

TEST_CASE("var: gradients") {
    check_gradient([](auto x) { return xg::sum(unbiased_of_rows(x) * x) + biased(x); }, random_array<double>({3, 4}));
}
