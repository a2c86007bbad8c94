#pragma once

#include <tuple>

namespace xgrad {

// How what lies between elements is made of some of them along one axis: of `count`, the first one `first` from the cell's first corner.
// `weights(t)` are theirs at a place t in [0, 1) of the cell, `slopes(t)` the derivatives of these. N is the type of the numbers beside t,
// an expression or lanes.

struct linear_weights {
    static constexpr const char* name = "linear";
    static constexpr int first = 0, count = 2;
    template <class N = double>
    static constexpr auto weights(auto t) {
        return std::tuple{N(1) - t, t};
    }
};

/// Cubic convolution (Keys, 1981, with a = -0.75 as in PyTorch).
struct cubic_weights {
    static constexpr const char* name = "cubic";
    static constexpr int first = -1, count = 4;
    template <class N = double>
    static constexpr auto weights(auto t) {
        constexpr N a = N(-0.75);
        auto near = [](auto d) { return ((a + 2) * d - (a + 3)) * d * d + N(1); };
        auto far = [](auto d) { return ((a * d - 5 * a) * d + 8 * a) * d - 4 * a; };
        return std::tuple{far(t + N(1)), near(t), near(N(1) - t), far(N(2) - t)};
    }
    static constexpr auto slopes(auto t) {
        constexpr double a = -0.75;
        auto near = [](auto d) { return (3 * (a + 2) * d - 2 * (a + 3)) * d; };
        auto far = [](auto d) { return (3 * a * d - 10 * a) * d + 8 * a; };
        return std::tuple{far(t + 1), near(t), -near(1 - t), -far(2 - t)};
    }
};

/// Uniform cubic B-splines.
struct spline_weights {
    static constexpr const char* name = "spline";
    static constexpr int first = -1, count = 4;
    template <class N = double>
    static constexpr auto weights(auto t) {
        auto near = [](auto d) { return d * d * (N(0.5) * d - N(1)) + N(2. / 3); };
        auto far = [](auto d) { return d * d * d * N(1. / 6); };
        return std::tuple{far(N(1) - t), near(t), near(N(1) - t), far(t)};
    }
    static constexpr auto slopes(auto t) {
        const auto rest = 1 - t;
        return std::tuple{-0.5 * (rest * rest), t * (1.5 * t - 2), rest * (2 - 1.5 * rest), 0.5 * (t * t)};
    }
};

}  // namespace xgrad
