#pragma once

#include "../../language/shape_of.hpp"
#include "conv2d.hpp"
#include "taps.hpp"

namespace xgrad {

template <window_geometry Geometry, extent_list Image>
struct fold_op;

/// The elements of every window as a column: (N, C, H, W) to (N, C * elements, windows), zeros in the padding.
template <window_geometry Geometry>
struct unfold_op : operation_base {
    static constexpr std::string_view name = "unfold";
    static constexpr access how = access::kernel;
    static constexpr int cost = 16;

    static constexpr extent_list columns(failure& problem, const extent_list& image) {
        extent_list out{image[0], dynamic, dynamic};
        if (image[1] != dynamic) out[1] = image[1] * Geometry.size.size();
        if (Geometry.fits(problem, image) && image[2] != dynamic && image[3] != dynamic)
            out[2] = Geometry.count(0, image[2]) * Geometry.count(1, image[3]);
        return out;
    }
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return columns(problem, x[0]); }
    static constexpr failure options() { return Geometry.words(); }
    // <unfold(x), dy> = <x, fold(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<fold_op<Geometry, extent_list{}>>(dy, x)); }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        over_elements<T>(operands[0], out, [](T* pixel, T& element) { element = pixel == nullptr ? T(0) : *pixel; });
    }
    /// Calls f(pixel, or null in the padding, the element of a column that shows it).
    template <class T, class F>
    static void over_elements(const memory_view& image, const memory_view& columns, F f) {
        using index = std::ptrdiff_t;
        constexpr index rows = Geometry.size[0], width = Geometry.size[1];
        const index h = image.extents[2], w = image.extents[3], down = Geometry.count(0, h), across = Geometry.count(1, w);
        for (index n = 0; n < image.extents[0]; ++n)
            for (index k = 0; k < image.extents[1] * rows * width; ++k)
                for (index i = 0; i < down; ++i) {
                    const index c = k / (rows * width),
                                p = i * Geometry.stride[0] + k / width % rows * Geometry.dilation[0] - Geometry.padding[0];
                    std::byte* from = image.data + n * image.strides[0] + c * image.strides[1] + p * image.strides[2];
                    std::byte* to = columns.data + n * columns.strides[0] + k * columns.strides[1] + i * across * columns.strides[2];
                    for (index j = 0; j < across; ++j) {
                        const index q = j * Geometry.stride[1] + k % width * Geometry.dilation[1] - Geometry.padding[1];
                        const bool inside = p >= 0 && p < h && q >= 0 && q < w;
                        f(inside ? reinterpret_cast<T*>(from + q * image.strides[3]) : nullptr,
                            *reinterpret_cast<T*>(to + j * columns.strides[2]));
                    }
                }
    }
};

/// The adjoint: every pixel sums the elements that show it. The image has the size of `Image`, that of the last axes of a second operand
/// (where `Image` is not known), or the shape of this (where it is nothing).
template <window_geometry Geometry, extent_list Image>
struct fold_op : operation_base {
    static constexpr std::string_view name = "fold";
    static constexpr access how = access::kernel;
    static constexpr int cost = 16, shape_operands = Image.rank == 0 || Image[0] == dynamic ? 1 : 0;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        if constexpr (Image.rank == 0) return x[1];
        else {
            const extent_list image = shape_operands > 0 ? extent_list{x[1][x[1].rank - 2], x[1][x[1].rank - 1]} : Image;
            extent_list out{x[0][0], x[0][1] == dynamic ? dynamic : x[0][1] / Geometry.size.size(), image[0], image[1]};
            if (!Geometry.fits(problem, out)) return out;
            const auto windows = image.size() == dynamic ? dynamic : Geometry.count(0, image[0]) * Geometry.count(1, image[1]);
            if (x[0][1] != dynamic && x[0][1] % Geometry.size.size() != 0)
                problem << "the " << x[0][1] << " rows of " << x[0] << " are not a multiple of the window's " << Geometry.size.size()
                        << " elements";
            else if (unify(x[0][2], windows) == -2)
                problem << x[0] << " has " << x[0][2] << " columns, an image of " << image << " has " << windows << " windows";
            return out;
        }
    }
    static constexpr failure options() { return Geometry.words(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(append<unfold_op<Geometry>>(dy)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto /*like*/) { return each(append<unfold_op<Geometry>>(dy), none); }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        using index = std::ptrdiff_t;
        for (index n = 0; n < out.extents[0]; ++n)
            for (index c = 0; c < out.extents[1]; ++c)
                for (index i = 0; i < out.extents[2]; ++i)
                    for (index j = 0; j < out.extents[3]; ++j)
                        *reinterpret_cast<T*>(
                            out.data + n * out.strides[0] + c * out.strides[1] + i * out.strides[2] + j * out.strides[3]) = T(0);
        unfold_op<Geometry>::template over_elements<T>(out, operands[0], [](T* pixel, T& element) {
            if (pixel != nullptr) *pixel += element;
        });
    }
};
template <class... Options>
inline constexpr bool only_window_options =
    ((is_numbers<window_option, Options>::value || is_numbers<stride_option, Options>::value ||
         is_numbers<padding_option, Options>::value || is_numbers<dilation_option, Options>::value) &&
        ...);

/// `unfold(x, window<3>, stride<1>, padding<1>, dilation<1>)`: the windows of images (N, C, H, W) or (C, H, W) as the columns of a matrix
/// (N, C * window elements, windows), as in PyTorch: rows by channel, then by element of the window, columns by window in row-major order,
/// zeros in the padding, stride 1 unless it is said. The gradient of a pixel is the sum over the windows that show it: `fold`.
template <expression X, class... Options>
constexpr auto unfold(X x, Options...) {
    static_assert(X::rank == 4 || X::rank == 3, "xgrad::unfold takes images (N, C, H, W) or (C, H, W)");
    static_assert(only_window_options<Options...>, "xgrad::unfold takes window<...>, stride<...>, padding<...> and dilation<...>");
    const auto columns = append<unfold_op<window_options<"unfold", 2, false, Options...>::value>>(in_batch<4>(in_real_numbers(x)));
    return out_of_batch<X::rank - 1>(columns);
}
template <class... X>
    requires misuse<X...>
constexpr auto unfold(X... x) {
    static_assert(has_form<X...>, "xgrad::unfold takes one operand, and options behind it: unfold(x, window<3>)");
    return refused(x...);
}

/// `fold(x, shape<H, W>, window<3>, ...)`: the adjoint of unfold for images of H by W: every pixel is the sum of the elements of x, (N, C *
/// window elements, windows) or without N, that show it; as in PyTorch. `shape_of(y)`: for images of the size of y.
template <expression X, class... Options>
constexpr auto fold(X x, Options... options) {
    static_assert(X::rank == 3 || X::rank == 2, "xgrad::fold takes columns (N, C * window elements, windows), or without N");
    static_assert(((only_window_options<Options> || is_shape<Options>)&&...),
        "xgrad::fold takes shape<H, W> or shape_of(...), window<...>, stride<...>, padding<...> and dilation<...>");
    constexpr window_geometry geometry = window_options<"fold", 2, false, Options...>::value;
    const auto columns = in_batch<3>(in_real_numbers(x));
    const auto images = [&]<class Shape>(Shape shape) {
        if constexpr (is_shape_of<Shape>) {
            static_assert(decltype(shape.expression)::rank >= 2, "xgrad::fold: shape_of(...) an array with rows and columns");
            return append<fold_op<geometry, extent_list{dynamic, dynamic}>>(columns, shape.expression);
        } else {
            static_assert(Shape::size == 2 && Shape::at(0) > 0 && Shape::at(1) > 0, "xgrad::fold: shape<H, W> has two positive numbers");
            return append<fold_op<geometry, extent_list{Shape::at(0), Shape::at(1)}>>(columns);
        }
    }(shape_among<"fold">(options...));
    return out_of_batch<X::rank + 1>(images);
}
template <class... X>
    requires misuse<X...>
constexpr auto fold(X... x) {
    static_assert(has_form<X...>, "xgrad::fold takes one operand, and options behind it: fold(x, shape<28, 28>, window<3>)");
    return refused(x...);
}

}  // namespace xgrad
