#pragma once
// mean((u - f)^2) + lambda * mean(sqrt(ux^2 + uy^2 + epsilon)) with forward differences that are zero at the last
// column and row, and its gradient by u:
//
//     2 (u - f) - p - q + (p of the left pixel) + (q of the upper pixel),
//     p = lambda ux / s,  q = lambda uy / s,  s = sqrt(...)
//
// divided by the number of pixels. Every image is read once and the gradient written once.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// With vectors: p of the left pixel comes from a lane shift, q of the upper one from a row buffer. (An approximate
/// 1/sqrt with a Newton step in place of the square root and the division was no faster, and stores around the caches
/// were slower.)
class total_variation {
public:
    total_variation(std::size_t rows, std::size_t columns) : rows(rows), columns(columns), upper_q(columns) {}

    double operator()(const float* u, const float* f, float lambda, float epsilon, float* gradient) {
        const auto pixels = static_cast<double>(rows * columns);
        data_scale = static_cast<float>(2 / pixels);
        lambda_scale = static_cast<float>(lambda / pixels);
        this->epsilon = epsilon;
        squares = lengths = {};
        std::fill(upper_q.begin(), upper_q.end(), 0.f);
        for (std::size_t i = 0; i + 1 < rows; ++i) row(u + i * columns, u + (i + 1) * columns, f + i * columns, gradient + i * columns);
        const std::size_t last = (rows - 1) * columns; // its own lower neighbour
        row(u + last, u + last, f + last, gradient + last);
        return (squares.total + static_cast<double>(lambda) * lengths.total) / pixels;
    }

private:
    static constexpr std::size_t ahead = 512; // floats
    std::size_t rows, columns;
    std::vector<float> upper_q;
    float data_scale = 0, lambda_scale = 0, epsilon = 0;
    block_sum squares, lengths;

    void row(const float* u, const float* lower, const float* f, float* gradient) {
        batch square_sum(0.f), length_sum(0.f), p_before(0.f);
        float* const q_row = upper_q.data();

        // one vector of pixels: their centres, differences and data; returns the gradient, and s by reference
        auto step = [&](batch c, batch ux, batch uy, batch data, batch q_above, batch& q, batch& s) {
            const batch t = multiply_add(ux, ux, multiply_add(uy, uy, batch(epsilon)));
            s = xsimd::sqrt(t);
            const batch w = lambda_scale / s, p = w * ux, e = c - data;
            q = w * uy;
            square_sum = multiply_add(e, e, square_sum);
            const batch g = multiply_add(batch(data_scale), e, (left_neighbours(p_before, p) - p) + (q_above - q));
            p_before = p;
            return g;
        };

        std::size_t j = 0;
        batch q, s;
        for (; j + lanes < columns; j += lanes) {
            // three streams from L3 are more than some processors fetch ahead by themselves
            __builtin_prefetch(lower + j + ahead);
            __builtin_prefetch(f + j + ahead);
            __builtin_prefetch(gradient + j + ahead, 1);
            const batch c = load(u + j);
            const batch g = step(c, load(u + j + 1) - c, load(lower + j) - c, load(f + j), load(q_row + j), q, s);
            length_sum += s;
            store(q_row + j, q);
            store(gradient + j, g);
        }
        const std::size_t rest = columns - j; // 1 to a whole vector, the last column among them
        const batch c = load_first(u + j, rest);
        const batch ux = keep_first(load_first(u + j + 1, rest - 1) - c, rest - 1);
        const batch g = step(c, ux, load_first(lower + j, rest) - c, load_first(f + j, rest), load_first(q_row + j, rest), q, s);
        length_sum += keep_first(s, rest);
        store_first(q_row + j, q, rest);
        store_first(gradient + j, g, rest);

        squares.add(square_sum);
        lengths.add(length_sum);
    }
};

/// The same in plain loops, which the compiler vectorises (g++ only with -fno-math-errno: a square root may set errno):
/// two sweeps over each row, and column sums for the value.
class total_variation_plain {
public:
    total_variation_plain(std::size_t rows, std::size_t columns)
        : rows(rows), columns(columns), left_p(columns + 1), this_q(columns), upper_q(columns), square_sums(columns), length_sums(columns) {
    }

    double operator()(const float* u, const float* f, float lambda, float epsilon, float* gradient) {
        const auto pixels = static_cast<double>(rows * columns);
        const float data_scale = static_cast<float>(2 / pixels), lambda_scale = static_cast<float>(lambda / pixels);
        std::fill(upper_q.begin(), upper_q.end(), 0.f);
        squares = lengths = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const float* lower = u + (i + 1 < rows ? (i + 1) * columns : i * columns);
            row(u + i * columns, lower, f + i * columns, gradient + i * columns, left_p.data(), this_q.data(), upper_q.data(),
                square_sums.data(), length_sums.data(), columns, data_scale, lambda_scale, epsilon);
            this_q.swap(upper_q);
            if (i % 64 == 63) gather();
        }
        gather();
        return (squares + static_cast<double>(lambda) * lengths) / pixels;
    }

private:
    std::size_t rows, columns;
    std::vector<float> left_p, this_q, upper_q, square_sums, length_sums; // left_p[j + 1] is p of column j
    double squares = 0, lengths = 0;

    void gather() {
        for (std::size_t j = 0; j < columns; ++j) {
            squares += static_cast<double>(square_sums[j]);
            lengths += static_cast<double>(length_sums[j]);
            square_sums[j] = length_sums[j] = 0;
        }
    }

    // a function of its own: inlined, its pointers may alias
    [[gnu::noinline]] static void row(const float* __restrict u, const float* __restrict lower, const float* __restrict f,
        float* __restrict gradient, float* __restrict p, float* __restrict q, const float* __restrict q_above, float* __restrict square_sum,
        float* __restrict length_sum, std::size_t columns, float data_scale, float lambda_scale, float epsilon) {
        for (std::size_t j = 0; j + 1 < columns; ++j) {
            const float ux = u[j + 1] - u[j], uy = lower[j] - u[j];
            const float s = std::sqrt(ux * ux + uy * uy + epsilon), w = lambda_scale / s;
            p[j + 1] = w * ux;
            q[j] = w * uy;
            length_sum[j] += s;
        }
        const std::size_t last = columns - 1;
        const float uy = lower[last] - u[last], s = std::sqrt(uy * uy + epsilon), w = lambda_scale / s;
        p[columns] = 0;
        q[last] = w * uy;
        length_sum[last] += s;
        for (std::size_t j = 0; j < columns; ++j) {
            const float e = u[j] - f[j];
            square_sum[j] += e * e;
            gradient[j] = data_scale * e + (p[j] - p[j + 1]) + (q_above[j] - q[j]);
        }
    }
};

/// The definition, in doubles: what each pixel adds to the value, and to the gradient of the pixels it reads.
inline double total_variation_reference(
    const float* u, const float* f, double lambda, double epsilon, std::size_t rows, std::size_t columns, std::vector<double>& gradient) {
    const auto pixels = static_cast<double>(rows * columns);
    gradient.assign(rows * columns, 0);
    double value = 0;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const std::size_t here = i * columns + j, right = j + 1 < columns ? here + 1 : here,
                              below = i + 1 < rows ? here + columns : here;
            const double c = u[here], ux = u[right] - c, uy = u[below] - c, s = std::sqrt(ux * ux + uy * uy + epsilon);
            value += (c - f[here]) * (c - f[here]) + lambda * s;
            gradient[here] += 2 * (c - f[here]) / pixels;
            gradient[right] += lambda * ux / s / pixels;
            gradient[below] += lambda * uy / s / pixels;
            gradient[here] -= lambda * (ux + uy) / s / pixels;
        }
    return value / pixels;
}

} // namespace hand
