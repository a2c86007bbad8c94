#pragma once

#include <algorithm>
#include <cstdint>

#include "gather_block.hpp"

namespace xgrad {

/// All lanes of a total combined, pair by pair.
template <class Reduction, class T>
[[gnu::noinline]] T all_lanes(batch<T> total) {
    alignas(64) T lane[lanes<T>];
    total.store_aligned(lane);
    for (int half = lanes<T> / 2; half > 0; half /= 2)
        for (int l = 0; l < half; ++l) lane[l] = Reduction::combine(lane[l], lane[l + half]);
    return lane[0];
}

/// The loop over the interior of rows: whole blocks of columns, and what is left of a row.
template <class P, int Pass>
struct interior_rows : row_block<P, Pass> {
    using blocks = row_block<P, Pass>;
    using types = pass_types<P, Pass>;
    using typename blocks::local_row;
    using typename types::T, typename types::V, typename types::interior;
    static constexpr int width = types::width, root_count = types::root_count, unroll = blocks::unroll;
    template <int R>
    static constexpr root root_at = types::template root_at<R>;
    template <int R>
    static constexpr bool along_row = types::template along_row<R>;
    template <int R>
    using reduction_at = typename types::template reduction_at<R>;
    template <int Count>
    using block_totals = typename blocks::template block_totals<Count>;

    [[gnu::always_inline]] static inline void start_all(auto& total) {
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) {
            if constexpr (along_row<R>)
                for (V& v : total[R]) v = V(static_cast<T>(reduction_at<R>::initial));
        });
    }
    [[gnu::always_inline]] static inline void merge_all(const auto& from, block_totals<1>& to) {
        repeat<root_count>([&]<int R>() __attribute__((always_inline)) {
            if constexpr (along_row<R>)
                for (const V& v : from[R]) to[R][0] = reduction_at<R>::combine(to[R][0], v);
        });
    }
    static void finish_all(const auto& r, const block_totals<1>& total) {
        repeat<root_count>([&]<int R>() {
            if constexpr (along_row<R>)
                *r.total[R] = reduction_at<R>::combine(*r.total[R], static_cast<double>(all_lanes<reduction_at<R>, T>(total[R][0])));
        });
    }
    /// Runs whole blocks of Count vectors from c on.
    template <int Count>
    [[gnu::always_inline]] static inline void run_blocks(
        const local_row& row, std::ptrdiff_t& c, std::ptrdiff_t last, block_totals<1>& total) {
        if (c + Count * width > last) return;
        const local_row r = row;  // in registers, as
        block_totals<Count> own;  // apart from `total`, whose address is known elsewhere: these stay in registers
        start_all(own);
        typename blocks::carried carry;
        blocks::begin(r, c, carry);
        for (; c + Count * width <= last; c += Count * width) blocks::template run_block<Count, false>(r, c, 0, Count * width, own, carry);
        merge_all(own, total);
    }
    /// Runs whole vectors from c on, stretch by stretch.
    [[gnu::always_inline]] static inline void run_gathering(
        const local_row& given, std::ptrdiff_t& c, std::ptrdiff_t last, block_totals<1>& total) {
        using stretch = gather_block<P, Pass>;
        const local_row r = given;  // whose address no call knows
        block_totals<1> own;
        start_all(own);
        while (c + width <= last) {
            const auto count = std::min<std::ptrdiff_t>((last - c) / width, stretch::vectors);
            stretch::run(r, given, c, count, own);
            c += count * width;
        }
        merge_all(own, total);
    }
    /// Count vectors at c of which only the columns [from, to) after c are new: the others are delivered by other blocks, too.
    template <int Count>
    [[gnu::noinline]] static void run_partly(const local_row& r, std::ptrdiff_t c, int from, int to, block_totals<1>& total) {
        block_totals<Count> own;
        start_all(own);
        typename blocks::carried carry;
        blocks::begin(r, c, carry);
        blocks::template run_block<Count, true>(r, c, from, to, own, carry);
        merge_all(own, total);
    }
    /// Columns to the first one at which a vector can be stored without crossing a cache line; none in a short row.
    static int aligned_columns(const local_row& r, std::ptrdiff_t first, std::ptrdiff_t last) {
        int columns = 0;
        repeat<root_count>([&]<int R>() {
            if constexpr (root_at<R>.kind == root::store && root_at<R>.result >= 0)
                columns = misaligned(r.store[R] + first * static_cast<std::ptrdiff_t>(sizeof(T)));
        });
        return last - first < 64 * width ? 0 : columns;
    }
    static int misaligned(const std::byte* p) {
        constexpr std::size_t bytes = static_cast<std::size_t>(width) * sizeof(T);
        return static_cast<int>((bytes - reinterpret_cast<std::uintptr_t>(p) % bytes) % bytes / sizeof(T));
    }
    /// Whether a column that two blocks deliver counts twice.
    static constexpr bool reduces = [] {
        bool any = false;
        for (int r = 0; r < root_count; ++r) any = any || interior::value.roots[static_cast<std::size_t>(r)].kind == root::reduce;
        return any;
    }();
    /// The last block overlaps the one before it.
    [[gnu::always_inline]] static inline void run_overlapping(
        const local_row& r, std::ptrdiff_t first, std::ptrdiff_t last, block_totals<1>& total) {
        constexpr int wide = unroll * width;
        block_totals<unroll> none;
        typename blocks::carried no_carry;
        for (std::ptrdiff_t c = std::min(first + aligned_columns(r, first, last), last - wide);; c = std::min(c + wide, last - wide)) {
            blocks::template run_block<unroll, false>(r, c, 0, wide, none, no_carry);
            if (c == last - wide) break;
        }
        if (aligned_columns(r, first, last) > 0) run_partly<1>(r, first, 0, width, total);
    }
    /// What runs a row is chosen by its pass, so that only that is compiled.
    [[gnu::always_inline]] static inline void run_row(
        const local_row& r, std::ptrdiff_t first, std::ptrdiff_t last, block_totals<1>& total) {
        if constexpr (!reduces && unroll > 1 && blocks::lagged == 0 && !blocks::large) {
            if (last - first >= unroll * width) run_overlapping(r, first, last, total);
            else run_vectors(r, first, last, total);
        } else {
            std::ptrdiff_t c = first;
            if (const int head = aligned_columns(r, first, last); head > 0) {
                run_partly<1>(r, c, 0, head, total);
                c += head;
            }
            if constexpr (types::memories > 0) run_gathering(r, c, last, total);
            if constexpr (unroll > 1) {
                if constexpr (!blocks::large) run_blocks<unroll>(r, c, last, total);
                run_rest(r, first, c, last, total);
            } else run_vectors(r, c, last, total);
        }
    }
    /// Columns [c, last) of a row that is computed from `first` to c; at least one vector of columns follows `first`.
    [[gnu::always_inline]] static inline void run_rest(
        const local_row& r, std::ptrdiff_t first, std::ptrdiff_t c, std::ptrdiff_t last, block_totals<1>& total) {
        constexpr int wide = unroll * width;
        if (c == last || last - first < wide) return run_vectors(r, c, last, total);
        // one overlapping block hides the latency that single vectors show
        for (; last - c > wide; c += wide) run_partly<unroll>(r, c, 0, wide, total);
        run_partly<unroll>(r, last - wide, static_cast<int>(c - last) + wide, wide, total);
    }
    /// The same vector by vector.
    [[gnu::always_inline]] static inline void run_vectors(
        const local_row& r, std::ptrdiff_t c, std::ptrdiff_t last, block_totals<1>& total) {
        for (; c + width <= last; c += width) run_partly<1>(r, c, 0, width, total);
        if (c < last) run_partly<1>(r, last - width, static_cast<int>(c - last) + width, width, total);
    }
    /// Whether all rows are combined into one total.
    static bool one_total(const rows& r) {
        bool one = true;
        repeat<root_count>([&]<int R>() {
            if constexpr (along_row<R>) one = one && !r.total.row[R].table && r.total.row[R].step == 0;
        });
        return one;
    }

    static constexpr bool exists = interior::value.possible && types::last_axis >= 0;

    /// Columns of rows, at least one vector of them; every access that varies along rows has the step of its element.
    static void run(const rows& given, rectangle where) {
        if constexpr (exists) {
            const bool one = one_total(given);
            block_totals<1> total;
            start_all(total);
            local_row r(given, where.first);
            for (std::ptrdiff_t i = where.first; i < where.last; ++i) {
                if (i > where.first) r.advance(given, i);
                run_row(r, where.low, where.high, total);
                if (one && i + 1 < where.last) continue;
                finish_all(r, total);
                start_all(total);
            }
        }
    }
};

/// The interior of two passes as one, where the second reads nothing that the first has not computed yet.
template <class P, int Pass>
struct joint_rows : interior_rows<P, Pass> {
    static constexpr bool exists = interior_rows<P, Pass>::exists && pass_types<P, Pass>::memories == 0;
};
template <class P>
struct joint_rows<P, -1> {
    static constexpr bool exists = false;
};

}  // namespace xgrad
