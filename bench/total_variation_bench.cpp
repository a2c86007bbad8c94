// mean((u - f)^2) + lambda * mean(sqrt(ux^2 + uy^2 + epsilon)): the value and its gradient by u.
#include <string>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "hand/total_variation.hpp"
#include "timing.hpp"

namespace xg = xgrad;

int main() {
    constexpr auto energy = [](auto u, auto f, auto lambda) {
        auto ux = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
        auto uy = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
        return xg::mean(xg::square(u - f)) + lambda * xg::mean(xg::sqrt(ux * ux + uy * uy + 1e-6f));
    };
    bench::table table("Total variation and data term, float32: value and d/du", "xgrad", "vectors", "plain loops");
    for (std::size_t n : {64, 512, 2048}) {
        xt::xtensor<float, 2> u({n, n}), f({n, n}), d_hand({n, n});
        bench::fill_uniform(u, 0, 1, 1);
        bench::fill_uniform(f, 0, 1, 2);
        const float lambda = 0.1f;
        auto ours = xg::plan(xg::value_and_grad<0>(energy), u, f, lambda);
        hand::total_variation vectors(n, n);
        hand::total_variation_plain plain(n, n);
        auto by_hand = [&](auto& program) { return [&] { return program(u.data(), f.data(), lambda, 1e-6f, d_hand.data()); }; };

        const std::string name = std::to_string(n) + " x " + std::to_string(n);
        const auto& [value, d] = ours(u, f, lambda);
        bench::check_same(name + ", value", static_cast<double>(value), by_hand(vectors)());
        bench::check_same(name + ", d/du", d, d_hand);
        table.add(
            name, n * n, [&] { return std::get<0>(ours(u, f, lambda)); }, by_hand(vectors), by_hand(plain));
    }
}
