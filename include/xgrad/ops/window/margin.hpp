#pragma once

#include "convolution.hpp"

namespace xgrad {

template <class Options, boundary Mode>
struct margin_fold_op;

/// An image with the margin that a kernel needs for a result of the image's shape, filled by a boundary mode. The margin follows
/// from the extents of the kernel, the second operand, whose elements are not read.
template <class Options, boundary Mode>
struct margin_op : operation_base {
    static constexpr std::string_view name = "margin";
    static constexpr access how = access::kernel;
    static constexpr int cost = 16, shape_operands = 1;
    template <class... X>
    using element = promoted<first_of<X...>>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        for (int a = 0; a < Options::axes; ++a) {
            const auto n = x[0][2 + a], taps = x[1][2 + a];
            if (taps == 0) return problem << "image " << x[0] << " and kernel " << x[1] << ": the kernel is empty", out;
            out[2 + a] = n == dynamic || taps == dynamic ? dynamic : n + Options::around(a, taps);
            if (out[2 + a] == dynamic) continue;
            const auto widest = std::max(Options::before(a, taps), Options::around(a, taps) - Options::before(a, taps));
            const auto most = Mode == boundary::reflect ? n - 1 : Mode == boundary::replicate ? (n > 0 ? widest : 0) : n;
            if (widest > std::max<std::ptrdiff_t>(most, 0))
                return problem << "the kernel " << x[1] << " reaches " << widest << " beyond axis " << 2 + a << " of the image " << x[0]
                               << ", the boundary mode at most " << std::max<std::ptrdiff_t>(most, 0),
                       out;
        }
        return out;
    }
    static constexpr failure options() { return Options::words(); }
    // <margin(x), dy> = <x, fold(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto w) {
        return each(append<margin_fold_op<Options, Mode>>(dy, x, w), none);
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        over_rows<T>(operands[0], out, [](T& inner, T& outer) { outer = inner; });
    }
    /// Calls f(element of the image, element of the image with its margin that shows it), row by row.
    template <class T, class F>
    static void over_rows(const memory_view& image, const memory_view& wide, F f) {
        const int rank = wide.extents.rank, last = rank - 1;
        extent_list before = extent_list::filled(rank, 0);
        for (int a = 2; a < rank; ++a) {
            const auto more = wide.extents[a] - image.extents[a];
            before[a] = Options::padding[0] == centred_padding ? (more + 1) / 2 : more / 2;
        }
        const auto n = image.extents[last], m = wide.extents[last], b = before[last], in_step = image.strides[last],
                   out_step = wide.strides[last];
        for_each_row(wide, [&](std::ptrdiff_t row, const extent_list& at) {
            std::byte *inner = image.data, *outer = wide.data + row;
            for (int a = 0; a < last; ++a) inner += resolve_boundary(Mode, at[a] - before[a], image.extents[a]).index * image.strides[a];
            auto one = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
                f(*reinterpret_cast<T*>(inner + i * in_step), *reinterpret_cast<T*>(outer + j * out_step));
            };
            for (std::ptrdiff_t j = 0; j < b; ++j) one(resolve_boundary(Mode, j - b, n).index, j);
            for (std::ptrdiff_t j = 0; j < n; ++j) one(j, j + b);
            for (std::ptrdiff_t j = b + n; j < m; ++j) one(resolve_boundary(Mode, j - b, n).index, j);
        });
    }
};

/// The adjoint: every element of an image sums what shows it, in the shape of the second operand; the third is the kernel.
template <class Options, boundary Mode>
struct margin_fold_op : operation_base {
    static constexpr std::string_view name = "margin_fold";
    static constexpr access how = access::kernel;
    static constexpr int cost = 16, shape_operands = 2;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() { return Options::words(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*g*/, auto /*like*/, auto w) {
        return each(append<margin_op<Options, Mode>>(dy, w), none, none);
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        set_zero<T>(out);
        margin_op<Options, Mode>::template over_rows<T>(out, operands[0], [](T& inner, T& outer) { inner += outer; });
    }
};

/// x with that margin; see margin_op.
template <class Options, boundary Mode, expression X, expression W>
constexpr appended<margin_op<Options, Mode>, X, W> with_margin(X x, W w) {
    return append<margin_op<Options, Mode>>(x, w);
}

}  // namespace xgrad
