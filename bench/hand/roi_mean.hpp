#pragma once
// mean(x[:, :, first:last, first:last]) and its gradient: 1 / count inside, zero outside.

#include <algorithm>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// x is (images, rows, columns): batch and channels are one axis here.
struct roi {
    std::size_t images, rows, columns, first, last;
    std::size_t width() const { return last - first; }
    std::size_t count() const { return images * width() * width(); }
};

/// The gradient is known to be zero outside already: only the ROI is read and written.
inline double roi_mean_inside(const float* x, const roi& r, float* gradient) {
    const std::size_t width = r.width(), whole = width / lanes * lanes, rest = width - whole;
    const batch inside(1 / static_cast<float>(r.count()));
    block_sum sum;
    for (std::size_t image = 0; image < r.images; ++image) {
        batch part[4] = {batch(0.f), batch(0.f), batch(0.f), batch(0.f)};
        for (std::size_t i = r.first; i < r.last; ++i) {
            const std::size_t begin = (image * r.rows + i) * r.columns + r.first;
            const float* const from = x + begin;
            float* const to = gradient + begin;
            std::size_t j = 0;
            for (; j + 4 * lanes <= whole; j += 4 * lanes)
                for (std::size_t k = 0; k < 4; ++k) {
                    part[k] += load(from + j + k * lanes);
                    store(to + j + k * lanes, inside);
                }
            for (; j < whole; j += lanes) {
                part[0] += load(from + j);
                store(to + j, inside);
            }
            if (rest > 0) {
                part[1] += load_first(from + j, rest);
                store_first(to + j, inside, rest);
            }
        }
        sum.add((part[0] + part[1]) + (part[2] + part[3]));
    }
    return sum.total / static_cast<double>(r.count());
}

/// The gradient is anything: zeros are written, too.
inline double roi_mean(const float* x, const roi& r, float* gradient) {
    std::fill_n(gradient, r.images * r.rows * r.columns, 0.f);
    return roi_mean_inside(x, r, gradient);
}

inline double roi_mean_reference(const float* x, const roi& r, std::vector<double>& gradient) {
    gradient.assign(r.images * r.rows * r.columns, 0);
    double value = 0;
    for (std::size_t image = 0; image < r.images; ++image)
        for (std::size_t i = r.first; i < r.last; ++i)
            for (std::size_t j = r.first; j < r.last; ++j) {
                const std::size_t k = (image * r.rows + i) * r.columns + j;
                value += x[k];
                gradient[k] = 1 / static_cast<double>(r.count());
            }
    return value / static_cast<double>(r.count());
}

} // namespace hand
