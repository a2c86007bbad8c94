#pragma once

#include <algorithm>
#include <numeric>

#include "../../language/expression.hpp"
#include "contract.hpp"

namespace xgrad {

/// The options of a convolution over one to three axes, one number for each of them.
template <extent_list Padding, extent_list Stride, extent_list Dilation, std::ptrdiff_t Groups>
struct convolution {
    static constexpr int axes = Stride.rank;
    static constexpr std::ptrdiff_t groups = Groups;
    static constexpr extent_list padding = Padding, stride = Stride, dilation = Dilation;
    static constexpr bool fits_kernel = padding[0] < 0;  // the padding follows from the kernel
    using unpadded = convolution<extent_list::filled(axes, 0), Stride, Dilation, Groups>;

    static constexpr std::string_view images = axes == 1 ? "(N, C, L)" : axes == 2 ? "(N, C, H, W)" : "(N, C, D, H, W)";
    static constexpr std::string_view kernels = axes == 1 ? "(K, C / groups, taps)"
        : axes == 2                                       ? "(K, C / groups, rows, columns)"
                                                          : "(K, C / groups, depth, rows, columns)";

    /// Elements before the image along an axis, and before and after it together.
    static constexpr std::ptrdiff_t before(int a, std::ptrdiff_t taps) {
        const auto more = dilation[a] * (taps - 1);
        return padding[a] == same_padding ? more / 2 : padding[a] == centred_padding ? (more + 1) / 2 : padding[a];
    }
    static constexpr std::ptrdiff_t around(int a, std::ptrdiff_t taps) {
        return padding[a] < 0 ? dilation[a] * (taps - 1) : 2 * padding[a];
    }

    /// The shape of the convolution of x and w; checks that they fit.
    static constexpr extent_list result(failure& problem, const extent_list& x, const extent_list& w) {
        extent_list out = extent_list::filled(2 + axes, dynamic);
        out[0] = x[0], out[1] = w[0];
        auto shapes = [&]() -> failure& { return problem << "image " << x << " and kernel " << w << ": "; };
        if (x[1] != dynamic && w[1] != dynamic && x[1] != w[1] * groups) {
            shapes() << "the kernel reads " << w[1] << " channels in each of " << groups << " groups, the image has " << x[1]
                     << "; images are " << images << ", kernels " << kernels;
            return out;
        }
        if (w[0] != dynamic && w[0] % groups != 0) {
            shapes() << "the kernel's " << w[0] << " output channels do not split into " << groups << " groups";
            return out;
        }
        for (int a = 0; a < axes; ++a) {
            const auto n = x[2 + a], taps = w[2 + a];
            if (taps == 0) return shapes() << "the kernel is empty", out;
            if (n != dynamic && fits_kernel) out[2 + a] = n;
            if (n == dynamic || taps == dynamic) continue;
            const auto room = n + around(a, taps) - dilation[a] * (taps - 1) - 1;
            if (room < 0) {
                shapes() << "along axis " << 2 + a << " the kernel reaches over " << dilation[a] * (taps - 1) + 1
                         << " elements, the padded image has " << n + around(a, taps) << "; pad more";
                return out;
            }
            out[2 + a] = room / stride[a] + 1;
        }
        return out;
    }
    static constexpr failure words() {
        failure f;
        if (fits_kernel) f << "padding " << (padding[0] == same_padding ? "same" : "centred");
        else f << "padding " << padding;
        f << ", stride " << stride;
        if (dilation != extent_list::filled(axes, 1)) f << ", dilation " << dilation;
        if (groups != 1) f << ", groups " << groups;
        return f;
    }

    /// Rows of y = x correlated with w.
    template <class T>
    static void forward(const memory_view& x, const memory_view& w, const memory_view& y, row_range rows = row_range::all()) {
        contraction::correlation c = job(x, w, y);
        c.y = some_of(c.y, rows), c.in_kept = x.kept_rows, c.in_zeros = x.zeros;
        auto source = [&](index z, index a) { return z * stride[0] + a * dilation[0] - before(0, w.extents[2]); };
        along_depth(c, {y, w, x}, source, [&] { contraction::run_correlation<T>(c); });
    }
    /// Rows of x = the adjoint applied to y, as a gather: no element is written twice.
    template <class T>
    static void backward(const memory_view& x, const memory_view& w, const memory_view& y, row_range rows = row_range::all()) {
        contraction::correlation c = job(x, w, y);
        c.in_kept = y.kept_rows, c.in_zeros = y.zeros;
        c.in = y.data, c.out = x.data;
        std::swap(c.in_channels, c.out_channels), std::swap(c.kernel_in, c.kernel_out);
        std::swap(c.in_batch, c.out_batch), std::swap(c.in_channel, c.out_channel);
        std::swap(c.in_row, c.out_row), std::swap(c.in_column, c.out_column);
        auto source = [&](index p, index a) {
            const index t = p + before(0, w.extents[2]) - a * dilation[0];
            return t < 0 || t % stride[0] != 0 ? -1 : t / stride[0];
        };
        along_depth(c, {x, w, y}, source, [&] {
            for (index i = 0; i < (axes == 1 ? 1 : stride[std::max(axes - 2, 0)]); ++i)
                for (index j = 0; j < stride[axes - 1]; ++j) {
                    if constexpr (axes > 1) c.y = some_of(adjoint(axes - 2, i, x, w, y), rows);
                    c.x = adjoint(axes - 1, j, x, w, y);
                    contraction::run_correlation<T>(c);
                }
        });
    }
    /// w = the kernel's adjoint; `add_totals`: w, doubles, += that of some rows of y.
    template <class T>
    static void kernel(
        const memory_view& x, const memory_view& w, const memory_view& y, row_range rows = row_range::all(), bool add_totals = false) {
        contraction::correlation c = job(x, w, y);
        c.y = some_of(c.y, rows), c.in_kept = x.kept_rows, c.add_totals = add_totals;
        c.out += c.y.first * c.out_row;
        if constexpr (axes < 3) {
            contraction::run_correlation_of_pixels<T>(c, w.data);
            return;
        }
        const index p = before(0, w.extents[2]), s = stride[0];
        c.in_depth = s * x.strides[2], c.out_depth = y.strides[2];
        for (index a = 0; a < w.extents[2]; ++a) {
            const index lead = p - a * dilation[0];  // result z reads x at z * s - lead
            const index first = lead > 0 ? (lead + s - 1) / s : 0;
            const index last = std::min(y.extents[2], contraction::ceil_div(x.extents[2] + lead, s));
            c.depth = std::max<index>(last - first, 0);
            if (c.depth > 0) c.in = x.data + (first * s - lead) * x.strides[2], c.out = y.data + first * y.strides[2];
            contraction::run_correlation_of_pixels<T>(c, w.data + a * w.strides[2]);
        }
    }

    /// The rows of x that rows of y read, and the other way round.
    static constexpr row_range rows_of_image(row_range rows, std::ptrdiff_t taps) {
        const auto first = -before(0, taps);
        return {rows.first * stride[0] + first, (rows.last - 1) * stride[0] + first + dilation[0] * (taps - 1) + 1};
    }
    static constexpr row_range rows_of_result(row_range rows, std::ptrdiff_t taps) {
        const auto first = before(0, taps);
        return {contraction::ceil_div(rows.first + first - dilation[0] * (taps - 1), stride[0]), (rows.last - 1 + first) / stride[0] + 1};
    }
    /// Whether it takes so little per element that memory counts.
    static constexpr bool is_cheap(const extent_list& w) {
        constexpr std::ptrdiff_t most = 256;
        return axes == 2 && w[1] * w[2] * w[3] <= most && w[0] * w[2] * w[3] / groups <= most;
    }

private:
    using index = contraction::index;

    /// Those of the results along an axis that lie in a range.
    static contraction::axis some_of(contraction::axis a, row_range rows) {
        if (rows.first == 0 && rows.last == row_range::all().last) return a;
        const index low = std::clamp<index>(contraction::ceil_div(rows.first - a.first, a.step), 0, a.count);
        a.count = std::clamp<index>(contraction::ceil_div(rows.last - a.first, a.step), low, a.count) - low;
        a.first += low * a.step, a.shift += low * a.stride;
        return a;
    }
    /// The loops over the last two axes.
    static contraction::correlation job(const memory_view& x, const memory_view& w, const memory_view& y) {
        contraction::correlation c{};
        c.batch = x.extents[0], c.groups = groups, c.in_channels = w.extents[1], c.out_channels = w.extents[0] / groups;
        auto along = [&](int a) -> contraction::axis {
            const auto taps = w.extents[2 + a];
            return {y.extents[2 + a], 0, 1, x.extents[2 + a], stride[a], -before(a, taps), dilation[a], taps, 0, 1};
        };
        if constexpr (axes == 1) c.y = {1, 0, 1, 1, 1, 0, 1, 1, 0, 1};
        else c.y = along(axes - 2);
        c.x = along(axes - 1);
        c.in = x.data, c.kernel = w.data, c.out = y.data;
        constexpr int row = axes, column = axes + 1;
        auto row_stride = [](const memory_view& m) { return axes == 1 ? index(0) : m.strides[row]; };
        c.in_batch = x.strides[0], c.in_channel = x.strides[1], c.in_row = row_stride(x), c.in_column = x.strides[column];
        c.kernel_group = w.strides[0] * c.out_channels, c.kernel_out = w.strides[0], c.kernel_in = w.strides[1];
        c.kernel_row = row_stride(w), c.kernel_column = w.strides[column];
        c.out_batch = y.strides[0], c.out_channel = y.strides[1], c.out_row = row_stride(y), c.out_column = y.strides[column];
        return c;
    }
    /// An axis of the image adjoint: image elements p = r, r + stride, ... sum g[i] over the taps a with i * stride = p + before - a *
    /// dilation, so a runs in steps of stride / gcd and i falls in steps of dilation / gcd.
    static contraction::axis adjoint(int a, index r, const memory_view& x, const memory_view& w, const memory_view& y) {
        const index image = x.extents[2 + a], taps = w.extents[2 + a], results = y.extents[2 + a];
        const auto s = stride[a], d = dilation[a], common = std::gcd(s, d), tap_step = s / common, p = before(a, taps);
        index first = 0;
        while (first < tap_step && (r + p - first * d) % s != 0) ++first;
        const auto count = first == tap_step || first >= taps ? 0 : (taps - 1 - first) / tap_step + 1;
        return {image > r ? (image - r - 1) / s + 1 : 0, r, s, results, 1, (r + p - first * d) / s, -d / common, count, first, tap_step};
    }
    struct arrays {
        const memory_view &to, &kernel, &from;
    };
    /// Over a third axis: every slice of the result sums the slices source(z, a) of the operand over the taps a.
    template <class Source, class Run>
    static void along_depth(contraction::correlation& c, const arrays& of, Source source, Run run) {
        if (axes < 3) return run();
        const auto channels = c.in_channels;
        for (index z = 0; z < of.to.extents[2]; ++z) {
            c.out = of.to.data + z * of.to.strides[2];
            c.accumulate = false;
            for (index a = 0; a < of.kernel.extents[2]; ++a) {
                const index from = source(z, a);
                if (from < 0 || from >= of.from.extents[2]) continue;
                c.in = of.from.data + from * of.from.strides[2];
                c.kernel = of.kernel.data + a * of.kernel.strides[2];
                run();
                c.accumulate = true;
            }
            if (c.accumulate) continue;
            c.in_channels = 0;  // no slice: zeros
            run();
            c.in_channels = channels;
        }
    }
};

}  // namespace xgrad
