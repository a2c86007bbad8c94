#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "../engine/batch.hpp"

namespace xgrad {

/// The sum of a[i] b[i]: in lanes within a block, the blocks in double.
template <class T>
double dot_of(const T* a, const T* b, std::size_t n) {
    constexpr std::size_t width = static_cast<std::size_t>(lanes<T>), block = 256 * width;
    double total = 0;
    for (std::size_t from = 0; from < n; from += block) {
        const std::size_t to = std::min(n, from + block);
        batch<T> first(T(0)), second(T(0));
        std::size_t i = from;
        auto product = [&](std::size_t k) { return batch<T>::load_unaligned(a + k) * batch<T>::load_unaligned(b + k); };
        for (; i + 2 * width <= to; i += 2 * width) first = first + product(i), second = second + product(i + width);
        std::array<T, width> lane;
        (first + second).store_unaligned(lane.data());
        for (T l : lane) total += static_cast<double>(l);
        for (; i < to; ++i) total += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    }
    return total;
}

/// The normal equations J^T J d = J^T r of a linear least-squares problem with few unknowns.
class normal_equations {
public:
    explicit normal_equations(std::size_t unknowns) : n_(unknowns), matrix_(n_ * n_), right_(n_), factor_(n_ * n_), solution_(n_) {}

    /// From the columns of J, one behind the other with m elements each, and from r.
    template <class T>
    void assemble(const T* columns, const T* residual, std::size_t m) {
        std::fill(matrix_.begin(), matrix_.end(), 0.);
        std::fill(right_.begin(), right_.end(), 0.);
        constexpr std::size_t block = 4096;  // the parts of all columns together stay in the cache
        for (std::size_t from = 0; from < m; from += block) {
            const std::size_t count = std::min(block, m - from);
            for (std::size_t i = 0; i < n_; ++i) {
                for (std::size_t j = 0; j <= i; ++j) matrix_[i * n_ + j] += dot_of(columns + i * m + from, columns + j * m + from, count);
                right_[i] += dot_of(columns + i * m + from, residual + from, count);
            }
        }
    }
    /// d of (J^T J + damping diag(J^T J)) d = J^T r by Cholesky's factors. An unknown whose pivot is lost to rounding (nothing depends on
    /// it, or others do the same) stays 0.
    const std::vector<double>& solve(double damping) {
        constexpr double rounding = 1e-12;
        for (std::size_t i = 0; i < n_; ++i) {
            const double diagonal = matrix_[i * n_ + i];
            for (std::size_t j = 0; j <= i; ++j) {
                double s = matrix_[i * n_ + j] + (i == j ? damping * diagonal : 0);
                for (std::size_t k = 0; k < j; ++k) s -= factor_[i * n_ + k] * factor_[j * n_ + k];
                const double pivot = factor_[j * n_ + j];
                if (j < i) factor_[i * n_ + j] = pivot > 0 ? s / pivot : 0;
                else factor_[i * n_ + i] = s > rounding * diagonal ? std::sqrt(s) : 0;
            }
        }
        for (std::size_t i = 0; i < n_; ++i) {
            double s = right_[i];
            for (std::size_t k = 0; k < i; ++k) s -= factor_[i * n_ + k] * solution_[k];
            solution_[i] = divided(s, i);
        }
        for (std::size_t i = n_; i-- > 0;) {
            double s = solution_[i];
            for (std::size_t k = i + 1; k < n_; ++k) s -= factor_[k * n_ + i] * solution_[k];
            solution_[i] = divided(s, i);
        }
        return solution_;
    }

private:
    double divided(double s, std::size_t i) const { return factor_[i * n_ + i] > 0 ? s / factor_[i * n_ + i] : 0; }

    std::size_t n_;
    std::vector<double> matrix_, right_, factor_, solution_;
};

}  // namespace xgrad
