#pragma once

#include <algorithm>
#include <cmath>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"
#include "../movement/flip.hpp"
#include "../reduction/sum.hpp"

namespace xgrad {

/// What the loops over similar pixels share: the weights exp(-(x[j] - x[i])^2) at the places j of a window around every pixel i of images
/// x, of whose stack (several images,
/// ...) arrays u are summed. What lies outside an image is not summed.
template <class T, std::ptrdiff_t Radius>
class similar_pixels {
    using index = std::ptrdiff_t;
    static constexpr index width = lanes<T>;
    template <class V>
    static V read(const std::byte* p) {
        if constexpr (std::is_same_v<V, T>) return *reinterpret_cast<const T*>(p);
        else return V::load_unaligned(reinterpret_cast<const T*>(p));
    }

public:
    static constexpr index side = 2 * Radius + 1;

    /// One image of x, and the first image of a stack that belongs to it.
    struct image {
        memory_view view;  // of rank 2
        index step;        // in bytes, from one image of the stack to the next
        const std::byte* at(index m, index i, index j) const { return view.data + m * step + i * view.strides[0] + j * view.strides[1]; }
        bool dense() const { return view.strides[1] == static_cast<index>(sizeof(T)); }
    };
    /// Calls f(x, stacks...) for every image of x.
    template <class F, std::same_as<memory_view>... U>
    static void for_images(const memory_view& x, F f, const U&... u) {
        const int outer = x.extents.rank - 2;
        extent_list at = extent_list::filled(outer, 0);
        auto pick = [&](const memory_view& v, int first) {
            const int r = v.extents.rank;
            image one{{v.data, {v.extents[r - 2], v.extents[r - 1]}, {v.strides[r - 2], v.strides[r - 1]}}, first > 0 ? v.strides[0] : 0};
            for (int a = 0; a < outer; ++a) one.view.data += at[a] * v.strides[first + a];
            return one;
        };
        if (x.extents.size() == 0) return;
        do f(pick(x, 0), pick(u, 1)...);
        while (advance(at, x.extents, outer));
    }
    /// Calls f(i, j, V) for all pixels: of vectors V away from the left and right border, if all arrays are dense, else of numbers.
    template <class F>
    static void for_pixels(const image& x, bool dense, F f) {
        const index rows = x.view.extents[0], columns = x.view.extents[1];
        for (index i = 0; i < rows; ++i) {
            index j = 0;
            for (; j < std::min(Radius, columns); ++j) f(i, j, std::type_identity<T>{});
            for (; dense && j + width + Radius <= columns; j += width) f(i, j, std::type_identity<batch<T>>{});
            for (; j < columns; ++j) f(i, j, std::type_identity<T>{});
        }
    }
    /// Calls g(place in the window, row, column, weight) for the pixels around (i, j), or those around a vector of them, that are in the
    /// image.
    template <class V, class G>
    [[gnu::always_inline]] static inline void for_window(const image& x, index i, index j, G g) {
        using std::exp;
        const index rows = x.view.extents[0];
        [[maybe_unused]] const index columns = x.view.extents[1];
        const V here = read<V>(x.at(0, i, j));
        for (index a = std::max(-Radius, -i); a <= std::min(Radius, rows - 1 - i); ++a)
            for (index b = -Radius; b <= Radius; ++b) {
                if constexpr (std::is_same_v<V, T>)
                    if (j + b < 0 || j + b >= columns) continue;
                const V step = read<V>(x.at(0, i + a, j + b)) - here;
                g((a + Radius) * side + b + Radius, i + a, j + b, V(exp(-(step * step))));
            }
    }
    template <class V>
    static V read_at(const image& u, index m, index i, index j) {
        return read<V>(u.at(m, i, j));
    }
    template <class V>
    static void write_at(const image& u, index m, index i, index j, V value) {
        T* const to = reinterpret_cast<T*>(const_cast<std::byte*>(u.at(m, i, j)));
        if constexpr (std::is_same_v<V, T>) *to = value;
        else value.store_unaligned(to);
    }
};

/// The form sum over m, i, k of g[m, i] s[k] u[m, i + k] exp(-(x[i + k] - x[i])^2), k in a window, for images x and stacks of images u and
/// g, is linear in g, s and u; two ops are its partial derivatives, and their adjoints are the same two. This one: in s.
template <std::ptrdiff_t Radius>
struct similarity_back_op;

/// out[m, i] = sum over k of s[k] u[m, i + k] exp(-(x[i + k] - x[i])^2): the derivative in g.
template <std::ptrdiff_t Radius>
struct similarity_window_op : operation_base {
    static constexpr std::string_view name = "similarity_window";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }

    /// The derivative of the form in x: f'(t) = -2 t f(t) at both ends of t = x[i + k] - x[i].
    static constexpr auto derivative_in_x(auto g, auto u, auto x, auto s) {
        const auto back = flip(s);
        auto summed = [](auto v, auto y, auto w) { return append<similarity_window_op>(v, y, w); };
        return sum_axes<1u, 0u>(
            2 * (u * (summed(g * x, x, back) - x * summed(g, x, back)) + g * (summed(u * x, x, s) - x * summed(u, x, s))));
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto u, auto x, auto s) {
        return each(
            append<similarity_window_op>(dy, x, flip(s)), derivative_in_x(dy, u, x, s), append<similarity_back_op<Radius>>(dy, u, x));
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        using pixels = similar_pixels<T, Radius>;
        using image = typename pixels::image;
        constexpr auto side = pixels::side;
        T s[side * side];
        for (std::ptrdiff_t k = 0; k < side * side; ++k)
            s[k] = *reinterpret_cast<const T*>(operands[2].data + k / side * operands[2].strides[0] + k % side * operands[2].strides[1]);
        const std::ptrdiff_t count = out.extents[0];
        pixels::for_images(
            operands[1],
            [&](const image& x, const image& u, const image& y) {
                pixels::for_pixels(
                    x, x.dense() && u.dense() && y.dense(), [&]<class V>(std::ptrdiff_t i, std::ptrdiff_t j, std::type_identity<V>) {
                        for (std::ptrdiff_t m = 0; m < count; m += 2) {  // two images share the weights
                            const std::ptrdiff_t n = std::min(m + 1, count - 1);
                            V one(T(0)), other(T(0));
                            pixels::template for_window<V>(x, i, j, [&](std::ptrdiff_t k, std::ptrdiff_t p, std::ptrdiff_t q, V weight) {
                                weight = weight * s[k];
                                one = one + weight * pixels::template read_at<V>(u, m, p, q),
                                other = other + weight * pixels::template read_at<V>(u, n, p, q);
                            });
                            pixels::write_at(y, m, i, j, one), pixels::write_at(y, n, i, j, other);
                        }
                    });
            },
            operands[0], out);
    }
};
template <std::ptrdiff_t Radius>
struct similarity_back_op : operation_base {
    static constexpr std::string_view name = "similarity_back";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X>
    using element = first_of<X...>;
    static constexpr std::ptrdiff_t side = 2 * Radius + 1;
    static constexpr extent_list infer(failure&, const extent_list*) { return {side, side}; }
    static constexpr auto pullback(auto ds, auto /*y*/, auto g, auto u, auto x) {
        using window = similarity_window_op<Radius>;
        return each(append<window>(u, x, ds), append<window>(g, x, flip(ds)), window::derivative_in_x(g, u, x, ds));
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        using pixels = similar_pixels<T, Radius>;
        using image = typename pixels::image;
        double sum[side * side] = {};
        pixels::for_images(
            operands[2],
            [&](const image& x, const image& g, const image& u) {
                pixels::for_pixels(x, false, [&](std::ptrdiff_t i, std::ptrdiff_t j, auto) {
                    pixels::template for_window<T>(x, i, j, [&](std::ptrdiff_t k, std::ptrdiff_t p, std::ptrdiff_t q, T weight) {
                        T product(0);
                        for (std::ptrdiff_t m = 0; m < operands[0].extents[0]; ++m)
                            product += pixels::template read_at<T>(g, m, i, j) * pixels::template read_at<T>(u, m, p, q);
                        sum[k] += static_cast<double>(weight * product);
                    });
                });
            },
            operands[0], operands[1]);
        for (std::ptrdiff_t k = 0; k < side * side; ++k)
            *reinterpret_cast<T*>(out.data + k / side * out.strides[0] + k % side * out.strides[1]) = static_cast<T>(sum[k]);
    }
};

/// Stacks of images u, each summed over the window at every pixel of x (a stack of one less axis) with the weights s[k] exp(-(x[i + k] -
/// x[i])^2).
template <std::ptrdiff_t Radius, expression U, expression X, expression S>
constexpr U similarity_window(U u, X x, S s) {
    return append<similarity_window_op<Radius>>(u, x, s);
}

}  // namespace xgrad
