#pragma once
// What the hand-written loops share: float vectors of the machine that the program is compiled for, ends of rows, sums.

#include <algorithm>
#include <cstddef>

#include <xsimd/xsimd.hpp>

namespace hand {

using batch = xsimd::batch<float>;
inline constexpr std::size_t lanes = batch::size;

inline batch load(const float* from) { return batch::load_unaligned(from); }
inline void store(float* to, batch v) { v.store_unaligned(to); }

#if XSIMD_WITH_AVX512F
/// a b + c; xsimd 8.1 has no fused one for AVX-512, and clang does not fuse by itself.
inline batch multiply_add(batch a, batch b, batch c) { return _mm512_fmadd_ps(a, b, c); }
inline __mmask16 first_lanes(std::size_t count) { return static_cast<__mmask16>((1u << count) - 1); }

/// `count` floats, at most a vector of them; the other lanes are zero.
inline batch load_first(const float* from, std::size_t count) { return _mm512_maskz_loadu_ps(first_lanes(count), from); }
inline void store_first(float* to, batch v, std::size_t count) { _mm512_mask_storeu_ps(to, first_lanes(count), v); }
/// v with zeros behind the first `count` lanes.
inline batch keep_first(batch v, std::size_t count) { return _mm512_maskz_mov_ps(first_lanes(count), v); }
/// Every lane's left neighbour: the last lane of `before`, then all of v but its last.
inline batch left_neighbours(batch before, batch v) {
    return _mm512_castsi512_ps(_mm512_alignr_epi32(_mm512_castps_si512(v), _mm512_castps_si512(before), 15));
}
#elif XSIMD_WITH_AVX2
inline __m256i first_lanes(std::size_t count) {
    alignas(32) static constexpr int mask[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(mask + 8 - count));
}
inline batch load_first(const float* from, std::size_t count) { return _mm256_maskload_ps(from, first_lanes(count)); }
inline void store_first(float* to, batch v, std::size_t count) {
    if (count == lanes) store(to, v); // a masked store takes a dozen cycles on AMD's processors
    else _mm256_maskstore_ps(to, first_lanes(count), v);
}
inline batch keep_first(batch v, std::size_t count) { return _mm256_and_ps(v, _mm256_castsi256_ps(first_lanes(count))); }
inline batch left_neighbours(batch before, batch v) {
    const __m256 middle = _mm256_permute2f128_ps(before, v, 0x21);
    return _mm256_castsi256_ps(_mm256_alignr_epi8(_mm256_castps_si256(v), _mm256_castps_si256(middle), 12));
}
#else
inline batch load_first(const float* from, std::size_t count) {
    alignas(64) float lane[lanes] = {};
    std::copy_n(from, count, lane);
    return batch::load_aligned(lane);
}
inline void store_first(float* to, batch v, std::size_t count) {
    alignas(64) float lane[lanes];
    v.store_aligned(lane);
    std::copy_n(lane, count, to);
}
inline batch keep_first(batch v, std::size_t count) {
    alignas(64) float lane[lanes];
    v.store_aligned(lane);
    return load_first(lane, count);
}
inline batch left_neighbours(batch before, batch v) {
    alignas(64) float lane[2 * lanes];
    before.store_aligned(lane);
    v.store_aligned(lane + lanes);
    return load(lane + lanes - 1);
}
#endif
#if !XSIMD_WITH_AVX512F
inline batch multiply_add(batch a, batch b, batch c) { return xsimd::fma(a, b, c); }
#endif

/// A sum of floats over the blocks of an array: lanes inside a block, doubles between blocks.
struct block_sum {
    double total = 0;
    void add(batch block) { total += static_cast<double>(xsimd::hadd(block)); }
};

} // namespace hand
