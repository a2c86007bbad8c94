#pragma once
// mean(sigmoid(x)) and its gradient sigmoid(x) (1 - sigmoid(x)) / n, in one loop. (Stores around the caches were
// slower, also for 12 MB.)

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// `Unroll` vectors at a time: one is bound by the latency of exp.
template <std::size_t Unroll = 8>
double sigmoid_mean(const float* x, std::size_t n, float* gradient) {
    constexpr std::size_t step = Unroll * lanes, block = 256 * step;
    const batch scale(1 / static_cast<float>(n));
    block_sum sum;

    auto sigmoid = [](batch v) { return 1.f / (1.f + xsimd::exp(-v)); };
    std::size_t i = 0;
    for (; i + step <= n;) {
        batch part[Unroll];
        for (auto& p : part) p = batch(0.f);
        for (const std::size_t end = std::min(n - step, i + block - step); i <= end; i += step) {
            batch s[Unroll];
            for (std::size_t k = 0; k < Unroll; ++k) s[k] = sigmoid(load(x + i + k * lanes));
            for (std::size_t k = 0; k < Unroll; ++k) {
                part[k] += s[k];
                store(gradient + i + k * lanes, (s[k] * scale) * (1.f - s[k]));
            }
        }
        for (std::size_t k = 1; k < Unroll; ++k) part[0] += part[k];
        sum.add(part[0]);
    }
    for (std::size_t count; i < n; i += count) {
        count = std::min(lanes, n - i);
        const batch s = sigmoid(load_first(x + i, count));
        sum.add(keep_first(s, count));
        store_first(gradient + i, (s * scale) * (1.f - s), count);
    }
    return sum.total / static_cast<double>(n);
}

inline double sigmoid_mean_reference(const float* x, std::size_t n, std::vector<double>& gradient) {
    gradient.resize(n);
    double value = 0;
    for (std::size_t i = 0; i < n; ++i) {
        const double s = 1 / (1 + std::exp(-static_cast<double>(x[i])));
        value += s;
        gradient[i] = s * (1 - s) / static_cast<double>(n);
    }
    return value / static_cast<double>(n);
}

} // namespace hand
