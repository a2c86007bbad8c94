// mean(log(1 + exp(sin(x) y + x^2)) tanh(y)): the value and both gradients.
#include <array>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/chain.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto chain = [](auto x, auto y) { return xg::mean(xg::log(1 + xg::exp(xg::sin(x) * y + x * x)) * xg::tanh(y)); };

    bench::table table("mean(log(1 + exp(sin(x) y + x^2)) tanh(y)), float32: value and d/dx, d/dy", "xgrad", "hand-written");
    for (const std::array<std::size_t, 2>& shape : {std::array<std::size_t, 2>{64, 64}, {1024, 1024}}) {
        xt::xtensor<float, 2> x(shape), y(shape), dx_hand(shape), dy_hand(shape);
        bench::fill_uniform(x, -2, 2, 1);
        bench::fill_uniform(y, -2, 2, 2);
        auto ours = xg::plan(xg::value_and_grad(chain), x, y);
        auto by_hand = [&] { return hand::chain(x.data(), y.data(), x.size(), dx_hand.data(), dy_hand.data()); };

        const auto name = bench::text_of_shape(shape);
        const auto& [value, dx, dy] = ours(x, y);
        bench::check_same(name + ", value", static_cast<double>(value), by_hand());
        bench::check_same(name + ", d/dx", dx, dx_hand);
        bench::check_same(name + ", d/dy", dy, dy_hand);
        table.add(
            name, x.size(), [&] { return std::get<0>(ours(x, y)); }, by_hand);
    }
}
