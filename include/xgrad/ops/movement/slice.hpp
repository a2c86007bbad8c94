#pragma once

#include "../../language/expression.hpp"

namespace xgrad {

/// Every `step`-th index of an axis from `first` to before `last`. As in NumPy, negative bounds count from the end and bounds
/// beyond the axis mean its ends; a single index must exist.
struct slice {
    std::ptrdiff_t first = 0, last = end, step = 1;
    bool single = false;
    friend constexpr bool operator==(const slice&, const slice&) = default;

    constexpr bool whole() const { return *this == slice{}; }
    constexpr std::ptrdiff_t start(std::ptrdiff_t n) const { return first < 0 ? within(first + n, n) : first; }
    constexpr std::ptrdiff_t count(std::ptrdiff_t n) const {
        const auto from = within(start(n), n), to = within(last < 0 ? last + n : last, n);
        return to > from ? (to - from + step - 1) / step : 0;
    }
    constexpr bool exists(std::ptrdiff_t n) const { return first < n && first >= -n; }

private:
    static constexpr std::ptrdiff_t within(std::ptrdiff_t i, std::ptrdiff_t n) { return i < 0 ? 0 : i > n ? n : i; }
};

/// One slice per axis.
struct slice_list {
    slice axis[max_rank];
    // each is assigned: GCC 12 forgets values that are not zero where constant expressions change elements of a default array
    constexpr slice_list() {
        for (slice& s : axis) s = {};
    }
    friend constexpr bool operator==(const slice_list&, const slice_list&) = default;
};

template <slice_list Slices>
struct embed_op;

/// out[j] = x[first + step * j] along every axis.
template <slice_list Slices>
struct slice_op : operation_base {
    static constexpr std::string_view name = "view";
    static constexpr access how = access::movement;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        for (int a = 0; a < out.rank; ++a) {
            const slice& s = Slices.axis[a];
            if (s.single && out[a] != dynamic && !s.exists(out[a]))
                problem << "there is no index " << s.first << " along axis " << a << " of " << x[0];
            out[a] = s.single ? 1 : out[a] == dynamic ? dynamic : s.count(out[a]);
        }
        return out;
    }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list&) {
        const slice& s = Slices.axis[k];
        axis_map m;
        m.axis = k;
        m.step = s.step;
        m.offset = s.start(in[k]);
        m.fixed = s.first >= 0 || in[k] != dynamic;
        m.reach = s.whole() ? 0 : dynamic;
        return m;
    }
    static constexpr failure options() { return describe(Slices); }
    static constexpr failure describe(const slice_list& slices) {
        failure f;
        for (int a = 0; a < max_rank; ++a) {
            const slice& s = slices.axis[a];
            if (s.whole()) continue;
            f << (f.any() ? ", axis " : "axis ") << a << ": " << s.first;
            if (s.single) continue;
            f << " to ";
            if (s.last == end) f << "end";
            else f << s.last;
            if (s.step != 1) f << " by " << s.step;
        }
        return f;
    }
    // <slice(x), dy> = <x, embed(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<embed_op<Slices>>(dy, x)); }
};

/// Puts an array where slice_op takes one from: out[first + step * j] = x[j], elsewhere 0, in the shape of the second operand.
template <slice_list Slices>
struct embed_op : operation_base {
    static constexpr std::string_view name = "embed";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 1;
    static constexpr bool same_shape = true, embeds = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr axis_map map(int k, const extent_list&, const extent_list& out) {
        const slice& s = Slices.axis[k];
        axis_map m;
        m.axis = k;
        m.reach = s.whole() ? 0 : dynamic;
        if (s.whole()) return m;
        m.divisor = s.step;
        m.offset = -s.start(out[k]);
        m.fixed = s.first >= 0 || out[k] != dynamic;
        m.mode = boundary::zero;
        return m;
    }
    static constexpr failure options() { return slice_op<Slices>::describe(Slices); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto /*like*/) { return each(append<slice_op<Slices>>(dy), none); }
};

/// The slice of one axis that takes its first, or its last, `count` elements: all where it has fewer.
constexpr slice_list end_slice(int axis, bool left, std::ptrdiff_t count) {
    slice_list slices;
    slices.axis[axis] = left ? slice{0, count} : slice{-count, end};
    return slices;
}
template <int Axis, bool Left, std::ptrdiff_t Count, expression X>
constexpr appended<slice_op<end_slice(Axis, Left, Count)>, X> end_of_axis(X x) {
    return append<slice_op<end_slice(Axis, Left, Count)>>(x);
}

}  // namespace xgrad
