#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <utility>

#include <xsimd/xsimd.hpp>
#if defined(__AVX__)
#include <immintrin.h>
#endif

#include "../ops/pointwise/lanes.hpp"

namespace xgrad {

/// The SIMD vector of the machine that the program is compiled for; the only file that knows xsimd.
template <class T>
using batch = xsimd::batch<T>;
template <class T>
inline constexpr int lanes = static_cast<int>(batch<T>::size);

/// Consecutive elements of type E as a vector of T.
template <class T, class E>
inline batch<T> load(const std::byte* from) {
    const E* p = reinterpret_cast<const E*>(from);
    if constexpr (std::is_same_v<T, E>) return batch<T>::load_unaligned(p);
    else {
        alignas(64) T converted[lanes<T>];
        for (int l = 0; l < lanes<T>; ++l) converted[l] = static_cast<T>(p[l]);
        return batch<T>::load_aligned(converted);
    }
}
template <class T, class E>
inline void store(std::byte* to, batch<T> v) {
    E* p = reinterpret_cast<E*>(to);
    if constexpr (std::is_same_v<T, E>) v.store_unaligned(p);
    else {
        alignas(64) T values[lanes<T>];
        v.store_aligned(values);
        for (int l = 0; l < lanes<T>; ++l) p[l] = static_cast<E>(values[l]);
    }
}
/// A loaded vector that stays in its register: compilers else load it again for every use.
template <class T>
[[gnu::always_inline]] inline batch<T> in_register(batch<T> v) {
#if defined(__SSE2__)
    typename batch<T>::register_type value = v;
#if defined(__AVX512F__)
    asm("" : "+v"(value));
#else
    asm("" : "+x"(value));
#endif
    return batch<T>(value);
#else
    return v;
#endif
}

/// Transposes as many vectors as they have lanes: off the diagonal, halves change places, then quarters within halves, ...
template <class T>
[[gnu::always_inline]] inline void transpose(batch<T>* v) {
    constexpr int n = lanes<T>;
#if defined(__SSE2__)
    auto exchange = [&]<int Half, int... Lane>(std::integral_constant<int, Half>, std::integer_sequence<int, Lane...>) __attribute__((always_inline)) {
        for (int i = 0; i < n; ++i) {
            if (i & Half) continue;
            const typename batch<T>::register_type a = v[i], b = v[i + Half];
            v[i] = batch<T>(__builtin_shufflevector(a, b, (Lane & Half ? n + Lane - Half : Lane)...));
            v[i + Half] = batch<T>(__builtin_shufflevector(a, b, (Lane & Half ? n + Lane : Lane + Half)...));
        }
    };
    auto stages = [&]<int Half>(auto self, std::integral_constant<int, Half> half) __attribute__((always_inline)) {
        exchange(half, std::make_integer_sequence<int, n>{});
        if constexpr (Half > 1) self(self, std::integral_constant<int, Half / 2>{});
    };
    stages(stages, std::integral_constant<int, n / 2>{});
#else
    alignas(64) T element[n][n], other[n];
    for (int i = 0; i < n; ++i) v[i].store_aligned(element[i]);
    for (int l = 0; l < n; ++l) {
        for (int i = 0; i < n; ++i) other[i] = element[i][l];
        v[l] = batch<T>::load_aligned(other);
    }
#endif
}

/// The lanes [from, to).
template <class T>
inline typename batch<T>::batch_bool_type lanes_between(int from, int to) {
    alignas(64) T index[lanes<T>];
    for (int l = 0; l < lanes<T>; ++l) index[l] = static_cast<T>(l);
    const auto lane = batch<T>::load_aligned(index);
    return lane >= batch<T>(static_cast<T>(from)) && lane < batch<T>(static_cast<T>(to));
}
template <class T>
inline batch<T> choose(typename batch<T>::batch_bool_type condition, batch<T> a, batch<T> b) {
    return xsimd::select(condition, a, b);
}

#if defined(__SSE2__)
template <class T>
    requires std::is_floating_point_v<T>
struct negation<batch<T>> {
    static batch<T> of(batch<T> x) { return batch<T>(-static_cast<typename batch<T>::register_type>(x)); }
};
#endif

/// Vectors of elements from anywhere in an array by 32-bit offsets, where the machine has instructions for it. `clamp` limits an
/// index to [0, last], NaN to 0 (the maximum of x86 is its second operand where one is NaN).
template <class T, class E>
struct gather_instructions {
    static constexpr bool exists = false;
};
#if defined(__AVX512F__)
template <>
struct gather_instructions<float, float> {
    static constexpr bool exists = true;
    static __m512i clamp(batch<float> i, float last) { return _mm512_cvttps_epi32(_mm512_min_ps(_mm512_max_ps(i, _mm512_setzero_ps()), _mm512_set1_ps(last))); }
    static __m512i whole(batch<float> i) { return _mm512_cvttps_epi32(i); }
    static __m512i offset(__m512i i, int step) { return _mm512_mullo_epi32(i, _mm512_set1_epi32(step)); }
    static __m512i add(__m512i a, __m512i b) { return _mm512_add_epi32(a, b); }
    static int both(int a, int b) { return a & b; }
    static int inside(batch<float> i, float last) {
        return _mm512_cmp_ps_mask(i, _mm512_setzero_ps(), _CMP_GE_OQ) & _mm512_cmp_ps_mask(i, _mm512_set1_ps(last), _CMP_LE_OQ);
    }
    static batch<float> gather(const std::byte* from, __m512i offset) { return _mm512_i32gather_ps(offset, from, 4); }
    static batch<float> gather(const std::byte* from, __m512i offset, int inside) {
        return _mm512_mask_i32gather_ps(_mm512_setzero_ps(), static_cast<__mmask16>(inside), offset, from, 4);
    }
};
template <>
struct gather_instructions<double, double> {
    static constexpr bool exists = true;
    static __m256i clamp(batch<double> i, double last) { return _mm512_cvttpd_epi32(_mm512_min_pd(_mm512_max_pd(i, _mm512_setzero_pd()), _mm512_set1_pd(last))); }
    static __m256i whole(batch<double> i) { return _mm512_cvttpd_epi32(i); }
    static __m256i offset(__m256i i, int step) { return _mm256_mullo_epi32(i, _mm256_set1_epi32(step)); }
    static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
    static int both(int a, int b) { return a & b; }
    static int inside(batch<double> i, double last) {
        return _mm512_cmp_pd_mask(i, _mm512_setzero_pd(), _CMP_GE_OQ) & _mm512_cmp_pd_mask(i, _mm512_set1_pd(last), _CMP_LE_OQ);
    }
    static batch<double> gather(const std::byte* from, __m256i offset) { return _mm512_i32gather_pd(offset, from, 8); }
    static batch<double> gather(const std::byte* from, __m256i offset, int inside) {
        return _mm512_mask_i32gather_pd(_mm512_setzero_pd(), static_cast<__mmask8>(inside), offset, from, 8);
    }
};
#elif defined(__AVX2__)
template <>
struct gather_instructions<float, float> {
    static constexpr bool exists = true;
    static __m256i clamp(batch<float> i, float last) { return _mm256_cvttps_epi32(_mm256_min_ps(_mm256_max_ps(i, _mm256_setzero_ps()), _mm256_set1_ps(last))); }
    static __m256i whole(batch<float> i) { return _mm256_cvttps_epi32(i); }
    static __m256i offset(__m256i i, int step) { return _mm256_mullo_epi32(i, _mm256_set1_epi32(step)); }
    static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
    static __m256 both(__m256 a, __m256 b) { return _mm256_and_ps(a, b); }
    static __m256 inside(batch<float> i, float last) {
        return _mm256_and_ps(_mm256_cmp_ps(i, _mm256_setzero_ps(), _CMP_GE_OQ), _mm256_cmp_ps(i, _mm256_set1_ps(last), _CMP_LE_OQ));
    }
    static batch<float> gather(const std::byte* from, __m256i offset) { return _mm256_i32gather_ps(reinterpret_cast<const float*>(from), offset, 4); }
    static batch<float> gather(const std::byte* from, __m256i offset, __m256 inside) {
        return _mm256_mask_i32gather_ps(_mm256_setzero_ps(), reinterpret_cast<const float*>(from), offset, inside, 4);
    }
};
template <>
struct gather_instructions<double, double> {
    static constexpr bool exists = true;
    static __m128i clamp(batch<double> i, double last) { return _mm256_cvttpd_epi32(_mm256_min_pd(_mm256_max_pd(i, _mm256_setzero_pd()), _mm256_set1_pd(last))); }
    static __m128i whole(batch<double> i) { return _mm256_cvttpd_epi32(i); }
    static __m128i offset(__m128i i, int step) { return _mm_mullo_epi32(i, _mm_set1_epi32(step)); }
    static __m128i add(__m128i a, __m128i b) { return _mm_add_epi32(a, b); }
    static __m256d both(__m256d a, __m256d b) { return _mm256_and_pd(a, b); }
    static __m256d inside(batch<double> i, double last) {
        return _mm256_and_pd(_mm256_cmp_pd(i, _mm256_setzero_pd(), _CMP_GE_OQ), _mm256_cmp_pd(i, _mm256_set1_pd(last), _CMP_LE_OQ));
    }
    static batch<double> gather(const std::byte* from, __m128i offset) { return _mm256_i32gather_pd(reinterpret_cast<const double*>(from), offset, 8); }
    static batch<double> gather(const std::byte* from, __m128i offset, __m256d inside) {
        return _mm256_mask_i32gather_pd(_mm256_setzero_pd(), reinterpret_cast<const double*>(from), offset, inside, 8);
    }
};
#endif

/// Whether every lane lies in [low, high].
template <class T>
inline bool all_between(batch<T> v, T low, T high) { return xsimd::all(v >= batch<T>(low) && v <= batch<T>(high)); }

/// The offsets of elements at indices that are known to be inside, the first one along the first of several axes; `step` counts from the last axis.
template <class T, class Steps, std::size_t Axes>
[[gnu::always_inline]] inline void offsets_of(std::int32_t* to, const std::array<batch<T>, Axes>& index, const Steps& step) {
    using hardware = gather_instructions<T, T>;
    if constexpr (hardware::exists) {
        auto offset = hardware::whole(index[Axes - 1]);
        for (std::size_t k = 1; k < Axes; ++k) offset = hardware::add(offset, hardware::offset(hardware::whole(index[Axes - 1 - k]), step[k]));
        std::memcpy(to, &offset, sizeof offset);
    } else {
        alignas(64) T lane[Axes][lanes<T>];
        for (std::size_t k = 0; k < Axes; ++k) index[k].store_aligned(lane[k]);
        for (int l = 0; l < lanes<T>; ++l) {
            to[l] = static_cast<std::int32_t>(lane[Axes - 1][l]);
            for (std::size_t k = 1; k < Axes; ++k) to[l] += static_cast<std::int32_t>(lane[Axes - 1 - k][l]) * step[k];
        }
    }
}
/// Elements at offsets.
template <class T, class E>
inline batch<T> load_single(const E* from, const std::int32_t* offset) {
    alignas(64) T lane[lanes<T>];
    for (int l = 0; l < lanes<T>; ++l) lane[l] = static_cast<T>(from[offset[l]]);
    return batch<T>::load_aligned(lane);
}
/// Elements at offsets, and their neighbours.
template <class T, class E>
[[gnu::always_inline]] inline void load_pairs(const E* from, const std::int32_t* offset, batch<T>& left, batch<T>& right) {
#if defined(__AVX__)
    if constexpr (std::is_same_v<T, float> && std::is_same_v<E, float>) {
        auto two = [&](int a, int b) {
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + offset[a])));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + offset[b]));
        };
        auto four = [&](int a) { return _mm256_insertf128_ps(_mm256_castps128_ps256(two(a, a + 1)), two(a + 4, a + 5), 1); };
#if defined(__AVX512F__)
        auto eight = [&](int a) { return _mm512_castpd_ps(_mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(four(a))), _mm256_castps_pd(four(a + 8)), 1)); };
        const __m512 even = eight(0), odd = eight(2);
        left = _mm512_shuffle_ps(even, odd, 0x88), right = _mm512_shuffle_ps(even, odd, 0xdd);
#else
        const __m256 even = four(0), odd = four(2);
        left = _mm256_shuffle_ps(even, odd, 0x88), right = _mm256_shuffle_ps(even, odd, 0xdd);
#endif
        return;
    }
#endif
    left = load_single<T>(from, offset), right = load_single<T>(from + 1, offset);
}

}  // namespace xgrad
