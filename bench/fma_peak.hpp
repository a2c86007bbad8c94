#pragma once

#include <utility>

#include "hand/lanes.hpp"
#include "timing.hpp"

namespace bench {

/// The most floating-point operations per second of this core, measured: chains of multiply-adds in registers.
inline double fma_peak() {
    constexpr std::size_t chains = 10, steps = 10000; // two units times a latency of four are busy with eight
    auto run = [&]<std::size_t... C>(std::index_sequence<C...>) {
        hand::batch a(0.5f), b(0.25f), sum[chains] = {hand::batch(static_cast<float>(C))...};
        keep(a), keep(b);
        const hand::batch factor = a, other = b;
        for (std::size_t n = 0; n < steps; ++n) ((sum[C] = hand::multiply_add(factor, other, sum[C])), ...);
        for (std::size_t c = 1; c < chains; ++c) sum[0] = sum[0] + sum[c];
        return xsimd::hadd(sum[0]);
    };
    const double seconds = compare(0.1, [&] { return run(std::make_index_sequence<chains>{}); }).seconds[0];
    return 2. * static_cast<double>(hand::lanes * chains * steps) / seconds;
}

} // namespace bench
