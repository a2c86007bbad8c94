#pragma once
// mean((x(A p + b) - y)^2), bilinear with zeros outside, and its derivatives by the six parameters: one pass over the fixed image, which
// reads the moving one where the map leads. Inside, the two pixels of a cell's row are read as one 64-bit number.

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "lanes.hpp"

namespace hand {

/// The value, then the derivatives by a row of (A | b) after the other.
using affine_result = std::array<double, 7>;

inline affine_result affine_warp_reference(const float* moving, const float* fixed, std::size_t rows, std::size_t columns, const float* matrix) {
    affine_result out{};
    auto pixel = [&](double i, double j) {
        const bool inside = i >= 0 && j >= 0 && i < static_cast<double>(rows) && j < static_cast<double>(columns);
        return inside ? static_cast<double>(moving[static_cast<std::size_t>(i) * columns + static_cast<std::size_t>(j)]) : 0.;
    };
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const double p[3] = {static_cast<double>(i), static_cast<double>(j), 1};
            double c[2] = {0, 0};
            for (int a = 0; a < 2; ++a)
                for (int k = 0; k < 3; ++k) c[a] += static_cast<double>(matrix[3 * a + k]) * p[k];
            const double y = std::floor(c[0]), x = std::floor(c[1]), wy = c[0] - y, wx = c[1] - x;
            const double v00 = pixel(y, x), v01 = pixel(y, x + 1), v10 = pixel(y + 1, x), v11 = pixel(y + 1, x + 1);
            const double top = v00 + wx * (v01 - v00), bottom = v10 + wx * (v11 - v10), off = top + wy * (bottom - top) - static_cast<double>(fixed[i * columns + j]);
            const double d[2] = {bottom - top, (1 - wy) * (v01 - v00) + wy * (v11 - v10)};
            out[0] += off * off;
            for (std::size_t a = 0; a < 2; ++a)
                for (std::size_t k = 0; k < 3; ++k) out[1 + 3 * a + k] += 2 * off * d[a] * p[k];
        }
    for (double& e : out) e /= static_cast<double>(rows * columns);
    return out;
}

#if XSIMD_WITH_AVX512F || XSIMD_WITH_AVX2

/// The integer vectors that gathers need.
struct cells {
#if XSIMD_WITH_AVX512F
    using integers = __m512i;
    static integers whole(batch v) { return _mm512_cvttps_epi32(v); }
    static integers fill(int v) { return _mm512_set1_epi32(v); }
    static integers offset(integers y, integers width, integers x) { return _mm512_add_epi32(_mm512_mullo_epi32(y, width), x); }
    static batch floor_of(batch v) { return _mm512_roundscale_ps(v, _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC); }
    static bool all_within(batch v, batch last) {
        return (_mm512_cmp_ps_mask(v, _mm512_setzero_ps(), _CMP_GE_OQ) & _mm512_cmp_ps_mask(v, last, _CMP_LT_OQ)) == 0xffff;
    }
    /// The pixels at the offsets, and their right neighbours.
    static void pairs(const float* from, integers offset, batch& left, batch& right) {
        alignas(64) int at[16];
        _mm512_store_si512(at, offset);
        auto two = [&](int a, int b) {  // of lanes a and b
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + at[a])));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + at[b]));
        };
        auto four = [&](int a) { return _mm256_insertf128_ps(_mm256_castps128_ps256(two(a, a + 1)), two(a + 4, a + 5), 1); };
        auto eight = [&](int a) { return _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(four(a))), _mm256_castps_pd(four(a + 8)), 1)); };
        const __m512 even = eight(0), odd = eight(2);
        left = _mm512_shuffle_ps(even, odd, 0x88);
        right = _mm512_shuffle_ps(even, odd, 0xdd);
    }
    static int first(integers v) { return _mm_cvtsi128_si32(_mm512_castsi512_si128(v)); }
#else
    using integers = __m256i;
    static integers whole(batch v) { return _mm256_cvttps_epi32(v); }
    static integers fill(int v) { return _mm256_set1_epi32(v); }
    static integers offset(integers y, integers width, integers x) { return _mm256_add_epi32(_mm256_mullo_epi32(y, width), x); }
    static batch floor_of(batch v) { return _mm256_floor_ps(v); }
    static bool all_within(batch v, batch last) {
        return _mm256_movemask_ps(_mm256_and_ps(_mm256_cmp_ps(v, _mm256_setzero_ps(), _CMP_GE_OQ), _mm256_cmp_ps(v, last, _CMP_LT_OQ))) == 0xff;
    }
    static void pairs(const float* from, integers offset, batch& left, batch& right) {
        alignas(32) int at[8];
        _mm256_store_si256(reinterpret_cast<__m256i*>(at), offset);
        auto two = [&](int a, int b) {  // of lanes a and b
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + at[a])));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + at[b]));
        };
        const __m256 first = _mm256_insertf128_ps(_mm256_castps128_ps256(two(0, 1)), two(4, 5), 1);
        const __m256 second = _mm256_insertf128_ps(_mm256_castps128_ps256(two(2, 3)), two(6, 7), 1);
        left = _mm256_shuffle_ps(first, second, 0x88);
        right = _mm256_shuffle_ps(first, second, 0xdd);
    }
    static int first(integers v) { return _mm_cvtsi128_si32(_mm256_castsi256_si128(v)); }
#endif
};

inline affine_result affine_warp(const float* moving, const float* fixed, std::size_t rows, std::size_t columns, const float* matrix) {
    constexpr int rows_ahead = 8;
    const batch last_row(static_cast<float>(rows - 1)), last_column(static_cast<float>(columns - 1)), m01(matrix[1]), m11(matrix[4]);
    const auto width = cells::fill(static_cast<int>(columns));
    const auto stride = static_cast<std::ptrdiff_t>(columns);
    std::array<double, 7> total{};
    alignas(64) float counted[lanes];
    for (std::size_t l = 0; l < lanes; ++l) counted[l] = static_cast<float>(l);
    const batch count = batch::load_aligned(counted);
    for (std::size_t i = 0; i < rows; ++i) {
        const float y0 = static_cast<float>(i);
        const batch c0(matrix[0] * y0 + matrix[2]), c1(matrix[3] * y0 + matrix[5]);
        batch loss(0.f), dy(0.f), dy_x(0.f), dx(0.f), dx_x(0.f);
        for (std::size_t j = 0; j < columns; j += lanes) {
            const batch at = count + batch(static_cast<float>(j));
            const batch y = multiply_add(m01, at, c0), x = multiply_add(m11, at, c1);
            const batch fy = cells::floor_of(y), fx = cells::floor_of(x), wy = y - fy, wx = x - fx;
            const bool whole = j + lanes <= columns;
            batch v00, v01, v10, v11;
            if (whole && cells::all_within(fy, last_row) && cells::all_within(fx, last_column)) {
                const auto offset = cells::offset(cells::whole(fy), width, cells::whole(fx));
                __builtin_prefetch(moving + cells::first(offset) + rows_ahead * stride);
                cells::pairs(moving, offset, v00, v01);
                cells::pairs(moving + columns, offset, v10, v11);
            } else {
                alignas(64) float ys[lanes], xs[lanes], v[4][lanes];
                fy.store_aligned(ys);
                fx.store_aligned(xs);
                for (std::size_t l = 0; l < lanes; ++l)
                    for (int k = 0; k < 4; ++k) {
                        const float r = ys[l] + static_cast<float>(k / 2), c = xs[l] + static_cast<float>(k % 2);
                        const bool inside = r >= 0 && c >= 0 && r < static_cast<float>(rows) && c < static_cast<float>(columns);
                        v[k][l] = inside ? moving[static_cast<std::size_t>(r) * columns + static_cast<std::size_t>(c)] : 0;
                    }
                v00 = batch::load_aligned(v[0]), v01 = batch::load_aligned(v[1]), v10 = batch::load_aligned(v[2]), v11 = batch::load_aligned(v[3]);
            }
            const batch above = v01 - v00, below = v11 - v10, top = multiply_add(wx, above, v00), down = multiply_add(wx, below, v10) - top;
            batch off;
            if (whole) off = multiply_add(wy, down, top) - load(fixed + i * columns + j);
            else off = keep_first(multiply_add(wy, down, top) - load_first(fixed + i * columns + j, columns - j), columns - j);
            const batch gy = off * down, gx = off * multiply_add(wy, below - above, above);
            loss = multiply_add(off, off, loss);
            dy += gy, dx += gx;
            dy_x = multiply_add(gy, at, dy_x), dx_x = multiply_add(gx, at, dx_x);
        }
        auto add = [&](std::size_t k, batch sum, double scale) { total[k] += scale * static_cast<double>(xsimd::hadd(sum)); };
        const double row = static_cast<double>(i);
        add(0, loss, 1);
        add(1, dy, 2 * row), add(2, dy_x, 2), add(3, dy, 2);
        add(4, dx, 2 * row), add(5, dx_x, 2), add(6, dx, 2);
    }
    for (double& e : total) e /= static_cast<double>(rows * columns);
    return total;
}

#endif

} // namespace hand
