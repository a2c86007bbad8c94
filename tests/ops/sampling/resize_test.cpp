#include <support/check_sampling.hpp>

namespace {

template <class... Options>
struct resized {
    template <std::ptrdiff_t H, std::ptrdiff_t W>
    struct to {
        constexpr auto operator()(auto x) const { return xg::resize(x, xg::shape<H, W>, Options{}...); }
    };
};
/// All three sizes of reference/sampling.py.
template <class... Options>
void check(const std::string& how, Options...) {
    const auto x = wave<4>({1, 2, 5, 6});
    using f = resized<Options...>;
    check_pytorch<0>(typename f::template to<3, 4>{}, "resize " + how + " 3 4", std::array<std::size_t, 4>{1, 2, 3, 4}, x);
    check_pytorch<0>(typename f::template to<8, 13>{}, "resize " + how + " 8 13", std::array<std::size_t, 4>{1, 2, 8, 13}, x);
    check_pytorch<0>(typename f::template to<2, 15>{}, "resize " + how + " 2 15", std::array<std::size_t, 4>{1, 2, 2, 15}, x);
}

}  // namespace

TEST_CASE("resize: PyTorch's values and gradients") {
    check("nearest", xg::nearest);
    check("area", xg::area);
    check("bilinear", xg::bilinear);
    check("bilinear aligned", xg::bilinear, xg::align_corners);
    check("bilinear antialias", xg::antialias);
    check("bicubic", xg::bicubic);
    check("bicubic aligned", xg::align_corners, xg::bicubic);
    check("bicubic antialias", xg::bicubic, xg::antialias);
}

TEST_CASE("resize: linear, on plain images, volumes and vectors, and to second order") {
    check_linear([](auto x) { return xg::resize(x, xg::shape<7, 3, 4>, xg::bicubic, xg::antialias); }, random_array<double>({3, 5, 9}));
    check_linear([](auto x) { return xg::resize(x, xg::shape<5>); }, random_array<double>({1}));
    check_gradient([](auto x) { return xg::square(xg::resize(x, xg::shape<2, 5>)); },
        xt::xtensor<double, 2>(xt::transpose(random_array<double>({4, 3}))));
    check_close(xg::evaluate([](auto x) { return xg::resize(x, xg::shape<3, 3>, xg::bicubic); })(xt::xtensor<float, 2>{{7}}),
        7 * xt::ones<float>({3, 3}), 1e-6);
    const xt::xtensor<float, 2> none = xt::zeros<float>({0, 4});
    CHECK_THROWS_AS(xg::evaluate([](auto x) { return xg::resize(x, xg::shape<3, 3>); })(none), xg::shape_error);
}

TEST_CASE("resize: to the shape of another array, of the axes that both have") {
    auto images = [](auto x, auto y) { return xg::square(xg::resize(x, xg::bicubic, xg::shape_of(y))); };
    auto fixed = [](auto x) { return xg::square(xg::resize(x, xg::bicubic, xg::shape<5, 2>)); };
    const auto batch = random_array<double>({2, 3, 4, 3});
    for (const auto& y : {random_array<double>({2, 1, 5, 2}), random_array<double>({1, 1, 5, 2})})
        check_close(xg::evaluate(images)(batch, y), xg::evaluate(fixed)(batch), 0);
    const auto channels = random_array<double>({3, 4, 3});
    const auto size = random_array<double>({5, 2});
    check_close(xg::evaluate(images)(channels, size), xg::evaluate(fixed)(channels), 0);
    check_gradient(
        [](auto x) { return xg::square(xg::resize(x, xg::shape_of(xg::view(x, xg::range<1, xg::end>, xg::range<0, xg::end, 2>)))); },
        random_array<double>({4, 3}));
    CHECK_THROWS_WITH_AS(xg::evaluate(images)(size, random_array<double>({0, 2})), "xgrad::resize: axis 0 of (5, 2) would have no elements",
        xg::shape_error);
}

TEST_CASE("resize: integer images become real ones") {
    const xt::xtensor<std::uint8_t, 2> x{{0, 255}, {10, 20}};
    check_close(xg::evaluate([](auto x) { return xg::resize(x, xg::shape<3, 3>); })(x),
        xt::xtensor<float, 2>{{0, 127.5f, 255}, {5, 71.25f, 137.5f}, {10, 15, 20}}, 1e-6);
}

// A list has room for 512 taps: longer filters are cut, short ones are many.
TEST_CASE("resize: more taps than one list has room for, rows that are no multiple of those that go together") {
    auto mean_of = [](const auto& x, std::size_t first, std::size_t last) {
        return xt::mean(xt::view(x, xt::all(), xt::range(first, last)), {1})();
    };
    const auto row = random_array<double>({1, 1501});
    const auto means = xg::evaluate([](auto x) { return xg::resize(x, xg::shape<2>, xg::area); })(row);
    CHECK(means(0, 0) == doctest::Approx(mean_of(row, 0, 751)));
    CHECK(means(0, 1) == doctest::Approx(mean_of(row, 750, 1501)));
    check_linear([](auto x) { return xg::resize(x, xg::shape<2, 3>, xg::area); }, random_array<double>({1501, 7}));
    check_linear([](auto x) { return xg::resize(x, xg::shape<3>, xg::bicubic, xg::antialias); }, random_array<double>({6, 1200}));
    check_linear([](auto x) { return xg::resize(x, xg::shape<900>); }, random_array<double>({5, 701}));
    // the same along rows and along columns
    const auto x = random_array<double>({5, 301});
    const xt::xtensor<double, 2> turned = xt::transpose(x);
    const auto wide = xg::evaluate([](auto x) { return xg::resize(x, xg::shape<5, 700>, xg::bicubic); })(x);
    const auto high = xg::evaluate([](auto x) { return xg::resize(x, xg::shape<700, 5>, xg::bicubic); })(turned);
    check_close(wide, xt::xtensor<double, 2>(xt::transpose(high)), 1e-14);
}
