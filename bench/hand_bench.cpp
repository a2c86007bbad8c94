// The hand-written programs among themselves: which variant is the one to compare with, on this machine.
#include <vector>

#include "check.hpp"
#include "hand/chain.hpp"
#include "hand/convolution.hpp"
#include "hand/roi_mean.hpp"
#include "hand/sigmoid_mean.hpp"
#include "hand/total_variation.hpp"
#include "timing.hpp"

namespace {

std::vector<float> uniform(std::size_t n, float low, float high, unsigned seed) {
    std::vector<float> x(n);
    bench::fill_uniform(x, low, high, seed);
    return x;
}

void total_variation() {
    bench::table table("Total variation and data term, value and d/du", "vectors", "plain loops");
    for (std::size_t n : {512, 2048}) {
        const auto u = uniform(n * n, 0, 1, 1), f = uniform(n * n, 0, 1, 2);
        std::vector<float> gradient(n * n);
        hand::total_variation vectors(n, n);
        hand::total_variation_plain plain(n, n);
        auto run = [&](auto& program) { return [&] { return program(u.data(), f.data(), 0.1f, 1e-6f, gradient.data()); }; };
        table.add(std::to_string(n) + " x " + std::to_string(n), n * n, run(vectors), run(plain));
    }
}

void sigmoid_mean() {
    bench::table table("mean(sigmoid(x)), value and d/dx", "8 vectors", "1 vector", "2 vectors", "4 vectors");
    for (auto [name, n] : {std::pair{"1 x 3 x 28 x 28", 3 * 28 * 28}, {"4 x 3 x 512 x 512", 4 * 3 * 512 * 512}}) {
        const auto size = static_cast<std::size_t>(n);
        const auto x = uniform(size, -4, 4, 1);
        std::vector<float> dx(size);
        auto run = [&](auto program) { return [&x, &dx, size, program] { return program(x.data(), size, dx.data()); }; };
        table.add(
            name, size, run(hand::sigmoid_mean<8>), run(hand::sigmoid_mean<1>), run(hand::sigmoid_mean<2>), run(hand::sigmoid_mean<4>));
    }
}

void chain() {
    bench::table table("mean(log(1 + exp(sin(x) y + x^2)) tanh(y)), value and d/dx, d/dy", "4 vectors", "1 vector", "2 vectors");
    for (std::size_t n : {64, 1024}) {
        const auto x = uniform(n * n, -2, 2, 1), y = uniform(n * n, -2, 2, 2);
        std::vector<float> dx(n * n), dy(n * n);
        auto run = [&](auto program) { return [&, n, program] { return program(x.data(), y.data(), n * n, dx.data(), dy.data()); }; };
        table.add(std::to_string(n) + " x " + std::to_string(n), n * n, run(hand::chain<4>), run(hand::chain<1>), run(hand::chain<2>));
    }
}

void roi_mean() {
    bench::table table("mean of a region, value and d/dx", "with zeros", "region only");
    for (auto [name, r] : {std::pair{"10:20 of 1 x 3 x 28 x 28", hand::roi{3, 28, 28, 10, 20}},
             {"100:200 of 1 x 3 x 512 x 512", hand::roi{3, 512, 512, 100, 200}}}) {
        const std::size_t size = r.images * r.rows * r.columns;
        const auto x = uniform(size, 0, 1, 1);
        std::vector<float> dx(size);
        auto run = [&](auto program) { return [&x, &dx, &r = r, program] { return program(x.data(), r, dx.data()); }; };
        table.add(name, r.count(), run(hand::roi_mean), run(hand::roi_mean_inside));
    }
}

void convolution() {
    bench::table table("mean(conv2d(x, w, padding 1)^2) 3 x 3, value and d/dx, d/dw", "hand-written");
    for (auto [name, s] : {std::pair{"1 x 3 x 28 x 28 -> 3", hand::convolution_shape{1, 3, 28, 28, 3}},
             {"4 x 3 x 256 x 256 -> 16", hand::convolution_shape{4, 3, 256, 256, 16}},
             {"1 x 64 x 56 x 56 -> 64", hand::convolution_shape{1, 64, 56, 56, 64}}}) {
        const auto x = uniform(s.inputs(), -1, 1, 1), w = uniform(s.weights(), -1, 1, 2);
        std::vector<float> dx(s.inputs()), dw(s.weights());
        hand::convolution program(s);
        table.add(name, s.batch * s.rows * s.columns, [&] { return program(x.data(), w.data(), dx.data(), dw.data()); });
    }
}

} // namespace

int main() {
    total_variation();
    sigmoid_mean();
    chain();
    roi_mean();
    convolution();
}
