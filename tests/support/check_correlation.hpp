#pragma once

// Correlations of random arrays, and the plain loops that say what comes out.

#include <cmath>
#include <vector>

#include <xgrad/ops/window/contraction.hpp>

#include "check.hpp"

namespace correlations {

using namespace xgrad::contraction;
using number = xgrad::contraction::index;  // C has another index

inline number any(number low, number high) { return random_number<number>({static_cast<double>(low), static_cast<double>(high)}); }
inline bool perhaps() { return any(0, 1) == 1; }

/// A dense array whose elements along the last axis are `gap` apart; what lies between them is not a number.
template <class T>
struct array {
    static constexpr int rank = 5;
    number extent[rank], step[rank];
    std::vector<T> element;
    array(number images, number channels, number slices, number rows, number columns, number gap)
        : extent{images, channels, slices, rows, columns} {
        number size = gap;
        for (int a = rank - 1; a >= 0; --a) step[a] = size, size *= extent[a];
        element = std::vector<T>(
            static_cast<std::size_t>(size), static_cast<T>(not_a_number));  // not a byte more, which a sanitizer would take for its own
        for (std::size_t i = 0; i < element.size(); i += static_cast<std::size_t>(gap)) element[i] = random_number<T>();
    }
    std::size_t at(number n, number c, number z, number y, number x) const {
        return static_cast<std::size_t>(n * step[0] + c * step[1] + z * step[2] + y * step[3] + x * step[4]);
    }
    number bytes(int axis) const { return step[axis] * static_cast<number>(sizeof(T)); }
    std::byte* data() { return reinterpret_cast<std::byte*>(element.data()); }
};

/// Results over a part of an axis, from an operand that they may overshoot on both sides.
inline axis any_axis(number count, number taps, number stride, number dilation, bool backwards) {
    axis a{};
    a.count = count, a.first = any(0, 1), a.step = any(1, 2), a.stride = stride, a.shift_step = backwards ? -dilation : dilation;
    a.taps = taps, a.tap_first = any(0, 1), a.tap_step = any(1, 2);
    a.extent = std::max<number>(1, (count - 1) * stride + (taps - 1) * dilation + 1 - any(-2, 4));
    a.shift = any(-3, 2) + (backwards ? (taps - 1) * dilation : 0);
    return a;
}
/// All results of an axis that reads an operand from its first to its last element.
inline axis whole_axis(number count, number taps, number stride = 1) {
    return {count, 0, 1, (count - 1) * stride + taps, stride, 0, 1, taps, 0, 1};
}

struct sizes {
    number batch, groups, in_channels, out_channels, depth = 1;
};

template <class T>
struct random_correlation {
    sizes size;
    axis y, x;
    array<T> in, kernel, out;
    std::vector<T> ring;
    correlation job{};

    random_correlation(sizes size, axis y, axis x, number gap = 1)
        : size(size), y(y), x(x), in(size.batch, size.groups * size.in_channels, size.depth, y.extent, x.extent, gap),
          kernel(size.groups * size.out_channels, size.in_channels, 1, y.tap_first + y.taps * y.tap_step, x.tap_first + x.taps * x.tap_step,
              any(1, 2)),
          out(size.batch, size.groups * size.out_channels, size.depth, y.first + y.count * y.step, x.first + x.count * x.step, gap) {
        correlation& j = job;
        j.batch = size.batch, j.groups = size.groups, j.in_channels = size.in_channels, j.out_channels = size.out_channels, j.y = y,
        j.x = x;
        j.in = in.data(), j.kernel = kernel.data(), j.out = out.data();
        j.in_batch = in.bytes(0), j.in_channel = in.bytes(1), j.in_row = in.bytes(3), j.in_column = in.bytes(4);
        j.kernel_group = size.out_channels * kernel.bytes(0), j.kernel_out = kernel.bytes(0), j.kernel_in = kernel.bytes(1),
        j.kernel_row = kernel.bytes(3), j.kernel_column = kernel.bytes(4);
        j.out_batch = out.bytes(0), j.out_channel = out.bytes(1), j.out_row = out.bytes(3), j.out_column = out.bytes(4);
        j.depth = size.depth, j.in_depth = in.bytes(2), j.out_depth = out.bytes(2);
    }
    random_correlation(const random_correlation&) = delete;

    /// Keeps of the operand only the rows that are read, in a ring, with `zeros` zeros around every row and a row of them after the last
    /// one.
    void keep_rows(number zeros) {
        const number ends[] = {y.shift, y.shift + (y.taps - 1) * y.shift_step};
        const number low = std::clamp<number>(std::min(ends[0], ends[1]), 0, y.extent),
                     high = std::clamp<number>((y.count - 1) * y.stride + std::max(ends[0], ends[1]) + 1, low, y.extent);
        const number kept = std::max<number>(high - low, 1) + any(0, 2), row = x.extent + zeros, planes = size.batch * in.extent[1];
        ring.assign(static_cast<std::size_t>(planes * (kept + 1) * row + zeros), T(0));
        for (number p = 0; p < planes; ++p)
            for (number i = 0; i < kept; ++i)
                for (number k = 0; k < x.extent; ++k)
                    ring[static_cast<std::size_t>((p * (kept + 1) + i) * row + zeros + k)] = static_cast<T>(not_a_number);
        for (number p = 0; p < planes; ++p)
            for (number i = low; i < high; ++i)
                for (number k = 0; k < x.extent; ++k)
                    ring[static_cast<std::size_t>((p * (kept + 1) + i % kept) * row + zeros + k)] =
                        in.element[in.at(p / in.extent[1], p % in.extent[1], 0, i, k)];
        constexpr number bytes = sizeof(T);
        job.in = reinterpret_cast<const std::byte*>(ring.data() + zeros), job.in_kept = kept, job.in_zeros = zeros;
        job.in_column = bytes, job.in_row = row * bytes, job.in_channel = (kept + 1) * job.in_row,
        job.in_batch = in.extent[1] * job.in_channel;
    }

    /// What `out` becomes.
    std::vector<double> expected_results() const {
        std::vector<double> expected(out.element.begin(), out.element.end());
        each_result(false,
            [&](number, number, number, number, number, std::size_t result) { expected[result] = job.accumulate ? expected[result] : 0; });
        each_product(false,
            [&](double v, std::size_t tap, std::size_t result) { expected[result] += v * static_cast<double>(kernel.element[tap]); });
        return expected;
    }
    /// What a kernel becomes that is written, or added to.
    template <class Start>
    std::vector<double> expected_kernel(const std::vector<Start>& start, bool add) const {
        std::vector<double> expected(start.begin(), start.end());
        for (number k = 0; !add && k < kernel.extent[0]; ++k)
            for (number c = 0; c < size.in_channels; ++c)
                for (number a = 0; a < y.taps; ++a)
                    for (number b = 0; b < x.taps; ++b) expected[kernel.at(k, c, 0, a, b)] = 0;
        each_product(
            true, [&](double v, std::size_t tap, std::size_t result) { expected[tap] += v * static_cast<double>(out.element[result]); });
        return expected;
    }

    std::string words() const {
        std::string all;
        for (number n : {size.batch, size.groups, size.in_channels, size.out_channels, size.depth, y.count, x.count, y.taps, x.taps,
                 y.stride, x.stride, y.shift, x.shift, y.extent, x.extent})
            all += std::to_string(n) + " ";
        return all;
    }
    /// Whether results agree as far as sums of so many products can; what is not a number is left alone.
    template <class R>
    static bool close(const std::vector<R>& result, const std::vector<double>& expected, number products) {
        const double tolerance =
            16 * static_cast<double>(std::numeric_limits<T>::epsilon()) * (4 + std::sqrt(static_cast<double>(products)));
        for (std::size_t i = 0; i < result.size(); ++i) {
            const double difference = std::abs(static_cast<double>(result[i]) - expected[i]);
            if (!(difference <= tolerance * (1 + std::abs(expected[i]))) && !(std::isnan(result[i]) && std::isnan(expected[i])))
                return false;
        }
        return true;
    }
    /// `Loops{job}` gives the results.
    template <class Loops>
    void check_results() {
        CAPTURE(words());
        const auto expected = expected_results();
        { Loops{job}; }
        CHECK(close(out.element, expected, size.in_channels * y.taps * x.taps));
    }
    /// `Loops(job, kernel)` gives the kernel, and adds to doubles if it is asked to.
    template <class Loops>
    void check_kernel() {
        CAPTURE(words());
        const number products = size.batch * size.depth * y.count * x.count;
        const auto expected = expected_kernel(kernel.element, false);
        { Loops(job, kernel.data()); }
        CHECK(close(kernel.element, expected, products));

        std::vector<double> totals;
        for (std::size_t i = 0; i < kernel.element.size(); ++i) totals.push_back(random_number<double>());
        const auto sums = expected_kernel(totals, true);
        correlation j = job;
        j.add_totals = true;
        for (number* step : {&j.kernel_group, &j.kernel_out, &j.kernel_in, &j.kernel_row, &j.kernel_column})
            *step = *step / static_cast<number>(sizeof(T)) * static_cast<number>(sizeof(double));
        { Loops(j, reinterpret_cast<std::byte*>(totals.data())); }
        CHECK(close(totals, sums, products));
    }

private:
    /// Calls f(image, channel, slice, row, column, place in `out`) for every result; `dense`: they are the first ones of `out`, as for a
    /// kernel.
    template <class F>
    void each_result(bool dense, F f) const {
        for (number n = 0; n < size.batch; ++n)
            for (number k = 0; k < size.groups * size.out_channels; ++k)
                for (number z = 0; z < size.depth; ++z)
                    for (number i = 0; i < y.count; ++i)
                        for (number l = 0; l < x.count; ++l)
                            f(n, k, z, i, l, dense ? out.at(n, k, z, i, l) : out.at(n, k, z, y.first + i * y.step, x.first + l * x.step));
    }
    /// Calls f(element of the operand, place of the tap in `kernel`, place of the result in `out`) for every tap of every result that reads
    /// one.
    template <class F>
    void each_product(bool dense, F f) const {
        each_result(dense, [&](number n, number k, number z, number i, number l, std::size_t result) {
            for (number c = 0; c < size.in_channels; ++c)
                for (number a = 0; a < y.taps; ++a) {
                    const number p = i * y.stride + y.shift + a * y.shift_step;
                    if (p < 0 || p >= y.extent) continue;
                    const std::size_t row = in.at(n, k / size.out_channels * size.in_channels + c, z, p, 0),
                                      taps = kernel.at(k, c, 0, dense ? a : y.tap_first + a * y.tap_step, 0);
                    for (number b = 0; b < x.taps; ++b)
                        if (const number q = l * x.stride + x.shift + b * x.shift_step; q >= 0 && q < x.extent)
                            f(static_cast<double>(in.element[row + in.at(0, 0, 0, 0, q)]),
                                taps + kernel.at(0, 0, 0, 0, dense ? b : x.tap_first + b * x.tap_step), result);
                }
        });
    }
};

/// Calls f(sizes, axis y, axis x, gap) for correlations of all kinds: odd, tiny, strided, dilated, reversed.
template <class F>
void for_any(int count, F f) {
    for (int n = 0; n < count; ++n) {
        const bool backwards = perhaps();
        const number stride = any(1, 3), most = any(0, 3) == 0 ? 70 : 12;
        const sizes size{any(1, 2), any(1, 2), any(1, perhaps() ? 5 : 40), any(1, perhaps() ? 5 : 40)};
        const axis y = any_axis(any(1, 12), any(1, 4), perhaps() ? 1 : stride, any(1, 2), backwards);
        f(size, y, any_axis(any(1, most), any(1, 5), stride, any(1, 2), backwards), any(0, 3) == 0 ? 2 : 1);
    }
}
/// The same for correlations that are too large for one block of the work.
template <class F>
void for_several_blocks(F f) {
    f(sizes{1, 1, 70, 34}, whole_axis(23, 3), whole_axis(50, 2));  // of rows, operand channels and results
    f(sizes{1, 1, 9, 7}, whole_axis(3, 2), whole_axis(1100, 3));  // of columns
    f(sizes{1, 1, 5, 3}, whole_axis(3, 11), whole_axis(9, 11));  // of taps
    f(sizes{1, 1, 50, 40}, whole_axis(4, 11), whole_axis(5, 11));
    f(sizes{1, 1, 130, 9}, whole_axis(5, 1, 2), whole_axis(30, 1, 2));
    f(sizes{1, 1, 130, 35}, whole_axis(9, 5, 2), whole_axis(8, 5, 2));
}

/// What a contraction that sums over pixels promises.
template <template <class> class Contraction>
void check_sums_over_pixels() {
    const auto of_both = [](auto f) { f.template operator()<float>(), f.template operator()<double>(); };
    SUBCASE("plain loops, whatever lies in the lanes") {
        of_both([]<class T>() {
            for_any(50, [](sizes size, axis y, axis x, number gap) {
                size.depth = any(1, 2);
                random_correlation<T>(size, y, x, gap).template check_kernel<Contraction<T>>();
            });
        });
    }
    SUBCASE("several blocks") {
        of_both([]<class T>() {
            for_several_blocks(
                [](sizes size, axis y, axis x) { random_correlation<T>(size, y, x).template check_kernel<Contraction<T>>(); });
        });
    }
    SUBCASE("of a ring of rows") {
        of_both([]<class T>() {
            for_any(30, [](sizes size, axis y, axis x, number) {
                y.extent += 20, y.shift += any(0, 20);
                random_correlation<T> c(size, y, x);
                c.keep_rows(any(0, 16));
                c.template check_kernel<Contraction<T>>();
            });
        });
    }
    SUBCASE("what no result reads takes no part, were it infinite") {
        const axis y = whole_axis(5, 2), x = whole_axis(11, 3);
        axis wide = x;
        wide.extent += 9;
        random_correlation<float> c({1, 1, 3, 5}, y, wide);
        for (number channel = 0; channel < 3; ++channel)
            for (number i = 0; i < y.extent; ++i)
                for (number k = x.extent; k < wide.extent; ++k)
                    c.in.element[c.in.at(0, channel, 0, i, k)] = std::numeric_limits<float>::infinity();
        c.check_kernel<Contraction<float>>();
    }
    SUBCASE("over no result, every sum is zero") {
        random_correlation<float>({2, 1, 3, 2}, whole_axis(0, 2), whole_axis(4, 2)).check_kernel<Contraction<float>>();
        random_correlation<float>({0, 1, 3, 2}, whole_axis(2, 2), whole_axis(4, 2)).check_kernel<Contraction<float>>();
    }
}

}  // namespace correlations
