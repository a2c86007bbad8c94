#pragma once
// 1 - mean SSIM of two images (Gaussian window of 11 x 11, what lies within 5 pixels of the border does not count) and its gradient by the
// first one, row by row. With W the window,
//
//     m = W a,  n = W b,  s = W (a^2 + b^2),  c = W (a b),
//     L = (2 m n + c1) / (m^2 + n^2 + c1),  C = (2 (c - m n) + c2) / (s - m^2 - n^2 + c2),  SSIM = L C,
//     gradient = W dm + 2 a W ds + b W dc.
//
// Two rows at a time: products and slopes are kept in rings of 12 rows, which the next two rows of their filtered images read, so that
// nothing but the gradient leaves the caches.

#include <vector>

#include "symmetric_filter.hpp"

namespace hand {

class ssim {
public:
    using filter = symmetric_filter::weights;

    ssim(std::size_t rows, std::size_t columns, const filter& w)
        : rows_(static_cast<std::ptrdiff_t>(rows)), columns_(columns), padded_(columns + 3 * lanes), filter_(w, columns),
          products_(2, ring(columns)), slopes_(3, ring(columns)), map_(8 * padded_) {}

    double operator()(const float* a, const float* b, float* gradient) {
        block_sum total;
        scale_ = -1 / static_cast<float>((rows_ - 2 * filter_radius) * (static_cast<std::ptrdiff_t>(columns_) - 2 * filter_radius));
        for (ring& r : products_) r.clear();
        for (ring& r : slopes_) r.clear();
        auto row = [&](auto* image, std::ptrdiff_t i) { return image + static_cast<std::size_t>(i) * columns_; };
        for (std::ptrdiff_t t = 0; t < rows_ + 2 * filter_radius; t += 2) {
            for (auto i = t; i < std::min(t + 2, rows_); ++i) multiply(row(a, i), row(b, i), products_[0].row(i), products_[1].row(i));
            const auto middle = t - filter_radius;
            if (counts(middle) || counts(middle + 1)) {
                filter_(filter_.around(a, middle, rows_), map(0, 0), map(0, 1)),
                    filter_(filter_.around(b, middle, rows_), map(1, 0), map(1, 1));
                for (std::size_t q = 0; q < 2; ++q) filter_(products_[q].around(middle), map(2 + q, 0), map(2 + q, 1));
            }
            for (auto i = middle; i < middle + 2; ++i) {
                if (counts(i)) total.add(compare(i, static_cast<std::size_t>(i - middle)));
                else
                    for (ring& r : slopes_) r.clear(i); // no derivative here
            }
            const auto last = t - 2 * filter_radius;
            if (last < 0) continue;
            for (std::size_t q = 0; q < 3; ++q) filter_(slopes_[q].around(last), map(q, 0), map(q, 1));
            for (auto i = last; i < std::min(last + 2, rows_); ++i)
                collect(row(a, i), row(b, i), row(gradient, i), static_cast<std::size_t>(i - last));
        }
        return 1 + static_cast<double>(scale_) * total.total;
    }

private:
    std::ptrdiff_t rows_;
    std::size_t columns_, padded_;
    symmetric_filter filter_;
    std::vector<ring> products_, slopes_;
    std::vector<float> map_;
    float scale_ = 0;

    bool counts(std::ptrdiff_t i) const { return i >= filter_radius && i < rows_ - filter_radius; }
    float* map(std::size_t quantity, std::size_t row) { return map_.data() + (2 * quantity + row) * padded_; }

    void multiply(const float* a, const float* b, float* squares, float* product) const {
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const std::size_t count = std::min(lanes, columns_ - j);
            const batch x = load_first(a + j, count), y = load_first(b + j, count);
            store_first(squares + j, multiply_add(x, x, y * y), count), store_first(product + j, x * y, count);
        }
    }
    /// The similarities of a row, and their derivatives.
    batch compare(std::ptrdiff_t i, std::size_t row) {
        const float *const ms = map(0, row), *const ns = map(1, row), *const ss = map(2, row), *const cs = map(3, row);
        float *const dms = slopes_[0].row(i), *const dss = slopes_[1].row(i), *const dcs = slopes_[2].row(i);
        const batch c1(0.0001f), c2(0.0009f), one(1.f), two(2.f), factor(scale_);
        batch total(0.f);
        const std::size_t last = columns_ - filter_radius;
        for (std::size_t j = filter_radius; j < last; j += lanes) {
            const std::size_t count = std::min(lanes, last - j);
            const batch m = load(ms + j), n = load(ns + j), s = load(ss + j), c = load(cs + j);
            const batch product = m * n, squares = multiply_add(m, m, n * n), brightness = one / (squares + c1),
                        spread = one / (s - squares + c2);
            const batch l = multiply_add(two, product, c1) * brightness, contrast = multiply_add(two, c - product, c2) * spread,
                        similarity = l * contrast;
            total += keep_first(similarity, count);
            const batch dc = two * factor * l * spread, ds = -(factor * similarity * spread);
            const batch dm = two * factor * (contrast * brightness * (n - m * l) + l * spread * (m * contrast - n));
            store_first(dms + j, dm, count), store_first(dss + j, ds, count), store_first(dcs + j, dc, count);
        }
        for (float* slopes : {dms, dss, dcs}) std::fill_n(slopes, filter_radius, 0.f), std::fill_n(slopes + last, filter_radius, 0.f);
        return total;
    }
    void collect(const float* a, const float* b, float* gradient, std::size_t row) {
        const float *const m = map(0, row), *const s = map(1, row), *const c = map(2, row);
        for (std::size_t j = 0; j < columns_; j += lanes) {
            const std::size_t count = std::min(lanes, columns_ - j);
            const batch x = load_first(a + j, count), y = load_first(b + j, count);
            store_first(gradient + j, multiply_add(x + x, load(s + j), multiply_add(y, load(c + j), load(m + j))), count);
        }
    }
};

} // namespace hand
