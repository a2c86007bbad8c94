#pragma once
// mean((blur(x) - y)^2) and its gradient 2 blur(blur(x) - y) / n, where blur correlates rows and columns with a symmetric
// filter of 11 taps, zero outside: one row at a time, columns first into a padded row, then along it.

#include <algorithm>
#include <array>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

class gaussian_mse {
public:
    static constexpr std::size_t radius = 5;
    using filter = std::array<float, radius + 1>; // by distance

    gaussian_mse(std::size_t rows, std::size_t columns, const filter& w) : rows_(rows), columns_(columns), w_(w), residual_(rows * columns), row_(columns + 2 * radius + lanes), none_(columns) {}

    double operator()(const float* x, const float* y, float* gradient) {
        double total = 0;
        for (std::size_t i = 0; i < rows_; ++i) {
            float* r = residual_.data() + i * columns_;
            blur_row(x, i, r);
            for (std::size_t j = 0; j < columns_; ++j) r[j] -= y[i * columns_ + j];
            total += sum_of_squares(r);
        }
        const float scale = 2 / static_cast<float>(rows_ * columns_);
        for (std::size_t i = 0; i < rows_; ++i) {
            float* g = gradient + i * columns_;
            blur_row(residual_.data(), i, g);
            for (std::size_t j = 0; j < columns_; ++j) g[j] *= scale;
        }
        return total / static_cast<double>(rows_ * columns_);
    }

private:
    /// The sum of w[|k|] value(k).
    template <class Value>
    batch weighted(Value value) const {
        batch sum = batch(w_[0]) * value(0);
        for (std::ptrdiff_t k = 1; k <= static_cast<std::ptrdiff_t>(radius); ++k) sum = multiply_add(batch(w_[static_cast<std::size_t>(k)]), value(-k) + value(k), sum);
        return sum;
    }
    void blur_row(const float* x, std::size_t i, float* out) {
        const float* rows[2 * radius + 1];
        for (std::size_t k = 0; k <= 2 * radius; ++k) rows[k] = i + k >= radius && i + k < rows_ + radius ? x + (i + k - radius) * columns_ : none_.data();
        const auto middle = static_cast<std::ptrdiff_t>(radius);
        float* const row = row_.data() + radius;
        std::size_t j = 0;
        for (; j + lanes <= columns_; j += lanes) store(row + j, weighted([&](std::ptrdiff_t k) { return load(rows[middle + k] + j); }));
        if (j < columns_) store_first(row + j, weighted([&](std::ptrdiff_t k) { return load_first(rows[middle + k] + j, columns_ - j); }), columns_ - j);
        for (j = 0; j + lanes <= columns_; j += lanes) store(out + j, weighted([&](std::ptrdiff_t k) { return load(row + static_cast<std::ptrdiff_t>(j) + k); }));
        if (j < columns_) store_first(out + j, weighted([&](std::ptrdiff_t k) { return load(row + static_cast<std::ptrdiff_t>(j) + k); }), columns_ - j);
    }
    double sum_of_squares(const float* r) const {
        batch sum(0.f);
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const batch v = load_first(r + j, std::min(lanes, columns_ - j));
            sum = multiply_add(v, v, sum);
        }
        block_sum all;
        all.add(sum);
        return all.total;
    }

    std::size_t rows_, columns_;
    filter w_;
    std::vector<float> residual_, row_, none_;
};

} // namespace hand
