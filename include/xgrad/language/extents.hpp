#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <utility>

#include "text.hpp"

namespace xgrad {

/// An extent that is known at run time only.
inline constexpr std::ptrdiff_t dynamic = -1;
inline constexpr int max_rank = 8;

/// Up to `max_rank` extents (or indices, or strides); the one type that shapes have at compile time and at run time. Its loops are
/// functions that no compiler unrolls at every use: they are used in many places, and run once for many elements.
struct extent_list {
    std::array<std::ptrdiff_t, max_rank> extent{};
    int rank = 0;

    constexpr extent_list() = default;
    constexpr extent_list(std::initializer_list<std::ptrdiff_t> list) {
        for (auto e : list) push_back(e);
    }
    [[gnu::noinline]] static constexpr extent_list filled(int rank, std::ptrdiff_t value) {
        extent_list list;
        for (int a = 0; a < rank; ++a) list.push_back(value);
        return list;
    }

    constexpr void push_back(std::ptrdiff_t e) { extent[static_cast<std::size_t>(rank++)] = e; }
    constexpr std::ptrdiff_t& operator[](int axis) { return extent[static_cast<std::size_t>(axis)]; }
    constexpr std::ptrdiff_t operator[](int axis) const { return extent[static_cast<std::size_t>(axis)]; }
    [[gnu::noinline]] friend constexpr bool operator==(const extent_list&, const extent_list&) = default;

    /// Number of elements; `dynamic` where an extent is.
    [[gnu::noinline]] constexpr std::ptrdiff_t size() const {
        std::ptrdiff_t n = 1;
        for (int a = 0; a < rank; ++a) {
            if ((*this)[a] == dynamic) return dynamic;
            n *= (*this)[a];
        }
        return n;
    }
};

[[gnu::cold, gnu::noinline]] constexpr failure& operator<<(failure& out, const extent_list& list) {
    out << "(";
    for (int a = 0; a < list.rank; ++a) {
        if (a > 0) out << ", ";
        if (list[a] == dynamic) out << "?";
        else out << list[a];
    }
    return out << ")";
}

/// The extent signature of an expression: static extents, or `dynamic`.
template <std::ptrdiff_t... E>
struct extents {
    static_assert(sizeof...(E) <= max_rank, "xgrad: arrays have at most 8 axes");
    static constexpr int rank = sizeof...(E);
    static constexpr extent_list value{E...};
};

/// The type of the list of extents `Source::value`.
template <class Source, class = std::make_index_sequence<static_cast<std::size_t>(Source::value.rank)>>
struct extents_from;
template <class Source, std::size_t... A>
struct extents_from<Source, std::index_sequence<A...>> {
    using type = extents<Source::value.extent[A]...>;
};

/// The common extent of two that must agree, where `dynamic` agrees with all; -2 when they differ.
constexpr std::ptrdiff_t unify(std::ptrdiff_t a, std::ptrdiff_t b) {
    if (a == dynamic) return b;
    return b == dynamic || a == b ? a : -2;
}

/// Whether two shapes can be the same.
constexpr bool compatible(const extent_list& a, const extent_list& b) {
    if (a.rank != b.rank) return false;
    for (int axis = 0; axis < a.rank; ++axis)
        if (unify(a[axis], b[axis]) == -2) return false;
    return true;
}

}  // namespace xgrad
