#pragma once
// A symmetric filter of 11 taps along rows and down columns, for loops that keep rows in a ring: columns two rows at a time, so that a row that is loaded counts in both.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// A vector that is used twice is not to be loaded twice: compilers fold loads into arithmetic.
inline batch in_register(batch v) {
#if XSIMD_WITH_AVX512F
    asm("" : "+v"(v.data));
#elif XSIMD_WITH_SSE2
    asm("" : "+x"(v.data));
#endif
    return v;
}

inline constexpr std::ptrdiff_t filter_radius = 5, ring_rows = 2 * filter_radius + 2;

/// The last 12 rows, each kept twice, so that any 12 in a sequence lie one after the other. Rows are counted from -12 on.
class ring {
public:
    explicit ring(std::size_t columns) : step_(static_cast<std::ptrdiff_t>((columns + lanes - 1) / lanes * lanes + 16)), rows_(2 * ring_rows * static_cast<std::size_t>(step_)) {}
    std::ptrdiff_t step() const { return step_; }
    float* row(std::ptrdiff_t i) { return rows_.data() + (i + ring_rows) % ring_rows * step_; }
    float* copy(std::ptrdiff_t i) { return row(i) + ring_rows * step_; }
    void clear(std::ptrdiff_t i) { std::fill_n(row(i), step_, 0.f), std::fill_n(copy(i), step_, 0.f); }
    void clear() { std::fill(rows_.begin(), rows_.end(), 0.f); }

private:
    std::ptrdiff_t step_;
    std::vector<float> rows_;
};

class symmetric_filter {
public:
    using weights = std::array<float, filter_radius + 1>; // by distance
    explicit symmetric_filter(const weights& w) : w_(w) {}

    /// A row, with five numbers at least before and behind it, summed along itself into row i of a ring.
    void along(const float* from, ring& sums, std::ptrdiff_t i, std::size_t columns) const {
        float *const to = sums.row(i), *const copy = sums.copy(i);
        const auto w = spread();
        for (std::size_t j = 0; j < columns; j += lanes) {
            batch sum = w[0] * load(from + j);
            for (std::size_t k = 1; k < w.size(); ++k) sum = multiply_add(w[k], load(from + j - k) + load(from + j + k), sum);
            store(to + j, sum), store(copy + j, sum);
        }
    }
    /// Rows i and i + 1 of the sums down the columns, from rows i - 5 to i + 6 of the ring.
    void down(ring& sums, std::ptrdiff_t i, float* first, float* second, std::size_t columns) const {
        const float* const from = sums.row(i - filter_radius);
        const std::ptrdiff_t step = sums.step();
        const auto w = spread();
        for (std::size_t j = 0; j < columns; j += lanes) {
            auto row = [&](std::ptrdiff_t r) __attribute__((always_inline)) { return in_register(load(from + r * step + j)); };
            // rows 0 and 10 are as far from the middle of the first result, 10 and 2 from that of the second, ...
            batch a = row(0), b = row(10), one = w[5] * (a + b);
            a = row(2);
            batch two = w[4] * (b + a);
            b = row(8), one = multiply_add(w[3], a + b, one);
            a = row(4), two = multiply_add(w[2], b + a, two);
            b = row(6), one = multiply_add(w[1], a + b, one), two = multiply_add(w[0], b, two);
            a = row(11), b = row(1), two = multiply_add(w[5], a + b, two);
            a = row(9), one = multiply_add(w[4], b + a, one);
            b = row(3), two = multiply_add(w[3], a + b, two);
            a = row(7), one = multiply_add(w[2], b + a, one);
            b = row(5), two = multiply_add(w[1], a + b, two), one = multiply_add(w[0], b, one);
            store_first(first + j, one, std::min(lanes, columns - j)), store_first(second + j, two, std::min(lanes, columns - j));
        }
    }

private:
    std::array<batch, filter_radius + 1> spread() const {
        std::array<batch, filter_radius + 1> w;
        for (std::size_t k = 0; k < w.size(); ++k) w[k] = batch(w_[k]);
        return w;
    }
    weights w_;
};

} // namespace hand
