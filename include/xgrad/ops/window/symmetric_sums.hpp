#pragma once

#include <algorithm>
#include <array>
#include <cstddef>

#include "../../engine/batch.hpp"
#include "../../engine/layout.hpp"
#include "../../engine/repeat.hpp"
#include "../../language/operation.hpp"
#include "block.hpp"

namespace xgrad {

/// out[i, j] = sum over k, l of w[|k|] v[|l|] x[i + k, j + l], indices outside by a boundary mode, or the adjoint of that. Two rows of
/// results at a time: the sums down the columns into two lines that stay in the first cache, where each row that is loaded counts in both,
/// and from there the sums along these lines.
template <class T, std::ptrdiff_t RowRadius, std::ptrdiff_t ColumnRadius, boundary Mode, bool Adjoint>
class symmetric_sums {
    using V = batch<T>;
    using index = std::ptrdiff_t;
    static constexpr index size_of = sizeof(T), width = lanes<T>, line_size = 64 / size_of, pair = 2 * width;
    static constexpr index up(index n, index step) { return (n + step - 1) / step * step; }
    /// An adjoint of another mode than zero computes what lies outside, too, and adds it to where the mode leads.
    static constexpr bool folds = Adjoint && Mode != boundary::zero;
    static constexpr index beyond = folds ? ColumnRadius : 0, halo = ColumnRadius + beyond;
    static constexpr index taps = 2 * RowRadius + 2;  // rows that two results read
    /// So few columns that these rows stay in the first cache.
    static constexpr index most = std::clamp<index>(24 * 1024 / (taps * 64), 8, 32) * line_size;
    static constexpr index front = up(halo + pair, line_size), pitch = front + most + up(halo + pair, line_size) + line_size;
    static constexpr index rows_ahead = 4;
    using row_pointers = std::array<const T*, static_cast<std::size_t>(taps)>;
    template <index Radius>
    using halves = std::array<V, static_cast<std::size_t>(Radius + 1)>;

public:
    /// Two lines of sums, two of results that cannot be stored at once, and copies of rows that cannot be read in place; in elements.
    static index memory(index columns) { return (4 + parts(columns) * taps) * pitch; }

    /// `rows` and `columns` hold the weights of the distances 0 ... RowRadius and 0 ... ColumnRadius.
    symmetric_sums(const T* rows, const T* columns, T* memory) : rows_(rows), columns_(columns), memory_(memory) {}

    void whole(const image_plane& x, const image_plane& out) {
        sweep(x, out, 0, folds ? x.rows + RowRadius : x.rows, 0);
        if (folds) sweep(x, out, -RowRadius, 0, -RowRadius);
    }
    /// The rows [first, last) of the result; a call goes on where the one before ended.
    void some(const image_plane& x, const image_plane& out, index first, index last) { sweep(x, out, first, last, 0); }

private:
    /// The index that the mode answers, -1 for zero.
    static index target(index i, index n) {
        const auto r = resolve_boundary(Mode, i, n);
        return r.valid ? r.index : -1;
    }
    /// An adjoint reads zeros outside.
    static index source(index i, index n) {
        if constexpr (Adjoint) return i >= 0 && i < n ? i : -1;
        else return target(i, n);
    }
    static index parts(index columns) { return (columns + most - 1) / most; }
    /// Whether two vectors of a row can be loaded.
    static bool in_place(const image_plane& x) { return x.column_step == size_of && x.columns >= pair; }

    /// Rows [first, last) of the results that begin with row `origin`.
    void sweep(const image_plane& x, const image_plane& out, index first, index last, index origin) {
        for (auto i = first; i < last;) {
            const auto end = folds ? std::min(i + 2, last) : last;  // what is folded may land in any part of a row
            const auto size = up((x.columns + parts(x.columns) - 1) / parts(x.columns), line_size);
            part_ = memory_ + 4 * pitch;
            for (first_ = 0; first_ < x.columns; first_ += size, part_ += taps * pitch) {
                count_ = std::min(size, x.columns - first_);
                low_ = std::max<index>(first_ - up(ColumnRadius, width), 0), high_ = std::min(first_ + count_ + ColumnRadius, x.columns);
                sweep_part(x, out, i, end, i == origin);
            }
            for (; folds && i < end; ++i)
                for (index j = 0; j < ColumnRadius; ++j)
                    fold(out, i, j - ColumnRadius, outside_[i - end + 2][j]),
                        fold(out, i, out.columns + j, outside_[i - end + 2][ColumnRadius + j]);
            i = end;
        }
    }
    void sweep_part(const image_plane& x, const image_plane& out, index first, index last, bool begins) {
        const bool reads = in_place(x);
        row_pointers rows;
        if (begins && reads) std::fill_n(part_, pitch, T(0));
        for (index r = 0; r < 2 * RowRadius; ++r)
            rows[static_cast<std::size_t>(r + 2)] = reads ? row_of(x, first - RowRadius + r) : copy_of(x, first - RowRadius + r, begins);
        for (auto i = first; i < last; i += 2) {
            const bool both = i + 1 < last;
            std::copy(rows.begin() + 2, rows.end(), rows.begin());
            for (index r = 0; r < 2; ++r)
                rows[static_cast<std::size_t>(taps - 2 + r)] =
                    reads ? row_of(x, i + RowRadius + r) : copy_of(x, i + RowRadius + r, r == 0 || both);
            ask_for<0>(x, i + RowRadius), ask_for<1>(out, i), ask_for<1>(out, i + 1);
            sum_down(rows, reads ? x.columns - low_ : pitch);
            fill_outside(x, i);
            const bool direct = out.column_step == size_of && i >= 0 && i + both < out.rows && count_ >= width && !folds;
            sum_along(direct ? out.at<T>(i, first_) : result(0), direct && both ? out.at<T>(i + 1, first_) : result(1),
                direct ? count_ : up(count_ + beyond, width));
            for (index r = 0; !direct && r <= both; ++r) put(out, i + r, result(r), outside_[static_cast<std::size_t>(r + !both)].data());
        }
    }

    /// Asks for the memory of a later row: it lies too far from this one to be fetched by itself.
    template <int Writes>
    void ask_for(const image_plane& p, index i) const {
        if (p.slabs > 0) return;  // near
        const std::byte* const from = p.data + (i + rows_ahead) * p.row_step + first_ * p.column_step;
        for (index b = 0; b < count_ * size_of; b += 64) __builtin_prefetch(from + b, Writes);
    }
    /// Row i from column low_ on: where it is, zeros for one outside.
    const T* row_of(const image_plane& x, index i) const {
        const auto s = source(i, x.rows);
        return s < 0 ? part_ + pair : x.at<T>(s, low_);
    }
    /// A copy of that, which is to be made or has been before.
    const T* copy_of(const image_plane& x, index i, bool made) {
        T* const to = part_ + (i + taps) % taps * pitch;
        const auto s = source(i, x.rows);
        for (auto j = low_; made && j < high_; ++j) to[j - low_] = s < 0 ? T(0) : *x.at<T>(s, j);
        return to;
    }
    /// Column j of a line.
    T& at(index row, index j) const { return memory_[row * pitch + front + j - first_]; }

    T* result(index row) const { return memory_ + (2 + row) * pitch + front; }

    /// Two rows summed down the columns, `room` of which can be read: each pair of rows around the first result's and around the second's
    /// shares one with the pair before.
    [[gnu::noinline]] void sum_down(const row_pointers& given, index room) {
        const row_pointers rows = given;
        const auto w = spread<RowRadius>(rows_);
        T *const first = &at(0, low_), *const second = &at(1, low_);
        const auto count = high_ - low_;
        for (index j = 0; j < count; j += pair) {
            const auto c = std::min(j, room - pair);
            auto load = [&](index r, index u) __attribute__((always_inline)) {
                return in_register<T>(V::load_unaligned(rows[static_cast<std::size_t>(r)] + c + u * width));
            };
            V above[2], below[2], one[2], other[2];
            for (index u = 0; u < 2; ++u)
                above[u] = load(RowRadius, u), below[u] = load(RowRadius + 1, u), one[u] = w[0] * above[u], other[u] = w[0] * below[u];
            repeat<static_cast<int>(RowRadius), 1>([&]<int k>() __attribute__((always_inline)) {
                for (index u = 0; u < 2; ++u) {
                    const V over = load(RowRadius - k, u), under = load(RowRadius + 1 + k, u);
                    one[u] = fma(w[k], over + below[u], one[u]), other[u] = fma(w[k], above[u] + under, other[u]);
                    above[u] = over, below[u] = under;
                }
            });
            for (index u = 0; u < 2; ++u) one[u].store_unaligned(first + c + u * width), other[u].store_unaligned(second + c + u * width);
        }
    }
    /// What the lines of row i hold outside of the image.
    void fill_outside(const image_plane& x, index i) {
        auto fill = [&](index j) {
            const auto column = source(j, x.columns);
            for (index r = 0; r < 2; ++r)
                at(r, j) = column < 0 ? T(0) : column >= low_ && column < high_ ? at(r, column) : sum_at(x, i + r, column);
        };
        for (auto j = first_ - halo; j < 0; ++j) fill(j);
        for (auto j = x.columns; j < first_ + count_ + halo; ++j) fill(j);
    }
    T sum_at(const image_plane& x, index i, index column) const {
        T sum = 0;
        for (auto k = -RowRadius; k <= RowRadius; ++k)
            if (const auto s = source(i + k, x.rows); s >= 0) sum += rows_[k < 0 ? -k : k] * *x.at<T>(s, column);
        return sum;
    }

    /// Both lines summed along themselves, and what lies beyond the columns of the part; whole vectors.
    [[gnu::noinline]] void sum_along(T* first, T* second, index count) {
        const auto w = spread<ColumnRadius>(columns_);
        const T* const from[2] = {memory_ + front, memory_ + pitch + front};
        T* const to[2] = {first, second};
        constexpr int half = static_cast<int>(width) / 2;
        constexpr bool shuffles =
            has_between<T> && ColumnRadius >= half;  // some of the vectors, so that neither these nor loads are what all wait for
        V before[2] = {V(T(0)), V(T(0))};
        auto sums = [&](index j, bool again) __attribute__((always_inline)) {
            V here[2], after[2], sum[2];
            for (int r = 0; r < 2; ++r) {
                here[r] = V::load_unaligned(from[r] + j), sum[r] = w[0] * here[r];
                if constexpr (shuffles) {
                    if (again) before[r] = V::load_unaligned(from[r] + j - half);
                    after[r] = V::load_unaligned(from[r] + j + half);
                }
            }
            repeat<static_cast<int>(ColumnRadius), 1>([&]<int k>() __attribute__((always_inline)) {
                for (int r = 0; r < 2; ++r) {
                    V both;
                    if constexpr (shuffles && k < half && k % 2 == 1)
                        both = between<half - k, T>(before[r], here[r]) + between<k, T>(here[r], after[r]);
                    else if constexpr (shuffles && k == half) both = before[r] + after[r];
                    else both = V::load_unaligned(from[r] + j - k) + V::load_unaligned(from[r] + j + k);
                    sum[r] = fma(w[k], both, sum[r]);
                }
            });
            for (int r = 0; r < 2; ++r) sum[r].store_unaligned(to[r] + j), before[r] = shuffles ? after[r] : before[r];
        };
        index j = -up(beyond, width);
        for (sums(j, true), j += width; j + width <= count; j += width) sums(j, false);
        if (j < count) sums(count - width, true);
    }
    /// A row of results, and what it adds to where the mode leads.
    void put(const image_plane& out, index i, const T* from, T* outside) {
        const bool adds = folds && (i < 0 || i >= out.rows);
        if (adds) i = target(i, out.rows);
        for (index j = 0; j < count_; ++j) {
            T& to = *out.at<T>(i, first_ + j);
            to = adds ? to + from[j] : from[j];
        }
        for (index j = 0; j < beyond; ++j) {
            if (first_ == 0) outside[j] = from[j - beyond];
            if (first_ + count_ == out.columns) outside[beyond + j] = from[count_ + j];
        }
    }
    void fold(const image_plane& out, index i, index j, T value) const { *out.at<T>(target(i, out.rows), target(j, out.columns)) += value; }

    template <index Radius>
    static halves<Radius> spread(const T* numbers) {
        halves<Radius> w;
        for (std::size_t k = 0; k <= static_cast<std::size_t>(Radius); ++k) w[k] = V(numbers[k]);
        return w;
    }

    const T *rows_, *columns_;
    T *memory_, *part_ = nullptr;
    index first_ = 0, count_ = 0, low_ = 0, high_ = 0;  // columns of the part at hand, and those that it reads
    std::array<std::array<T, static_cast<std::size_t>(2 * beyond + 1)>, 2> outside_{};
};

}  // namespace xgrad
