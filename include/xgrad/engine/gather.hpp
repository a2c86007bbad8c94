#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <limits>

#include "batch.hpp"
#include "layout.hpp"

namespace xgrad {

/// The largest index of an axis of n > 0 elements, in a type that may have to round: not above it.
template <class T>
T last_index(std::ptrdiff_t n) {
    const T last = static_cast<T>(n - 1);
    return n <= (std::ptrdiff_t{1} << std::numeric_limits<T>::digits) ? last : last * (1 - std::numeric_limits<T>::epsilon());
}

/// Where an element lies at indices along the last axes of an array. No index leads outside: it is clamped, NaN to 0; with
/// boundary::zero one that is not in [0, n - 1] is not inside.
struct gathered_place {
    std::ptrdiff_t bytes = 0;
    bool inside = true;
};
template <boundary Mode, extent_list Offset, class T, std::size_t Axes>
inline gathered_place gathered_offset(const memory_view& array, const std::array<T, Axes>& index) {
    gathered_place at;
    for (std::size_t k = 0; k < Axes; ++k) {
        const int a = array.extents.rank - static_cast<int>(Axes - k);
        const T i = index[k] + static_cast<T>(Offset[static_cast<int>(k)]), last = last_index<T>(array.extents[a]);
        if (Mode == boundary::zero && !(i >= T(0) && i <= last)) at.inside = false;
        at.bytes += array.strides[a] * (i > T(0) ? static_cast<std::ptrdiff_t>(i < last ? i : last) : 0);
    }
    return at;
}
/// The element there, 0 outside; element 0 along the last axes is at `data`.
template <class E, boundary Mode, extent_list Offset, class T, std::size_t Axes>
inline T gather_one(const std::byte* data, const memory_view& array, const std::array<T, Axes>& index) {
    const auto at = gathered_offset<Mode, Offset>(array, index);
    return at.inside ? static_cast<T>(*reinterpret_cast<const E*>(data + at.bytes)) : T(0);
}

/// What the lanes of a row read an array with: its last axes, counted from the last one.
template <class T>
struct gather_frame {
    static constexpr int most_axes = max_operands - 2;
    const std::byte* data;                     // element 0
    std::array<T, most_axes> last;             // the largest index
    std::array<std::int32_t, most_axes> step;  // in elements
    bool wide;                                 // an offset may not fit into 32 bits
    bool dense;                                // it does, and neighbours in a row lie side by side
    const memory_view* array;

    template <class E>
    static gather_frame of(const memory_view& array) {
        gather_frame f{nullptr, {}, {}, false, false, &array};
        double reach = 0;
        for (int k = 0; k < most_axes && k < array.extents.rank; ++k) {
            const int a = array.extents.rank - 1 - k;
            const auto step = array.strides[a] / static_cast<std::ptrdiff_t>(sizeof(E));
            reach += static_cast<double>(array.extents[a]) * static_cast<double>(step < 0 ? -step : step);
            f.last[static_cast<std::size_t>(k)] = last_index<T>(array.extents[a]);
            f.step[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(step);
        }
        f.wide = reach >= static_cast<double>(std::numeric_limits<std::int32_t>::max());
        f.dense = !f.wide && f.step[0] == 1;
        return f;
    }
};

template <extent_list Offset, class T, std::size_t Axes>
inline batch<T> shifted(const std::array<batch<T>, Axes>& index, std::size_t axis) {
    return index[axis] + batch<T>(static_cast<T>(Offset[static_cast<int>(axis)]));
}
/// The offsets of what the lanes of indices name, plus an offset, where that is brought inside; they are not wide, and the machine has
/// vectors of them.
template <extent_list Offset, class T, std::size_t Axes>
[[gnu::always_inline]] inline void clamped_offsets(std::int32_t* to, const gather_frame<T>& from, const std::array<batch<T>, Axes>& index) {
    using vector = offset_vector<T>;
    auto along = [&](std::size_t k) {
        return vector::times(vector::clamp(shifted<Offset>(index, Axes - 1 - k), from.last[k]), from.step[k]);
    };
    auto offset = along(0);
    for (std::size_t k = 1; k < Axes; ++k) offset = vector::add(offset, along(k));
    std::memcpy(to, &offset, sizeof offset);
}
/// v where the boundary is not zero, or the index plus an offset inside; else 0.
template <boundary Mode, extent_list Offset, class T, std::size_t Axes>
[[gnu::always_inline]] inline batch<T> kept_inside(const gather_frame<T>& from, const std::array<batch<T>, Axes>& index, batch<T> v) {
    for (std::size_t a = 0; Mode == boundary::zero && a < Axes; ++a) {
        const auto i = shifted<Offset>(index, a);
        v = choose<T>(i >= batch<T>(T(0)) && i <= batch<T>(from.last[Axes - 1 - a]), v, batch<T>(T(0)));
    }
    return v;
}

/// What the lanes of indices name, plus an offset: anything goes.
template <class E, boundary Mode, extent_list Offset, class T, std::size_t Axes>
inline batch<T> gather_lanes(const gather_frame<T>& from, const std::array<batch<T>, Axes>& index) {
    if constexpr (offset_vector<T>::exists)
        if (!from.wide) [[likely]] {
            alignas(64) std::int32_t offset[lanes<T>];
            clamped_offsets<Offset>(offset, from, index);
            return kept_inside<Mode, Offset>(from, index, load_single<T>(reinterpret_cast<const E*>(from.data), offset));
        }
    alignas(64) T lane[Axes][lanes<T>], gathered[lanes<T>];
    for (std::size_t k = 0; k < Axes; ++k) index[k].store_aligned(lane[k]);
    for (int l = 0; l < lanes<T>; ++l) {
        std::array<T, Axes> one;
        for (std::size_t k = 0; k < Axes; ++k) one[k] = lane[k][l];
        gathered[l] = gather_one<E, Mode, Offset>(from.data, *from.array, one);
    }
    return batch<T>::load_aligned(gathered);
}

/// The elements around one place in an array: those at `Offsets` from the indices.
template <boundary Mode, extent_list... Offsets>
struct neighbourhood {
    static constexpr int size = sizeof...(Offsets), axes = std::array{Offsets...}[0].rank;
    static constexpr std::array<extent_list, sizeof...(Offsets)> offsets{Offsets...};
    /// By how much an index may not be below the first, and above the last one of an axis.
    template <class T>
    static constexpr auto bounds = [] {
        std::array<std::array<T, 2>, static_cast<std::size_t>(axes)> b;
        for (int a = 0; a < axes; ++a)
            b[static_cast<std::size_t>(a)] = {static_cast<T>(-std::min({Offsets[a]...})), static_cast<T>(std::max({Offsets[a]...}))};
        return b;
    }();
    /// The member whose offset is one more along the last axis, -1 if there is none.
    static constexpr int right_of(int member) {
        extent_list right = offsets[static_cast<std::size_t>(member)];
        ++right[axes - 1];
        for (int m = 0; m < size; ++m)
            if (offsets[static_cast<std::size_t>(m)] == right) return m;
        return -1;
    }
    /// Whether a member is read together with its left neighbour.
    static constexpr bool is_right(int member) {
        extent_list left = offsets[static_cast<std::size_t>(member)];
        --left[axes - 1];
        for (int m = 0; m < size; ++m)
            if (offsets[static_cast<std::size_t>(m)] == left) return !is_right(m);
        return false;
    }
};

/// Where the lanes of a vector of indices lie, found apart from reading there.
template <class T, int Members>
struct gathered_places {
    alignas(64) std::int32_t offset[lanes<T>];
    alignas(64) T near_border[Members][lanes<T>];  // what was read at once, where not all of a neighbourhood is inside for every lane
    bool is_inside() const { return offset[0] != nowhere; }
    void mark_near_border() { offset[0] = nowhere; }

private:
    static constexpr std::int32_t nowhere = std::numeric_limits<std::int32_t>::min();
};

/// How many rows ahead of those that are read memory is asked for: neighbours along a sloping line lie in other pages, which no processor
/// fetches by itself, but the next rows of results read next to them.
inline constexpr std::ptrdiff_t rows_ahead = 8;

/// Finds the places of a neighbourhood; whether all of it is inside. Otherwise it is to be gathered near the border.
template <class E, class T, boundary Mode, extent_list... Offsets, std::size_t Axes>
[[gnu::always_inline]] inline bool find_neighbourhood(neighbourhood<Mode, Offsets...>, const gather_frame<T>& from,
    const std::array<batch<T>, Axes>& index, gathered_places<T, sizeof...(Offsets)>& to) {
    constexpr auto bounds = neighbourhood<Mode, Offsets...>::template bounds<T>;
    std::array<T, Axes> low, high;
    for (std::size_t a = 0; a < Axes; ++a) low[a] = bounds[a][0], high[a] = from.last[Axes - 1 - a] - bounds[a][1];
    auto find = [&]() __attribute__((always_inline)) {
        offsets_of<T>(to.offset, index, from.step);
        if constexpr (Axes > 1)
            __builtin_prefetch(from.data + (to.offset[0] + rows_ahead * from.step[1]) * static_cast<std::ptrdiff_t>(sizeof(E)));
    };
    auto inside = [&]() __attribute__((always_inline)) { return from.dense && all_between<T>(index, low, high); };
    if constexpr (offset_vector<T>::exists) return find(), inside();  // vectors of anything have offsets, which are faster found at once
    else return inside() && (find(), true);
}
/// Two neighbours along the last axis by one load, of what lies inside: of an axis of several elements, the first two for an index before
/// them, the last two for one behind.
template <class E, boundary Mode, extent_list Left, extent_list Right, class T, std::size_t Axes>
inline void gather_pair(const gather_frame<T>& from, const std::array<batch<T>, Axes>& index, T* left, T* right) {
    auto but_the_last = from;
    but_the_last.last[0] -= 1;
    alignas(64) std::int32_t offset[lanes<T>];
    clamped_offsets<Left>(offset, but_the_last, index);
    batch<T> first, second;
    load_pairs<T>(reinterpret_cast<const E*>(from.data), offset, first, second);
    const auto i = shifted<Left>(index, Axes - 1);
    kept_inside<Mode, Left>(from, index, choose<T>(i >= batch<T>(from.last[0]), second, first)).store_aligned(left);
    kept_inside<Mode, Right>(from, index, choose<T>(i >= batch<T>(T(0)), second, first)).store_aligned(right);
}
template <class E, class T, boundary Mode, extent_list... Offsets, std::size_t Axes>
[[gnu::noinline]] inline void gather_near_border(neighbourhood<Mode, Offsets...>, const gather_frame<T>& from,
    const std::array<batch<T>, Axes>& index, gathered_places<T, sizeof...(Offsets)>& to) {
    using around = neighbourhood<Mode, Offsets...>;
    constexpr auto bounds = around::template bounds<T>;
    to.mark_near_border();
    bool outside = false;
    for (std::size_t a = 0; Mode == boundary::zero && a < Axes; ++a)
        outside = outside || none_between<T>(index[a], -bounds[a][1], from.last[Axes - 1 - a] + bounds[a][0]);
    const bool pairs = offset_vector<T>::exists && from.dense && from.last[0] >= 1 &&
        from.last[0] < 1 / std::numeric_limits<T>::epsilon();  // all before the last are exact
    auto gather = [&]<int Member>() __attribute__((always_inline)) {
        constexpr int right = around::right_of(Member);
        constexpr extent_list own = around::offsets[Member];
        if (outside) batch<T>(T(0)).store_aligned(to.near_border[Member]);
        else if constexpr (offset_vector<T>::exists && (right >= 0 || around::is_right(Member))) {
            if (!pairs) gather_lanes<E, Mode, own>(from, index).store_aligned(to.near_border[Member]);
            else if constexpr (!around::is_right(Member))
                gather_pair<E, Mode, own, around::offsets[right]>(from, index, to.near_border[Member], to.near_border[right]);
        } else gather_lanes<E, Mode, own>(from, index).store_aligned(to.near_border[Member]);
    };
    [&]<int... M>(std::integer_sequence<int, M...>) { (gather.template operator()<M>(), ...); }(
        std::make_integer_sequence<int, around::size>{});
}
/// The lanes of a whole neighbourhood, given to `put.operator()<member>(lanes)`. Where all of it is inside for every lane, neighbours in a
/// row are loaded together: on many processors that is faster than their instructions for gathers.
template <class E, class T, boundary Mode, extent_list... Offsets, class Put>
[[gnu::always_inline]] inline void read_neighbourhood(
    neighbourhood<Mode, Offsets...>, const gather_frame<T>& from, const gathered_places<T, sizeof...(Offsets)>& places, Put put) {
    using around = neighbourhood<Mode, Offsets...>;
    auto load = [&]<int Member>() __attribute__((always_inline)) {
        constexpr int right = around::right_of(Member);
        constexpr extent_list own = around::offsets[Member];
        if constexpr (!around::is_right(Member)) {
            std::ptrdiff_t shift = 0;
            for (int a = 0; a < around::axes; ++a) shift += own[a] * from.step[static_cast<std::size_t>(around::axes - 1 - a)];
            const E* const base = reinterpret_cast<const E*>(from.data) + shift;
            if constexpr (right >= 0) {
                batch<T> first, second;
                load_pairs<T>(base, places.offset, first, second);
                put.template operator()<Member>(first);
                put.template operator()<right>(second);
            } else put.template operator()<Member>(load_single<T>(base, places.offset));
        }
    };
    [&]<int... M>(std::integer_sequence<int, M...>) __attribute__((always_inline)) {
        if (places.is_inside()) [[likely]]
            (load.template operator()<M>(), ...);
        else (put.template operator()<M>(batch<T>::load_aligned(places.near_border[M])), ...);
    }
    (std::make_integer_sequence<int, around::size>{});
}

}  // namespace xgrad
