#pragma once

#include <algorithm>
#include <array>

#include "../../engine/gather.hpp"
#include "../../language/expression.hpp"

namespace xgrad {

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

template <class T>
[[gnu::always_inline]] inline void add_at(T* out, const std::int32_t* offset, batch<T> g) {
    alignas(64) T value[lanes<T>];
    g.store_aligned(value);
    for (int l = 0; l < lanes<T>; ++l) out[offset[l]] += value[l];
}
/// Adds the lanes of g to what the lanes of indices name, plus an offset, one after the other. The array is not wide.
template <boundary Mode, extent_list Offset, class T, std::size_t Axes>
[[gnu::always_inline]] inline void add_lanes(const gather_frame<T>& to, const std::array<batch<T>, Axes>& index, batch<T> g) {
    alignas(64) std::int32_t offset[lanes<T>];
    clamped_offsets<Offset>(offset, to, index);
    add_at(reinterpret_cast<T*>(const_cast<std::byte*>(to.data)), offset, kept_inside<Mode, Offset>(to, index, g));
}
/// The same where all is inside: the places of the lanes are known, and the offset is the same for all.
template <extent_list Offset, class T>
[[gnu::always_inline]] inline void add_lanes_inside(const gather_frame<T>& to, const std::int32_t* offset, batch<T> g) {
    T* out = reinterpret_cast<T*>(const_cast<std::byte*>(to.data));
    for (int a = 0; a < Offset.rank; ++a) out += Offset[a] * to.step[static_cast<std::size_t>(Offset.rank - 1 - a)];
    add_at(out, offset, g);
}
template <boundary Mode, extent_list Offset, class T, std::size_t Axes>
inline void add_element(const gather_frame<T>& to, const std::array<T, Axes>& index, T g) {
    if (const auto place = gathered_offset<Mode, Offset>(*to.array, index); place.inside)
        *reinterpret_cast<T*>(const_cast<std::byte*>(to.data) + place.bytes) += g;
}

/// What the adjoints of ops that read at indices have in common: out in the shape of the last operand, to which every element of the first
/// one, g, is added where the operands between say, one for each of the last `Axes` axes of out: `Op::add` for the lanes of a vector,
/// `Op::add_one`. In the order of the elements of g, so that the sums are the same whoever computes them; row by row, where g has rows.
template <class Op, int Axes>
struct scattering : operation_base {
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

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& g = operands[0];
        const int rank = g.extents.rank, leading = out.extents.rank - Axes;
        set_zero<T>(out);
        if (g.extents.size() == 0) return;
        auto frame = gather_frame<T>::template of<T>(out);
        for_each_row(g, [&](std::ptrdiff_t, const extent_list& row) {
            frame.data = out.data;
            for (int a = 0; a < leading; ++a) frame.data += row[a] * out.strides[a];
            given_row from;
            for (int k = 0; k <= Axes; ++k) {
                from.data[k] = operands[k].data;
                for (int a = 0; a < rank - 1; ++a) from.data[k] += row[a] * operands[k].strides[a];
                from.step[k] = rank > 0 ? operands[k].strides[rank - 1] : 0;
            }
            add_row(frame, from, rank > 0 ? g.extents[rank - 1] : 1);
        });
    }

    static constexpr int image_axes = 2, images = 1 + Axes, result_axes = Axes;
    static constexpr bool by_rows(const extent_list* shapes) { return shapes[1].rank >= std::max(2, shapes[0].rank - Axes + 2); }
    static constexpr row_range reads(int, row_range rows, const extent_list*) { return rows; }
    template <class T>
    static std::ptrdiff_t memory(const extent_list*) {
        return 0;
    }
    template <class T>
    static void begin_rows(const memory_view& out, std::byte*) {
        set_zero<T>(out);
    }
    template <class T>
    static void compute_rows(const memory_view& out, const memory_view* operands, std::byte*, row_range rows) {
        auto frame = gather_frame<T>::template of<T>(out);
        frame.data = out.data;
        for (auto i = rows.first; i < rows.last; ++i) {
            given_row from;
            for (int k = 0; k <= Axes; ++k) {
                const image_plane plane(operands[k]);
                from.data[k] = reinterpret_cast<const std::byte*>(plane.at<T>(i, 0)), from.step[k] = plane.column_step;
            }
            add_row(frame, from, operands[0].extents[operands[0].extents.rank - 1]);
        }
    }
    template <class T>
    static void finish_rows(const memory_view&, const std::byte*) {}

private:
    /// Where g and the indices begin, and how far their elements are apart.
    struct given_row {
        const std::byte* data[Axes + 1];
        std::ptrdiff_t step[Axes + 1];
    };
    template <class T>
    static void add_row(const gather_frame<T>& to, const given_row& from, std::ptrdiff_t columns) {
        std::ptrdiff_t c = 0;
        auto with = [&]<class Lane>(auto read, auto add) {
            std::array<Lane, Axes> index;
            for (int k = 0; k < Axes; ++k) index[static_cast<std::size_t>(k)] = read(k + 1);
            add(to, index, read(0));
        };
        bool packed = !to.wide;
        for (int k = 0; k <= Axes; ++k) packed = packed && from.step[k] == sizeof(T);
        if constexpr (offset_vector<T>::exists)
            for (; packed && c + lanes<T> <= columns; c += lanes<T>)
                with.template operator()<batch<T>>(
                    [&](int k) { return load<T, T>(from.data[k] + c * static_cast<std::ptrdiff_t>(sizeof(T))); }, Op::template add<T>);
        for (; c < columns; ++c)
            with.template operator()<T>(
                [&](int k) { return *reinterpret_cast<const T*>(from.data[k] + c * from.step[k]); }, Op::template add_one<T>);
    }
};

}  // namespace xgrad
