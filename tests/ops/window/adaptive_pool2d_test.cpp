#include <support/check_reference.hpp>

using namespace reference;

namespace {

constexpr auto means = [](auto x) { return xg::adaptive_avg_pool2d(x, xg::shape<3, 4>); };
constexpr auto peaks = [](auto x) { return xg::adaptive_max_pool2d(x, xg::shape<2, 3>); };

}  // namespace

TEST_CASE("adaptive pooling agrees with PyTorch") {
    check_case<double>(means, {windows::adaptive_avg_pool2d_y, windows::adaptive_avg_pool2d_d0}, {2, 3, 4}, {2, 7, 6});
    check_case<float>(peaks, {windows::adaptive_max_pool2d_y, windows::adaptive_max_pool2d_d0}, {1, 2, 2, 3}, {1, 2, 5, 7});
}

TEST_CASE("adaptive pooling to more parts than elements repeats them, -1 keeps an axis") {
    constexpr auto wide = [](auto x) { return xg::adaptive_avg_pool2d(x, xg::shape<-1, 5>); };
    const xt::xtensor<double, 2> x{{1, 2}, {3, 4}, {5, 6}};
    check_close(xg::evaluate(wide)(x), xt::xtensor<double, 2>{{1, 1, 1.5, 2, 2}, {3, 3, 3.5, 4, 4}, {5, 5, 5.5, 6, 6}}, 0);
    check_linear(wide, x);
    CHECK_THROWS_WITH_AS(xg::evaluate(wide)(xt::xtensor<double, 2>(xt::zeros<double>({3, 0}))),
        "xgrad::avg_pool: axis 1 of (3, 0) is empty: there is nothing to pool", xg::shape_error);
}

TEST_CASE("adaptive pooling to the shape of another array") {
    constexpr auto means_like = [](auto x, auto y) { return xg::adaptive_avg_pool2d(x, xg::shape_of(y)); };
    constexpr auto peaks_like = [](auto x, auto y) { return xg::adaptive_max_pool2d(x, xg::shape_of(y)); };
    const auto x = random_array<double>({2, 7, 6}), small = random_array<double>({2, 3, 4}), two = random_array<double>({5, 2, 3});
    check_close(xg::evaluate(means_like)(x, small), xg::evaluate(means)(x), 0);
    check_close(xg::evaluate(peaks_like)(x, two), xg::evaluate(peaks)(x), 0);
    check_close(std::get<1>(xg::vjp<0>(means_like)(x, small, small)), std::get<1>(xg::vjp(means)(x, small)), 0);
    check_gradient(means_like, random_array<double>({3, 4}), random_array<double>({2, 3}));
    check_gradient([](auto a, auto y) { return xg::adaptive_max_pool2d(xg::exp(a), xg::shape_of(y)); }, shuffled_array<double>({2, 5, 4}),
        random_array<double>({3, 2}));
    check_gradient([](auto a, auto y) { return xg::adaptive_avg_pool1d(a * a, xg::shape_of(y)); }, random_array<double>({2, 5}),
        random_array<double>({3}));
    CHECK_THROWS_AS(xg::evaluate(means_like)(xt::xtensor<double, 2>(xt::zeros<double>({3, 0})), two), xg::shape_error);
}

TEST_CASE("adaptive_avg_pool2d of long rows agrees with sums of elements that lie apart") {
    const auto wide = random_array<float>({2, 9, 82});
    const auto apart = xt::view(wide, xt::all(), xt::all(), xt::range(0, 82, 2));
    const xt::xtensor<float, 3> dense = apart;
    const auto dy = random_array<float>({2, 3, 4});
    const auto [y, dx] = xg::vjp(means)(dense, dy);
    const auto [y_apart, dx_apart] = xg::vjp(means)(apart, dy);
    check_close(y, y_apart, 1e-6);
    check_close(dx, dx_apart, 0);
}
