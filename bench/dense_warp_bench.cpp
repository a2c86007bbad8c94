// mean((warp(moving, displacement) - fixed)^2), with a diffusion regulariser in the plane and without one in space: the value and its
// gradient by the displacement, and without one by the moving image. peers/pytorch.py runs the same.
#include <random>
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "timing.hpp"

namespace xg = xgrad;

namespace {

/// Displacements of some pixels in any direction.
template <class Array>
void fill_displacement(Array& a) {
    std::mt19937 bits(3);
    std::normal_distribution<float> pixels(0, 2.5f);
    for (auto& e : a) e = pixels(bits);
}

} // namespace

int main() {
    bench::table table("Dense warp, float32: value and gradient", "xgrad");
    constexpr auto error = [](auto displacement, auto moving, auto fixed) { return xg::mse(xg::warp(moving, displacement), fixed); };
    {
        constexpr auto loss = [](auto displacement, auto moving, auto fixed, auto stiffness) {
            return xg::mse(xg::warp(moving, displacement), fixed) + stiffness * xg::diffusion(displacement);
        };
        xt::xtensor<float, 2> moving({512, 512}), fixed({512, 512});
        xt::xtensor<float, 3> displacement({2, 512, 512});
        const float stiffness = 0.1f;
        bench::fill_uniform(moving, 0, 1, 1), bench::fill_uniform(fixed, 0, 1, 2), fill_displacement(displacement);
        auto ours = xg::plan(xg::value_and_grad<0>(loss), displacement, moving, fixed, stiffness);
        table.add("512 x 512, with diffusion", moving.size(), [&] { return std::get<0>(ours(displacement, moving, fixed, stiffness)); });
        auto by_image = xg::plan(xg::value_and_grad<1>(error), displacement, moving, fixed);
        table.add("512 x 512, by the image", moving.size(), [&] { return std::get<0>(by_image(displacement, moving, fixed)); });
    }
    {
        xt::xtensor<float, 3> moving({64, 64, 64}), fixed({64, 64, 64});
        xt::xtensor<float, 4> displacement({3, 64, 64, 64});
        bench::fill_uniform(moving, 0, 1, 1), bench::fill_uniform(fixed, 0, 1, 2), fill_displacement(displacement);
        auto ours = xg::plan(xg::value_and_grad<0>(error), displacement, moving, fixed);
        table.add("64 x 64 x 64", moving.size(), [&] { return std::get<0>(ours(displacement, moving, fixed)); });
        auto by_image = xg::plan(xg::value_and_grad<1>(error), displacement, moving, fixed);
        table.add("64 x 64 x 64, by the image", moving.size(), [&] { return std::get<0>(by_image(displacement, moving, fixed)); });
    }
}
