#pragma once

#include <array>
#include <cstdint>
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
template <boundary Mode, class T, std::size_t Axes>
inline gathered_place gathered_offset(const memory_view& array, const std::array<T, Axes>& index) {
    gathered_place at;
    for (std::size_t k = 0; k < Axes; ++k) {
        const int a = array.extents.rank - static_cast<int>(Axes - k);
        const T i = index[k], last = last_index<T>(array.extents[a]);
        if (Mode == boundary::zero && !(i >= T(0) && i <= last)) at.inside = false;
        at.bytes += array.strides[a] * (i > T(0) ? static_cast<std::ptrdiff_t>(i < last ? i : last) : 0);
    }
    return at;
}
/// The element there, 0 outside; element 0 along the last axes is at `data`.
template <class E, boundary Mode, class T, std::size_t Axes>
inline T gather_one(const std::byte* data, const memory_view& array, const std::array<T, Axes>& index) {
    const auto at = gathered_offset<Mode>(array, index);
    return at.inside ? static_cast<T>(*reinterpret_cast<const E*>(data + at.bytes)) : T(0);
}

/// What the lanes of a row read an array with: its last axes, counted from the last one.
template <class T>
struct gather_frame {
    static constexpr int most_axes = max_operands - 2;
    const std::byte* data;
    std::array<T, most_axes> last;             // the largest index
    std::array<std::int32_t, most_axes> step;  // in elements
    bool wide;                                 // an offset may not fit into 32 bits
    const memory_view* array;

    template <class E>
    static gather_frame of(const std::byte* data, const memory_view& array) {
        gather_frame f{data, {}, {}, false, &array};
        double reach = 0;
        for (int k = 0; k < most_axes && k < array.extents.rank; ++k) {
            const int a = array.extents.rank - 1 - k;
            const auto step = array.strides[a] / static_cast<std::ptrdiff_t>(sizeof(E));
            reach += static_cast<double>(array.extents[a]) * static_cast<double>(step < 0 ? -step : step);
            f.last[static_cast<std::size_t>(k)] = last_index<T>(array.extents[a]);
            f.step[static_cast<std::size_t>(k)] = static_cast<std::int32_t>(step);
        }
        f.wide = reach >= static_cast<double>(std::numeric_limits<std::int32_t>::max());
        return f;
    }
};

/// One element after the other.
template <class E, boundary Mode, class T, std::size_t Axes>
[[gnu::noinline]] inline batch<T> gather_one_by_one(const gather_frame<T>& from, const std::array<batch<T>, Axes>& index) {
    alignas(64) T lane[Axes][lanes<T>], gathered[lanes<T>];
    for (std::size_t k = 0; k < Axes; ++k) index[k].store_aligned(lane[k]);
    for (int l = 0; l < lanes<T>; ++l) {
        std::array<T, Axes> at;
        for (std::size_t k = 0; k < Axes; ++k) at[k] = lane[k][l];
        gathered[l] = gather_one<E, Mode>(from.data, *from.array, at);
    }
    return batch<T>::load_aligned(gathered);
}

/// How many rows ahead of those that are read memory is asked for: neighbours along a sloping line lie in other pages, which no processor fetches by
/// itself, but the next rows of results read next to them.
inline constexpr std::ptrdiff_t rows_ahead = 8;

/// The elements of an array that the lanes of some indices name; see gather_one. `Ahead`: rows beyond them will be read soon.
template <class E, boundary Mode, bool Ahead, class T, std::size_t Axes>
[[gnu::always_inline]] inline batch<T> gather_lanes(const gather_frame<T>& from, const std::array<batch<T>, Axes>& index) {
    using hardware = gather_instructions<T, E>;
    if constexpr (hardware::exists) {
        if (!from.wide) [[likely]] {
            auto offset = hardware::offset(hardware::clamp(index[Axes - 1], from.last[0]), from.step[0]);
            for (std::size_t k = 1; k < Axes; ++k)
                offset = hardware::add(offset, hardware::offset(hardware::clamp(index[Axes - 1 - k], from.last[k]), from.step[k]));
            if constexpr (Ahead && Axes > 1)
                __builtin_prefetch(from.data + (hardware::first(offset) + rows_ahead * from.step[1]) * static_cast<std::ptrdiff_t>(sizeof(E)));
            if constexpr (Mode != boundary::zero) return hardware::gather(from.data, offset);
            else {
                auto inside = hardware::inside(index[Axes - 1], from.last[0]);
                for (std::size_t k = 1; k < Axes; ++k) inside = hardware::both(inside, hardware::inside(index[Axes - 1 - k], from.last[k]));
                return hardware::gather(from.data, offset, inside);
            }
        }
    }
    return gather_one_by_one<E, Mode>(from, index);
}

}  // namespace xgrad
