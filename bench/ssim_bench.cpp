// 1 - ssim(a, b): the value and its gradient by a.
#include <cmath>
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/ssim.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto loss = [](auto a, auto b) { return 1 - xg::ssim(a, b); };
    constexpr auto taps = xg::gaussian_taps<5>(1.5);
    hand::ssim::filter w;
    for (std::size_t k = 0; k <= 5; ++k) w[k] = static_cast<float>(taps.value[5 + k]);
    bench::table table("SSIM loss, float32: value and d/da", "xgrad", "vectors");
    for (std::size_t n : {512, 2048}) {
        xt::xtensor<float, 2> a({n, n}), b({n, n}), d_hand({n, n});
        bench::fill_uniform(a, 0, 1, 1);
        bench::fill_uniform(b, 0, 1, 2);
        b = 0.7f * a + 0.3f * b;
        auto ours = xg::plan(xg::value_and_grad<0>(loss), a, b);
        hand::ssim vectors(n, n, w);
        auto by_hand = [&] { return vectors(a.data(), b.data(), d_hand.data()); };
        const std::string name = std::to_string(n) + " x " + std::to_string(n);
        const auto& [value, d] = ours(a, b);
        bench::check_same(name + ", value", static_cast<double>(value), by_hand(), 1e-4);
        bench::check_same(name + ", d/da", d, d_hand, 1e-3);
        table.add(
            name, n * n, [&] { return std::get<0>(ours(a, b)); }, by_hand);
    }
}
