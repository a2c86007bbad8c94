// mean((blur(x) - y)^2) for a separable Gaussian of 11 taps: the value and its gradient by x.
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/gaussian_mse.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto loss = [](auto x, auto y) { return xg::mse(xg::gaussian_blur(x, 1.25, xg::radius<5>, xg::zero), y); };
    constexpr auto taps = xg::gaussian_taps<5>(1.25);
    hand::gaussian_mse::filter w;
    for (std::size_t k = 0; k <= 5; ++k) w[k] = static_cast<float>(taps.value[5 + k]);
    bench::table table("MSE after a separable Gaussian of 11 taps, float32: value and d/dx", "xgrad", "vectors");
    for (std::size_t n : {512, 2048}) {
        xt::xtensor<float, 2> x({n, n}), y({n, n}), d_hand({n, n});
        bench::fill_uniform(x, 0, 1, 1);
        bench::fill_uniform(y, 0, 1, 2);
        auto ours = xg::plan(xg::value_and_grad<0>(loss), x, y);
        hand::gaussian_mse vectors(n, n, w);
        auto by_hand = [&] { return vectors(x.data(), y.data(), d_hand.data()); };
        const std::string name = std::to_string(n) + " x " + std::to_string(n);
        const auto& [value, d] = ours(x, y);
        bench::check_same(name + ", value", static_cast<double>(value), by_hand());
        bench::check_same(name + ", d/dx", d, d_hand);
        table.add(
            name, n * n, [&] { return std::get<0>(ours(x, y)); }, by_hand);
    }
}
