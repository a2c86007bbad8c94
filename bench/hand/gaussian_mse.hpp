#pragma once
// mean((blur(x) - y)^2) and its gradient 2 blur(blur(x) - y) / n, where blur correlates rows and columns with a symmetric
// filter of 11 taps, zero outside: rows of x and of the residuals are summed along themselves into rings, from which two rows of the blurred image follow at a time.

#include <vector>

#include "symmetric_filter.hpp"

namespace hand {

class gaussian_mse {
public:
    using filter = symmetric_filter::weights;

    gaussian_mse(std::size_t rows, std::size_t columns, const filter& w) : rows_(static_cast<std::ptrdiff_t>(rows)), columns_(columns), filter_(w), x_sums_(columns), r_sums_(columns), line_(columns + 3 * lanes), blurred_(2 * columns), none_(columns) {}

    double operator()(const float* x, const float* y, float* gradient) {
        block_sum total;
        const float scale = 2 / static_cast<float>(static_cast<std::size_t>(rows_) * columns_);
        x_sums_.clear(), r_sums_.clear();
        auto row = [&](auto* image, std::ptrdiff_t i) { return image + static_cast<std::size_t>(i) * columns_; };
        for (std::ptrdiff_t t = 0; t < rows_ + 2 * filter_radius; t += 2) {
            for (auto i = t; i < t + 2; ++i) {
                if (i >= rows_) { x_sums_.clear(i); continue; }
                std::copy_n(row(x, i), columns_, line());
                filter_.along(line(), x_sums_, i, columns_);
            }
            const auto middle = t - filter_radius;
            if (middle + 1 >= 0 && middle < rows_) filter_.down(x_sums_, middle, blurred_.data(), blurred_.data() + columns_, columns_);
            for (auto i = middle; i < middle + 2; ++i) {
                if (i < 0 || i >= rows_) { r_sums_.clear(i); continue; }
                total.add(residuals(blurred_.data() + (i == middle ? 0 : columns_), row(y, i), scale));
                filter_.along(line(), r_sums_, i, columns_);
            }
            const auto last = t - 2 * filter_radius;
            if (last >= 0) filter_.down(r_sums_, last, row(gradient, last), last + 1 < rows_ ? row(gradient, last + 1) : none_.data(), columns_);
        }
        return total.total / (static_cast<double>(rows_) * static_cast<double>(columns_));
    }

private:
    float* line() { return line_.data() + lanes; } // with zeros around
    /// The sum of squares of a row; the residuals times `scale` go to the line.
    batch residuals(const float* blurred, const float* y, float scale) {
        batch sum(0.f);
        float* const to = line();
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const std::size_t count = std::min(lanes, columns_ - j);
            const batch r = load_first(blurred + j, count) - load_first(y + j, count);
            sum = multiply_add(r, r, sum);
            store_first(to + j, r * batch(scale), count);
        }
        return sum;
    }

    std::ptrdiff_t rows_;
    std::size_t columns_;
    symmetric_filter filter_;
    ring x_sums_, r_sums_;
    std::vector<float> line_, blurred_, none_;
};

} // namespace hand
