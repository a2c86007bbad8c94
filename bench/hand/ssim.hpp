#pragma once
// 1 - mean SSIM of two images (Gaussian window of 11 x 11, what lies within 5 pixels of the border does not count) and its gradient by the first one, row by row. With W the window,
//
//     m = W a,  n = W b,  s = W (a^2 + b^2),  c = W (a b),
//     L = (2 m n + c1) / (m^2 + n^2 + c1),  C = (2 (c - m n) + c2) / (s - m^2 - n^2 + c2),  SSIM = L C,
//     gradient = W dm + 2 a W ds + b W dc.
//
// Every row is summed along itself once, into rings of 11 rows that the sums down the columns read: each image is read once, and nothing but the gradient leaves the caches.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

class ssim {
public:
    static constexpr std::size_t radius = 5, taps = 2 * radius + 1;
    using filter = std::array<float, radius + 1>; // by distance

    ssim(std::size_t rows, std::size_t columns, const filter& w) : rows_(rows), columns_(columns), padded_(columns + 2 * radius + lanes), w_(w), sums_(4 * taps * padded_), slopes_(3 * taps * padded_), line_(4 * padded_) {}

    double operator()(const float* a, const float* b, float* gradient) {
        double total = 0;
        scale_ = -1 / static_cast<float>((rows_ - 2 * radius) * (columns_ - 2 * radius));
        std::fill(line_.begin(), line_.end(), 0.f);
        std::fill(slopes_.begin(), slopes_.end(), 0.f);
        for (std::size_t t = 0; t < rows_ + 2 * radius; ++t) {
            if (t < rows_) sum_along(a + t * columns_, b + t * columns_, t);
            if (t >= 2 * radius && t < rows_) total += compare(t - radius);
            else if (t >= radius) // no derivative here
                for (std::size_t q = 0; q < 3; ++q) std::fill_n(slope(q, t - radius), columns_, 0.f);
            if (t >= 2 * radius) collect(a + (t - 2 * radius) * columns_, b + (t - 2 * radius) * columns_, gradient + (t - 2 * radius) * columns_, t - 2 * radius);
        }
        return 1 + static_cast<double>(scale_) * total;
    }

private:
    std::size_t rows_, columns_, padded_;
    filter w_;
    std::vector<float> sums_, slopes_, line_;
    float scale_ = 0;

    float* sum(std::size_t quantity, std::size_t row) { return sums_.data() + (quantity * taps + row % taps) * padded_; }
    float* slope(std::size_t quantity, std::size_t row) { return slopes_.data() + (quantity * taps + row % taps) * padded_; }
    float* line(std::size_t quantity) { return line_.data() + quantity * padded_ + radius; } // with zeros around
    /// The sum of w[|k|] value(k).
    template <class Value>
    [[gnu::always_inline]] batch weighted(Value value) const {
        batch sum = batch(w_[0]) * value(0);
        for (std::ptrdiff_t k = 1; k <= static_cast<std::ptrdiff_t>(radius); ++k) sum = multiply_add(batch(w_[static_cast<std::size_t>(k)]), value(-k) + value(k), sum);
        return sum;
    }
    [[gnu::always_inline]] batch along(const float* x) const {
        return weighted([&](std::ptrdiff_t k) { return load(x + k); });
    }
    [[gnu::always_inline]] batch down(const std::array<const float*, taps>& row, std::size_t j) const {
        return weighted([&](std::ptrdiff_t k) { return load(row[static_cast<std::size_t>(k + static_cast<std::ptrdiff_t>(radius))] + j); });
    }
    std::array<const float*, taps> window(std::vector<float>& ring, std::size_t quantity, std::size_t middle) const {
        std::array<const float*, taps> rows{};
        for (std::size_t k = 0; k < taps; ++k) rows[k] = ring.data() + (quantity * taps + (middle + taps + k - radius) % taps) * padded_;
        return rows;
    }

    void sum_along(const float* a, const float* b, std::size_t row) {
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const std::size_t count = std::min(lanes, columns_ - j);
            const batch x = load_first(a + j, count), y = load_first(b + j, count);
            store_first(line(0) + j, x, count), store_first(line(1) + j, y, count);
            store_first(line(2) + j, multiply_add(x, x, y * y), count), store_first(line(3) + j, x * y, count);
        }
        for (std::size_t q = 0; q < 4; ++q)
            for (std::size_t j = 0; j < columns_; j += lanes) store(sum(q, row) + j, along(line(q) + j));
    }
    /// The similarities of a row; their derivatives, summed along the row.
    double compare(std::size_t row) {
        const auto m_rows = window(sums_, 0, row), n_rows = window(sums_, 1, row), s_rows = window(sums_, 2, row), c_rows = window(sums_, 3, row);
        const batch c1(0.0001f), c2(0.0009f), one(1.f), two(2.f);
        batch total(0.f);
        const std::size_t last = columns_ - radius;
        for (std::size_t j = radius; j < last; j += lanes) {
            const std::size_t count = std::min(lanes, last - j);
            const batch m = down(m_rows, j), n = down(n_rows, j), s = down(s_rows, j), c = down(c_rows, j);
            const batch product = m * n, squares = multiply_add(m, m, n * n), brightness = one / (squares + c1), spread = one / (s - squares + c2);
            const batch l = multiply_add(two, product, c1) * brightness, contrast = multiply_add(two, c - product, c2) * spread, similarity = l * contrast;
            total += keep_first(similarity, count);
            const batch factor(scale_), dc = two * factor * l * spread, ds = -(factor * similarity * spread);
            const batch dm = two * factor * (contrast * brightness * (n - m * l) + l * spread * (m * contrast - n));
            store_first(line(0) + j, dm, count), store_first(line(1) + j, ds, count), store_first(line(2) + j, dc, count);
        }
        for (std::size_t q = 0; q < 3; ++q) {
            std::fill_n(line(q), radius, 0.f), std::fill_n(line(q) + last, radius, 0.f);
            for (std::size_t j = 0; j < columns_; j += lanes) store(slope(q, row) + j, along(line(q) + j));
        }
        block_sum all;
        all.add(total);
        return all.total;
    }
    void collect(const float* a, const float* b, float* gradient, std::size_t row) {
        const auto m = window(slopes_, 0, row), s = window(slopes_, 1, row), c = window(slopes_, 2, row);
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const std::size_t count = std::min(lanes, columns_ - j);
            const batch x = load_first(a + j, count), y = load_first(b + j, count);
            store_first(gradient + j, multiply_add(x + x, down(s, j), multiply_add(y, down(c, j), down(m, j))), count);
        }
    }
};

} // namespace hand
