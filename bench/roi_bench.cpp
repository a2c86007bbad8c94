// mean(x[:, :, a:b, a:b]): the value and its gradient, which is zero outside.
#include <array>
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/roi_mean.hpp"
#include "timing.hpp"

namespace xg = xgrad;

namespace {

template <int First, int Last>
void add(bench::table& table, std::array<std::size_t, 4> shape) {
    constexpr auto mean_of_region = [](auto x) {
        return xg::mean(xg::view(x, xg::all, xg::all, xg::range<First, Last>, xg::range<First, Last>));
    };
    const hand::roi roi{shape[0] * shape[1], shape[2], shape[3], First, Last};

    xt::xtensor<float, 4> x(shape), d_hand(shape);
    bench::fill_uniform(x, 0, 1, 1);
    auto ours = xg::plan(xg::value_and_grad<0>(mean_of_region), x);
    auto with_zeros = [&] { return hand::roi_mean(x.data(), roi, d_hand.data()); };
    auto region_only = [&] { return hand::roi_mean_inside(x.data(), roi, d_hand.data()); };

    const auto name = std::to_string(First) + ":" + std::to_string(Last) + " of " + bench::text_of_shape(shape);
    const auto& [value, d] = ours(x);
    bench::check_same(name + ", value", static_cast<double>(value), with_zeros());
    bench::check_same(name + ", d/dx", d, d_hand);
    table.add(
        name, roi.count(), [&] { return std::get<0>(ours(x)); }, with_zeros, region_only);
}

} // namespace

int main() {
    bench::table table("Mean of a region, float32: value and d/dx (ns per pixel of the region)", "xgrad", "with zeros", "region only");
    add<10, 20>(table, {1, 3, 28, 28});
    add<100, 200>(table, {1, 3, 512, 512});
}
