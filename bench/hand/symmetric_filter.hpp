#pragma once
// A symmetric filter of 11 taps down columns and along rows, two rows of results at a time, so that a row that is loaded counts in both:
// first down the columns into two lines, then along these.

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

inline constexpr std::ptrdiff_t filter_radius = 5, window_rows = 2 * filter_radius + 2;
/// The rows that two rows of results read.
using window = std::array<const float*, window_rows>;

/// The last 12 rows of an image. Rows are counted from -12 on.
class ring {
public:
    explicit ring(std::size_t columns)
        : step_(static_cast<std::ptrdiff_t>((columns + lanes - 1) / lanes * lanes + 16)),
          rows_(window_rows * static_cast<std::size_t>(step_)) {}
    float* row(std::ptrdiff_t i) { return rows_.data() + (i + window_rows) % window_rows * step_; }
    void clear(std::ptrdiff_t i) { std::fill_n(row(i), step_, 0.f); }
    void clear() { std::fill(rows_.begin(), rows_.end(), 0.f); }
    /// Around rows i and i + 1.
    window around(std::ptrdiff_t i) {
        window rows;
        for (std::ptrdiff_t r = 0; r < window_rows; ++r) rows[static_cast<std::size_t>(r)] = row(i - filter_radius + r);
        return rows;
    }

private:
    std::ptrdiff_t step_;
    std::vector<float> rows_;
};

class symmetric_filter {
public:
    using weights = std::array<float, filter_radius + 1>; // by distance
    symmetric_filter(const weights& w, std::size_t columns)
        : w_(w), columns_(columns), step_((columns + lanes - 1) / lanes * lanes + 4 * lanes), lines_(2 * step_), zeros_(columns) {}

    /// Around rows i and i + 1 of an image.
    window around(const float* image, std::ptrdiff_t i, std::ptrdiff_t rows) const {
        window w;
        for (auto r = i - filter_radius; r <= i + 1 + filter_radius; ++r)
            w[static_cast<std::size_t>(r - i + filter_radius)] =
                r < 0 || r >= rows ? zeros_.data() : image + static_cast<std::size_t>(r) * columns_;
        return w;
    }
    /// Two rows of results.
    void operator()(const window& rows, float* first, float* second) {
        down(rows);
        along(first, second);
    }

private:
    using vectors = std::array<batch, filter_radius + 1>;

    float* line(std::size_t row) { return lines_.data() + row * step_ + 2 * lanes; } // with zeros around
    vectors spread() const {
        vectors w;
        for (std::size_t k = 0; k < w.size(); ++k) w[k] = batch(w_[k]);
        return w;
    }
    void down(const window& given) {
        const window rows = given;
        const vectors w = spread();
        float *const first = line(0), *const second = line(1);
        std::size_t j = 0;
        for (; j + 2 * lanes <= columns_; j += 2 * lanes)
            sum_down<2>(w, first + j, second + j, [&](std::size_t r, std::size_t u) { return load(rows[r] + j + u * lanes); });
        for (; j < columns_; j += lanes)
            sum_down<1>(w, first + j, second + j,
                [&](std::size_t r, std::size_t) { return load_first(rows[r] + j, std::min(lanes, columns_ - j)); });
    }
    /// Each pair of rows around the first result's and around the second's shares one with the pair before.
    template <std::size_t N>
    static void sum_down(const vectors& w, float* first, float* second, auto row) {
        batch above[N], below[N], one[N], other[N];
        for (std::size_t u = 0; u < N; ++u)
            above[u] = in_register(row(5, u)), below[u] = in_register(row(6, u)), one[u] = w[0] * above[u], other[u] = w[0] * below[u];
#pragma GCC unroll 5
        for (std::size_t k = 1; k <= 5; ++k)
            for (std::size_t u = 0; u < N; ++u) {
                const batch over = in_register(row(5 - k, u)), under = in_register(row(6 + k, u));
                one[u] = multiply_add(w[k], over + below[u], one[u]), other[u] = multiply_add(w[k], above[u] + under, other[u]);
                above[u] = over, below[u] = under;
            }
        for (std::size_t u = 0; u < N; ++u) store(first + u * lanes, one[u]), store(second + u * lanes, other[u]);
    }
    void along(float* first, float* second) {
        const vectors w = spread();
        const float* const from[2] = {line(0), line(1)};
        float* const to[2] = {first, second};
        for (std::size_t j = 0; j < columns_; j += lanes)
            for (std::size_t r = 0; r < 2; ++r) {
                const float* const at = from[r] + j;
                batch sum = w[0] * load(at);
#if XSIMD_WITH_AVX2 && !XSIMD_WITH_AVX512F
                // shuffles where they are faster than loads that cross cache lines
                const __m256i before = _mm256_castps_si256(load(at - 4)), here = _mm256_castps_si256(load(at)),
                              after = _mm256_castps_si256(load(at + 4));
                const batch one = _mm256_castsi256_ps(_mm256_alignr_epi8(here, before, 12)),
                            next = _mm256_castsi256_ps(_mm256_alignr_epi8(after, here, 4));
                const batch three = _mm256_castsi256_ps(_mm256_alignr_epi8(here, before, 4)),
                            last = _mm256_castsi256_ps(_mm256_alignr_epi8(after, here, 12));
                sum = multiply_add(w[1], one + next, sum);
                sum = multiply_add(w[2], load(at - 2) + load(at + 2), sum);
                sum = multiply_add(w[3], three + last, sum);
                sum = multiply_add(w[4], batch(_mm256_castsi256_ps(before)) + batch(_mm256_castsi256_ps(after)), sum);
                sum = multiply_add(w[5], load(at - 5) + load(at + 5), sum);
#else
                for (std::size_t k = 1; k <= 5; ++k) sum = multiply_add(w[k], load(at - k) + load(at + k), sum);
#endif
                store_first(to[r] + j, sum, std::min(lanes, columns_ - j));
            }
    }

    weights w_;
    std::size_t columns_, step_;
    std::vector<float> lines_, zeros_;
};

} // namespace hand
