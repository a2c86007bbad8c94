#pragma once

#include "slice.hpp"
#include "unit_axes.hpp"

namespace xgrad {

/// What one option of `view` does: it consumes an axis, drops it, inserts one, or stands for the axes that are not named.
struct view_item {
    enum kind_type { none, range, at, newaxis, ellipsis } kind = none;
    slice taken;
};
template <class Option>
inline constexpr view_item view_item_of{};
template <std::ptrdiff_t First, std::ptrdiff_t Last, std::ptrdiff_t Step>
inline constexpr view_item view_item_of<range_option<First, Last, Step>>{view_item::range, {First, Last, Step}};
template <std::ptrdiff_t Index>
inline constexpr view_item view_item_of<at_option<Index>>{view_item::at, {Index, Index == -1 ? end : Index + 1, 1, true}};
template <>
inline constexpr view_item view_item_of<newaxis_option>{view_item::newaxis, {}};
template <>
inline constexpr view_item view_item_of<ellipsis_option>{view_item::ellipsis, {}};

/// The slices and unit axes that the options of a view of `Rank` axes ask for.
template <int Rank, class... Options>
struct view_plan {
    static constexpr int count(view_item::kind_type kind) { return (0 + ... + (view_item_of<Options>.kind == kind ? 1 : 0)); }
    static constexpr int named = count(view_item::range) + count(view_item::at);
    static_assert(count(view_item::none) == 0, "xgrad::view takes all, range<...>, at<...>, newaxis and ellipsis");
    static_assert(named <= Rank, "xgrad::view: more slices than axes");
    static_assert(count(view_item::ellipsis) <= 1, "xgrad::view: one ellipsis at most");
    static_assert(((view_item_of<Options>.taken.step > 0) && ...), "xgrad::view: a range has a positive step; reverse an axis with flip");

    slice_list slices;
    extent_list axes;
    int rank = 0;

    constexpr view_plan() {
        (place(view_item_of<Options>), ...);
        whole(Rank - axes.rank);
    }

private:
    constexpr void place(const view_item& item) {
        if (item.kind == view_item::ellipsis) return whole(Rank - named);
        if (item.kind == view_item::newaxis) {
            ++rank;
            return;
        }
        slices.axis[axes.rank] = item.taken;
        axes.push_back(item.kind == view_item::at ? -1 : rank++);
    }
    constexpr void whole(int more) {
        for (int a = 0; a < more; ++a) axes.push_back(rank++);
    }
};

/// `view(x, range<10, 20>, all, range<0, end, 2>, at<3>, newaxis, ellipsis)`: a part of x, as NumPy slices.
/// `range<first, last, step>` takes every step-th index from first to before last; negative bounds count from the end, and
/// bounds beyond the axis mean its ends. `at<i>` takes one index and drops the axis; i outside it is an error. `newaxis`
/// inserts an axis of the static extent 1. `ellipsis`, or the end of the list, takes all axes that are not named.
/// Nothing is copied. The gradient stands where the part was taken from, with zeros around it.
template <expression X, class... Options>
constexpr auto view(X x, Options...) {
    constexpr view_plan<X::rank, Options...> plan;
    const auto part = [&] {
        if constexpr (plan.slices == slice_list{}) return x;
        else return append<slice_op<plan.slices>>(x);
    }();
    return with_unit_axes<plan.axes, plan.rank>(part);
}
template <class... X>
    requires misuse<X...>
constexpr auto view(X... x) {
    static_assert(has_form<X...>, "xgrad::view takes one operand, and slices behind it: view(x, all, range<10, 20>, at<3>)");
    return refused(x...);
}

}  // namespace xgrad
