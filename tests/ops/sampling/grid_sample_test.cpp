#include <support/check_sampling.hpp>

namespace {

template <class... Options>
struct sampled {
    constexpr auto operator()(auto x, auto grid) const { return xg::grid_sample(x, grid, Options{}...); }
};
template <int... I, class... Options>
void check_images(const std::string& name, Options...) {
    check_pytorch<I...>(
        sampled<Options...>{}, name, std::array<std::size_t, 4>{2, 2, 3, 2}, wave<4>({2, 2, 3, 4}), wave<4>({2, 3, 2, 2}, 0.71, 1.6));
}
template <int... I, class... Options>
void check_volumes(const std::string& name, Options...) {
    check_pytorch<I...>(sampled<Options...>{}, name + " of volumes", std::array<std::size_t, 5>{1, 2, 1, 3, 2}, wave<5>({1, 2, 2, 3, 4}),
        wave<5>({1, 1, 3, 2, 3}, 0.71, 1.6));
}

}  // namespace

// Each mode is there with each way of treating what is outside; reference/sampling.hpp has all combinations.
TEST_CASE("grid_sample: PyTorch's values and gradients") {
    check_images<0, 1>("bilinear zeros 0");
    check_images<0, 1>("bilinear reflection 0", xg::reflect);
    check_images<1>("bilinear reflection 1", xg::reflect, xg::align_corners);
    check_images<0, 1>("bicubic zeros 1", xg::bicubic, xg::align_corners);
    check_images<0>("nearest border 0", xg::nearest, xg::replicate);
}

TEST_CASE("grid_sample: volumes") {
    check_volumes<1>("bilinear border 0", xg::replicate);
    check_volumes<0>("nearest zeros 1", xg::nearest, xg::align_corners);
}

TEST_CASE("affine_grid: PyTorch's, and what grid_sample takes") {
    auto images = [](auto theta) { return xg::affine_grid(theta, xg::shape<2, 1, 3, 4>); };
    auto volumes = [](auto theta) { return xg::affine_grid(theta, xg::align_corners, xg::shape<1, 1, 2, 3, 2>); };
    check_pytorch<0>(images, "affine_grid 0", std::array<std::size_t, 4>{2, 3, 4, 2}, wave<3>({2, 2, 3}));
    check_pytorch<0>(volumes, "affine_grid 1 of volumes", std::array<std::size_t, 5>{1, 2, 3, 2, 3}, wave<3>({1, 3, 4}));
    auto rigid = [](auto x, auto theta) { return xg::grid_sample(x, xg::affine_grid(theta, xg::shape_of(x))); };
    const auto x = random_array<float>({1, 2, 5, 6});
    check_close(xg::evaluate(rigid)(x, xt::xtensor<float, 3>{{{1, 0, 0}, {0, 1, 0}}}), x, 1e-5);
    check_close(xg::evaluate(rigid)(x, xt::xtensor<float, 3>{{{-1, 0, 0}, {0, 1, 0}}}), xt::xtensor<float, 4>(xt::flip(x, 3)), 1e-5);
}

TEST_CASE("grid_sample: one pixel, no images, NaN, and shapes that differ") {
    using f = sampled<>;
    const auto one = random_array<float>({1, 1, 1, 1});
    CHECK(xg::evaluate(f{})(one, xt::xtensor<float, 4>(xt::zeros<float>({1, 1, 1, 2})))(0, 0, 0, 0) == one(0, 0, 0, 0));
    CHECK(xg::evaluate(f{})(xt::xtensor<float, 4>(xt::zeros<float>({0, 3, 4, 5})), xt::xtensor<float, 4>(xt::zeros<float>({0, 2, 2, 2})))
              .size() == 0);
    const xt::xtensor<float, 4> nan(std::array<std::size_t, 4>{1, 1, 1, 2}, static_cast<float>(not_a_number));
    CHECK(std::isnan(xg::evaluate(f{})(one, nan)(0, 0, 0, 0)));
    const auto x = random_array<float>({2, 3, 4, 5});
    CHECK_THROWS_AS(xg::evaluate(f{})(x, xt::xtensor<float, 4>(xt::zeros<float>({3, 2, 2, 2}))), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(f{})(x, xt::xtensor<float, 4>(xt::zeros<float>({2, 2, 2, 3}))), xg::shape_error);
    CHECK_THROWS_AS(
        xg::evaluate(f{})(xt::xtensor<float, 4>(xt::zeros<float>({2, 3, 0, 5})), xt::xtensor<float, 4>(xt::zeros<float>({2, 2, 2, 2}))),
        xg::shape_error);
}
