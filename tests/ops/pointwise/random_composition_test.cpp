// Functions composed at random, when they are compiled, of pointwise ops, broadcasts, movements and reductions.

#include "support/check.hpp"

/// One step: an image p of the shape of x, from p, the image x, a row and a number. All are smooth where x and the row are apart.
template <unsigned Choice>
constexpr auto step(auto p, auto x, auto row, auto number) {
    if constexpr (Choice == 0) return p * x;
    else if constexpr (Choice == 1) return xg::sin(p) + row;
    else if constexpr (Choice == 2) return p - xg::shift(x, xg::offset<0, 1>, xg::replicate);
    else if constexpr (Choice == 3) return p * xg::mean(p, xg::axes<1>, xg::keep_dims);
    else if constexpr (Choice == 4) return xg::tanh(p + number);
    else if constexpr (Choice == 5) return xg::flip(p, xg::axes<0>) * row;
    else if constexpr (Choice == 6)
        return xg::view(xg::pad(p, xg::widths<1, 2>, xg::reflect), xg::range<2, xg::end>, xg::range<0, -4>) / (2 + xg::square(row));
    else if constexpr (Choice == 7) return xg::where(xg::detach(x > row), p, number * x);
    else if constexpr (Choice == 8) return xg::maximum(x, row) * number - p;
    else if constexpr (Choice == 9) return xg::roll(p, xg::offset<1, 2>) - 0.5 * p;
    else if constexpr (Choice == 10) return xg::transpose(xg::exp(-xg::square(xg::transpose(p))));
    else if constexpr (Choice == 11) return xg::softplus(p) / (1 + xg::square(x));
    else if constexpr (Choice == 12) return p + 0.1 * xg::sum(p * number);
    else if constexpr (Choice == 13) return xg::hypot(p, x) - xg::sum(p, xg::axes<0>) * 0.1;
    else if constexpr (Choice == 14) return xg::atan2(p, 2 + row * x);
    else if constexpr (Choice == 15) return xg::sqrt(1 + xg::square(p - xg::shift(p, xg::offset<1, 0>, xg::circular)));
    else if constexpr (Choice == 16) return xg::log(2 + xg::sin(p)) * xg::pow(2 + x, row);
    else return xg::lerp(p, x, xg::sigmoid(row)) + xg::erf(number * p);
}

template <unsigned State, int Steps>
struct random_function {
    static constexpr unsigned next = State * 1664525u + 1013904223u;
    constexpr auto operator()(auto x, auto row, auto number) const {
        if constexpr (Steps == 0) return x;
        else return step<(next >> 16) % 18>(random_function<next, Steps - 1>{}(x, row, number), x, row, number);
    }
};

/// Random numbers k / 64 + offset: no difference quotient steps over a place where two of unlike offsets are equal.
template <std::size_t N>
xt::xtensor<double, N> on_lattice(const std::size_t (&shape)[N], double offset) {
    auto x = random_array<double>(shape);
    for (auto& e : x) e = std::floor(64 * e) / 64 + offset;
    return x;
}

template <unsigned Seed>
void check_random_function() {
    CAPTURE(Seed);
    check_gradient<1>(random_function<Seed, 4>{}, on_lattice({5, 6}, 0), on_lattice({6}, 1. / 128), 0.7);
    check_gradient<1>(random_function<Seed, 4>{}, on_lattice({13, 37}, 0), on_lattice({37}, 1. / 128), -0.4);
}

TEST_CASE("random compositions") {
    [&]<unsigned... Seed>(std::integer_sequence<unsigned, Seed...>) { (check_random_function<Seed>(), ...); }(
        std::make_integer_sequence<unsigned, 6>{});
}
