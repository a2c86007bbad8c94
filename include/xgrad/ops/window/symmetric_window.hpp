#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"
#include "../../language/expression.hpp"
#include "../pointwise/pointwise.hpp"

namespace xgrad {

template <auto Taps, expression X>
constexpr X symmetric_window(X x);

/// Half of a filter that is the same in both directions: value[k] for the distance k, 0 <= k <= Radius.
template <std::size_t Radius>
struct symmetric_taps {
    static constexpr std::ptrdiff_t radius = Radius;
    double value[Radius + 1];
    friend constexpr bool operator==(const symmetric_taps&, const symmetric_taps&) = default;
};

/// out[i, j] = sum over k, l of w[|k|] w[|l|] x[i + k, j + l] along the last two axes, zero outside x. It is its own adjoint. A stored value, so that
/// what reads it at many places, and its gradient, stay small programs.
template <auto Taps>
struct symmetric_window_op : operation_base {
    static constexpr std::string_view name = "symmetric_window";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    static constexpr std::ptrdiff_t radius = Taps.radius;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr failure options() {
        failure f;
        return f << 2 * radius + 1 << " x " << 2 * radius + 1;
    }
    // <W x, dy> = <x, W dy>
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(symmetric_window<Taps>(dy)); }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& x = operands[0];
        const int rank = x.extents.rank;
        if (x.extents.size() == 0) return;
        extent_list image = extent_list::filled(rank, 0);
        for (;;) {
            plane from{x.data, x.strides[rank - 2], x.strides[rank - 1]}, to{out.data, out.strides[rank - 2], out.strides[rank - 1]};
            for (int a = 0; a < rank - 2; ++a) from.data += image[a] * x.strides[a], to.data += image[a] * out.strides[a];
            for (std::ptrdiff_t c = 0; c < x.extents[rank - 1]; c += part)
                columns<T>(from, to, x.extents[rank - 2], x.extents[rank - 1], c, std::min(part, x.extents[rank - 1] - c));
            int a = rank - 3;
            for (; a >= 0 && ++image[a] == x.extents[a]; --a) image[a] = 0;
            if (a < 0) return;
        }
    }

private:
    static constexpr std::ptrdiff_t part = 512;  // columns at once: their sums lie on the stack
    struct plane {
        std::byte* data;
        std::ptrdiff_t row, column;
    };
    template <class T>
    static T& at(const plane& p, std::ptrdiff_t i, std::ptrdiff_t j) { return *reinterpret_cast<T*>(p.data + i * p.row + j * p.column); }

    /// The sum of w[|k|] value(k); `value` gives numbers or vectors.
    template <class T, class Value>
    static auto weighted(Value value) {
        using V = decltype(value(std::ptrdiff_t{0}));
        V sum = V(static_cast<T>(Taps.value[0])) * value(0);
        for (std::ptrdiff_t k = 1; k <= radius; ++k) sum = sum + V(static_cast<T>(Taps.value[k])) * (value(-k) + value(k));
        return sum;
    }
    /// `count` columns of the result from column `first` on: for each row the sums along the column's axis, then those along the row.
    template <class T>
    static void columns(const plane& x, const plane& out, std::ptrdiff_t rows, std::ptrdiff_t all, std::ptrdiff_t first, std::ptrdiff_t count) {
        using V = batch<T>;
        constexpr std::ptrdiff_t width = lanes<T>;
        T sums[part + 2 * radius] = {};
        const std::ptrdiff_t low = std::max<std::ptrdiff_t>(first - radius, 0), high = std::min(first + count + radius, all);
        T* const sum_of = sums + radius - first;  // sum_of[j] for column j
        const bool dense = x.column == sizeof(T), dense_out = out.column == sizeof(T);
        for (std::ptrdiff_t i = 0; i < rows; ++i) {
            const bool inside = i >= radius && i + radius < rows;
            auto row = [&](std::ptrdiff_t k) { return i + k >= 0 && i + k < rows; };
            std::ptrdiff_t j = low;
            if (dense && inside)
                for (; j + width <= high; j += width) weighted<T>([&](std::ptrdiff_t k) { return V::load_unaligned(&at<T>(x, i + k, j)); }).store_unaligned(sum_of + j);
            else if (dense)
                for (; j + width <= high; j += width)
                    weighted<T>([&](std::ptrdiff_t k) { return row(k) ? V::load_unaligned(&at<T>(x, i + k, j)) : V(T(0)); }).store_unaligned(sum_of + j);
            for (; j < high; ++j) sum_of[j] = weighted<T>([&](std::ptrdiff_t k) { return row(k) ? at<T>(x, i + k, j) : T(0); });
            j = first;
            if (dense_out)
                for (; j + width <= first + count; j += width) weighted<T>([&](std::ptrdiff_t k) { return V::load_unaligned(sum_of + j + k); }).store_unaligned(&at<T>(out, i, j));
            for (; j < first + count; ++j) at<T>(out, i, j) = weighted<T>([&](std::ptrdiff_t k) { return sum_of[j + k]; });
        }
    }
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

/// x, images over the last two axes of any array, with every row and column summed by symmetric weights; see symmetric_window_op.
template <auto Taps, expression X>
constexpr X symmetric_window(X x) {
    static_assert(X::rank >= 2);
    return append<symmetric_window_op<Taps>>(kernel_operand(x));
}

}  // namespace xgrad
