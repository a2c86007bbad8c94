#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include "../movement/broadcast_to.hpp"
#include "../pointwise/comparisons.hpp"
#include "../pointwise/where.hpp"
#include "../sampling/positions.hpp"
#include "symmetric_sums.hpp"

namespace xgrad {

/// Half of a filter that is the same in both directions: value[k] for the distance k, 0 <= k <= Radius.
template <std::size_t Radius>
struct symmetric_taps {
    static constexpr std::ptrdiff_t radius = Radius;
    double value[Radius + 1];
    friend constexpr bool operator==(const symmetric_taps&, const symmetric_taps&) = default;
};

/// A copy of x for a kernel to read: what else needs x goes on with the value in registers, rather than wait for the loop that stores it.
struct kernel_operand_op : pointwise<1> {
    static constexpr std::string_view name = "copy";
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(dy); }
};
template <expression X>
constexpr X kernel_operand(X x) {
    int line = x.index;
    while ((*x.program)[line].op->transparent) line = (*x.program)[line][0];
    return (*x.program)[line].op->how == access::argument ? x : apply<kernel_operand_op>(x);
}

/// out[i, j] = sum over k, l of w[|k|] v[|l|] x[i + k, j + l] along the last two axes, indices outside x by a boundary mode; or the
/// adjoint, which is the same for the mode zero. The other operands begin with w and v, numbers of the source text. A stored value, so that
/// what reads it at many places, and its gradient, stay small programs.
template <std::ptrdiff_t RowRadius, std::ptrdiff_t ColumnRadius, boundary Mode, bool Adjoint>
struct symmetric_window_op : operation_base {
    static constexpr std::string_view name = "symmetric_window";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        constexpr std::ptrdiff_t radius[2] = {RowRadius, ColumnRadius};
        for (int k = 0; k < 2; ++k) {
            const int axis = x[0].rank - 2 + k;
            const auto n = x[0][axis];
            if (n == dynamic || problem.any()) continue;
            if (Mode == boundary::reflect && radius[k] > (n > 0 ? n - 1 : 0))
                problem << "reflect by " << radius[k] << " along axis " << axis << " of " << x[0] << ": at most one less than the extent";
            else if (Mode == boundary::symmetric && radius[k] > n)
                problem << "the mode reaches " << radius[k] << " beyond axis " << axis << " of " << x[0] << ": at most the extent";
        }
        return x[0];
    }
    static constexpr failure options() {
        failure f;
        f << 2 * RowRadius + 1 << " x " << 2 * ColumnRadius + 1;
        if (Adjoint && Mode != boundary::zero) f << ", adjoint";
        return f;
    }
    // <W x, dy> = <x, W' dy>
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto w, auto v) {
        return each(
            append<symmetric_window_op<RowRadius, ColumnRadius, Mode, Mode != boundary::zero && !Adjoint>>(kernel_operand(dy), w, v), none,
            none);
    }

    static constexpr int image_axes = 2, images = 1;
    /// Else nothing is known before all is read.
    static constexpr bool by_rows(const extent_list*) { return Mode != boundary::circular && !(Adjoint && Mode != boundary::zero); }
    static constexpr row_range reads(int operand, row_range rows, const extent_list*) {
        return operand == 0 ? row_range{rows.first - RowRadius, rows.last + RowRadius} : row_range::all();
    }
    template <class T>
    static std::ptrdiff_t memory(const extent_list* shapes) {
        return sums<T>::memory(shapes[0][shapes[0].rank - 1]) * static_cast<std::ptrdiff_t>(sizeof(T));
    }
    template <class T>
    static void compute_rows(const memory_view& out, const memory_view* operands, std::byte* memory, row_range which) {
        T rows[RowRadius + 1], columns[ColumnRadius + 1];
        read(operands[1], rows), read(operands[2], columns);
        sums<T> both(rows, columns, reinterpret_cast<T*>(memory));
        const image_plane x(operands[0]), y(out);
        if (which.first == 0 && which.last == y.rows) both.whole(x, y);
        else both.some(x, y, which.first, which.last);
    }

private:
    template <class T>
    using sums = symmetric_sums<T, RowRadius, ColumnRadius, Mode, Adjoint>;
    template <class T, std::size_t N>
    static void read(const memory_view& from, T (&to)[N]) {
        for (std::size_t k = 0; k < N; ++k)
            to[k] = *reinterpret_cast<const T*>(from.data + static_cast<std::ptrdiff_t>(k) * from.strides[0]);
    }
};

/// The numbers of a filter as an array.
template <std::size_t Radius>
constexpr auto numbers_of(trace* program, const symmetric_taps<Radius>& w) {
    constexpr auto size = static_cast<std::ptrdiff_t>(Radius) + 1;
    const auto place = positions(broadcast_to(lift(program, 0.f), shape<size>), axes<0>);
    auto numbers = where(place >= static_cast<double>(Radius), w.value[Radius], 0);
    for (std::size_t k = Radius; k-- > 0;) numbers = where(place <= static_cast<double>(k), w.value[k], numbers);
    return numbers;
}

/// x, images over the last two axes of any array, with every column summed by the symmetric weights w and every row by v, up to the
/// distance Reach; see symmetric_window_op.
template <std::ptrdiff_t Reach, boundary Mode, expression X, expression W>
constexpr X window_within(X x, W w, W v) {
    static_assert(X::rank >= 2);
    return append_if_called<symmetric_window_op<Reach, Reach, Mode, false>>(kernel_operand(x), w, v);
}
template <auto Taps, expression X>
constexpr X symmetric_window(X x) {
    const auto w = numbers_of(x.program, Taps);
    return window_within<Taps.radius, boundary::zero>(x, w, w);
}

}  // namespace xgrad
