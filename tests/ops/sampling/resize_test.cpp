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
    check_gradient([](auto x) { return xg::square(xg::resize(x, xg::shape<2, 5>)); }, xt::xtensor<double, 2>(xt::transpose(random_array<double>({4, 3}))));
    check_close(xg::evaluate([](auto x) { return xg::resize(x, xg::shape<3, 3>, xg::bicubic); })(xt::xtensor<float, 2>{{7}}), 7 * xt::ones<float>({3, 3}), 1e-6);
    const xt::xtensor<float, 2> none = xt::zeros<float>({0, 4});
    CHECK_THROWS_AS(xg::evaluate([](auto x) { return xg::resize(x, xg::shape<3, 3>); })(none), xg::shape_error);
}
