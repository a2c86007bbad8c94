#pragma once
// mean(log(1 + exp(sin(x) y + x^2)) tanh(y)) and its gradients by x and y, in one loop. With a = sin(x) y + x^2,
// E = exp(a), l = log(1 + E) and t = tanh(y):
//
//     d/da = t E / (1 + E),   d/dx = (cos(x) y + 2x) d/da,   d/dy = sin(x) d/da + l (1 - t^2)
//
// divided by n. sin and cos are one sincos, E serves the value and both gradients.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// `Unroll` vectors at a time, every function on all of them before the next function.
template <std::size_t Unroll = 4>
double chain(const float* x, const float* y, std::size_t n, float* dx, float* dy) {
    constexpr std::size_t step = Unroll * lanes, block = 256 * step;
    const batch scale(1 / static_cast<float>(n));
    block_sum sum;

    auto compute = [&]<std::size_t U>(const batch(&xs)[U], const batch(&ys)[U], batch(&value)[U], batch(&gx)[U], batch(&gy)[U]) {
        batch s[U], c[U], e[U], l[U], t[U];
        for (std::size_t k = 0; k < U; ++k) {
            const auto both = xsimd::sincos(xs[k]);
            s[k] = both.first;
            c[k] = both.second;
        }
        for (std::size_t k = 0; k < U; ++k) e[k] = xsimd::exp(multiply_add(s[k], ys[k], xs[k] * xs[k]));
        for (std::size_t k = 0; k < U; ++k) l[k] = xsimd::log(1.f + e[k]);
        for (std::size_t k = 0; k < U; ++k) t[k] = xsimd::tanh(ys[k]);
        for (std::size_t k = 0; k < U; ++k) {
            const batch da = scale * t[k] * (e[k] / (1.f + e[k]));
            value[k] = l[k] * t[k];
            gx[k] = da * multiply_add(c[k], ys[k], xs[k] + xs[k]);
            gy[k] = multiply_add(s[k], da, scale * l[k] * multiply_add(-t[k], t[k], batch(1.f)));
        }
    };
    std::size_t i = 0;
    while (i + step <= n) {
        batch part[Unroll];
        for (auto& p : part) p = batch(0.f);
        for (const std::size_t end = std::min(n - step, i + block - step); i <= end; i += step) {
            batch xs[Unroll], ys[Unroll], value[Unroll], gx[Unroll], gy[Unroll];
            for (std::size_t k = 0; k < Unroll; ++k) {
                xs[k] = load(x + i + k * lanes);
                ys[k] = load(y + i + k * lanes);
            }
            compute(xs, ys, value, gx, gy);
            for (std::size_t k = 0; k < Unroll; ++k) {
                part[k] += value[k];
                store(dx + i + k * lanes, gx[k]);
                store(dy + i + k * lanes, gy[k]);
            }
        }
        for (std::size_t k = 1; k < Unroll; ++k) part[0] += part[k];
        sum.add(part[0]);
    }
    for (std::size_t count; i < n; i += count) {
        count = std::min(lanes, n - i);
        const batch xs[1] = {load_first(x + i, count)}, ys[1] = {load_first(y + i, count)};
        batch value[1], gx[1], gy[1];
        compute(xs, ys, value, gx, gy);
        sum.add(keep_first(value[0], count));
        store_first(dx + i, gx[0], count);
        store_first(dy + i, gy[0], count);
    }
    return sum.total / static_cast<double>(n);
}

inline double chain_reference(const float* x, const float* y, std::size_t n, std::vector<double>& dx, std::vector<double>& dy) {
    dx.resize(n);
    dy.resize(n);
    const auto count = static_cast<double>(n);
    double value = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double a = x[i], b = y[i], e = std::exp(std::sin(a) * b + a * a), t = std::tanh(b), sigmoid = e / (1 + e);
        value += std::log(1 + e) * t;
        dx[i] = sigmoid * t * (std::cos(a) * b + 2 * a) / count;
        dy[i] = (sigmoid * t * std::sin(a) + std::log(1 + e) * (1 - t * t)) / count;
    }
    return value / count;
}

} // namespace hand
