#pragma once

#include "block.hpp"

namespace xgrad::contraction {

/// Where the elements of a correlation lie: extents and bytes per step.
struct correlation {
    index batch, groups, in_channels, out_channels;  // channels per group
    axis y, x;
    const std::byte *in, *kernel;
    std::byte* out;
    index in_batch, in_channel, in_row, in_column;
    index kernel_group, kernel_out, kernel_in, kernel_row, kernel_column;
    index out_batch, out_channel, out_row, out_column;
    index in_kept = 0, in_zeros = 0;  // the rows of the operand that are kept, and the zeros around them; see memory_view
    bool accumulate = false;  // adds to what `out` holds
    bool add_totals = false;  // correlate_pixels adds to doubles at `kernel`
    index depth = 1, in_depth = 0, out_depth = 0;  // correlate_pixels sums over these, too
};

/// sum(i, j) += a(i) * b(j): the fewer factors stay in registers, the others pass through one.
template <int A, int B, class First, class Second, class Sum>
[[gnu::always_inline]] inline void multiply(First first, Second second, Sum sum) {
    std::decay_t<decltype(first(0))> a[A];
    unrolled<A>([&](int i) __attribute__((always_inline)) { a[i] = first(i); });
    unrolled<B>([&](int j) __attribute__((always_inline)) {
        const auto b = second(j);
        unrolled<A>([&](int i) __attribute__((always_inline)) { sum(i, j) = fma(a[i], b, sum(i, j)); });
    });
}

/// A finished sum of correlate_pixels to where it belongs.
template <class T>
inline void put_total(std::byte* to, double total, bool add) {
    if (add) *reinterpret_cast<double*>(to) += total;
    else *reinterpret_cast<T*>(to) = static_cast<T>(total);
}

}  // namespace xgrad::contraction
