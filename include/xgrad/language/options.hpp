#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <type_traits>

namespace xgrad {

/// The end of an axis, in `range<10, end>`.
inline constexpr std::ptrdiff_t end = std::numeric_limits<std::ptrdiff_t>::max();

/// What the compile-time parameters that hold numbers share: `values`, `size`, and the number for an axis (a single
/// number stands for every axis).
template <std::ptrdiff_t... N>
struct numbers {
    static constexpr int size = sizeof...(N);
    static constexpr std::array<std::ptrdiff_t, sizeof...(N)> values{N...};
    static constexpr std::ptrdiff_t at(int axis) { return values[size == 1 ? 0 : static_cast<std::size_t>(axis)]; }
};

template <std::ptrdiff_t... N>
struct padding_option : numbers<N...> {};
/// Paddings that follow from the kernel: `same` keeps the shape (with n more elements, n / 2 of them before; `centred`: after), `valid`
/// adds none.
inline constexpr std::ptrdiff_t same_padding = -1, centred_padding = -2;
struct same_option {};
struct valid_option {};
template <bool Included>
struct count_include_pad_option {};
template <std::ptrdiff_t... N>
struct divisor_override_option : numbers<N...> {};
struct ceil_mode_option {};
template <std::ptrdiff_t... N>
struct output_padding_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct stride_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct dilation_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct groups_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct window_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct radius_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct axes_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct shape_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct offset_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct widths_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct before_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct after_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct repeats_option : numbers<N...> {};
template <std::ptrdiff_t... N>
struct correction_option : numbers<N...> {};
struct keep_dims_option {};

template <std::ptrdiff_t... N>
inline constexpr padding_option<N...> padding{};
template <std::ptrdiff_t... N>
inline constexpr output_padding_option<N...> output_padding{};
template <std::ptrdiff_t... N>
inline constexpr stride_option<N...> stride{};
template <std::ptrdiff_t... N>
inline constexpr dilation_option<N...> dilation{};
template <std::ptrdiff_t N>
inline constexpr groups_option<N> groups{};
template <std::ptrdiff_t... N>
inline constexpr window_option<N...> window{};
template <std::ptrdiff_t N>
inline constexpr radius_option<N> radius{};
template <std::ptrdiff_t... N>
inline constexpr axes_option<N...> axes{};
template <std::ptrdiff_t... N>
inline constexpr shape_option<N...> shape{};
template <std::ptrdiff_t... N>
inline constexpr offset_option<N...> offset{};
template <std::ptrdiff_t... N>
inline constexpr widths_option<N...> widths{};
template <std::ptrdiff_t... N>
inline constexpr before_option<N...> before{};
template <std::ptrdiff_t... N>
inline constexpr after_option<N...> after{};
template <std::ptrdiff_t... N>
inline constexpr repeats_option<N...> repeats{};
template <std::ptrdiff_t N>
inline constexpr correction_option<N> correction{};
inline constexpr keep_dims_option keep_dims{};
inline constexpr same_option same{};
inline constexpr valid_option valid{};
template <bool Included>
inline constexpr count_include_pad_option<Included> count_include_pad{};
template <std::ptrdiff_t N>
inline constexpr divisor_override_option<N> divisor_override{};
inline constexpr ceil_mode_option ceil_mode{};

/// How an index outside an axis of n elements is answered (the picture is for `a b c d`).
enum class boundary {
    none,       // the index is never outside
    zero,       // 0 0 | a b c d | 0 0
    replicate,  // a a | a b c d | d d
    reflect,    // c b | a b c d | c b
    symmetric,  // b a | a b c d | d c
    circular    // c d | a b c d | a b
};
template <boundary Mode>
struct boundary_option {
    static constexpr boundary value = Mode;
};
inline constexpr boundary_option<boundary::zero> zero{};
inline constexpr boundary_option<boundary::replicate> replicate{};
inline constexpr boundary_option<boundary::reflect> reflect{};
inline constexpr boundary_option<boundary::symmetric> symmetric{};
inline constexpr boundary_option<boundary::circular> circular{};

/// Slices of `view`, one per axis, as in NumPy.
template <std::ptrdiff_t First, std::ptrdiff_t Last, std::ptrdiff_t Step>
struct range_option {};
template <std::ptrdiff_t Index>
struct at_option {};
struct newaxis_option {};
struct ellipsis_option {};
template <std::ptrdiff_t First, std::ptrdiff_t Last, std::ptrdiff_t Step = 1>
inline constexpr range_option<First, Last, Step> range{};
template <std::ptrdiff_t Index>
inline constexpr at_option<Index> at{};
inline constexpr range_option<0, end, 1> all{};
inline constexpr newaxis_option newaxis{};
inline constexpr ellipsis_option ellipsis{};

template <template <std::ptrdiff_t...> class Family, class T>
struct is_numbers : std::false_type {};
template <template <std::ptrdiff_t...> class Family, std::ptrdiff_t... N>
struct is_numbers<Family, Family<N...>> : std::true_type {};

/// The member of a pack of options that belongs to a family such as `padding_option`, else the default.
template <template <std::ptrdiff_t...> class Family, class Default, class... Options>
struct find_numbers {
    using type = Default;
};
template <template <std::ptrdiff_t...> class Family, class Default, class First, class... Rest>
struct find_numbers<Family, Default, First, Rest...>
    : std::conditional_t<is_numbers<Family, First>::value, std::type_identity<First>, find_numbers<Family, Default, Rest...>> {};
template <template <std::ptrdiff_t...> class Family, class Default, class... Options>
struct chosen_numbers : find_numbers<Family, Default, Options...> {
    static_assert((is_numbers<Family, Options>::value + ... + 0) <= 1, "xgrad: an option is said twice");
};
template <template <std::ptrdiff_t...> class Family, class Default, class... Options>
using numbers_option = typename chosen_numbers<Family, Default, Options...>::type;

template <class T>
inline constexpr boundary boundary_value = boundary::none;
template <boundary Mode>
inline constexpr boundary boundary_value<boundary_option<Mode>> = Mode;

/// The boundary mode in a pack of options, else the default.
template <boundary Default, class... Options>
constexpr boundary boundary_among() {
    static_assert(((boundary_value<Options> != boundary::none) + ... + 0) <= 1, "xgrad: two boundary modes are said; one is taken");
    boundary mode = Default;
    ((boundary_value<Options> != boundary::none ? void(mode = boundary_value<Options>) : void()), ...);
    return mode;
}
/// Whether an option is a boundary mode, or belongs to one of some families.
template <class Option, template <std::ptrdiff_t...> class... Family>
inline constexpr bool mode_or = boundary_value<Option> != boundary::none || (is_numbers<Family, Option>::value || ...);
template <class Option, class... Options>
inline constexpr bool has_option = (std::is_same_v<Option, Options> || ...);

}  // namespace xgrad
