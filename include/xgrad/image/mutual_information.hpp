#pragma once

#include "../ops/movement/broadcast_to.hpp"
#include "../ops/pointwise/comparisons.hpp"
#include "../ops/pointwise/detach.hpp"
#include "../ops/pointwise/floor.hpp"
#include "../ops/pointwise/log.hpp"
#include "../ops/pointwise/minimum.hpp"
#include "../ops/pointwise/where.hpp"
#include "../ops/reduction/amax.hpp"
#include "../ops/reduction/mean.hpp"
#include "../ops/sampling/joint_histogram.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

template <std::ptrdiff_t N>
struct bins_option {
    static constexpr std::ptrdiff_t value = N;
};
/// The number of intervals that the values of an image are sorted into.
template <std::ptrdiff_t N>
inline constexpr bins_option<N> bins{};

/// The values of an image in bins, from 2 for the smallest to Bins - 2 for the largest, so that two bins on each side stay free; 2 if they
/// are all equal.
template <std::ptrdiff_t Bins, expression X>
constexpr auto in_bins(X x) {
    const auto low = detach(amin(x)), span = detach(amax(x)) - low;
    const auto some = detach(span > 0);
    return (x - low) * where(some, (Bins - 4) / where(some, span, 1), 0) + 2;
}
template <std::ptrdiff_t Bins, expression A, expression B, expression... Weight>
constexpr auto histogram_of(A a, B b, Weight... weight) {
    static_assert(Bins >= 5, "xgrad: a histogram has 5 bins or more; two on each side stay free for the B-spline");
    const auto i = as_index<"the bin of a histogram">(detach(clamp(floor(in_bins<Bins>(a)), 2, Bins - 3)));
    const auto v = in_bins<Bins>(b);
    return append<joint_histogram_op<Bins, sizeof...(Weight) == 1>>(
        broadcast_against(i, v, weight...), broadcast_against(v, i, weight...), broadcast_against(weight, i, v)...);
}
/// `joint_histogram(a, b, weight, bins<32>)`, `joint_histogram(a, b, bins<32>)`: (bins, bins), the sum of the weights (or 1) of the pixels
/// whose a lies in bin i, times the cubic B-spline of the distance from b to bin j. The intervals are those of in_bins. Differentiable in b
/// and in the weight; O(pixels), each pixel adds to four places.
template <std::ptrdiff_t Bins, expression A, expression B, expression Weight>
constexpr auto joint_histogram(A a, B b, Weight weight, bins_option<Bins>) {
    return histogram_of<Bins>(a, b, weight);
}
template <std::ptrdiff_t Bins, expression A, expression B>
constexpr auto joint_histogram(A a, B b, bins_option<Bins>) {
    return histogram_of<Bins>(a, b);
}

/// The sum of p log p, where 0 log 0 = 0; not a number if one of p is not.
template <expression P>
constexpr auto negative_entropy(P p) {
    return sum(p * log(where(detach(p <= 0), 1, p)));
}

/// `mutual_information(a, b)`, `mutual_information(a, b, bins<50>)`, `mutual_information(a, b, weight, bins<50>)`: the mutual information
/// of the values of two images of one shape, in nats, larger is better (Mattes et al., 2003, as in ITK): sum of p log(p / (p_a p_b)) over
/// the joint histogram p, which a enters by its bin and b by cubic B-splines. It is differentiable in b, not in a. Both images' ranges of
/// values, from the smallest to the largest, are divided into bins - 4 intervals (bins: 32 if not said) and count as constant in the
/// derivative. `weight` (the image of a mask, say which pixels of a warped b lie inside) has the images' shape; its gradient is right, too.
/// 0 where an image is constant, not a number where a pixel is none.
template <expression A, expression B, expression Weight, std::ptrdiff_t Bins = 32>
constexpr auto mutual_information(A a, B b, Weight weight, bins_option<Bins> number = {}) {
    const auto p = joint_histogram(in_real_numbers(a), in_real_numbers(b), weight, number) / sum(weight);
    return negative_entropy(p) - negative_entropy(sum(p, axes<1>)) - negative_entropy(sum(p, axes<0>));
}
template <expression A, expression B, std::ptrdiff_t Bins = 32>
constexpr auto mutual_information(A a, B b, bins_option<Bins> number = {}) {
    const auto x = in_real_numbers(b);
    const auto p = joint_histogram(in_real_numbers(a), x, number) *
        append<reciprocal_count_op<reduction_axes<"mutual_information", B::rank>::reduced>>(x);
    const auto p_a = detach(sum(p, axes<1>));  // where b lies does not change how often a has a value
    return negative_entropy(p) - negative_entropy(p_a) - negative_entropy(sum(p, axes<0>));
}
template <class... X>
    requires misuse<X...>
constexpr auto mutual_information(X... x) {
    static_assert(
        has_form<X...>, "xgrad::mutual_information takes two images, a weight or none, and bins<...>: mutual_information(a, b, bins<32>)");
    return refused(x...);
}

}  // namespace xgrad
