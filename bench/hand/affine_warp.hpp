#pragma once
// mean((x(A p + b) - y)^2), bilinear with zeros outside, and its derivatives by the six parameters: one pass over the fixed image, which
// reads the moving one where the map leads. Inside, the two pixels of a cell's row are read as one 64-bit number. Places are found for a
// stretch of a row before anything is read there: two short loops have more vectors under way at once than a long one.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include "lanes.hpp"

namespace hand {

/// The value, then the derivatives by a row of (A | b) after the other.
using affine_result = std::array<double, 7>;

inline affine_result affine_warp_reference(
    const float* moving, const float* fixed, std::size_t rows, std::size_t columns, const float* matrix) {
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
            const double top = v00 + wx * (v01 - v00), bottom = v10 + wx * (v11 - v10),
                         off = top + wy * (bottom - top) - static_cast<double>(fixed[i * columns + j]);
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
    static void pairs(const float* from, const int* at, batch& left, batch& right) {
        auto two = [&](int a) {  // of lanes a and a + 1
            std::uint64_t both;
            std::memcpy(&both, at + a, sizeof both);
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + static_cast<std::uint32_t>(both))));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + (both >> 32)));
        };
        auto four = [&](int a) { return _mm256_insertf128_ps(_mm256_castps128_ps256(two(a)), two(a + 4), 1); };
        auto eight = [&](int a) {
            return _mm512_castpd_ps(
                _mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(four(a))), _mm256_castps_pd(four(a + 8)), 1));
        };
        const __m512 even = eight(0), odd = eight(2);
        left = _mm512_shuffle_ps(even, odd, 0x88);
        right = _mm512_shuffle_ps(even, odd, 0xdd);
    }
    static void store(int* to, integers v) { _mm512_store_si512(to, v); }
    static batch elements(const float* from, const int* at) { return _mm512_i32gather_ps(_mm512_load_si512(at), from, 4); }
#else
    using integers = __m256i;
    static integers whole(batch v) { return _mm256_cvttps_epi32(v); }
    static integers fill(int v) { return _mm256_set1_epi32(v); }
    static integers offset(integers y, integers width, integers x) { return _mm256_add_epi32(_mm256_mullo_epi32(y, width), x); }
    static batch floor_of(batch v) { return _mm256_floor_ps(v); }
    static bool all_within(batch v, batch last) {
        return _mm256_movemask_ps(_mm256_and_ps(_mm256_cmp_ps(v, _mm256_setzero_ps(), _CMP_GE_OQ), _mm256_cmp_ps(v, last, _CMP_LT_OQ))) ==
            0xff;
    }
    static void pairs(const float* from, const int* at, batch& left, batch& right) {
        auto two = [&](int a) {  // of lanes a and a + 1
            std::uint64_t both;
            std::memcpy(&both, at + a, sizeof both);
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + static_cast<std::uint32_t>(both))));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + (both >> 32)));
        };
        const __m256 first = _mm256_insertf128_ps(_mm256_castps128_ps256(two(0)), two(4), 1);
        const __m256 second = _mm256_insertf128_ps(_mm256_castps128_ps256(two(2)), two(6), 1);
        left = _mm256_shuffle_ps(first, second, 0x88);
        right = _mm256_shuffle_ps(first, second, 0xdd);
    }
    static void store(int* to, integers v) { _mm256_store_si256(reinterpret_cast<__m256i*>(to), v); }
    static batch elements(const float* from, const int* at) {
        return _mm256_i32gather_ps(from, _mm256_load_si256(reinterpret_cast<const __m256i*>(at)), 4);
    }
#endif
};

/// The corners of cells of which not all lie inside: read where they are brought inside, and left out.
[[gnu::noinline]] inline void corners_near_border(
    const float* moving, std::size_t rows, std::size_t columns, const float* y, const float* x, float (*v)[lanes]) {
    const batch zero(0.f), last_row(static_cast<float>(rows - 1)), last_column(static_cast<float>(columns - 1)),
        fy = batch::load_aligned(y), fx = batch::load_aligned(x);
    const auto width = cells::fill(static_cast<int>(columns));
    const bool outside = !xsimd::any(fy >= batch(-1.f) && fy <= last_row && fx >= batch(-1.f) && fx <= last_column);
    for (int k = 0; k < 4; ++k) {
        batch value = zero;
        if (!outside) {
            const batch r = fy + batch(static_cast<float>(k / 2)), c = fx + batch(static_cast<float>(k % 2));
            alignas(64) int at[lanes];
            cells::store(at,
                cells::offset(cells::whole(xsimd::min(xsimd::max(r, zero), last_row)), width,
                    cells::whole(xsimd::min(xsimd::max(c, zero), last_column))));
            value = xsimd::select(r >= zero && r <= last_row && c >= zero && c <= last_column, cells::elements(moving, at), zero);
        }
        value.store_aligned(v[k]);
    }
}

inline affine_result affine_warp(const float* moving, const float* fixed, std::size_t rows, std::size_t columns, const float* matrix) {
    constexpr std::size_t rows_ahead = 8, stretch = 16 * lanes;
    const batch last_row(static_cast<float>(rows - 1)), last_column(static_cast<float>(columns - 1)), m01(matrix[1]), m11(matrix[4]);
    const auto width = cells::fill(static_cast<int>(columns));
    std::array<double, 7> total{};
    alignas(64) float counted[lanes];
    for (std::size_t l = 0; l < lanes; ++l) counted[l] = static_cast<float>(l);
    const batch count = batch::load_aligned(counted);
    alignas(64) int offset[stretch];
    alignas(64) float wys[stretch], wxs[stretch], corners[stretch / lanes][4][lanes];
    bool inside[stretch / lanes];
    for (std::size_t i = 0; i < rows; ++i) {
        const float y0 = static_cast<float>(i);
        const batch c0(matrix[0] * y0 + matrix[2]), c1(matrix[3] * y0 + matrix[5]);
        batch loss(0.f), dy(0.f), dy_x(0.f), dx(0.f), dx_x(0.f);
        for (std::size_t first = 0; first < columns; first += stretch) {
            const std::size_t here = std::min(stretch, columns - first);
            auto place = [&](std::size_t j, batch & fy, batch & fx) __attribute__((always_inline)) {
                const batch at = count + batch(static_cast<float>(first + j)), y = multiply_add(m01, at, c0), x = multiply_add(m11, at, c1);
                fy = cells::floor_of(y), fx = cells::floor_of(x);
                (y - fy).store_aligned(wys + j), (x - fx).store_aligned(wxs + j);
            };
            bool all = true;
            for (std::size_t j = 0; j < here; j += lanes) {
                batch fy, fx;
                place(j, fy, fx);
                cells::store(offset + j, cells::offset(cells::whole(fy), width, cells::whole(fx)));
                all &= inside[j / lanes] = cells::all_within(fy, last_row) && cells::all_within(fx, last_column);
                __builtin_prefetch(moving + offset[j] + static_cast<std::ptrdiff_t>(rows_ahead * columns));
            }
            for (std::size_t j = 0; !all && j < here; j += lanes) {
                if (inside[j / lanes]) continue;
                alignas(64) float ys[lanes], xs[lanes];
                batch fy, fx;
                place(j, fy, fx);
                fy.store_aligned(ys), fx.store_aligned(xs);
                corners_near_border(moving, rows, columns, ys, xs, corners[j / lanes]);
            }
            for (std::size_t j = 0; j < here; j += lanes) {
                const batch at = count + batch(static_cast<float>(first + j)), wy = batch::load_aligned(wys + j),
                            wx = batch::load_aligned(wxs + j);
                batch v00, v01, v10, v11;
                if (inside[j / lanes]) {
                    cells::pairs(moving, offset + j, v00, v01);
                    cells::pairs(moving + columns, offset + j, v10, v11);
                } else {
                    const auto& v = corners[j / lanes];
                    v00 = batch::load_aligned(v[0]), v01 = batch::load_aligned(v[1]), v10 = batch::load_aligned(v[2]),
                    v11 = batch::load_aligned(v[3]);
                }
                const batch above = v01 - v00, below = v11 - v10, top = multiply_add(wx, above, v00),
                            down = multiply_add(wx, below, v10) - top;
                const float* const y = fixed + i * columns + first + j;
                const batch off = j + lanes <= here ? multiply_add(wy, down, top) - load(y)
                                                    : keep_first(multiply_add(wy, down, top) - load_first(y, here - j), here - j);
                const batch gy = off * down, gx = off * multiply_add(wy, below - above, above);
                loss = multiply_add(off, off, loss);
                dy += gy, dx += gx;
                dy_x = multiply_add(gy, at, dy_x), dx_x = multiply_add(gx, at, dx_x);
            }
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
