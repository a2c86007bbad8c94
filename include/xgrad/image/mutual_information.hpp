#pragma once

#include "../ops/movement/broadcast_to.hpp"
#include "../ops/pointwise/comparisons.hpp"
#include "../ops/pointwise/detach.hpp"
#include "../ops/pointwise/floor.hpp"
#include "../ops/pointwise/log.hpp"
#include "../ops/pointwise/minimum.hpp"
#include "../ops/pointwise/where.hpp"
#include "../ops/reduction/amax.hpp"
#include "../ops/reduction/sum.hpp"
#include "../ops/sampling/gather.hpp"
#include "../ops/window/taps.hpp"

namespace xgrad {

template <std::ptrdiff_t N> struct bins_option { static constexpr std::ptrdiff_t value = N; };
/// The number of intervals that the values of an image are sorted into.
template <std::ptrdiff_t N> inline constexpr bins_option<N> bins{};

/// The values of an image in bins, from 2 for the smallest to Bins - 2 for the largest, so that two bins on each side stay free; 2 if they are all equal.
template <std::ptrdiff_t Bins, expression X>
constexpr auto in_bins(X x) {
    const auto low = detach(amin(x)), span = detach(amax(x)) - low;
    const auto some = detach(span > 0);
    return (x - low) * where(some, (Bins - 4) / where(some, span, 1), 0) + 2;
}
/// The number of the bin that a value in bins lies in; the largest value lies at the end of the last one.
template <std::ptrdiff_t Bins, expression X>
constexpr auto bin_of(X in_bins) { return detach(clamp(floor(in_bins), 2, Bins - 3)); }

/// `joint_histogram(a, b, weight, bins<32>)`: (bins, bins), the sum of the weights of the pixels whose a lies in bin i, times the cubic B-spline of the distance from b to
/// bin j. The intervals are those of in_bins. Differentiable in b and in the weight; O(pixels), each pixel adds to four places.
template <std::ptrdiff_t Bins, expression A, expression B, operand Weight>
constexpr auto joint_histogram(A a, B b, Weight weight, bins_option<Bins>) {
    static_assert(Bins >= 5, "xgrad: a histogram has 5 bins or more; two on each side stay free for the B-spline");
    const auto empty = append<spread_to_op<extent_list{}, extent_list{Bins, Bins}>>(sum(b) * 0);
    const auto i = bin_of<Bins>(in_bins<Bins>(a)), v = in_bins<Bins>(b), j = bin_of<Bins>(v);
    const auto d = v - j, e = 1 - d;
    const auto row = as_index<"the bin of a histogram">(i), column = as_index<"the bin of a histogram">(j - 1);
    auto add = [&]<std::ptrdiff_t Offset>(auto spline) {
        return append<scatter_add_op<2, boundary::zero, extent_list{0, Offset}>>(spline * weight, row, column, empty);
    };
    // the cubic B-spline at the distances 1 + d, d, 1 - d, 2 - d
    return (add.template operator()<0>(e * e * e * (1. / 6)) + add.template operator()<1>((4 + d * d * (3 * d - 6)) * (1. / 6))) +
           (add.template operator()<2>((4 + e * e * (3 * e - 6)) * (1. / 6)) + add.template operator()<3>(d * d * d * (1. / 6)));
}

/// The sum of p log p, where 0 log 0 = 0; not a number if one of p is not.
template <expression P>
constexpr auto negative_entropy(P p) {
    const auto none = detach(p <= 0);
    return sum(where(none, 0, p * log(where(none, 1, p))));
}

/// `mutual_information(a, b)`, `mutual_information(a, b, bins<50>)`, `mutual_information(a, b, weight, bins<50>)`: the mutual information of the values of two images of one shape, in nats, larger is better
/// (Mattes et al., 2003, as in ITK): sum of p log(p / (p_a p_b)) over the joint histogram p, which a enters by its bin and b by cubic B-splines. It is
/// differentiable in b, not in a. Both images' ranges of values, from the smallest to the largest, are divided into bins - 4 intervals (bins: 32 if not said) and count as constant in the
/// derivative. `weight` (the image of a mask, say which pixels of a warped b lie inside) has the images' shape; its gradient is right, too. 0 where an image is constant, not a number where a pixel is none.
template <expression A, expression B, expression Weight, std::ptrdiff_t Bins = 32>
constexpr auto mutual_information(A a, B b, Weight weight, bins_option<Bins> number = {}) {
    const auto x = in_real_numbers(b);
    const auto counts = joint_histogram(in_real_numbers(a), x, weight, number);
    const auto p = counts / sum(counts);
    return negative_entropy(p) - negative_entropy(sum(p, axes<1>)) - negative_entropy(sum(p, axes<0>));
}
template <expression A, expression B, std::ptrdiff_t Bins = 32>
constexpr auto mutual_information(A a, B b, bins_option<Bins> number = {}) {
    const auto x = in_real_numbers(b);
    const auto counts = joint_histogram(in_real_numbers(a), x, 1, number);
    const auto p = counts / sum(counts);
    return negative_entropy(p) - negative_entropy(sum(p, axes<1>)) - negative_entropy(sum(p, axes<0>));
}

}  // namespace xgrad
