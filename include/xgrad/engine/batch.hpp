#pragma once

#include <cstddef>
#include <cstring>
#include <type_traits>

#include <xsimd/xsimd.hpp>

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
template <>
struct rsqrt_estimate<batch<float>> {
    static constexpr bool exists = true;
    static batch<float> of(batch<float> x) {
#if defined(__AVX512F__)
        return _mm512_rsqrt14_ps(x);
#elif defined(__AVX__)
        return _mm256_rsqrt_ps(x);
#else
        return _mm_rsqrt_ps(x);
#endif
    }
    /// Whether x and its estimate are normal numbers in every lane.
    static bool is_normal(batch<float> x) { return xsimd::all(x > batch<float>(1e-36f) && x < batch<float>(1e36f)); }
};
#endif

}  // namespace xgrad
