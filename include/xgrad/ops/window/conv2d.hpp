#pragma once

#include <numeric>

#include "../movement/pad.hpp"
#include "../movement/unit_axes.hpp"
#include "../pointwise/arithmetic.hpp"
#include "contraction.hpp"

namespace xgrad {

/// The options of a convolution over two axes.
template <extent_list Padding, extent_list Stride, extent_list Dilation, std::ptrdiff_t Groups>
struct conv2d_options {
    static constexpr std::ptrdiff_t groups = Groups;
    static constexpr extent_list padding = Padding, stride = Stride, dilation = Dilation;

    /// The shape of conv2d(x, w); checks that they fit.
    static constexpr extent_list result(failure& problem, const extent_list& x, const extent_list& w) {
        extent_list out{x[0], w[0], dynamic, dynamic};
        auto shapes = [&]() -> failure& { return problem << "image " << x << " and kernel " << w << ": "; };
        if (x[1] != dynamic && w[1] != dynamic && x[1] != w[1] * groups) {
            shapes() << "the kernel reads " << w[1] << " channels in each of " << groups << " groups, the image has " << x[1]
                     << "; images are (N, C, H, W), kernels (K, C / groups, rows, columns)";
            return out;
        }
        if (w[0] != dynamic && w[0] % groups != 0) {
            shapes() << "the kernel's " << w[0] << " output channels do not split into " << groups << " groups";
            return out;
        }
        for (int a = 0; a < 2; ++a) {
            const auto n = x[2 + a], taps = w[2 + a];
            if (taps == 0) return shapes() << "the kernel is empty", out;
            if (n == dynamic || taps == dynamic) continue;
            const auto room = n + 2 * padding[a] - dilation[a] * (taps - 1) - 1;
            if (room < 0) {
                shapes() << "along axis " << 2 + a << " the kernel reaches over " << dilation[a] * (taps - 1) + 1 << " elements, the padded image has "
                         << n + 2 * padding[a] << "; pad more";
                return out;
            }
            out[2 + a] = room / stride[a] + 1;
        }
        return out;
    }
    static constexpr failure words() {
        failure f;
        f << "padding " << padding << ", stride " << stride;
        if (dilation != extent_list{1, 1}) f << ", dilation " << dilation;
        if (groups != 1) f << ", groups " << groups;
        return f;
    }

    /// The loops of the forward correlation, for arrays x, w, y.
    static contraction::correlation forward(const memory_view& x, const memory_view& w, const memory_view& y) {
        contraction::correlation c{};
        c.batch = x.extents[0], c.groups = groups, c.in_channels = w.extents[1], c.out_channels = w.extents[0] / groups;
        auto along = [&](int a) -> contraction::axis {
            return {y.extents[2 + a], 0, 1, x.extents[2 + a], stride[a], -padding[a], dilation[a], w.extents[2 + a], 0, 1};
        };
        c.y = along(0), c.x = along(1);
        c.in = x.data, c.kernel = w.data, c.out = y.data;
        c.in_batch = x.strides[0], c.in_channel = x.strides[1], c.in_row = x.strides[2], c.in_column = x.strides[3];
        c.kernel_group = w.strides[0] * c.out_channels, c.kernel_out = w.strides[0], c.kernel_in = w.strides[1];
        c.kernel_row = w.strides[2], c.kernel_column = w.strides[3];
        c.out_batch = y.strides[0], c.out_channel = y.strides[1], c.out_row = y.strides[2], c.out_column = y.strides[3];
        return c;
    }
    /// An axis of the image adjoint: image elements p = r, r + stride, ... sum g[i] over the taps a with i * stride = p + padding -
    /// a * dilation, so a runs in steps of stride / gcd and i falls in steps of dilation / gcd.
    static contraction::axis adjoint(int a, std::ptrdiff_t r, std::ptrdiff_t image, std::ptrdiff_t results, std::ptrdiff_t taps) {
        const auto s = stride[a], d = dilation[a], common = std::gcd(s, d), tap_step = s / common;
        std::ptrdiff_t first = 0;
        while (first < tap_step && (r + padding[a] - first * d) % s != 0) ++first;
        const auto count = first == tap_step || first >= taps ? 0 : (taps - 1 - first) / tap_step + 1;
        return {image > r ? (image - r - 1) / s + 1 : 0, r, s, results, 1, (r + padding[a] - first * d) / s, -d / common, count, first, tap_step};
    }
};

template <class Options>
struct conv2d_base : operation_base {
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    static constexpr failure options() { return Options::words(); }
};
template <class Options> struct conv2d_op;
template <class Options> struct conv2d_image_op;
template <class Options> struct conv2d_kernel_op;

// The three partial derivatives of the trilinear form <g, conv2d(x, w)> are one another's pullbacks.
template <class Options, expression X, expression W>
constexpr appended<conv2d_op<Options>, X, W> convolve(X x, W w) { return append<conv2d_op<Options>>(x, w); }
template <class Options, expression G, expression W, expression X>
constexpr appended<conv2d_image_op<Options>, G, W, X> convolve_back(G g, W w, X like) { return append<conv2d_image_op<Options>>(g, w, like); }
template <class Options, expression G, expression X, expression W>
constexpr appended<conv2d_kernel_op<Options>, G, X, W> convolve_kernel(G g, X x, W like) { return append<conv2d_kernel_op<Options>>(g, x, like); }

/// y[n, k] = sum over c of x[n, c] correlated with w[k, c].
template <class Options>
struct conv2d_op : conv2d_base<Options> {
    static constexpr std::string_view name = "conv2d";
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return Options::result(problem, x[0], x[1]); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto w) {
        return each(convolve_back<Options>(dy, w, x), convolve_kernel<Options>(dy, x, w));
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        contraction::correlate<T>(Options::forward(operands[0], operands[1], out));
    }
};

/// Both adjoints have the shape of their third operand, and g the shape of a result.
template <class Options, int Image, int Kernel>
constexpr extent_list conv2d_adjoint_shape(failure& problem, const extent_list* x) {
    const auto result = Options::result(problem, x[Image], x[Kernel]);
    if (!problem.any() && !compatible(result, x[0]))
        problem << "the cotangent " << x[0] << " does not have the shape " << result << " of the result of image " << x[Image] << " and kernel " << x[Kernel];
    return x[2];
}

/// The image's adjoint, as a gather: no element is written twice.
template <class Options>
struct conv2d_image_op : conv2d_base<Options> {
    static constexpr std::string_view name = "conv2d_image";
    static constexpr int shape_operands = 1;
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return conv2d_adjoint_shape<Options, 2, 1>(problem, x); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto w, auto /*like*/) {
        return each(convolve<Options>(dy, w), convolve_kernel<Options>(g, dy, w), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view &g = operands[0], &w = operands[1];
        contraction::correlation c = Options::forward(out, w, g);
        std::swap(c.in_channels, c.out_channels);
        std::swap(c.kernel_in, c.kernel_out);
        std::swap(c.in_batch, c.out_batch), std::swap(c.in_channel, c.out_channel);
        std::swap(c.in_row, c.out_row), std::swap(c.in_column, c.out_column);
        c.in = g.data, c.out = out.data;
        for (std::ptrdiff_t i = 0; i < Options::stride[0]; ++i)
            for (std::ptrdiff_t j = 0; j < Options::stride[1]; ++j) {
                c.y = Options::adjoint(0, i, out.extents[2], g.extents[2], w.extents[2]);
                c.x = Options::adjoint(1, j, out.extents[3], g.extents[3], w.extents[3]);
                contraction::correlate<T>{c};
            }
    }
};

/// The kernel's adjoint.
template <class Options>
struct conv2d_kernel_op : conv2d_base<Options> {
    static constexpr std::string_view name = "conv2d_kernel";
    static constexpr int shape_operands = 1;
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return conv2d_adjoint_shape<Options, 1, 2>(problem, x); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto x, auto /*like*/) {
        return each(convolve<Options>(x, dy), convolve_back<Options>(g, dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        contraction::correlate_pixels<T>(Options::forward(operands[1], out, operands[0]), out.data);
    }
};

/// `conv2d(x, w)`, `conv2d(x, w, padding<1>, stride<2>, dilation<1>, groups<3>)`, `conv2d(x, w, bias, padding<1, 2>, reflect)`:
/// images (N, C, H, W) correlated with kernels (K, C / groups, rows, columns), as in PyTorch; a bias has one number for each of
/// the K channels. Numbers are per axis (rows, columns), one stands for both. Padding is by zeros, or by another boundary mode.
template <expression X, expression W, class... Options>
    requires(!expression<Options> && ...)
constexpr auto conv2d(X x, W w, Options...) {
    static_assert(X::rank == 4 && W::rank == 4, "xgrad::conv2d takes images (N, C, H, W) and kernels (K, C / groups, rows, columns): rank 4; insert axes with view(x, newaxis, ...)");
    static_assert(((is_numbers<padding_option, Options>::value || is_numbers<stride_option, Options>::value || is_numbers<dilation_option, Options>::value ||
                    is_numbers<groups_option, Options>::value || boundary_value<Options> != boundary::none) && ...),
                  "xgrad::conv2d takes padding<...>, stride<...>, dilation<...>, groups<...> and a boundary mode");
    using padding = numbers_option<padding_option, padding_option<0>, Options...>;
    using stride = numbers_option<stride_option, stride_option<1>, Options...>;
    using dilation = numbers_option<dilation_option, dilation_option<1>, Options...>;
    using groups = numbers_option<groups_option, groups_option<1>, Options...>;
    static_assert(padding::size <= 2 && stride::size <= 2 && dilation::size <= 2 && padding::size * stride::size * dilation::size * groups::size > 0,
                  "xgrad::conv2d: one number for both axes, or one for the rows and one for the columns");
    static_assert(padding::at(0) >= 0 && padding::at(1) >= 0 && stride::at(0) > 0 && stride::at(1) > 0 && dilation::at(0) > 0 && dilation::at(1) > 0 && groups::at(0) > 0,
                  "xgrad::conv2d: padding is not negative; stride, dilation and groups are positive");
    constexpr auto both = []<class N>(std::type_identity<N>) { return extent_list{N::at(0), N::at(1)}; };
    constexpr extent_list p = both(std::type_identity<padding>{}), s = both(std::type_identity<stride>{}), d = both(std::type_identity<dilation>{});
    constexpr boundary mode = boundary_among<boundary::zero, Options...>();
    if constexpr (mode == boundary::zero) return convolve<conv2d_options<p, s, d, groups::at(0)>>(x, w);
    else return convolve<conv2d_options<extent_list{0, 0}, s, d, groups::at(0)>>(pad(x, widths<0, 0, p[0], p[1]>, boundary_option<mode>{}), w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires(!expression<Options> && ...)
constexpr auto conv2d(X x, W w, Bias bias, Options... options) {
    static_assert(Bias::rank == 1, "xgrad::conv2d: a bias has rank 1, one number for each output channel");
    return conv2d(x, w, options...) + unit_axes<extent_list{1}, 4>(bias);
}

}  // namespace xgrad
