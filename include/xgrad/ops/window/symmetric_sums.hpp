#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"
#include "../../language/operation.hpp"
#include "block.hpp"

namespace xgrad {

/// out[i, j] = sum over k, l of w[|k|] v[|l|] x[i + k, j + l], indices outside by a boundary mode, or the adjoint of that. Every row is summed along itself once, and kept
/// until the sums down the columns have read it; these go two rows at a time, so that each element that is loaded counts in both.
template <class T, std::ptrdiff_t RowRadius, std::ptrdiff_t ColumnRadius, boundary Mode, bool Adjoint>
class symmetric_sums {
    using V = batch<T>;
    static constexpr std::ptrdiff_t size_of = sizeof(T), width = lanes<T>, line_size = 64 / size_of;
    /// Rows of results at once, and the rows of sums that they need; so few columns that these stay in the first cache.
    static constexpr std::ptrdiff_t height = std::max<std::ptrdiff_t>(2 * RowRadius, 16), kept = 2 * RowRadius + height + 1;
    static constexpr std::ptrdiff_t most = std::clamp<std::ptrdiff_t>(30 * 1024 / (kept * size_of) / line_size - 1, 4, 32) * line_size;
    static constexpr std::ptrdiff_t pitch = most + line_size;
    static constexpr std::ptrdiff_t rows_ahead = 4;
    using halves = std::array<V, static_cast<std::size_t>(std::max(RowRadius, ColumnRadius) + 1)>;

public:
    /// The sums that are kept, in elements.
    static std::ptrdiff_t memory(std::ptrdiff_t columns) { return parts(columns) * kept * pitch; }

    /// `rows` and `columns` hold the weights of the distances 0 ... RowRadius and 0 ... ColumnRadius.
    symmetric_sums(const T* rows, const T* columns, T* memory) : rows_(rows), columns_(columns), memory_(memory) {}

    void whole(const image_plane& x, const image_plane& out) {
        sweep(x, out, 0, Adjoint && Mode != boundary::zero ? x.rows + RowRadius : x.rows, 0);
        if (Adjoint && Mode != boundary::zero) sweep(x, out, -RowRadius, 0, -RowRadius);
    }
    /// The rows [first, last) of the result; a call goes on where the one before ended.
    void some(const image_plane& x, const image_plane& out, std::ptrdiff_t first, std::ptrdiff_t last) { sweep(x, out, first, last, 0); }

private:
    /// The index that the mode answers, -1 for zero.
    static std::ptrdiff_t target(std::ptrdiff_t i, std::ptrdiff_t n) {
        const auto r = resolve_boundary(Mode, i, n);
        return r.valid ? r.index : -1;
    }
    /// An adjoint reads zeros outside, and adds what it has there to where the mode leads.
    static std::ptrdiff_t source(std::ptrdiff_t i, std::ptrdiff_t n) {
        if constexpr (Adjoint) return i >= 0 && i < n ? i : -1;
        else return target(i, n);
    }

    static std::ptrdiff_t parts(std::ptrdiff_t columns) { return (columns + most - 1) / most; }

    /// Rows [first, last) of the results that begin with row `origin`.
    void sweep(const image_plane& x, const image_plane& out, std::ptrdiff_t first, std::ptrdiff_t last, std::ptrdiff_t origin) {
        const auto size = ((x.columns + parts(x.columns) - 1) / parts(x.columns) + line_size - 1) / line_size * line_size;
        for (auto i = first; i < last;) {
            const auto done = (i - origin) % height, count = std::min(height - done, last - i);  // the sums kept from before begin `done` rows earlier
            T* rows = memory_;
            for (first_ = 0; first_ < x.columns; first_ += size, rows += kept * pitch) {
                count_ = std::min(size, x.columns - first_);
                for (auto r = i == origin ? 0 : done + 2 * RowRadius; r < done + 2 * RowRadius + count; ++r) sum_along(x, source(i - done - RowRadius + r, x.rows), rows + r * pitch);
                for (std::ptrdiff_t r = 0; r < count; r += 2) sum_down(out, i + r, i + std::min(r + 2, count), rows + (done + r) * pitch);
                if (done + count == height) std::copy_n(rows + height * pitch, 2 * RowRadius * pitch, rows);
            }
            i += count;
        }
    }

    /// Asks for the memory of a later row: it lies too far from this one to be fetched by itself.
    template <int Writes>
    void ask_for(const image_plane& p, std::ptrdiff_t i) const {
        if (p.slabs > 0) return;  // near
        const std::byte* const from = p.data + (i + rows_ahead) * p.row_step + first_ * p.column_step;
        for (std::ptrdiff_t b = 0; b < count_ * size_of; b += 64) __builtin_prefetch(from + b, Writes);
    }
    /// A part of a row of x summed along itself; zeros for row -1. What the mode has part in is put together first.
    [[gnu::noinline]] void sum_along(const image_plane& x, std::ptrdiff_t i, T* to) {
        if (i < 0) {
            std::fill_n(to, count_, T(0));
            return;
        }
        auto vectors = [](std::ptrdiff_t j) { return (j + width - 1) / width * width; };
        const bool dense = x.column_step == size_of;
        const auto low = dense ? std::min(vectors(std::max<std::ptrdiff_t>(ColumnRadius - first_, 0)), count_) : count_;
        const auto high = std::max(low, std::min(count_, vectors(x.columns - first_ - ColumnRadius - width + 1)));
        ask_for<0>(x, i);
        const halves w = spread<ColumnRadius>(columns_);
        sums_along(x.at<T>(i, first_ + low), to + low, high - low, w);
        if (low > 0) sums_along(put_together(x, i, first_, low), to, low, w);
        if (high < count_) sums_along(put_together(x, i, first_ + high, count_ - high), to + high, count_ - high, w);
        if constexpr (Adjoint && Mode != boundary::zero)
            for (auto j = -ColumnRadius; j < 0; ++j) fold(x, i, j, to), fold(x, i, x.columns - 1 - j, to);
    }
    [[gnu::always_inline]] static void sums_along(const T* from, T* to, std::ptrdiff_t count, const halves& w) {
        constexpr int half = static_cast<int>(width) / 2;
        constexpr bool shuffles = has_between<T> && ColumnRadius >= half;  // some of the vectors, so that neither these nor loads are what all wait for
        V before = shuffles ? V::load_unaligned(from - half) : V(T(0));
        for (std::ptrdiff_t j = 0; j < count; j += width) {
            const V here = V::load_unaligned(from + j), after = shuffles ? V::load_unaligned(from + j + half) : V(T(0));
            V sum = w[0] * here;
            contraction::unrolled<static_cast<int>(ColumnRadius)>([&](auto index) {
                constexpr int k = index + 1;
                V pair;
                if constexpr (shuffles && k < half && k % 2 == 1) pair = between<half - k, T>(before, here) + between<k, T>(here, after);
                else if constexpr (shuffles && k == half) pair = before + after;
                else pair = V::load_unaligned(from + j - k) + V::load_unaligned(from + j + k);
                sum = fma(w[k], pair, sum);
            });
            before = after;
            sum.store_aligned(to + j);
        }
    }
    /// `count` elements of a row from column `first` on, with what the sums need around them.
    const T* put_together(const image_plane& x, std::ptrdiff_t i, std::ptrdiff_t first, std::ptrdiff_t count) {
        T* const to = line_.data() + ColumnRadius - first;
        const auto low = first - ColumnRadius, high = first + count + ColumnRadius, begin = std::max<std::ptrdiff_t>(low, 0), end = std::min(high, x.columns);
        auto outside = [&](std::ptrdiff_t j) {
            const auto s = source(j, x.columns);
            to[j] = s < 0 ? T(0) : *x.at<T>(i, s);
        };
        for (auto j = low; j < begin; ++j) outside(j);
        const std::byte* from = reinterpret_cast<const std::byte*>(x.at<T>(i, 0));
        for (auto j = begin; j < end; ++j) to[j] = *reinterpret_cast<const T*>(from + j * x.column_step);
        for (auto j = end; j < high; ++j) outside(j);
        return line_.data() + ColumnRadius;
    }
    /// Adds the sum at column j, outside, to where the mode leads.
    void fold(const image_plane& x, std::ptrdiff_t i, std::ptrdiff_t j, T* to) const {
        const auto column = target(j, x.columns) - first_;
        if (column < 0 || column >= count_) return;
        for (auto l = std::max<std::ptrdiff_t>(j - ColumnRadius, 0); l <= std::min(j + ColumnRadius, x.columns - 1); ++l) to[column] += columns_[l < j ? j - l : l - j] * *x.at<T>(i, l);
    }

    /// The rows [i, end), two at most, from the rows of sums around them.
    [[gnu::noinline]] void sum_down(const image_plane& out, std::ptrdiff_t i, std::ptrdiff_t end, const T* from) {
        ask_for<1>(out, i), ask_for<1>(out, i + 1);
        const halves w = spread<RowRadius>(rows_);
        const bool direct = out.column_step == size_of && i >= 0 && end <= out.rows;
        const std::ptrdiff_t whole = direct ? count_ / width * width : 0;
        T *const first = direct ? out.at<T>(i, first_) : line_.data(), *const second = direct && i + 1 < end ? out.at<T>(i + 1, first_) : line_.data();
        std::ptrdiff_t j = 0;
        for (; j < whole; j += width) {
            const auto [one, other] = two_sums(from + j, w);
            one.store_unaligned(first + j), other.store_unaligned(second + j);
        }
        for (; j < count_; j += width) {
            const auto [one, other] = two_sums(from + j, w);
            put(out, i, j, one);
            if (i + 1 < end) put(out, i + 1, j, other);
        }
    }
    /// Row r of the sums counts in the first result as row 2 RowRadius - r does, in the second as row 2 RowRadius + 2 - r: two chains of such pairs, from the outermost rows
    /// to the middle, need every row once.
    [[gnu::always_inline]] static std::pair<V, V> two_sums(const T* from, const halves& w) {
        V a = V::load_aligned(from), b = V::load_aligned(from + (2 * RowRadius + 1) * pitch), sum[2] = {V(T(0)), V(T(0))};
        contraction::unrolled<static_cast<int>(RowRadius)>([&](auto t) {
            constexpr std::ptrdiff_t row = t % 2 == 1 ? t + 1 : 2 * RowRadius - t;
            const V next = in_register<T>(V::load_aligned(from + row * pitch)), mirrored = in_register<T>(V::load_aligned(from + (2 * RowRadius + 1 - row) * pitch));
            sum[t % 2] = fma(w[RowRadius - t], a + next, sum[t % 2]), sum[1 - t % 2] = fma(w[RowRadius - t], b + mirrored, sum[1 - t % 2]);
            a = next, b = mirrored;
        });
        V &even = sum[RowRadius % 2], &odd = sum[1 - RowRadius % 2];
        even = fma(w[0], a, even), odd = fma(w[0], b, odd);
        return {sum[0], sum[1]};
    }
    /// Elements of row i; those of a row outside are added to where the mode leads.
    void put(const image_plane& out, std::ptrdiff_t i, std::ptrdiff_t j, V v) const {
        const bool adds = Adjoint && (i < 0 || i >= out.rows);
        if (adds) i = target(i, out.rows);
        alignas(64) T element[width];
        v.store_aligned(element);
        for (std::ptrdiff_t l = 0; l < std::min(width, count_ - j); ++l) {
            T& to = *out.at<T>(i, first_ + j + l);
            to = adds ? to + element[l] : element[l];
        }
    }
    template <std::ptrdiff_t Radius>
    static halves spread(const T* numbers) {
        halves w{};
        for (std::size_t k = 0; k <= static_cast<std::size_t>(Radius); ++k) w[k] = V(numbers[k]);
        return w;
    }

    const T *rows_, *columns_;
    T* memory_;
    std::ptrdiff_t first_ = 0, count_ = 0;  // columns of the part at hand
    alignas(64) std::array<T, static_cast<std::size_t>(most + 2 * ColumnRadius + line_size)> line_{};
};

}  // namespace xgrad
