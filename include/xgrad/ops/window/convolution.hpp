#pragma once

#include "convolution_options.hpp"
#include "scalar_factor.hpp"

namespace xgrad {

template <class Options>
struct convolution_base : operation_base {
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    static constexpr failure options() { return Options::words(); }
};
/// One that goes through images row by row.
template <class Options>
struct convolution_by_rows : convolution_base<Options> {
    static constexpr int image_axes = 3, images = 1;
    static constexpr bool by_rows(const extent_list* shapes) { return Options::is_cheap(shapes[2]); }
    template <class T>
    static std::ptrdiff_t memory(const extent_list*) {
        return 0;
    }
};
template <class Options>
struct convolution_op;
template <class Options>
struct convolution_image_op;
template <class Options>
struct convolution_kernel_op;
// The three partial derivatives of the trilinear form <g, convolve(x, w)> are one another's pullbacks.
template <class Options, expression X, expression W>
constexpr appended<convolution_op<Options>, X, W> convolve(X x, W w) {
    return append<convolution_op<Options>>(x, w);
}
template <class Options, expression G, expression W, expression X>
constexpr appended<convolution_image_op<Options>, G, W, X> convolve_back(G g, W w, X like) {
    return append<convolution_image_op<Options>>(g, w, like);
}
template <class Options, expression G, expression X, expression W>
constexpr appended<convolution_kernel_op<Options>, G, X, W> convolve_kernel(G g, X x, W like) {
    return append<convolution_kernel_op<Options>>(g, x, like);
}

/// y[n, k] = sum over c of x[n, c] correlated with w[k, c].
template <class Options>
struct convolution_op : convolution_by_rows<Options> {
    static constexpr std::string_view name = Options::axes == 1 ? "conv1d" : Options::axes == 2 ? "conv2d" : "conv3d";
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return Options::result(problem, x[0], x[1]); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto w) {
        const scalar_factor g(dy);  // the smaller arrays are multiplied
        if constexpr (std::is_same_v<decltype(w * g.factor), decltype(w)>)
            if (g.found) return each(convolve_back<Options>(g.array, w * g.factor, x), convolve_kernel<Options>(g.array, x, w) * g.factor);
        return each(convolve_back<Options>(dy, w, x), convolve_kernel<Options>(dy, x, w));
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        Options::template forward<T>(operands[0], operands[1], out);
    }
    static constexpr row_range reads(int operand, row_range rows, const extent_list* shapes) {
        return operand == 0 ? Options::rows_of_image(rows, shapes[2][2]) : row_range::all();
    }
    template <class T>
    static void compute_rows(const memory_view& out, const memory_view* operands, std::byte*, row_range rows) {
        for_unwrapped(out, rows,
            [&](const memory_view& part, row_range some) { Options::template forward<T>(operands[0], operands[1], part, some); });
    }
};

/// Both adjoints have the shape of their third operand, and g the shape of a result.
template <class Options, int Image, int Kernel>
constexpr extent_list convolution_adjoint_shape(failure& problem, const extent_list* x) {
    const auto result = Options::result(problem, x[Image], x[Kernel]);
    if (!problem.any() && !compatible(result, x[0]))
        problem << "the cotangent " << x[0] << " does not have the shape " << result << " of the result of image " << x[Image]
                << " and kernel " << x[Kernel];
    return x[2];
}

/// The image's adjoint.
template <class Options>
struct convolution_image_op : convolution_by_rows<Options> {
    static constexpr std::string_view name = Options::axes == 1 ? "conv1d_image" : Options::axes == 2 ? "conv2d_image" : "conv3d_image";
    static constexpr int shape_operands = 1;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        return convolution_adjoint_shape<Options, 2, 1>(problem, x);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto w, auto /*like*/) {
        return each(convolve<Options>(dy, w), convolve_kernel<Options>(g, dy, w), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        Options::template backward<T>(out, operands[1], operands[0]);
    }
    static constexpr row_range reads(int operand, row_range rows, const extent_list* shapes) {
        return operand == 0 ? Options::rows_of_result(rows, shapes[2][2]) : row_range::all();
    }
    template <class T>
    static void compute_rows(const memory_view& out, const memory_view* operands, std::byte*, row_range rows) {
        for_unwrapped(out, rows,
            [&](const memory_view& part, row_range some) { Options::template backward<T>(part, operands[1], operands[0], some); });
    }
};

/// The kernel's adjoint.
template <class Options>
struct convolution_kernel_op : convolution_by_rows<Options> {
    static constexpr std::string_view name = Options::axes == 1 ? "conv1d_kernel" : Options::axes == 2 ? "conv2d_kernel" : "conv3d_kernel";
    static constexpr int shape_operands = 1;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        return convolution_adjoint_shape<Options, 1, 2>(problem, x);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto x, auto /*like*/) {
        return each(convolve<Options>(x, dy), convolve_back<Options>(g, dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        Options::template kernel<T>(operands[1], out, operands[0]);
    }

    static constexpr int images = 2;
    static constexpr bool by_rows(const extent_list* shapes) { return Options::is_cheap(shapes[0]); }
    static constexpr row_range reads(int operand, row_range rows, const extent_list* shapes) {
        return operand == 0 ? rows : Options::rows_of_image(rows, shapes[0][2]);
    }
    /// The sums, in double.
    template <class T>
    static std::ptrdiff_t memory(const extent_list* shapes) {
        return by_rows(shapes) ? shapes[0].size() * static_cast<std::ptrdiff_t>(sizeof(double)) : 0;
    }
    template <class T>
    static void begin_rows(const memory_view& out, std::byte* memory) {
        std::fill_n(reinterpret_cast<double*>(memory), out.extents.size(), 0.);
    }
    template <class T>
    static void compute_rows(const memory_view& out, const memory_view* operands, std::byte* memory, row_range rows) {
        const memory_view sums{memory, out.extents, dense_strides(out.extents, sizeof(double))};
        for_unwrapped(operands[0], rows,
            [&](const memory_view& part, row_range some) { Options::template kernel<T>(operands[1], sums, part, some, true); });
    }
    template <class T>
    static void finish_rows(const memory_view& out, const std::byte* memory) {
        std::transform(reinterpret_cast<const double*>(memory), reinterpret_cast<const double*>(memory) + out.extents.size(),
            reinterpret_cast<T*>(out.data), [](double sum) { return static_cast<T>(sum); });
    }
};

}  // namespace xgrad
