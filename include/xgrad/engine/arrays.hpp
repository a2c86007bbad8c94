#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>

// xtensor moved its headers in 0.26
#if __has_include(<xtensor/containers/xtensor.hpp>)
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#else
#include <xtensor/xfixed.hpp>
#include <xtensor/xtensor.hpp>
#endif

#include "../language/expression.hpp"
#include "layout.hpp"

namespace xgrad {

/// Arrays that are read in place: xtensor containers, views and adaptors with data and strides.
template <class A>
concept array = requires(const A& a) {
    a.shape();
    a.strides();
    a.data();
    a.data_offset();
    typename A::value_type;
};
template <class A>
concept scalar = std::is_arithmetic_v<A>;

template <class Shape>
struct static_extents {
    static constexpr bool known = false;
};
template <std::size_t... N>
struct static_extents<xt::fixed_shape<N...>> {
    static constexpr bool known = true;
    using type = extents<static_cast<std::ptrdiff_t>(N)...>;
};
/// The rank that the type of a shape tells: std::array and the like have a size (xt::get_rank does not know xt::transpose's views).
template <class Shape>
inline constexpr std::size_t rank_of_shape = SIZE_MAX;
template <class Shape>
    requires requires { std::tuple_size<Shape>::value; }
inline constexpr std::size_t rank_of_shape<Shape> = std::tuple_size<Shape>::value;
template <std::size_t... N>
inline constexpr std::size_t rank_of_shape<xt::fixed_shape<N...>> = sizeof...(N);
template <std::size_t, std::ptrdiff_t Extent>
inline constexpr std::ptrdiff_t repeat_extent = Extent;

/// The type by which a program knows an argument: element type, rank, static extents.
template <class A>
struct signature {
    static_assert(scalar<A> || array<A>,
        "xgrad: an argument is an xtensor container, view or adaptor, or a number; evaluate lazy expressions with xt::eval first");
};
template <scalar A>
struct signature<A> {
    static_assert(!std::is_same_v<A, long double>, "xgrad: numbers are float, double or integers");
    using type = symbolic<A, extents<>>;
};
template <array A>
struct signature<A> {
    static constexpr std::size_t rank = rank_of_shape<typename A::shape_type>;
    static_assert(rank != SIZE_MAX, "xgrad: the rank of an argument is not known at compile time (xt::xarray); use xt::xtensor<T, rank>");
    static_assert(std::is_arithmetic_v<typename A::value_type> && !std::is_same_v<typename A::value_type, long double>,
        "xgrad: array elements are plain numbers: float, double or integers");
    static_assert(rank == SIZE_MAX || rank <= max_rank, "xgrad: arrays have at most 8 axes");
    template <std::size_t... K>
    static constexpr auto extents_type(std::index_sequence<K...>) {
        using shape = typename A::shape_type;  // what shape() gives may be another type, without the static extents
        if constexpr (static_extents<shape>::known) return typename static_extents<shape>::type{};
        else return extents<repeat_extent<K, dynamic>...>{};
    }
    using type = symbolic<typename A::value_type, decltype(extents_type(std::make_index_sequence<(rank <= max_rank ? rank : 0)>{}))>;
};
template <class A>
using signature_of = typename signature<std::remove_cvref_t<A>>::type;

/// The memory of an argument. It is only read; results are the plan's own.
template <scalar A>
memory_view memory_of(const A& a) {
    return {reinterpret_cast<std::byte*>(const_cast<A*>(&a)), {}, {}};
}
template <array A>
memory_view memory_of(const A& a) {
    using T = typename A::value_type;
    memory_view m;
    m.data = reinterpret_cast<std::byte*>(const_cast<T*>(a.data() + a.data_offset()));
    for (std::size_t k = 0; k < a.dimension(); ++k) {
        m.extents.push_back(static_cast<std::ptrdiff_t>(a.shape()[k]));
        m.strides.push_back(static_cast<std::ptrdiff_t>(a.strides()[k]) * static_cast<std::ptrdiff_t>(sizeof(T)));
    }
    std::ptrdiff_t dense = sizeof(T);
    for (int k = m.extents.rank - 1; k >= 0; --k) {
        if (m.extents[k] == 1) m.strides[k] = dense;  // xtensor says 0: loops would not find that axes lie side by side
        dense = m.strides[k] * m.extents[k];
    }
    return m;
}

/// What a result is handed out as: an array, or a number for rank 0.
template <class T, int Rank>
using result_array = std::conditional_t<Rank == 0, T, xt::xtensor<T, static_cast<std::size_t>(Rank)>>;

template <class T, int Rank>
void allocate_result(result_array<T, Rank>& result, const extent_list& shape) {
    if constexpr (Rank > 0) {
        std::array<std::size_t, static_cast<std::size_t>(Rank)> extents;
        for (int a = 0; a < Rank; ++a) extents[static_cast<std::size_t>(a)] = static_cast<std::size_t>(shape[a]);
        result.resize(extents);
        result.fill(T(0));
    } else result = T(0);
}

}  // namespace xgrad
