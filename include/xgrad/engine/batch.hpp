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

/// N elements of one type as elements of another. Vectors widen step by step: g++ 12 has no instruction for more at once.
template <class To, int N, class From>
[[gnu::always_inline]] inline void convert(To* to, const From* from) {
    if constexpr (std::is_same_v<From, bool> || std::is_same_v<To, bool> || sizeof(From) > sizeof(double)) {
        for (int l = 0; l < N; ++l) to[l] = static_cast<To>(from[l]);
    } else if constexpr (sizeof(From) < sizeof(std::int32_t) && std::is_floating_point_v<To>) {
        std::conditional_t<sizeof(From) == 1, std::int16_t, std::int32_t> wider[N];
        convert<std::remove_extent_t<decltype(wider)>, N>(wider, from);
        convert<To, N>(to, wider);
    } else {
        typedef From source __attribute__((vector_size(static_cast<std::size_t>(N) * sizeof(From))));
        typedef To target __attribute__((vector_size(static_cast<std::size_t>(N) * sizeof(To))));
        source x;
        std::memcpy(&x, from, sizeof x);
        const target y = __builtin_convertvector(x, target);
        std::memcpy(to, &y, sizeof y);
    }
}
/// Consecutive elements of type E as a vector of T.
template <class T, class E>
inline batch<T> load(const std::byte* from) {
    const E* p = reinterpret_cast<const E*>(from);
    if constexpr (std::is_same_v<T, E>) return batch<T>::load_unaligned(p);
    else {
        alignas(64) T converted[lanes<T>];
        convert<T, lanes<T>>(converted, p);
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
        convert<E, lanes<T>>(p, values);
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

/// The same for a pointer, which compilers else add up again for every use, or a number, for every value of which they else write a loop
/// anew.
template <class T>
    requires std::is_scalar_v<T>
[[gnu::always_inline]] inline T in_register(T p) {
    asm("" : "+r"(p));
    return p;
}

/// Transposes as many vectors as they have lanes: off the diagonal, halves change places, then quarters within halves, ...
template <class T>
[[gnu::always_inline]] inline void transpose(batch<T>* v) {
    constexpr int n = lanes<T>;
#if defined(__SSE2__)
    auto exchange = [&]<int Half, int... Lane>(std::integral_constant<int, Half>, std::integer_sequence<int, Lane...>)
        __attribute__((always_inline)) {
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

/// Every second element from one on, as many as a vector has, out of two vectors that share an element: nothing beyond them is read.
template <class T>
[[gnu::always_inline]] inline batch<T> load_every_second(const T* from) {
    constexpr int n = lanes<T>;
#if defined(__SSE2__)
    return [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
        const typename batch<T>::register_type low = batch<T>::load_unaligned(from), high = batch<T>::load_unaligned(from + n - 1);
        return batch<T>(__builtin_shufflevector(low, high, (2 * K < n ? 2 * K : 2 * K + 1)...));
    }
    (std::make_integer_sequence<int, n>{});
#else
    alignas(64) T element[n];
    for (int k = 0; k < n; ++k) element[k] = from[2 * k];
    return batch<T>::load_aligned(element);
#endif
}
/// Stores the elements of a vector to every second place, by two vectors that share an element; what lies between them stays as it is.
template <class T>
[[gnu::always_inline]] inline void store_every_second(T* to, batch<T> v) {
    constexpr int n = lanes<T>;
#if defined(__SSE2__)
    [&]<int... K>(std::integer_sequence<int, K...>) __attribute__((always_inline)) {
        const typename batch<T>::register_type low = batch<T>::load_unaligned(to), high = batch<T>::load_unaligned(to + n - 1), own = v;
        batch<T>(__builtin_shufflevector(low, own, (K % 2 == 0 ? n + K / 2 : K)...)).store_unaligned(to);
        batch<T>(__builtin_shufflevector(high, own, (K % 2 == 1 ? n + (n - 1 + K) / 2 : K)...)).store_unaligned(to + n - 1);
    }
    (std::make_integer_sequence<int, n>{});
#else
    alignas(64) T element[n];
    v.store_aligned(element);
    for (int k = 0; k < n; ++k) to[2 * k] = element[k];
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

/// `between<K>(a, b)`, where b begins half a vector after a: the vector that begins K elements after a, K less than half a vector. Where
/// that is faster than a load that crosses a cache line.
#if defined(__AVX2__) && !defined(__AVX512F__)
template <class T>
inline constexpr bool has_between = true;
template <int K, class T>
[[gnu::always_inline]] inline batch<T> between(batch<T> a, batch<T> b) {
    if constexpr (sizeof(T) == 4) return _mm256_castsi256_ps(_mm256_alignr_epi8(_mm256_castps_si256(b), _mm256_castps_si256(a), 4 * K));
    else return _mm256_castsi256_pd(_mm256_alignr_epi8(_mm256_castpd_si256(b), _mm256_castpd_si256(a), 8 * K));
}
#else
template <class T>
inline constexpr bool has_between = false;
template <int K, class T>
inline batch<T> between(batch<T> a, batch<T> b);
#endif

/// The vector that begins K elements before `here`, which `before` precedes.
template <int K, class T>
[[gnu::always_inline]] inline batch<T> columns_before(batch<T> before, batch<T> here) {
    constexpr int n = lanes<T>;
#if defined(__SSE2__)
    return [&]<int... Lane>(std::integer_sequence<int, Lane...>) __attribute__((always_inline)) {
        return batch<T>(__builtin_shufflevector(
            static_cast<typename batch<T>::register_type>(before), static_cast<typename batch<T>::register_type>(here), (n - K + Lane)...));
    }
    (std::make_integer_sequence<int, n>{});
#else
    T both[2 * n];
    before.store_unaligned(both), here.store_unaligned(both + n);
    return batch<T>::load_unaligned(both + n - K);
#endif
}

#if defined(__SSE2__)
template <class T>
    requires std::is_floating_point_v<T>
struct negation<batch<T>> {
    static batch<T> of(batch<T> x) { return batch<T>(-static_cast<typename batch<T>::register_type>(x)); }
};
#endif

/// Vectors of 32-bit offsets, where the machine has them as long as those of T: `whole` of indices inside, and `clamp` limited to [0,
/// last], NaN to 0 (the maximum of x86 is its second operand where one is NaN).
template <class T>
struct offset_vector {
    static constexpr bool exists = false;
};
#if defined(__AVX512F__)
template <>
struct offset_vector<float> {
    static constexpr bool exists = true;
    static __m512i whole(batch<float> i) { return _mm512_cvttps_epi32(i); }
    static __m512i clamp(batch<float> i, float last) {
        return _mm512_cvttps_epi32(_mm512_min_ps(_mm512_max_ps(i, _mm512_setzero_ps()), _mm512_set1_ps(last)));
    }
    static __m512i times(__m512i i, int step) { return _mm512_mullo_epi32(i, _mm512_set1_epi32(step)); }
    static __m512i add(__m512i a, __m512i b) { return _mm512_add_epi32(a, b); }
};
template <>
struct offset_vector<double> {
    static constexpr bool exists = true;
    static __m256i whole(batch<double> i) { return _mm512_cvttpd_epi32(i); }
    static __m256i clamp(batch<double> i, double last) {
        return _mm512_cvttpd_epi32(_mm512_min_pd(_mm512_max_pd(i, _mm512_setzero_pd()), _mm512_set1_pd(last)));
    }
    static __m256i times(__m256i i, int step) { return _mm256_mullo_epi32(i, _mm256_set1_epi32(step)); }
    static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
};
#elif defined(__AVX2__)
template <>
struct offset_vector<float> {
    static constexpr bool exists = true;
    static __m256i whole(batch<float> i) { return _mm256_cvttps_epi32(i); }
    static __m256i clamp(batch<float> i, float last) {
        return _mm256_cvttps_epi32(_mm256_min_ps(_mm256_max_ps(i, _mm256_setzero_ps()), _mm256_set1_ps(last)));
    }
    static __m256i times(__m256i i, int step) { return _mm256_mullo_epi32(i, _mm256_set1_epi32(step)); }
    static __m256i add(__m256i a, __m256i b) { return _mm256_add_epi32(a, b); }
};
template <>
struct offset_vector<double> {
    static constexpr bool exists = true;
    static __m128i whole(batch<double> i) { return _mm256_cvttpd_epi32(i); }
    static __m128i clamp(batch<double> i, double last) {
        return _mm256_cvttpd_epi32(_mm256_min_pd(_mm256_max_pd(i, _mm256_setzero_pd()), _mm256_set1_pd(last)));
    }
    static __m128i times(__m128i i, int step) { return _mm_mullo_epi32(i, _mm_set1_epi32(step)); }
    static __m128i add(__m128i a, __m128i b) { return _mm_add_epi32(a, b); }
};
#endif

/// Whether every lane lies in [low, high], along all axes.
template <class T, std::size_t Axes>
[[gnu::always_inline]] inline bool all_between(
    const std::array<batch<T>, Axes>& v, const std::array<T, Axes>& low, const std::array<T, Axes>& high) {
    auto inside = v[0] >= batch<T>(low[0]) && v[0] <= batch<T>(high[0]);
    for (std::size_t a = 1; a < Axes; ++a) inside = inside && v[a] >= batch<T>(low[a]) && v[a] <= batch<T>(high[a]);
    return xsimd::all(inside);
}
/// Whether every lane lies outside [low, high] along one axis (NaN does).
template <class T>
inline bool none_between(batch<T> v, T low, T high) {
    return !xsimd::any(v >= batch<T>(low) && v <= batch<T>(high));
}

/// The offsets of elements at indices that are inside, the first one along the first of several axes; `step` counts from the last axis.
/// Without vectors of offsets, others have none.
template <class T, class Steps, std::size_t Axes>
[[gnu::always_inline]] inline void offsets_of(std::int32_t* to, const std::array<batch<T>, Axes>& index, const Steps& step) {
    using vector = offset_vector<T>;
    if constexpr (vector::exists) {
        auto offset = vector::whole(index[Axes - 1]);
        for (std::size_t k = 1; k < Axes; ++k) offset = vector::add(offset, vector::times(vector::whole(index[Axes - 1 - k]), step[k]));
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
/// Elements at offsets, put together in registers: a load of what has just been stored lane by lane would wait, and instructions for
/// gathers are slower on many processors.
template <class T, class E>
inline batch<T> load_single(const E* from, const std::int32_t* offset) {
    return [&]<int... Lane>(std::integer_sequence<int, Lane...>) -> batch<T> { return {static_cast<T>(from[offset[Lane]])...}; }(
                                                                     std::make_integer_sequence<int, lanes<T>>{});
}
/// Elements at offsets, and their neighbours.
template <class T, class E>
[[gnu::always_inline]] inline void load_pairs(const E* from, const std::int32_t* offset, batch<T>& left, batch<T>& right) {
#if defined(__AVX__)
    if constexpr (std::is_same_v<T, float> && std::is_same_v<E, float>) {
        auto two = [&](int a) {  // of lanes a and a + 1: their offsets are one load
            std::int64_t both;
            std::memcpy(&both, offset + a, sizeof both);
            const __m128 low = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(from + static_cast<std::int32_t>(both))));
            return _mm_loadh_pi(low, reinterpret_cast<const __m64*>(from + (both >> 32)));
        };
        auto four = [&](int a) { return _mm256_insertf128_ps(_mm256_castps128_ps256(two(a)), two(a + 4), 1); };
#if defined(__AVX512F__)
        auto eight = [&](int a) {
            return _mm512_castpd_ps(
                _mm512_insertf64x4(_mm512_castps_pd(_mm512_castps256_ps512(four(a))), _mm256_castps_pd(four(a + 8)), 1));
        };
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
