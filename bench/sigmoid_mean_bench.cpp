// mean(sigmoid(x)): the value and its gradient.
#include <array>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/sigmoid_mean.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto mean_of_sigmoids = [](auto x) { return xg::mean(xg::sigmoid(x)); };

    bench::table table("mean(sigmoid(x)), float32: value and d/dx", "xgrad", "hand-written");
    for (const std::array<std::size_t, 4>& shape : {std::array<std::size_t, 4>{1, 3, 28, 28}, {4, 3, 512, 512}}) {
        xt::xtensor<float, 4> x(shape), d_hand(shape);
        bench::fill_uniform(x, -4, 4, 1);
        auto ours = xg::plan(xg::value_and_grad<0>(mean_of_sigmoids), x);
        auto by_hand = [&] { return hand::sigmoid_mean(x.data(), x.size(), d_hand.data()); };

        const auto name = bench::text_of_shape(shape);
        const auto& [value, d] = ours(x);
        bench::check_same(name + ", value", static_cast<double>(value), by_hand());
        bench::check_same(name + ", d/dx", d, d_hand);
        table.add(
            name, x.size(), [&] { return std::get<0>(ours(x)); }, by_hand);
    }
}
