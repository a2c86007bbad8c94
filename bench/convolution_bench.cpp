// mean(conv2d(x, w, padding 1)^2) with 3 x 3 kernels: the value and both gradients. Three contractions of a multiply-add for each
// tap of each pixel; their share of the multiply-adds that the core could do in that time is printed below the table.
#include <array>
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "fma_peak.hpp"
#include "hand/convolution.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto loss = [](auto image, auto kernel) {
        auto output = xg::conv2d(image, kernel, xg::padding<1>);
        return xg::mean(output * output);
    };
    std::string shares;
    const auto share = [](double operations, double seconds) {
        return bench::text("%.0f %%", 100 * operations / seconds / bench::fma_peak());
    };
    {
        bench::table table(
            "mean(conv2d(x, w, padding 1)^2) 3 x 3, float32: value and d/dx, d/dw (ns per pixel of all channels)", "xgrad", "hand-written");
        for (const hand::convolution_shape& s : {hand::convolution_shape{1, 3, 28, 28, 3}, {4, 3, 256, 256, 16}, {1, 64, 56, 56, 64}}) {
            xt::xtensor<float, 4> x({s.batch, s.in_channels, s.rows, s.columns}), w({s.out_channels, s.in_channels, 3, 3});
            xt::xtensor<float, 4> dx_hand(x.shape()), dw_hand(w.shape());
            bench::fill_uniform(x, -1, 1, 1);
            bench::fill_uniform(w, -1, 1, 2);
            auto ours = xg::plan(xg::value_and_grad(loss), x, w);
            hand::convolution program(s);
            auto by_hand = [&] { return program(x.data(), w.data(), dx_hand.data(), dw_hand.data()); };

            const auto name = bench::text_of_shape(x.shape()) + " -> " + std::to_string(s.out_channels);
            const auto& [value, dx, dw] = ours(x, w);
            bench::check_same(name + ", value", static_cast<double>(value), by_hand());
            bench::check_same(name + ", d/dx", dx, dx_hand);
            bench::check_same(name + ", d/dw", dw, dw_hand);
            const auto t = table.add(
                name, s.batch * s.rows * s.columns, [&] { return std::get<0>(ours(x, w)); }, by_hand);
            const double operations = 3 * 2 * 9 * static_cast<double>(s.outputs() * s.in_channels);
            shares += name + ": " + share(operations, t.seconds[0]) + " by xgrad, " + share(operations, t.seconds[1]) + " by hand\n";
        }
    }
    std::printf("Shares of the measured peak of multiply-adds, %.0f GFLOP/s:\n\n%s\n", bench::fma_peak() / 1e9, shares.c_str());
}
