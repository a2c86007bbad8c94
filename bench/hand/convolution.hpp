#pragma once
// mean(conv2d(x, w, padding 1)^2) with 3x3 kernels, and its gradients by x and w. With y = conv2d(x, w) and
// g = 2 y / count,
//
//     d/dx = g convolved with the flipped kernels,
//     d/dw[k, c, a, b] = sum over pixels of g[k] times x[c] moved by (a - 1, b - 1).
//
// Direct kernels with their sums in registers; a band of rows goes through all three while it is in the cache.

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <vector>

#include "lanes.hpp"

namespace hand {

struct convolution_shape {
    std::size_t batch, in_channels, rows, columns, out_channels;
    std::size_t inputs() const { return batch * in_channels * rows * columns; }
    std::size_t outputs() const { return batch * out_channels * rows * columns; }
    std::size_t weights() const { return out_channels * in_channels * 9; }
};

class convolution {
public:
    explicit convolution(const convolution_shape& s)
        : shape(s), stride(lanes + (s.columns + lanes - 1) / lanes * lanes + lanes), plane((s.rows + 2) * stride),
          padded_x(s.in_channels * plane), padded_g(s.out_channels * plane), forward_weights(s.weights()), backward_weights(s.weights()),
          dw_sums(s.weights()) {
        const std::size_t row_bytes = (s.in_channels + s.out_channels) * stride * sizeof(float);
        band_rows = std::max<std::size_t>(8, 256 * 1024 / row_bytes / 2 * 2);
    }

    double operator()(const float* x, const float* w, float* dx, float* dw) {
        const auto [batches, C, rows, columns, K] = shape;
        pack_weights(w);
        std::fill(dw_sums.begin(), dw_sums.end(), 0.);
        squares = {};
        for (std::size_t n = 0; n < batches; ++n) {
            pad(x + n * C * rows * columns);
            for (std::size_t first = 0; first < rows; first += band_rows) {
                const std::size_t last = std::min(rows, first + band_rows);
                forward(first, last);
                // d/dx of a row reads the next row of g
                image_gradient(dx + n * C * rows * columns, first == 0 ? 0 : first - 1, last == rows ? rows : last - 1);
                kernel_gradient(first, last);
            }
        }
        std::transform(dw_sums.begin(), dw_sums.end(), dw, [](double s) { return static_cast<float>(s); });
        return squares.total / static_cast<double>(shape.outputs());
    }

private:
    convolution_shape shape;
    std::size_t stride, plane, band_rows = 0;
    // One image and its g, with zeros on all sides; their rows start at a whole vector.
    std::vector<float, xsimd::aligned_allocator<float, 64>> padded_x, padded_g;
    std::vector<float> forward_weights, backward_weights; // in the order in which the kernels read them
    std::vector<double> dw_sums;
    block_sum squares;

    static constexpr std::size_t max_block = 4, sums = lanes == 16 ? 24 : 12; // output channels at a time; vectors in registers

    /// Calls f(integral_constant B, first) for blocks of `count` channels.
    template <std::size_t B = max_block, class F>
    static void blocks(std::size_t count, F f, std::size_t first = 0) {
        for (; first + B <= count; first += B) f(std::integral_constant<std::size_t, B>{}, first);
        if constexpr (B > 1) blocks<B - 1>(count, f, first);
    }

    void pack_weights(const float* w) {
        const std::size_t C = shape.in_channels, K = shape.out_channels;
        float* to = forward_weights.data();
        blocks(K, [&](auto size, std::size_t k) {
            for (std::size_t c = 0; c < C; ++c)
                for (std::size_t tap = 0; tap < 9; ++tap)
                    for (std::size_t b = 0; b < size; ++b) *to++ = w[((k + b) * C + c) * 9 + tap];
        });
        to = backward_weights.data();
        blocks(C, [&](auto size, std::size_t c) {
            for (std::size_t k = 0; k < K; ++k)
                for (std::size_t tap = 0; tap < 9; ++tap)
                    for (std::size_t b = 0; b < size; ++b) *to++ = w[(k * C + c + b) * 9 + 8 - tap];
        });
    }

    void pad(const float* x) {
        for (std::size_t c = 0; c < shape.in_channels; ++c)
            for (std::size_t i = 0; i < shape.rows; ++i)
                std::copy_n(
                    x + (c * shape.rows + i) * shape.columns, shape.columns, padded_x.data() + c * plane + (i + 1) * stride + lanes);
    }

    template <std::size_t N, class F>
    [[gnu::always_inline]] static void unrolled(F f) {
        [&]<std::size_t... I>(std::index_sequence<I...>) __attribute__((always_inline)) {
            (f(std::integral_constant<std::size_t, I>{}), ...);
        }
        (std::make_index_sequence<N>{});
    }

    /// A vector that is loaded once: compilers else load it again for every product.
    [[gnu::always_inline]] static batch once(batch v) {
#if defined(__AVX512F__)
        asm("" : "+v"(v.data));
#elif defined(__SSE2__)
        asm("" : "+x"(v.data));
#endif
        return v;
    }
    /// sum(i, j) += a(i) b(j); the a stay in registers, the b pass through one.
    template <std::size_t A, std::size_t B, class First, class Second, class Sum>
    [[gnu::always_inline]] static void multiply(First first, Second second, Sum sum) {
        batch a[A];
        unrolled<A>([&](auto i) __attribute__((always_inline)) { a[i] = once(first(i)); });
        unrolled<B>([&](auto j) __attribute__((always_inline)) {
            const batch b = once(second(j));
            unrolled<A>([&](auto i) __attribute__((always_inline)) { sum(i, j) = multiply_add(a[i], b, sum(i, j)); });
        });
    }

    /// Correlates rows [first, last) of all output channels and gives each vector to use(channel, row, column, vector).
    template <class Use>
    void correlate_rows(
        const float* image, const float* weights, std::size_t in, std::size_t out, std::size_t first, std::size_t last, Use use) {
        const std::size_t vectors = (shape.columns + lanes - 1) / lanes, count = (last - first) * vectors;
        blocks(out, [&](auto size, std::size_t k) {
            constexpr std::size_t B = size, V = std::min<std::size_t>(sums / B, 8);
            for (std::size_t n = 0; n < count; n += V) {
                const float* from[V]; // the vectors' upper neighbours
                std::size_t row[V], column[V];
                for (std::size_t v = 0; v < V; ++v) {
                    const std::size_t at = std::min(n + v, count - 1); // the last tile may repeat its last vector
                    row[v] = first + at / vectors, column[v] = at % vectors * lanes;
                    from[v] = image + row[v] * stride + lanes + column[v] - 1;
                }
                batch sum[B][V];
                unrolled<B * V>([&](auto i) __attribute__((always_inline)) { sum[i / V][i % V] = batch(0.f); });
                const float* w = weights;
                for (std::size_t c = 0; c < in; ++c)
                    for (std::size_t at = c * plane, a = 0; a < 3; ++a, at += stride, w += 3 * B)
                        unrolled<3>([&](auto tap) __attribute__((always_inline)) {
                            auto pixels = [&](std::size_t v) { return load(from[v] + at + tap); };
                            auto weight = [&](std::size_t b) { return batch(w[tap * B + b]); };
                            if constexpr (V <= B) multiply<V, B>(pixels, weight, [&](auto v, auto b) -> batch& { return sum[b][v]; });
                            else multiply<B, V>(weight, pixels, [&](auto b, auto v) -> batch& { return sum[b][v]; });
                        });
                unrolled<B>([&](auto b) __attribute__((always_inline)) {
                    unrolled<V>([&](auto v) __attribute__((always_inline)) {
                        if (n + v < count) use(k + b, row[v], column[v], sum[b][v]);
                    });
                });
            }
            weights += in * 9 * B;
        });
    }

    void forward(std::size_t first, std::size_t last) {
        const batch scale(2 / static_cast<float>(shape.outputs()));
        batch sum[2] = {batch(0.f), batch(0.f)};
        correlate_rows(padded_x.data(), forward_weights.data(), shape.in_channels, shape.out_channels, first, last,
            [&](std::size_t k, std::size_t i, std::size_t j, batch y) {
                if (shape.columns - j < lanes) y = keep_first(y, shape.columns - j);
                sum[k % 2] = multiply_add(y, y, sum[k % 2]);
                store(padded_g.data() + k * plane + (i + 1) * stride + lanes + j, y * scale);
            });
        squares.add(sum[0]);
        squares.add(sum[1]);
    }

    void image_gradient(float* dx, std::size_t first, std::size_t last) {
        correlate_rows(padded_g.data(), backward_weights.data(), shape.out_channels, shape.in_channels, first, last,
            [&](std::size_t c, std::size_t i, std::size_t j, batch d) {
                float* const to = dx + (c * shape.rows + i) * shape.columns + j;
                if (shape.columns - j < lanes) store_first(to, d, shape.columns - j);
                else store(to, d);
            });
    }

    /// B kernels for one input channel, `Taps` rows of their taps.
    template <std::size_t B, std::size_t Taps>
    void kernel_rows(const float* g, const float* x, std::size_t rows, double* to, std::size_t k_stride) {
        batch sum[B][Taps * 3];
        unrolled<B * Taps * 3>([&](auto n) __attribute__((always_inline)) { sum[n / (3 * Taps)][n % (3 * Taps)] = batch(0.f); });
        for (std::size_t i = 0; i < rows; ++i)
            for (std::size_t j = i * stride; j < i * stride + shape.columns; j += lanes) {
                auto slopes = [&](std::size_t b) { return load(g + b * plane + j); };
                auto pixels = [&](std::size_t t) { return load(x + t / 3 * stride + j + t % 3 - 1); };
                if constexpr (B < 3 * Taps) multiply<B, 3 * Taps>(slopes, pixels, [&](auto b, auto t) -> batch& { return sum[b][t]; });
                else multiply<3 * Taps, B>(pixels, slopes, [&](auto t, auto b) -> batch& { return sum[b][t]; });
            }
        unrolled<B>([&](auto b) __attribute__((always_inline)) {
            unrolled<3 * Taps>([&](auto tap)
                    __attribute__((always_inline)) { to[b * k_stride + tap] += static_cast<double>(xsimd::hadd(sum[b][tap])); });
        });
    }

    void kernel_gradient(std::size_t first, std::size_t last) {
        // Rows of taps whose sums, for 4 kernels, are in registers; and rows of the image that stay in the first cache.
        constexpr std::size_t taps = lanes == 16 ? 2 : 1, cache = 20 * 1024 / (4 * sizeof(float));
        const std::size_t most = std::max<std::size_t>(2, cache / stride);
        for (; first < last; first += most)
            blocks(shape.out_channels, [&](auto size, std::size_t k) {
                for (std::size_t c = 0; c < shape.in_channels; ++c) {
                    auto rows_of_taps = [&]<std::size_t Taps>(std::size_t a) {
                        kernel_rows<size, Taps>(padded_g.data() + k * plane + (first + 1) * stride + lanes,
                            padded_x.data() + c * plane + (first + a) * stride + lanes, std::min(most, last - first),
                            dw_sums.data() + (k * shape.in_channels + c) * 9 + 3 * a, shape.in_channels * 9);
                    };
                    std::size_t a = 0;
                    for (; a + taps <= 3; a += taps) rows_of_taps.template operator()<taps>(a);
                    for (; a < 3; ++a) rows_of_taps.template operator()<1>(a);
                }
            });
    }
};

inline double convolution_reference(
    const float* x, const float* w, const convolution_shape& s, std::vector<double>& dx, std::vector<double>& dw) {
    const auto [batches, C, rows, columns, K] = s;
    dx.assign(s.inputs(), 0);
    dw.assign(s.weights(), 0);
    double value = 0;
    for (std::size_t n = 0; n < batches; ++n)
        for (std::size_t k = 0; k < K; ++k)
            for (std::size_t i = 0; i < rows; ++i)
                for (std::size_t j = 0; j < columns; ++j) {
                    auto taps = [&](auto f) { // f(index into x, index into w) for those inside the image
                        for (std::size_t c = 0; c < C; ++c)
                            for (std::size_t a = 0; a < 3; ++a)
                                for (std::size_t b = 0; b < 3; ++b)
                                    if (i + a >= 1 && i + a <= rows && j + b >= 1 && j + b <= columns)
                                        f(((n * C + c) * rows + i + a - 1) * columns + j + b - 1, ((k * C + c) * 3 + a) * 3 + b);
                    };
                    double y = 0;
                    taps([&](std::size_t p, std::size_t q) { y += static_cast<double>(x[p]) * static_cast<double>(w[q]); });
                    value += y * y;
                    const double g = 2 * y / static_cast<double>(s.outputs());
                    taps([&](std::size_t p, std::size_t q) {
                        dx[p] += g * static_cast<double>(w[q]);
                        dw[q] += g * static_cast<double>(x[p]);
                    });
                }
    return value / static_cast<double>(s.outputs());
}

} // namespace hand
