#pragma once

#include <algorithm>
#include <cmath>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"

namespace xgrad {

/// How `resize` weighs pixels.
enum class resampling { nearest, linear, cubic, area };
/// What one axis is resized with.
struct resize_rule {
    resampling how = resampling::linear;
    bool aligned = false, antialias = false;
    friend constexpr bool operator==(const resize_rule&, const resize_rule&) = default;
};

/// The pixels of an axis of `in` elements that element j of `out` ones is made of: from `first` on, `count` of them, and their weights.
/// PyTorch's conventions: the scale is in / out, or (in - 1) / (out - 1) between aligned corners; pixel centres lie at (j + 1/2) scale -
/// 1/2; pixels beyond the border are those at it.
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

/// The taps of elements [element, element + count) of the resized axis, as many as there is room for; the last element's may go on in the
/// next list.
template <class T>
class tap_list {
public:
    static constexpr std::ptrdiff_t room = 512;
    std::ptrdiff_t element = 0, count = 0;
    std::ptrdiff_t begin[room + 1], offset[room];  // offset: of a tap's pixel, in bytes
    T weight[room];
    bool goes_on = false;  // the first element has taps in the list before

    tap_list(resize_rule rule, std::ptrdiff_t in, std::ptrdiff_t out, std::ptrdiff_t pixel_step)
        : rule_(rule), in_(in), out_(out), pixel_step_(pixel_step) {}
    /// The next taps; false: there are none.
    bool next() {
        element = next_element_, goes_on = next_tap_ > 0, count = 0;
        for (std::ptrdiff_t n = 0; next_element_ < out_ && n < room;) {
            const resize_taps taps(rule_, in_, out_, next_element_);
            begin[count++] = n;
            for (; next_tap_ < taps.count && n < room; ++n, ++next_tap_)
                offset[n] = taps.pixel(next_tap_) * pixel_step_, weight[n] = static_cast<T>(taps.weight(next_tap_));
            begin[count] = n;
            if (next_tap_ == taps.count) ++next_element_, next_tap_ = 0;
        }
        return count > 0;
    }

private:
    resize_rule rule_;
    std::ptrdiff_t in_, out_, pixel_step_, next_element_ = 0, next_tap_ = 0;
};

/// One axis of arrays that are alike along the others, resized: coarse[j] = sum of weight(j, t) fine[pixel(j, t)], or the transpose,
/// fine[pixel(j, t)] += weight(j, t) coarse[j]; `fine` is the array that is resized, whichever is larger. Along the last axis, some rows at
/// once; along others, whole rows are combined. Complexity: a multiply-add per tap and element.
template <class T, bool Transposed>
class axis_resizing {
public:
    axis_resizing(resize_rule rule, int axis, const memory_view& to, const memory_view& from)
        : to_(to), from_(from), axis_(axis), last_(to.extents.rank - 1),
          taps_(rule, fine().extents[axis], coarse().extents[axis], fine().strides[axis]) {}

    void run() {
        if (to_.extents.size() == 0) return;
        if constexpr (Transposed) clear();
        while (taps_.next())
            if (axis_ == last_) resize_rows();
            else for_all_but(axis_, last_, [&](std::byte* to, const std::byte* from) { combine_rows(to, from); });
    }

private:
    const memory_view& fine() const { return Transposed ? to_ : from_; }
    const memory_view& coarse() const { return Transposed ? from_ : to_; }
    static T& at(std::byte* p) { return *reinterpret_cast<T*>(p); }
    static T at(const std::byte* p) { return *reinterpret_cast<const T*>(p); }

    void clear() const {
        for_all_but(last_, last_, [&](std::byte* to, const std::byte*) {
            for (std::ptrdiff_t i = 0; i < to_.extents[last_]; ++i) at(to + i * to_.strides[last_]) = T(0);
        });
    }
    /// Calls f with every place along all axes but one or two.
    template <class F>
    void for_all_but(int a, int b, F f) const {
        extent_list index = extent_list::filled(to_.extents.rank, 0);
        for (int k = 0; k >= 0;) {
            std::byte* to = to_.data;
            const std::byte* from = from_.data;
            for (k = 0; k < index.rank; ++k) to += index[k] * to_.strides[k], from += index[k] * from_.strides[k];
            f(to, from);
            for (--k; k >= 0; --k) {
                if (k == a || k == b) continue;
                if (++index[k] < to_.extents[k]) break;
                index[k] = 0;
            }
        }
    }
    /// Rows whose sums do not wait for each other.
    static constexpr int together = 4;
    template <int Rows>
    struct row_pointers {
        std::byte* to[Rows];
        const std::byte* from[Rows];
    };

    void resize_rows() const {
        row_pointers<together> rows;
        int count = 0;
        for_all_but(axis_, axis_, [&](std::byte* to, const std::byte* from) {
            rows.to[count] = to, rows.from[count] = from;
            if (++count == together) resize(rows), count = 0;
        });
        for (int r = 0; r < count; ++r) resize(row_pointers<1>{{rows.to[r]}, {rows.from[r]}});
    }
    template <int Rows>
    void resize(const row_pointers<Rows>& rows) const {
        const auto step = coarse().strides[axis_];
        for (std::ptrdiff_t k = 0; k < taps_.count; ++k) {
            const auto j = (taps_.element + k) * step;
            T y[Rows];
            for (int r = 0; r < Rows; ++r) y[r] = Transposed ? at(rows.from[r] + j) : begins(k) ? T(0) : at(rows.to[r] + j);
            for (auto t = taps_.begin[k]; t < taps_.begin[k + 1]; ++t)
                for (int r = 0; r < Rows; ++r) {
                    if constexpr (Transposed) at(rows.to[r] + taps_.offset[t]) += taps_.weight[t] * y[r];
                    else y[r] += taps_.weight[t] * at(rows.from[r] + taps_.offset[t]);
                }
            if constexpr (!Transposed)
                for (int r = 0; r < Rows; ++r) at(rows.to[r] + j) = y[r];
        }
    }
    /// Whether the first of an element's taps is in this list.
    bool begins(std::ptrdiff_t k) const { return k > 0 || !taps_.goes_on; }

    void combine_rows(std::byte* to, const std::byte* from) const {
        for (std::ptrdiff_t k = 0; k < taps_.count; ++k) {
            const auto j = (taps_.element + k) * coarse().strides[axis_];
            bool first = !Transposed && begins(k);
            for (auto t = taps_.begin[k]; t < taps_.begin[k + 1]; ++t, first = false) {
                if constexpr (Transposed) add_row(to + taps_.offset[t], taps_.weight[t], from + j, first);
                else add_row(to + j, taps_.weight[t], from + taps_.offset[t], first);
            }
        }
    }
    /// y += weight x; the first one sets y.
    void add_row(std::byte* y, T weight, const std::byte* x, bool first) const {
        const std::ptrdiff_t n = to_.extents[last_], y_step = to_.strides[last_], x_step = from_.strides[last_];
        std::ptrdiff_t i = 0;
        if (y_step == sizeof(T) && x_step == sizeof(T))
            for (const batch<T> w(weight); i + lanes<T> <= n; i += lanes<T>) {
                const auto product = w * load<T, T>(x + i * y_step);
                store<T, T>(y + i * y_step, first ? product : load<T, T>(y + i * y_step) + product);
            }
        for (; i < n; ++i) at(y + i * y_step) = (first ? T(0) : at(y + i * y_step)) + weight * at(x + i * x_step);
    }

    const memory_view &to_, &from_;
    int axis_, last_;
    tap_list<T> taps_;
};

}  // namespace xgrad
