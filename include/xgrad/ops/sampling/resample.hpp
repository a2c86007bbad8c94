#pragma once

#include <algorithm>

#include "../../engine/layout.hpp"
#include "../../language/expression.hpp"

namespace xgrad {

/// The elements of an axis, five at most, that one element of the resampled axis is the weighted sum of.
struct weighted_elements {
    static constexpr int most = 5;
    int count = 0;
    std::ptrdiff_t element[most]{};
    double weight[most]{};
    constexpr void add(std::ptrdiff_t e, double w) { element[count] = e, weight[count++] = w; }
};

/// Along an axis, to[j] = sum of the weights times from[element], or, transposed, to[element] += weight times from[j]. Arrays are those of
/// resample_op.
template <class T, class Rule, bool Transposed>
void resample_axis(int axis, const memory_view& to, const memory_view& from) {
    if (to.extents.size() == 0) return;
    const std::ptrdiff_t short_extent = (Transposed ? to : from).extents[axis], long_extent = (Transposed ? from : to).extents[axis];
    // the last other axis is the inner loop, four elements at a time where they are far apart, so that they stay in the cache
    const int rank = to.extents.rank, inner = axis == rank - 1 ? rank - 2 : rank - 1;
    const std::ptrdiff_t n = inner < 0 ? 1 : to.extents[inner], chunk = axis == rank - 1 ? 4 : n;
    const std::ptrdiff_t to_step = inner < 0 ? 0 : to.strides[inner], from_step = inner < 0 ? 0 : from.strides[inner];
    const bool packed = to_step == sizeof(T) && from_step == sizeof(T);
    auto line = [&](std::byte* y, const std::byte* x, std::ptrdiff_t count, T weight, bool add) {
        auto all = [&](auto at, auto value) {
            if (add)
                for (std::ptrdiff_t i = 0; i < count; ++i) at(i) += weight * value(i);
            else
                for (std::ptrdiff_t i = 0; i < count; ++i) at(i) = weight * value(i);
        };
        if (packed)
            all([p = reinterpret_cast<T*>(y)](std::ptrdiff_t i) -> T& { return p[i]; },
                [p = reinterpret_cast<const T*>(x)](std::ptrdiff_t i) { return p[i]; });
        else
            all([=](std::ptrdiff_t i) -> T& { return *reinterpret_cast<T*>(y + i * to_step); },
                [=](std::ptrdiff_t i) { return *reinterpret_cast<const T*>(x + i * from_step); });
    };
    auto block = [&](std::byte* y, const std::byte* x, std::ptrdiff_t count) {
        for (std::ptrdiff_t i = 0; Transposed && i < short_extent; ++i)
            for (std::ptrdiff_t k = 0; k < count; ++k) *reinterpret_cast<T*>(y + i * to.strides[axis] + k * to_step) = T(0);
        for (std::ptrdiff_t j = 0; j < long_extent; ++j) {
            const weighted_elements sum = Rule::elements(short_extent, long_extent, j);
            for (int t = 0; t < sum.count; ++t) {
                const T weight = static_cast<T>(sum.weight[t]);
                if constexpr (Transposed) line(y + sum.element[t] * to.strides[axis], x + j * from.strides[axis], count, weight, true);
                else line(y + j * to.strides[axis], x + sum.element[t] * from.strides[axis], count, weight, t > 0);
            }
        }
    };
    extent_list index = extent_list::filled(rank, 0);
    for (int a = rank; a >= 0;) {
        std::ptrdiff_t y = 0, x = 0;
        for (int b = 0; b < rank; ++b) y += index[b] * to.strides[b], x += index[b] * from.strides[b];
        for (std::ptrdiff_t i = 0; i < n; i += chunk)
            block(to.data + y + i * to_step, from.data + x + i * from_step, std::min(chunk, n - i));
        for (a = rank - 1; a >= 0; --a) {
            if (a == axis || a == inner) continue;
            if (++index[a] < to.extents[a]) break;
            index[a] = 0;
        }
    }
}

template <class Rule, int Axis>
struct resample_back_op;

/// One axis of x resampled by a rule: `Rule::elements(in, out, j)` says what element j of the `out` ones is made of, `Rule::extent(problem,
/// in, asked)` how many there are. LikeAxis >= 0: the second operand, whose elements are not read, asks for its extent along that axis; -1:
/// `asked` is dynamic.
template <class Rule, int Axis, int LikeAxis>
struct resample_op : operation_base {
    static constexpr std::string_view name = Rule::name;
    static constexpr access how = access::kernel;
    static constexpr int cost = 16, shape_operands = LikeAxis >= 0 ? 1 : 0;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        if (out[Axis] == 0) return problem << "axis " << Axis << " of " << x[0] << " has no elements", out;
        if (out[Axis] == dynamic) out[Axis] = LikeAxis >= 0 ? x[shape_operands][std::max(LikeAxis, 0)] : dynamic;
        else {
            failure said;
            out[Axis] = Rule::extent(said, out[Axis], LikeAxis >= 0 ? x[shape_operands][std::max(LikeAxis, 0)] : dynamic);
            if (said.any()) problem << "axis " << Axis << " of " << x[0] << " " << said.message();
        }
        return out;
    }
    static constexpr failure options() {
        failure f;
        return f << "axis " << Axis;
    }
    // <resample(x), dy> = <x, resample_back(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<resample_back_op<Rule, Axis>>(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) {
        return each(append<resample_back_op<Rule, Axis>>(dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) {
        resample_axis<T, Rule, false>(Axis, out, x[0]);
    }
};
/// The adjoint, in the shape of the second operand.
template <class Rule, int Axis>
struct resample_back_op : operation_base {
    static constexpr std::string_view name = "resample_back";
    static constexpr access how = access::kernel;
    static constexpr int cost = 16, shape_operands = 1;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() {
        failure f;
        return f << Rule::name << ", axis " << Axis;
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto /*like*/) {
        return each(append<resample_op<Rule, Axis, Axis>>(dy, g), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) {
        resample_axis<T, Rule, true>(Axis, out, x[0]);
    }
};

}  // namespace xgrad
