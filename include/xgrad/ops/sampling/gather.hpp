#pragma once

#include <algorithm>

#include "../../engine/gather.hpp"
#include "../pointwise/arithmetic.hpp"
#include "positions.hpp"

namespace xgrad {

/// Marks an expression that becomes an index: nothing changes, but there is no derivative beyond. What uses it names itself.
template <text Name>
struct index_op : pointwise<1> {
    static constexpr std::string_view name{Name.characters.data(), Name.characters.size() - 1};
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback = no_derivative;
};
template <text Name, expression X>
constexpr X as_index(X x) {
    return append<index_op<Name>>(x);
}

/// The shape of what is gathered from an array x[0] at indices x[1], ..., x[Axes] along its last axes: that of the indices, whose
/// leading axes are those of the array.
template <int Axes>
constexpr extent_list gathered_shape(failure& problem, const extent_list& array, const extent_list* index) {
    extent_list out = pointwise<Axes>::infer(problem, index);
    const int leading = array.rank - Axes;
    if (problem.any()) return out;
    if (leading < 0 || out.rank < leading || (leading > 0 && out.rank == leading)) {
        problem << "indices of shape " << out << " along the last " << Axes << " axes of an array of shape " << array
                << "; the indices begin with its other axes, and have one more at least";
        return out;
    }
    for (int a = 0; a < leading; ++a) {
        if (unify(out[a], array[a]) == -2) problem << "the array " << array << " and the indices " << out << " differ along axis " << a;
        else out[a] = unify(out[a], array[a]);
    }
    for (int a = leading; a < array.rank; ++a)
        if (array[a] == 0 && out.size() != 0 && !problem.any())
            problem << "axis " << a << " of the array " << array << " has no elements to sample";
    return out;
}

template <int Axes, boundary Mode, extent_list Offset>
struct scatter_add_op;

/// out[b..., i...] = x[b..., i_0[b..., i...], i_1[b..., i...], ...]: the leading axes of x are those of the result, along the last
/// Axes ones there is an index for each. Indices are whole numbers; others are cut towards 0. One outside is clamped (boundary::replicate,
/// NaN is 0) or gives 0 (boundary::zero). Offset is added to the indices, so that what reads a neighbourhood of one place is known to do
/// so.
template <int Axes, boundary Mode, extent_list Offset>
struct gather_op : operation_base {
    static constexpr std::string_view name = "gather";
    static constexpr access how = access::gather;
    static constexpr int axes = Axes, cost = 24;
    static constexpr boundary mode = Mode;
    static constexpr extent_list offset = Offset;
    template <class... X>
    using element = promoted<first_of<X...>>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) { return gathered_shape<Axes>(problem, x[0], x + 1); }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list&) {
        axis_map m;
        m.axis = k < in.rank - Axes ? k : -1;
        m.reach = 0;
        return m;
    }
    static constexpr failure options() {
        failure f;
        if (Offset != extent_list::filled(Axes, 0)) f << "+" << Offset << " ";
        return f << (Mode == boundary::zero ? "zero" : "replicate");
    }
    // <gather(x), dy> = <x, scatter_add(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto... index) {
        return each(append<scatter_add_op<Axes, Mode, Offset>>(dy, index..., x), ((void)index, none)...);
    }
};

/// The adjoint of gather_op in the shape of the last operand: out[b..., i_0, i_1, ...] += g, in the order of the elements of g.
template <int Axes, boundary Mode, extent_list Offset>
struct scatter_add_op : operation_base {
    static constexpr std::string_view name = "scatter_add";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, shape_operands = 1;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        const auto out = gathered_shape<Axes>(problem, x[Axes + 1], x + 1);
        if (!problem.any() && !compatible(out, x[0]))
            problem << "the elements " << x[0] << " do not have the shape " << out << " of the indices";
        return x[Axes + 1];
    }
    static constexpr failure options() { return gather_op<Axes, Mode, Offset>::options(); }
    // <scatter_add(g), dy> = <g, gather(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*g*/, auto i, auto /*like*/) {
        return each(append<gather_op<1, Mode, Offset>>(dy, i), none, none);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*g*/, auto i, auto j, auto /*like*/) {
        return each(append<gather_op<2, Mode, Offset>>(dy, i, j), none, none, none);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*g*/, auto i, auto j, auto k, auto /*like*/) {
        return each(append<gather_op<3, Mode, Offset>>(dy, i, j, k), none, none, none, none);
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& g = operands[0];
        const int rank = g.extents.rank, leading = out.extents.rank - Axes;
        set_zero<T>(out);
        if (g.extents.size() == 0) return;
        auto frame = gather_frame<T>::template of<T>(out);
        extent_list row = extent_list::filled(std::max(rank, 1), 0);
        for (;;) {
            frame.data = out.data;
            for (int a = 0; a < leading; ++a) frame.data += row[a] * out.strides[a];
            const std::byte* from[Axes + 1];
            std::ptrdiff_t step[Axes + 1];
            for (int k = 0; k <= Axes; ++k) {
                from[k] = operands[k].data;
                for (int a = 0; a < rank - 1; ++a) from[k] += row[a] * operands[k].strides[a];
                step[k] = rank > 0 ? operands[k].strides[rank - 1] : 0;
            }
            add_row(frame, from, step, rank > 0 ? g.extents[rank - 1] : 1);
            int a = rank - 2;
            for (; a >= 0 && ++row[a] == g.extents[a]; --a) row[a] = 0;
            if (a < 0) return;
        }
    }

private:
    /// Elements of one row: places are found for a vector of them, and added to one after the other.
    template <class T>
    static void add_row(const gather_frame<T>& to, const std::byte* const (&from)[Axes + 1], const std::ptrdiff_t (&step)[Axes + 1],
        std::ptrdiff_t columns) {
        auto one = [&](int k, std::ptrdiff_t c) { return *reinterpret_cast<const T*>(from[k] + c * step[k]); };
        T* const out = reinterpret_cast<T*>(const_cast<std::byte*>(to.data));
        std::ptrdiff_t c = 0;
        bool packed = !to.wide;
        for (int k = 0; k <= Axes; ++k) packed = packed && step[k] == sizeof(T);
        if constexpr (offset_vector<T>::exists)
            for (; packed && c + lanes<T> <= columns; c += lanes<T>) {
                auto vector = [&](int k) { return load<T, T>(from[k] + c * static_cast<std::ptrdiff_t>(sizeof(T))); };
                std::array<batch<T>, Axes> index;
                for (int k = 0; k < Axes; ++k) index[static_cast<std::size_t>(k)] = vector(k + 1);
                alignas(64) std::int32_t offset[lanes<T>];
                alignas(64) T value[lanes<T>];
                kept_inside<Mode, Offset>(to, index, vector(0)).store_aligned(value);
                clamped_offsets<Offset>(offset, to, index);
                for (int l = 0; l < lanes<T>; ++l) out[offset[l]] += value[l];
            }
        for (; c < columns; ++c) {
            std::array<T, Axes> index;
            for (int k = 0; k < Axes; ++k) index[static_cast<std::size_t>(k)] = one(k + 1, c);
            if (const auto place = gathered_offset<Mode, Offset>(*to.array, index); place.inside)
                *reinterpret_cast<T*>(reinterpret_cast<std::byte*>(out) + place.bytes) += one(0, c);
        }
    }
};

/// `gather<boundary::zero, extent_list{0, 1}>(x, i, j)`: elements of x at whole-numbered indices (and an offset) along its last axes, one
/// expression for each of these; see gather_op. It is what every sampling op is made of. The indices have no derivative.
template <boundary Mode, extent_list Offset, expression X, expression... Index>
constexpr auto gather(X x, Index... index) {
    static_assert(
        Mode == boundary::zero || Mode == boundary::replicate, "xgrad::gather: an index outside gives zero, or is clamped (replicate)");
    static_assert(sizeof...(Index) >= 1 && sizeof...(Index) <= 3 && Offset.rank == sizeof...(Index),
        "xgrad::gather: indices along one, two or three axes, an offset for each");
    auto full = [&](auto i) { return as_index<"the index of gather">(broadcast_against(i, index...)); };
    return append<gather_op<Offset.rank, Mode, Offset>>(x, full(index)...);
}
template <boundary Mode, expression X, expression... Index>
constexpr auto gather(X x, Index... index) {
    return gather<Mode, extent_list::filled(static_cast<int>(sizeof...(Index)), 0)>(x, index...);
}

}  // namespace xgrad
