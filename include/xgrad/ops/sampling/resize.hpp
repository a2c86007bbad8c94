#pragma once

#include <algorithm>
#include <cmath>

#include "../../engine/layout.hpp"
#include "grid.hpp"
#include "grid_sample.hpp"

namespace xgrad {

/// How `resize` weighs pixels.
enum class resampling { nearest, linear, cubic, area };
struct area_option {};
struct antialias_option {};
inline constexpr area_option area{};
inline constexpr antialias_option antialias{};

/// What one axis is resized with.
struct resize_rule {
    resampling how = resampling::linear;
    bool aligned = false, antialias = false;
    friend constexpr bool operator==(const resize_rule&, const resize_rule&) = default;
};

/// The pixels of an axis of `in` elements that element j of `out` ones is made of: from `first` on, `count` of them, and their weights. PyTorch's conventions: the
/// scale is in / out, or (in - 1) / (out - 1) between aligned corners; pixel centres lie at (j + 1/2) scale - 1/2; pixels beyond the border are those at it.
class resize_taps {
public:
    std::ptrdiff_t first = 0, count = 0;

    resize_taps(resize_rule rule, std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t j) : rule_(rule), in_(in) {
        const double n = static_cast<double>(in), m = static_cast<double>(out), at = static_cast<double>(j);
        scale_ = rule.aligned ? (out > 1 ? (n - 1) / (m - 1) : 0) : n / m;
        auto within = [&](double i) { return static_cast<std::ptrdiff_t>(std::clamp(i, 0., n - 1)); };
        if (rule.how == resampling::nearest) first = within(std::floor(at * scale_)), count = 1;
        else if (rule.how == resampling::area) {
            first = j * in / out;
            count = ((j + 1) * in + out - 1) / out - first;
        } else if (rule.antialias) {
            centre_ = scale_ * (at + 0.5);
            stretch_ = std::max(scale_, 1.);
            const double reach = (rule.how == resampling::linear ? 1 : 2) * stretch_;
            first = within(centre_ - reach + 0.5);
            count = std::min(static_cast<std::ptrdiff_t>(centre_ + reach + 0.5), in) - first;
            for (std::ptrdiff_t t = 0; t < count; ++t) total_ += filter(t);
        } else {
            centre_ = rule.aligned ? at * scale_ : (at + 0.5) * scale_ - 0.5;
            if (rule.how == resampling::linear) centre_ = std::max(centre_, 0.);
            const double whole = std::floor(centre_);
            place_ = centre_ - whole;
            first = static_cast<std::ptrdiff_t>(whole) - (rule.how == resampling::cubic ? 1 : 0);
            count = rule.how == resampling::cubic ? 4 : 2;
        }
    }
    /// The pixel of tap t.
    std::ptrdiff_t pixel(std::ptrdiff_t t) const { return std::clamp<std::ptrdiff_t>(first + t, 0, in_ - 1); }
    double weight(std::ptrdiff_t t) const {
        if (rule_.how == resampling::nearest) return 1;
        if (rule_.how == resampling::area) return 1 / static_cast<double>(count);
        if (rule_.antialias) return filter(t) / total_;
        if (rule_.how == resampling::linear) return t == 0 ? 1 - place_ : place_;
        return cubic(std::abs(static_cast<double>(t - 1) - place_), -0.75);
    }

private:
    /// Keys' kernel; PyTorch takes a = -0.75, with antialiasing -0.5.
    static double cubic(double d, double a) {
        return d < 1 ? ((a + 2) * d - (a + 3)) * d * d + 1 : d < 2 ? ((a * d - 5 * a) * d + 8 * a) * d - 4 * a : 0;
    }
    double filter(std::ptrdiff_t t) const {
        const double d = std::abs(static_cast<double>(first + t) - centre_ + 0.5) / stretch_;
        return rule_.how == resampling::linear ? std::max(1 - d, 0.) : cubic(d, -0.5);
    }
    resize_rule rule_;
    std::ptrdiff_t in_;
    double scale_ = 1, centre_ = 0, stretch_ = 1, total_ = 0, place_ = 0;
};

/// to[j] += sum of weight(j, t) from[pixel(j, t)] along an axis, or, transposed, to[pixel(j, t)] += weight(j, t) from[j]; both arrays have the axes given by `outer`
/// and one more, `axis`.
template <class T, bool Transposed>
void resize_axis(resize_rule rule, int axis, const memory_view& to, const memory_view& from) {
    const memory_view &fine = Transposed ? to : from, &coarse = Transposed ? from : to;
    extent_list index = extent_list::filled(to.extents.rank, 0);
    auto at = [&](const memory_view& x, std::ptrdiff_t k) {
        std::byte* p = x.data + k * x.strides[axis];
        for (int a = 0; a < index.rank; ++a) p += a == axis ? 0 : index[a] * x.strides[a];
        return p;
    };
    // the last other axis is the inner loop
    const int inner = to.extents.rank == 1 ? -1 : axis == to.extents.rank - 1 ? axis - 1 : to.extents.rank - 1;
    const std::ptrdiff_t n = inner < 0 ? 1 : to.extents[inner];
    const std::ptrdiff_t to_step = inner < 0 ? 0 : to.strides[inner], from_step = inner < 0 ? 0 : from.strides[inner];
    if (to.extents.size() == 0 || from.extents.size() == 0) {
        if (to.extents.size() == 0) return;
    }
    auto other_axes = [&](auto body) {
        for (;;) {
            body();
            int a = index.rank - 1;
            for (; a >= 0; --a) {
                if (a == axis || a == inner) continue;
                if (++index[a] < to.extents[a]) break;
                index[a] = 0;
            }
            if (a < 0) return;
        }
    };
    auto element = [](std::byte* p) -> T& { return *reinterpret_cast<T*>(p); };
    other_axes([&] {
        for (std::ptrdiff_t k = 0; k < to.extents[axis]; ++k)
            for (std::ptrdiff_t i = 0; i < n; ++i) element(at(to, k) + i * to_step) = T(0);
    });
    for (std::ptrdiff_t j = 0; j < coarse.extents[axis]; ++j) {
        const resize_taps taps(rule, fine.extents[axis], coarse.extents[axis], j);
        for (std::ptrdiff_t t = 0; t < taps.count; ++t) {
            const T weight = static_cast<T>(taps.weight(t));
            const std::ptrdiff_t pixel = taps.pixel(t);
            other_axes([&] {
                std::byte* const y = at(to, Transposed ? pixel : j);
                std::byte* const x = at(from, Transposed ? j : pixel);
                if (to_step == sizeof(T) && from_step == sizeof(T))
                    for (std::ptrdiff_t i = 0; i < n; ++i) reinterpret_cast<T*>(y)[i] += weight * reinterpret_cast<const T*>(x)[i];
                else
                    for (std::ptrdiff_t i = 0; i < n; ++i) element(y + i * to_step) += weight * element(x + i * from_step);
            });
        }
    }
}

template <resize_rule Rule, int Axis>
struct resize_back_op;

/// One axis of x resized to Size elements; LikeAxis >= 0: to as many as the second operand, whose elements are not read, has along that axis.
template <resize_rule Rule, int Axis, std::ptrdiff_t Size, int LikeAxis = -1>
struct resize_op : operation_base {
    static constexpr std::string_view name = "resize";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, shape_operands = LikeAxis >= 0 ? 1 : 0;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        if (out[Axis] == 0) problem << "axis " << Axis << " of " << x[0] << " has no elements to resize";
        out[Axis] = LikeAxis < 0 ? Size : x[shape_operands][std::max(LikeAxis, 0)];
        if (out[Axis] == 0) problem << "axis " << Axis << " of " << x[0] << " would have no elements";
        return out;
    }
    static constexpr failure options() {
        failure f;
        f << "axis " << Axis;
        return LikeAxis < 0 ? f << " to " << Size : f;
    }
    // <resize(x), dy> = <x, resize_back(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(append<resize_back_op<Rule, Axis>>(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(append<resize_back_op<Rule, Axis>>(dy, x), none); }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) { resize_axis<T, false>(Rule, Axis, out, x[0]); }
};
/// The adjoint, in the shape of the second operand.
template <resize_rule Rule, int Axis>
struct resize_back_op : operation_base {
    static constexpr std::string_view name = "resize_back";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, shape_operands = 1;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr failure options() { return resize_op<Rule, Axis, 0, Axis>::options(); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto g, auto /*like*/) { return each(append<resize_op<Rule, Axis, 0, Axis>>(dy, g), none); }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) { resize_axis<T, true>(Rule, Axis, out, x[0]); }
};

/// The rule that options of resize name.
template <class... Options>
constexpr resize_rule resize_rule_of() {
    constexpr auto how = interpolation_among<interpolation::bilinear, Options...>();
    resize_rule rule;
    rule.how = has_option<area_option, Options...> ? resampling::area : how == interpolation::nearest ? resampling::nearest
             : how == interpolation::bilinear ? resampling::linear : resampling::cubic;
    rule.aligned = has_option<align_corners_option, Options...>;
    rule.antialias = has_option<antialias_option, Options...>;
    return rule;
}
template <resize_rule Rule, expression X>
constexpr X resize_axes(X x, shape_option<>) { return x; }
template <resize_rule Rule, expression X, std::ptrdiff_t First, std::ptrdiff_t... Rest>
constexpr auto resize_axes(X x, shape_option<First, Rest...>) {
    static_assert(sizeof...(Rest) < X::rank && First >= 1, "xgrad::resize: shape<...> has an extent for each of the last axes, 1 at least");
    return resize_axes<Rule>(append<resize_op<Rule, X::rank - 1 - static_cast<int>(sizeof...(Rest)), First>>(x), shape_option<Rest...>{});
}
/// The axes of an image that y has, too; those of a batch and its channels stay.
template <resize_rule Rule, int Left = -1, expression X, expression Y>
constexpr auto resize_axes(X x, shape_reference<Y> y) {
    constexpr int left = Left < 0 ? std::min(sampled_axes(X::rank), Y::rank) : Left;
    if constexpr (left == 0) return x;
    else return resize_axes<Rule, left - 1>(append<resize_op<Rule, X::rank - left, 0, Y::rank - left>>(x, y.expression), y);
}

/// `resize(x, shape<48, 64>, bilinear)`: the last axes of x, one for each number of the shape, resized as torch.nn.functional.interpolate does: nearest, bilinear (default; linear along
/// every axis), bicubic (a = -0.75) or `area` (means over the cells of adaptive pooling). `align_corners`: the centres of the first and last pixels stay (bilinear, bicubic).
/// `antialias`: the filter widens when an axis shrinks (bilinear, bicubic with a = -0.5). Linear in x; an empty axis is an error. `resize(x, shape_of(y), bilinear)`: to the last extents of y, as many
/// as both have; the first two axes of a batch (N, C, ...) stay.
template <expression X, class... Options>
constexpr auto resize(X x, Options... options) {
    static_assert(((is_shape<Options> || is_interpolation<Options> || has_option<Options, area_option, align_corners_option, antialias_option>) && ...),
                  "xgrad::resize takes shape<...> or shape_of(...), nearest, bilinear, bicubic or area, and align_corners or antialias");
    constexpr resize_rule rule = resize_rule_of<Options...>();
    static_assert(interpolation_among<interpolation::bilinear, Options...>() != interpolation::spline, "xgrad::resize: nearest, bilinear, bicubic or area");
    static_assert(!(rule.aligned && rule.antialias), "xgrad::resize: antialias is for pixels whose corners are not aligned");
    static_assert(!(rule.aligned || rule.antialias) || rule.how == resampling::linear || rule.how == resampling::cubic,
                  "xgrad::resize: align_corners and antialias are options of bilinear and bicubic");
    return resize_axes<rule>(in_real_numbers(x), shape_among(options...));
}

}  // namespace xgrad
