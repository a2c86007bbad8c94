#include <support/check.hpp>

namespace {

constexpr xg::resize_rule rules[] = {{xg::resampling::nearest}, {xg::resampling::linear}, {xg::resampling::linear, true},
    {xg::resampling::linear, false, true}, {xg::resampling::cubic}, {xg::resampling::cubic, true}, {xg::resampling::cubic, false, true},
    {xg::resampling::area}};

template <class A>
xg::memory_view view_of(A& array) {
    xg::memory_view v{reinterpret_cast<std::byte*>(array.data()), {}, {}};
    for (auto n : array.shape()) v.extents.push_back(static_cast<std::ptrdiff_t>(n));
    v.strides = xg::dense_strides(v.extents, sizeof(double));
    return v;
}

}  // namespace

TEST_CASE("resize_taps: the weights of an element add up to 1, of pixels that there are") {
    for (const auto& rule : rules)
        for (std::ptrdiff_t n : {1, 2, 5, 9})
            for (std::ptrdiff_t m : {1, 2, 3, 5, 20})
                for (std::ptrdiff_t j = 0; j < m; ++j) {
                    const xg::resize_taps taps(rule, n, m, j);
                    double sum = 0;
                    for (std::ptrdiff_t t = 0; t < taps.count; ++t) {
                        REQUIRE((taps.pixel(t) >= 0 && taps.pixel(t) < n));
                        sum += taps.weight(t);
                    }
                    REQUIRE(sum == doctest::Approx(1));
                }
}

TEST_CASE("axis_resizing: every axis, by the taps, and the adjoint") {
    const auto x = random_array<double>({3, 7, 34});
    for (const auto& rule : rules)
        for (int axis = 0; axis < 3; ++axis)
            for (std::size_t m : {1, 4, 45}) {
                auto shape = x.shape();
                shape[static_cast<std::size_t>(axis)] = m;
                xt::xtensor<double, 3> in = x, out(shape), expected = xt::zeros<double>(shape), back(x.shape());
                const auto n = static_cast<std::ptrdiff_t>(x.shape(static_cast<std::size_t>(axis)));
                for (std::size_t i = 0; i < shape[0]; ++i)
                    for (std::size_t j = 0; j < shape[1]; ++j)
                        for (std::size_t k = 0; k < shape[2]; ++k) {
                            std::array<std::size_t, 3> at{i, j, k};
                            auto& moved = at[static_cast<std::size_t>(axis)];
                            const xg::resize_taps taps(rule, n, static_cast<std::ptrdiff_t>(m), static_cast<std::ptrdiff_t>(moved));
                            for (std::ptrdiff_t t = 0; t < taps.count; ++t) {
                                moved = static_cast<std::size_t>(taps.pixel(t));
                                expected(i, j, k) += taps.weight(t) * x(at[0], at[1], at[2]);
                            }
                        }
                xg::axis_resizing<double, false>(rule, axis, view_of(out), view_of(in)).run();
                check_close(out, expected, 1e-14);
                xg::axis_resizing<double, true>(rule, axis, view_of(back), view_of(expected)).run();
                CHECK(dot(back, x) == doctest::Approx(dot(expected, expected)));
            }
}
