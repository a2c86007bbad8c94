#pragma once

#include "conv2d.hpp"

namespace xgrad {

/// The image adjoint of a convolution as an op of its own: x = A_w' g for g (N, K, ...) and w (K, C / groups, ...). Its extents are the
/// smallest that the convolution takes to those of g, plus More.
template <class Options, extent_list More>
struct transposed_convolution_op : convolution_base<Options> {
    static constexpr std::string_view name = Options::axes == 1 ? "conv_transpose1d"
        : Options::axes == 2                                    ? "conv_transpose2d"
                                                                : "conv_transpose3d";
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        const extent_list &g = x[0], &w = x[1];
        extent_list out = extent_list::filled(2 + Options::axes, dynamic);
        out[0] = g[0];
        if (w[1] != dynamic) out[1] = w[1] * Options::groups;
        auto shapes = [&]() -> failure& { return problem << "image " << g << " and kernel " << w << ": "; };
        if (unify(g[1], w[0]) == -2) return shapes() << "the kernel takes " << w[0] << " channels, the image has " << g[1], out;
        if (w[0] != dynamic && w[0] % Options::groups != 0)
            return shapes() << w[0] << " channels do not split into " << Options::groups << " groups", out;
        for (int a = 0; a < Options::axes; ++a) {
            const auto n = g[2 + a], taps = w[2 + a];
            if (taps == 0) return shapes() << "the kernel is empty", out;
            if (n == dynamic || taps == dynamic) continue;
            out[2 + a] = (n - 1) * Options::stride[a] - 2 * Options::padding[a] + Options::dilation[a] * (taps - 1) + More[a] + 1;
            if (n == 0 || out[2 + a] <= 0) return shapes() << "nothing is left along axis " << 2 + a, out;
        }
        return out;
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto w) {
        return each(convolve<Options>(dy, w), convolve_kernel<Options>(g, dy, w));
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        Options::template backward<T>(out, operands[1], operands[0]);
    }
};

template <text Op, int Axes, class... Options>
struct transposed_options {
    static_assert(require<((is_numbers<output_padding_option, Options>::value || is_numbers<padding_option, Options>::value ||
                               is_numbers<stride_option, Options>::value || is_numbers<dilation_option, Options>::value ||
                               is_numbers<groups_option, Options>::value) &&
                              ...),
        Op, " takes padding<...>, output_padding<...>, stride<...>, dilation<...> and groups<...>">);
    using more_numbers = numbers_option<output_padding_option, output_padding_option<0>, Options...>;
    static_assert(require<one_or<more_numbers>(Axes), Op, ": output_padding has one number for every axis, or one for all">);
    static constexpr extent_list more = per_axis<more_numbers>(Axes);
    using type = typename convolution_options<Op, Axes, numbers_option<padding_option, padding_option<0>, Options...>,
        numbers_option<stride_option, stride_option<1>, Options...>, numbers_option<dilation_option, dilation_option<1>, Options...>,
        numbers_option<groups_option, groups_option<1>, Options...>>::type;
    static constexpr bool within_steps() {
        for (int a = 0; a < Axes; ++a)
            if (more[a] < 0 || more[a] >= std::max(type::stride[a], type::dilation[a])) return false;
        return true;
    }
    static_assert(require<within_steps(), Op, ": output_padding is less than the stride or the dilation">);

    /// A whole stride of output_padding is an element of zero behind the image, so that the convolution of the result has the image's
/// shape.
    static constexpr std::ptrdiff_t zeros_behind(int axis) { return axis < 2 ? 0 : more[axis - 2] / type::stride[axis - 2]; }
    static constexpr extent_list rest = [] {
        extent_list list = more;
        for (int a = 0; a < Axes; ++a) list[a] %= type::stride[a];
        return list;
    }();
    template <expression X, expression W>
    static constexpr auto of(X x, W w) {
        const auto wide = [&]<int... A>(std::integer_sequence<int, A...>) { return pad(x, after<zeros_behind(A)...>); }(
                              std::make_integer_sequence<int, Axes + 2>{});
        return append<transposed_convolution_op<type, rest>>(wide, w);
    }
};
template <text Op, int Axes, class... Options, expression X, expression W>
constexpr auto transposed_of(X x, W w) {
    return out_of_batch<X::rank>(transposed_options<Op, Axes, Options...>::of(in_batch<Axes + 2>(x), w));
}
template <text Op, int Axes, class... Options, expression X, expression W, expression Bias>
constexpr auto transposed_of(X x, W w, Bias bias) {
    static_assert(require<Bias::rank == 1, Op, ": the bias has rank 1, one number for each output channel">);
    return out_of_batch<X::rank>(
        transposed_options<Op, Axes, Options...>::of(in_batch<Axes + 2>(x), w) + unit_axes<extent_list{1}, Axes + 2>(bias));
}

/// `conv_transpose2d(x, w)`, `conv_transpose2d(x, w, bias, stride<2>, padding<1>, output_padding<1>, dilation<1>, groups<2>)`: the adjoint
/// of conv2d in its image, as in PyTorch: images (N, C, H, W) or (C, H, W), kernels (C, K / groups, rows, columns), results (N, K, (H - 1)
/// stride - 2 padding + dilation (rows - 1) + output_padding + 1, ...). output_padding, less than the stride or the dilation, says which of
/// the images that conv2d takes to the shape of x is meant.
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose2d(X x, W w, Options...) {
    static_assert((X::rank == 4 || X::rank == 3) && W::rank == 4,
        "xgrad::conv_transpose2d takes images (N, C, H, W) or (C, H, W) and kernels (C, K / groups, rows, columns)");
    return transposed_of<"conv_transpose2d", 2, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose2d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 4 || X::rank == 3) && W::rank == 4,
        "xgrad::conv_transpose2d takes images (N, C, H, W) or (C, H, W), kernels (C, K / groups, rows, columns) and a bias (K)");
    return transposed_of<"conv_transpose2d", 2, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv_transpose2d(X... x) {
    static_assert(has_form<X...>,
        "xgrad::conv_transpose2d takes an image, a kernel, a bias or none, and options behind them: conv_transpose2d(x, w, bias, stride<2>)");
    return refused(x...);
}
/// The same along one axis, (N, C, L) or (C, L), and over three, (N, C, D, H, W) or (C, D, H, W).
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose1d(X x, W w, Options...) {
    static_assert((X::rank == 3 || X::rank == 2) && W::rank == 3,
        "xgrad::conv_transpose1d takes signals (N, C, L) or (C, L) and kernels (C, K / groups, taps)");
    return transposed_of<"conv_transpose1d", 1, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose1d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 3 || X::rank == 2) && W::rank == 3,
        "xgrad::conv_transpose1d takes signals (N, C, L) or (C, L), kernels (C, K / groups, taps) and a bias (K)");
    return transposed_of<"conv_transpose1d", 1, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv_transpose1d(X... x) {
    static_assert(has_form<X...>,
        "xgrad::conv_transpose1d takes an image, a kernel, a bias or none, and options behind them: conv_transpose1d(x, w, bias, stride<2>)");
    return refused(x...);
}
template <expression X, expression W, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose3d(X x, W w, Options...) {
    static_assert((X::rank == 5 || X::rank == 4) && W::rank == 5,
        "xgrad::conv_transpose3d takes volumes (N, C, D, H, W) or (C, D, H, W) and kernels (C, K / groups, depth, rows, columns)");
    return transposed_of<"conv_transpose3d", 3, Options...>(x, w);
}
template <expression X, expression W, expression Bias, class... Options>
    requires no_expressions<Options...>
constexpr auto conv_transpose3d(X x, W w, Bias bias, Options...) {
    static_assert((X::rank == 5 || X::rank == 4) && W::rank == 5,
        "xgrad::conv_transpose3d takes volumes (N, C, D, H, W) or (C, D, H, W), kernels (C, K / groups, depth, rows, columns) and a bias (K)");
    return transposed_of<"conv_transpose3d", 3, Options...>(x, w, bias);
}
template <class... X>
    requires misuse<X...>
constexpr auto conv_transpose3d(X... x) {
    static_assert(has_form<X...>,
        "xgrad::conv_transpose3d takes an image, a kernel, a bias or none, and options behind them: conv_transpose3d(x, w, bias, stride<2>)");
    return refused(x...);
}

}  // namespace xgrad
