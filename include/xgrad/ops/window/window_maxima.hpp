#pragma once

#include "pooling.hpp"

namespace xgrad {

/// The first maximum of every window; a NaN is the largest, and of several the last one, as in PyTorch.
template <auto Geometry, class T>
class window_maxima {
    using loops = pooling<Geometry>;
    using index = std::ptrdiff_t;

public:
    /// Calls f(element of `other` where x has a window's maximum, element of the result).
    template <class F>
    static void for_each(const memory_view& x, const memory_view& other, const memory_view& results, F f) {
        auto put = [&](index place, index result) { f(loops::template at<T>(other, place), loops::template at<T>(results, result)); };
        loops::for_each(
            std::array{x, other}, results,
            [&](index result, const auto& w) {
                if constexpr (loops::template has_long_rows<T>)
                    if (w.step[0][2] == size) return put(place_in_rows(x, w), result);
                put(place_of(x, w), result);
            },
            [&](index result, const auto& w, index windows) { return side_by_side(x, other, results, result, w, windows, put); });
    }

private:
    static constexpr index elements = loops::whole_count[0] * loops::whole_count[1] * loops::whole_count[2], most_elements = 256,
                           size = sizeof(T);

    template <class V>
    static auto larger(const V& e, const V& largest) {
        return e > largest || !(e == e);
    }  // vectors of NaN are not unequal everywhere
    static T element(const memory_view& x, index offset) { return loops::template at<T>(x, offset); }

    /// Where the maximum of a window lies in the second array.
    template <class W>
    static index place_of(const memory_view& x, const W& w) {
        index place = w.origin[1];
        T largest = element(x, w.origin[0]);
        w.elements([&](index from, index there) {
            const T e = element(x, from);
            const bool found = larger(e, largest);
            largest = found ? e : largest, place = found ? there : place;
        });
        return place;
    }
    /// The same where elements lie side by side, without a branch for each: the largest element first, then where it is.
    template <class W>
    static index place_in_rows(const memory_view& x, const W& w) {
        T largest = element(x, w.origin[0]);
        bool any_nan = false;
        auto compare = [&](T e) { largest = e > largest ? e : largest, any_nan |= e != e; };
        batch<T> most(largest);
        w.template vectors<T>(
            [&](index from) {
                const batch<T> e = load<T, T>(x.data + from);
                most = choose<T>(larger(e, most), e, most);
            },
            [&](index from) { compare(element(x, from)); });
        if (w.template has_vectors<T>()) {
            alignas(64) T lane[lanes<T>];
            most.store_aligned(lane);
            for (const T e : lane) compare(e);
        }
        if (any_nan) return place_of(x, w);
        const auto n = w.extents();
        for (index a = 0; a < n[0]; ++a)
            for (index b = 0; b < n[1]; ++b) {
                const index row = a * w.step[0][0] + b * w.step[0][1];
                for (index c = 0; c < n[2];) {
                    while (c + lanes<T> <= n[2] && none_between<T>(load<T, T>(x.data + w.origin[0] + row + c * size), largest, largest))
                        c += lanes<T>;
                    for (const index end = std::min(c + lanes<T>, n[2]); c < end; ++c)
                        if (element(x, w.origin[0] + row + c * size) == largest)
                            return w.origin[1] + a * w.step[1][0] + b * w.step[1][1] + c * w.step[1][2];
                }
            }
        return w.origin[1];
    }

    /// Whole windows, each in a lane of its own, put as put(place of the maximum, result); returns how many that were.
    template <class W, class Put>
    static index side_by_side(
        const memory_view& x, const memory_view& other, const memory_view& results, index result, const W& w, index windows, Put put) {
        constexpr index L = lanes<T>, advance = Geometry.advance(loops::axes - 1);
        if constexpr (elements > 0 && elements <= most_elements) {
            const int last = x.extents.rank - 1;
            if (windows < L || x.strides[last] != size) return 0;
            index offset[elements], place[elements], count = 0;
            w.elements([&](index from, index there) { offset[count] = from, place[count] = there, ++count; });
            for (index i = 0; i < windows; i += L) {
                const index first = std::min(i, windows - L);
                const std::byte* const from = x.data + first * advance * size;
                batch<T> largest = load_apart<advance>(from + offset[0]), number(T(0)), which = number;
                for (index k = 1; k < elements; ++k) {
                    const batch<T> e = load_apart<advance>(from + offset[k]);
                    const auto found = larger(e, largest);
                    number = number + batch<T>(T(1));
                    largest = choose<T>(found, e, largest), which = choose<T>(found, number, which);
                }
                alignas(64) T lane[L];
                which.store_aligned(lane);
                for (index l = i - first; l < L; ++l)
                    put(place[static_cast<index>(lane[l])] + (first + l) * advance * other.strides[last],
                        result + (first + l) * results.strides[last]);
            }
            return windows;
        } else return 0;
    }
    template <index Step>
    static batch<T> load_apart(const std::byte* from) {
        const T* p = reinterpret_cast<const T*>(from);
        if constexpr (Step == 1) return batch<T>::load_unaligned(p);
        else if constexpr (Step == 2) return load_every_second(p);
        else
            return [&]<int... Lane>(std::integer_sequence<int, Lane...>) -> batch<T> { return {p[Step * Lane]...}; }(
                                                                             std::make_integer_sequence<int, lanes<T>>{});
    }
};

template <auto Geometry>
struct window_scatter_op;
/// The element of the first operand where the second one has the first maximum of a window; a NaN is the largest.
template <auto Geometry>
struct window_pick_op : pooling_base {
    static constexpr std::string_view name = "max_pool";
    using loops = pooling<Geometry>;
    static constexpr int shape_operands = Geometry.like_another ? 1 : 0;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        return loops::result(problem, x[1], x + 1 + shape_operands);
    }
    static constexpr failure options() { return Geometry.words(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*a*/, auto x) {
        return each(append<window_scatter_op<Geometry>>(dy, x), none);
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*a*/, auto x, auto /*like*/) {
        return each(append<window_scatter_op<Geometry>>(dy, x), none, none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        window_maxima<Geometry, T>::for_each(operands[1], operands[0], out, [](T& a, T& y) { y = a; });
    }
};
/// Its adjoint for the first operand: where the second one has the first maximum of a window, the sum of what came from there.
template <auto Geometry>
struct window_scatter_op : pooling_base {
    static constexpr std::string_view name = "max_pool_scatter";
    using loops = pooling<Geometry>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() { return Geometry.words(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto x) {
        if constexpr (Geometry.like_another) return each(append<window_pick_op<Geometry>>(dy, x, g), none);
        else return each(append<window_pick_op<Geometry>>(dy, x), none);
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        set_zero<T>(out);
        window_maxima<Geometry, T>::for_each(operands[1], out, operands[0], [](T& dx, T& dy) { dx += dy; });
    }
};

}  // namespace xgrad
