// A joint histogram against a plain loop over all bins, its derivatives by position and weight, what is not a number, strided views.

#include <support/check.hpp>

namespace {

constexpr int bins = 9;
constexpr auto counts = [](auto i, auto v, auto w) {
    return xg::append<xg::joint_histogram_op<bins, true>>(xg::as_index<"a row">(i), v, w);
};
constexpr auto ones = [](auto i, auto v) { return xg::append<xg::joint_histogram_op<bins, false>>(xg::as_index<"a row">(i), v); };

double spline(double x) {
    x = std::abs(x);
    return x < 1 ? (4 - 6 * x * x + 3 * x * x * x) / 6 : x < 2 ? std::pow(2 - x, 3) / 6 : 0;
}
template <class I, class V, class W>
xt::xtensor<double, 2> by_loops(const I& i, const V& v, const W& w) {
    xt::xtensor<double, 2> out({bins, bins}, 0.);
    for (std::size_t r = 0; r < v.shape()[0]; ++r)
        for (std::size_t c = 0; c < v.shape()[1]; ++c)
            for (std::size_t j = 0; j < bins; ++j)
                out(static_cast<std::size_t>(i(r, c)), j) += w(r, c) * spline(v(r, c) - static_cast<double>(j));
    return out;
}
xt::xtensor<double, 2> rows_like(const xt::xtensor<double, 2>& v) {
    xt::xtensor<double, 2> i = v;
    for (double& e : i) e = std::floor(random_number<double>({0, bins}));
    return i;
}

}  // namespace

TEST_CASE("every element adds a spline to its row, up to the ends of the bins") {
    for (const auto& shape : {std::array<std::size_t, 2>{1, 1}, {7, 33}, {3, 5}}) {
        xt::xtensor<double, 2> v(shape);
        for (double& e : v) e = random_number<double>({2, bins - 2});
        v(0, 0) = bins - 2;
        if (v.size() > 1) v(0, 1) = 2;
        const auto i = rows_like(v), w = random_like(v);
        check_close(xg::evaluate(counts)(i, v, w), by_loops(i, v, w), 1e-13);
        check_close(xg::evaluate(ones)(i, v), by_loops(i, v, xt::xtensor<double, 2>(xt::ones_like(v))), 1e-13);
    }
    const auto wide = random_array<double>({6, 14}, {2, bins - 2});
    const auto i = rows_like(wide);
    const auto every_other = xt::view(wide, xt::range(0, 6, 2), xt::range(1, 14, 3));
    const auto rows = xt::view(i, xt::range(0, 6, 2), xt::range(1, 14, 3));
    check_close(
        xg::evaluate(ones)(rows, every_other), by_loops(rows, every_other, xt::xtensor<double, 2>(xt::ones_like(every_other))), 1e-13);
}

TEST_CASE("derivatives by the positions and the weights, twice; not by the rows") {
    const auto v = random_array<double>({3, 5}, {2, bins - 2});
    check_gradient<2>([](auto v, auto w) { return counts(xg::detach(xg::floor(v)), v, w); }, v, random_like(v));
}

TEST_CASE("no elements, and elements that are not numbers") {
    const xt::xtensor<double, 2> none({0, 4});
    for (double n : xg::evaluate(ones)(none, none)) CHECK(n == 0);
    xt::xtensor<double, 2> v({1, 2}, 3.), i({1, 2}, 1.);
    for (double odd : {not_a_number, infinity, -infinity}) {
        v(0, 1) = odd, i(0, 1) = 1;
        CHECK(std::isnan(xt::sum(xg::evaluate(ones)(i, v))()));
        v(0, 1) = 3, i(0, 1) = odd;
        CHECK(std::isnan(xt::sum(xg::evaluate(ones)(i, v))()));
    }
    v(0, 1) = 3, i(0, 1) = 1e30;  // in the last row
    CHECK(xg::evaluate(ones)(i, v)(bins - 1, 3) == doctest::Approx(4. / 6));
}
