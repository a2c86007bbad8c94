// Times mean(conv2d(x, w)^2) with both gradients for the cases that peers/convolutions.py asks for: reads lines
// "batch channels outputs groups kernel stride size", answers each with the seconds of the fastest call in a tenth of a second, of two at
// least.
#include <algorithm>
#include <iostream>
#include <limits>

#include <xgrad/xgrad.hpp>

#include "check.hpp"
#include "timing.hpp"

namespace xg = xgrad;

struct convolution_case {
    std::size_t batch, channels, outputs, groups, kernel, stride, size;
};

template <int Stride, int Groups>
double seconds(const convolution_case& c) {
    constexpr auto loss = [](auto x, auto w) { return xg::mean(xg::square(xg::conv2d(x, w, xg::stride<Stride>, xg::groups<Groups>))); };
    xt::xtensor<float, 4> x({c.batch, c.channels, c.size, c.size}), w({c.outputs, c.channels / c.groups, c.kernel, c.kernel});
    bench::fill_uniform(x, -1, 1, 1);
    bench::fill_uniform(w, -1, 1, 2);
    auto step = xg::plan(xg::value_and_grad(loss), x, w);
    auto call = [&] { return std::get<0>(step(x, w)); };
    bench::seconds_of(call, 1);  // warms up
    double fastest = std::numeric_limits<double>::infinity(), spent = 0;
    for (int calls = 0; calls < 2 || spent < 0.1; ++calls) {
        const double one = bench::seconds_of(call, 1);
        fastest = std::min(fastest, one), spent += one;
    }
    return fastest;
}

int main() {
    for (convolution_case c; std::cin >> c.batch >> c.channels >> c.outputs >> c.groups >> c.kernel >> c.stride >> c.size;) {
        const auto run = c.groups == 1 ? (c.stride == 1 ? seconds<1, 1> : seconds<2, 1>)
            : c.groups == 16           ? (c.stride == 1 ? seconds<1, 16> : seconds<2, 16>)
                                       : (c.stride == 1 ? seconds<1, 64> : seconds<2, 64>);
        std::cout << run(c) << std::endl;
    }
}
