#pragma once

#include <algorithm>

#include "../../language/expression.hpp"

namespace xgrad {

/// The numbers of an option, one for each of `axes` axes.
template <class Numbers>
constexpr extent_list per_axis(int axes) {
    extent_list list;
    for (int a = 0; a < axes; ++a) list.push_back(Numbers::at(a));
    return list;
}
constexpr bool all_at_least(const extent_list& list, std::ptrdiff_t least) {
    for (int a = 0; a < list.rank; ++a)
        if (list[a] < least) return false;
    return true;
}
template <class Numbers>
constexpr bool one_or(int axes) {
    return Numbers::size == 1 || Numbers::size == axes;
}

/// The indices first, first + step, ... along one axis, and how many elements a mean counts.
struct window_range {
    std::ptrdiff_t first, count, step, counted = count;
};

/// Windows that slide over the last axes of an image, one number for each of those axes.
struct window_geometry {
    extent_list size, stride, padding, dilation;
    bool beyond = false;  // with windows that begin in the image, or before it, and reach over the end
    bool padding_counts = false;
    static constexpr bool like_another = false;  // how many windows there are follows from the image
    friend constexpr bool operator==(const window_geometry&, const window_geometry&) = default;

    constexpr int axes() const { return size.rank; }
    constexpr std::ptrdiff_t reach(int a) const { return dilation[a] * (size[a] - 1) + 1; }
    /// How many windows there are along an axis of n elements; 0 if none fits; known at run time only if n is.
    constexpr std::ptrdiff_t count(int a, std::ptrdiff_t n) const {
        if (n == dynamic) return dynamic;
        const auto room = n + 2 * padding[a] - reach(a) + (beyond ? stride[a] - 1 : 0), windows = room < 0 ? 0 : room / stride[a] + 1;
        return beyond ? std::min(windows, (n + padding[a] + stride[a] - 1) / stride[a]) : windows;
    }
    /// The elements of window i along an axis of n elements that lie in the image.
    constexpr window_range window(int a, std::ptrdiff_t i, std::ptrdiff_t n, std::ptrdiff_t /*windows*/) const {
        const auto from = i * stride[a] - padding[a], d = dilation[a];
        const auto skipped = from < 0 ? (d - 1 - from) / d : 0, within = from >= n ? 0 : (n - 1 - from) / d + 1;
        const auto count = within < size[a] ? within : size[a];
        const window_range within_image{from + skipped * d, count > skipped ? count - skipped : 0, d};
        if (!padding_counts) return within_image;
        return {within_image.first, within_image.count, d, std::min(size[a], n + padding[a] - from)};
    }
    /// Windows from first_whole to before past_whole lie in the image; each is `advance` elements after the one before.
    constexpr std::ptrdiff_t first_whole(int a) const { return (padding[a] + stride[a] - 1) / stride[a]; }
    constexpr std::ptrdiff_t past_whole(int a, std::ptrdiff_t n) const {
        return n + padding[a] < reach(a) ? 0 : (n + padding[a] - reach(a)) / stride[a] + 1;
    }
    constexpr std::ptrdiff_t advance(int a) const { return stride[a]; }
    constexpr std::ptrdiff_t most(int a) const { return size[a]; }
    constexpr bool fits(failure& problem, const extent_list& image) const {
        for (int a = 0; a < axes(); ++a) {
            const auto n = image[image.rank - axes() + a];
            if (n == dynamic || count(a, n) > 0) continue;
            problem << "the window reaches over " << reach(a) << " elements along axis " << image.rank - axes() + a << " of " << image
                    << ", which has " << n + 2 * padding[a] << (padding[a] > 0 ? " with its padding" : "");
            return false;
        }
        return true;
    }
    constexpr failure words() const {
        failure f;
        f << "window " << size << ", stride " << stride;
        if (padding != extent_list::filled(axes(), 0)) f << ", padding " << padding;
        if (dilation != extent_list::filled(axes(), 1)) f << ", dilation " << dilation;
        if (beyond) f << ", ceil_mode";
        return f;
    }
};

/// The geometry that options over `Axes` axes ask for; a stride that is not said is 1, or the size of the window.
template <text Op, int Axes, bool SideBySide, class... Options>
struct window_options {
    using size = numbers_option<window_option, window_option<0>, Options...>;
    using stride = numbers_option<stride_option, stride_option<1>, Options...>;
    using padding = numbers_option<padding_option, padding_option<0>, Options...>;
    using dilation = numbers_option<dilation_option, dilation_option<1>, Options...>;
    static_assert(require < one_or<size>(Axes) && one_or<stride>(Axes) && one_or<padding>(Axes) && one_or<dilation>(Axes), Op,
        ": window, stride, padding and dilation have one number for every axis, or one for all" >);
    static constexpr bool has_stride = has_option<stride, Options...>;
    static constexpr window_geometry value{per_axis<size>(Axes),
        per_axis<std::conditional_t<SideBySide && !has_stride, size, stride>>(Axes), per_axis<padding>(Axes), per_axis<dilation>(Axes),
        has_option<ceil_mode_option, Options...>,
        has_option<ceil_mode_option, Options...> && !has_option<count_include_pad_option<false>, Options...>};
    static_assert(require<all_at_least(value.size, 1), Op, ": say window<...>: its numbers are positive">);
    static_assert(require < all_at_least(value.stride, 1) && all_at_least(value.dilation, 1) && all_at_least(value.padding, 0), Op,
        ": stride and dilation are positive, padding is not negative" >);
};

}  // namespace xgrad
