#pragma once
// mean((blur(x) - y)^2) and its gradient 2 blur(blur(x) - y) / n, where blur correlates rows and columns with a symmetric
// filter of 11 taps, zero outside: two rows of the blurred image at a time, from x in place, and two of the gradient from a ring of the
// last residuals.

#include <vector>

#include "symmetric_filter.hpp"

namespace hand {

class gaussian_mse {
public:
    using filter = symmetric_filter::weights;

    gaussian_mse(std::size_t rows, std::size_t columns, const filter& w)
        : rows_(static_cast<std::ptrdiff_t>(rows)), columns_(columns), filter_(w, columns), residuals_(columns), blurred_(2 * columns),
          none_(columns) {}

    double operator()(const float* x, const float* y, float* gradient) {
        block_sum total;
        const float scale = 2 / static_cast<float>(static_cast<std::size_t>(rows_) * columns_);
        residuals_.clear();
        auto row = [&](auto* image, std::ptrdiff_t i) { return image + static_cast<std::size_t>(i) * columns_; };
        for (std::ptrdiff_t t = 0; t < rows_ + filter_radius; t += 2) {
            if (t < rows_) filter_(filter_.around(x, t, rows_), blurred_.data(), blurred_.data() + columns_);
            for (auto i = t; i < t + 2; ++i) {
                if (i < rows_) total.add(compare(blurred_.data() + (i == t ? 0 : columns_), row(y, i), residuals_.row(i), scale));
                else residuals_.clear(i);
            }
            const auto i = t - filter_radius; // whose last row is t + 1
            if (i + 1 >= 0 && i < rows_)
                filter_(
                    residuals_.around(i), i >= 0 ? row(gradient, i) : none_.data(), i + 1 < rows_ ? row(gradient, i + 1) : none_.data());
        }
        return total.total / (static_cast<double>(rows_) * static_cast<double>(columns_));
    }

private:
    /// The sum of squares of a row of residuals, which are kept times `scale`.
    batch compare(const float* blurred, const float* y, float* to, float scale) const {
        batch sum(0.f);
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
    ring residuals_;
    std::vector<float> blurred_, none_;
};

} // namespace hand
