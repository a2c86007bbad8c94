#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"
#include "windows.hpp"

namespace xgrad {

/// The loops of pooling: windows over up to three last axes of arrays of any strides.
template <auto Geometry>
struct pooling {
    using index = std::ptrdiff_t;
    static constexpr int axes = Geometry.axes();

    /// The shape of the results for an image; `like` has, where the geometry says so, as many elements along its last axes as there are
    /// windows.
    static constexpr extent_list result(failure& problem, const extent_list& image, const extent_list* like) {
        extent_list out = image;
        if (!Geometry.fits(problem, image)) return out;
        for (int a = 0; a < axes; ++a) {
            const int axis = image.rank - axes + a;
            const auto n = image[axis];
            out[axis] = Geometry.like_another ? (*like)[like->rank - axes + a] : Geometry.count(a, n);
            for (index i = 0; n != dynamic && i < Geometry.first_whole(a); ++i)
                if (i < out[axis] && Geometry.window(a, i, n, out[axis]).count == 0)
                    return problem << "a window has no element along axis " << axis << " of " << image << ": it steps over the image", out;
        }
        return out;
    }

    /// The elements of a window that lies in the image: 1 along the axes before the last ones.
    static constexpr std::array<index, 3> whole_count = [] {
        std::array<index, 3> n{1, 1, 1};
        for (int a = 0; a < axes; ++a) n[static_cast<std::size_t>(3 - axes + a)] = Geometry.most(a);
        return n;
    }();
    /// Whether some windows have rows of a vector or more.
    template <class T>
    static constexpr bool has_long_rows = whole_count[2] == 0 || whole_count[2] >= lanes<T>;
    /// A window in N arrays of one shape: how many elements along each axis, the byte offsets of the first and of the steps, and
    /// how many elements a mean counts. A whole one has as many elements as the geometry says, which unrolls the loops.
    template <std::size_t N, bool Whole = false>
    struct window {
        std::array<index, 3> count{1, 1, 1};
        std::array<index, N> origin{};
        std::array<std::array<index, 3>, N> step{};
        index counted = 1;
        std::array<index, 3> extents() const { return Whole ? whole_count : count; }
        /// Calls f(byte offset in every array) for the elements in row-major order.
        template <class F>
        void elements(F f) const {
            const auto n = extents();
            for (index a = 0; a < n[0]; ++a)
                for (index b = 0; b < n[1]; ++b)
                    for (index c = 0; c < n[2]; ++c)
                        [&]<std::size_t... K>(std::index_sequence<K...>) {
                            f((origin[K] + a * step[K][0] + b * step[K][1] + c * step[K][2])...);
                        }(std::make_index_sequence<N>{});
        }
        /// Whether its rows in the first array are vectors of elements side by side.
        template <class T>
        bool has_vectors() const {
            return has_long_rows<T> && extents()[2] >= lanes<T> && step[0][2] == static_cast<index>(sizeof(T));
        }
        /// Calls vector(byte offset in the first array) and, where a row ends, element(byte offset), in row-major order.
        template <class T, class V, class E>
        void vectors(V vector, E element) const {
            constexpr index size = sizeof(T);
            const auto n = extents();
            for (index a = 0; a < n[0]; ++a)
                for (index b = 0; b < n[1]; ++b) {
                    const index row = origin[0] + a * step[0][0] + b * step[0][1];
                    index c = 0;
                    for (; c + lanes<T> <= n[2]; c += lanes<T>) vector(row + c * size);
                    for (; c < n[2]; ++c) element(row + c * size);
                }
        }
    };
    /// Calls f(byte offset of a result, its window) for every result, but for those that are done by `several`(offset, window, how many
    /// whole ones from there on): it returns how many it did.
    template <std::size_t N, class F, class Several>
    static void for_each(const std::array<memory_view, N>& images, const memory_view& results, F f, Several several) {
        for_each_row(results, [&](index to, const extent_list& at) {
            const int last = results.extents.rank - 1;
            window<N> row;
            for (int k = 0; k < last; ++k) move(row, images, results, k, at[k]);
            const index n = images[0].extents[last], results_in_row = results.extents[last], result_step = results.strides[last];
            auto one_by_one = [&](index i, index past) {
                for (; i < past; ++i) {
                    window<N> w = row;
                    move(w, images, results, last, i);
                    f(to + i * result_step, w);
                }
            };
            const bool whole = row.count[0] == whole_count[0] && row.count[1] == whole_count[1];
            const index first = whole ? std::min(Geometry.first_whole(axes - 1), results_in_row) : 0;
            const index past = whole ? std::clamp(Geometry.past_whole(axes - 1, n), first, results_in_row) : first;
            one_by_one(0, first);
            if (first < past) {
                window<N> w = row;
                move(w, images, results, last, first);
                window<N, true> inner{w.count, w.origin, w.step, w.counted};
                auto advance = [&](index windows) {
                    for (std::size_t k = 0; k < N; ++k) inner.origin[k] += windows * Geometry.advance(axes - 1) * images[k].strides[last];
                };
                index i = first + several(to + first * result_step, inner, past - first);
                for (advance(i - first); i < past; ++i, advance(1)) f(to + i * result_step, inner);
            }
            one_by_one(past, results_in_row);
        });
    }
    template <std::size_t N, class F>
    static void for_each(const std::array<memory_view, N>& images, const memory_view& results, F f) {
        for_each(images, results, f, [](index, const auto&, index) { return index(0); });
    }
    template <class T>
    static T& at(const memory_view& array, index offset) {
        return *reinterpret_cast<T*>(array.data + offset);
    }

private:
    /// Moves a window to index i of the results along an axis.
    template <std::size_t N>
    static void move(window<N>& w, const std::array<memory_view, N>& images, const memory_view& results, int axis, index i) {
        const int rank = images[0].extents.rank, own = axis - (rank - axes);
        const window_range r = own < 0 ? window_range{i, 1, 0} : Geometry.window(own, i, images[0].extents[axis], results.extents[axis]);
        for (std::size_t k = 0; k < N; ++k) w.origin[k] += r.first * images[k].strides[axis];
        if (own < 0) return;
        const auto slot = static_cast<std::size_t>(own + 3 - axes);
        w.count[slot] = r.count;
        w.counted *= r.counted;
        for (std::size_t k = 0; k < N; ++k) w.step[k][slot] = r.step * images[k].strides[axis];
    }
};

struct pooling_base : operation_base {
    static constexpr access how = access::kernel;
    static constexpr int cost = 32;
};
template <auto Geometry, bool Mean>
struct window_spread_op;

/// The sum, or the mean, of the elements of every window that lie in the image.
template <auto Geometry, bool Mean>
struct window_sum_op : pooling_base {
    static constexpr std::string_view name = Mean ? "avg_pool" : "avg_pool_sum";
    using loops = pooling<Geometry>;
    static constexpr int shape_operands = Geometry.like_another ? 1 : 0;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) { return loops::result(problem, x[0], x + shape_operands); }
    static constexpr failure options() { return Geometry.words(); }
    // <sum(x), dy> = <x, spread(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<window_spread_op<Geometry, Mean>>(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) {
        return each(append<window_spread_op<Geometry, Mean>>(dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& x = operands[0];
        loops::for_each(std::array{x}, out, [&](auto to, const auto& w) {
            T sum(0);
            auto add = [&](auto from) { sum += loops::template at<T>(x, from); };
            if (!w.template has_vectors<T>()) w.elements(add);
            else if constexpr (loops::template has_long_rows<T>) {
                batch<T> sums(T(0));
                w.template vectors<T>([&](auto from) { sums = sums + load<T, T>(x.data + from); }, add);
                alignas(64) T lane[lanes<T>];
                sums.store_aligned(lane);
                for (const T s : lane) sum += s;
            }
            loops::template at<T>(out, to) = Mean ? sum / static_cast<T>(w.counted) : sum;
        });
    }
};
/// The adjoint, in the shape of the second operand.
template <auto Geometry, bool Mean>
struct window_spread_op : pooling_base {
    static constexpr std::string_view name = Mean ? "avg_pool_spread" : "avg_pool_sum_spread";
    static constexpr int shape_operands = 1;
    using loops = pooling<Geometry>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() { return Geometry.words(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto /*like*/) {
        if constexpr (Geometry.like_another) return each(append<window_sum_op<Geometry, Mean>>(dy, g), none);
        else return each(append<window_sum_op<Geometry, Mean>>(dy), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& g = operands[0];
        set_zero<T>(out);
        loops::for_each(std::array{out}, g, [&](auto from, const auto& w) {
            const T share = Mean ? loops::template at<T>(g, from) / static_cast<T>(w.counted) : loops::template at<T>(g, from);
            auto add = [&](auto to) { loops::template at<T>(out, to) += share; };
            if (!w.template has_vectors<T>()) w.elements(add);
            else if constexpr (loops::template has_long_rows<T>)
                w.template vectors<T>([&](auto to) { store<T, T>(out.data + to, load<T, T>(out.data + to) + batch<T>(share)); }, add);
        });
    }
};

}  // namespace xgrad
