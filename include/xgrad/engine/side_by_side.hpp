#pragma once

#include "general_rows.hpp"

namespace xgrad {

/// Rows of two passes over the same domain, the second one `behind` rows behind the first and reading `reach` columns ahead.
using pair_function = void (*)(
    const rows& first, rectangle first_where, const rows& second, rectangle second_where, std::ptrdiff_t behind, std::ptrdiff_t reach);

/// The first two passes of a band, a block of columns of the one and then of the other: while the one waits for the divider or for memory,
/// the other computes. The second one follows the first by some blocks of columns: what it reads is near, but no longer on its way to
/// memory.
template <class P, int Pass>
class side_by_side {
    static constexpr const auto& schedule = schedule_of<P>::value;
    static constexpr stage own_stage = schedule.stages[static_cast<std::size_t>(schedule.passes[Pass].stage)];
    static constexpr bool begins_a_pair = Pass == own_stage.first_pass && own_stage.passes > 1 &&
        own_stage.band_axis == own_stage.rank - 2 && !joint_rows<P, own_stage.joint_pass>::exists;

    using first_loops = interior_rows<P, Pass>;
    using second_loops = interior_rows<P, Pass + (begins_a_pair ? 1 : 0)>;
    static constexpr int unroll = std::min(first_loops::unroll, second_loops::unroll), wide = unroll * first_loops::width;

    static constexpr std::ptrdiff_t blocks_on_their_way = 4;

    using first_total = typename first_loops::template block_totals<1>;
    using second_total = typename second_loops::template block_totals<1>;
    using first_row = typename first_loops::local_row;
    using second_row = typename second_loops::local_row;

    /// `blocks` blocks of columns of both passes, each from its own first column on.
    [[gnu::noinline]] static void run_both(const first_row& a_row, std::ptrdiff_t c, first_total& a_total, const second_row& b_row,
        std::ptrdiff_t d, second_total& b_total, std::ptrdiff_t blocks) {
        const auto a = a_row;
        const auto b = b_row;  // in registers
        typename first_loops::template block_totals<unroll> a_own;
        typename second_loops::template block_totals<unroll> b_own;
        typename first_loops::carried a_none;
        typename second_loops::carried b_none;
        first_loops::start_all(a_own), second_loops::start_all(b_own);
        for (; blocks > 0; --blocks, c += wide, d += wide) {
            first_loops::template run_block<unroll, false, false>(a, c, 0, wide, a_own, a_none);
            second_loops::template run_block<unroll, false, false>(b, d, 0, wide, b_own, b_none);
        }
        first_loops::merge_all(a_own, a_total), second_loops::merge_all(b_own, b_total);
    }
    /// Blocks of one of them.
    template <class Loops>
    static void run_one(const auto& row, std::ptrdiff_t c, std::ptrdiff_t blocks, auto& total) {
        for (; blocks > 0; --blocks, c += wide) Loops::template run_partly<unroll>(row, c, 0, wide, total);
    }
    static void run(const rows& first, rectangle x, const rows& second, rectangle y, std::ptrdiff_t behind, std::ptrdiff_t reach) {
        const auto begin = std::max(x.first, y.first + behind), end = std::min(x.last, y.last + behind);
        const auto blocks = std::min(x.high - x.low, y.high - y.low) / wide, columns = blocks * wide;
        if (begin >= end || blocks == 0) {
            if (x.first < x.last) first_loops::run(first, x);
            if (y.first < y.last) second_loops::run(second, y);
            return;
        }
        if (x.first < begin) first_loops::run(first, {x.first, begin, x.low, x.high});
        if (y.first < begin - behind) second_loops::run(second, {y.first, begin - behind, y.low, y.high});
        const auto ahead = std::clamp<std::ptrdiff_t>((y.low - x.low + reach) / wide + blocks_on_their_way, 1, blocks),
                   rest = blocks - ahead;
        first_total a_total;
        second_total b_total;
        first_loops::start_all(a_total), second_loops::start_all(b_total);
        const bool one = first_loops::one_total(first) && second_loops::one_total(second);
        first_row a(first, begin);
        second_row b(second, begin - behind);
        auto finish_second = [&] {
            second_loops::run_rest(b, y.low, y.low + columns, y.high, b_total);
            if (!one) second_loops::finish_all(b, b_total), second_loops::start_all(b_total);
        };
        run_one<first_loops>(a, x.low, ahead, a_total);
        for (std::ptrdiff_t i = begin;;) {
            run_both(a, x.low + ahead * wide, a_total, b, y.low, b_total, rest);
            first_loops::run_rest(a, x.low, x.low + columns, x.high, a_total);
            if (!one) first_loops::finish_all(a, a_total), first_loops::start_all(a_total);
            if (++i == end) break;
            a.advance(first, i);
            run_both(a, x.low, a_total, b, y.low + rest * wide, b_total, ahead);
            finish_second();
            b.advance(second, i - behind);
        }
        run_one<second_loops>(b, y.low + rest * wide, ahead, b_total);
        finish_second();
        if (one) first_loops::finish_all(a, a_total), second_loops::finish_all(b, b_total);
        if (end < x.last) first_loops::run(first, {end, x.last, x.low, x.high});
        if (end - behind < y.last) second_loops::run(second, {end - behind, y.last, y.low, y.high});
    }

public:
    static constexpr pair_function code = [] {
        pair_function f = nullptr;
        if constexpr (begins_a_pair) {
            if constexpr (first_loops::exists && second_loops::exists && unroll > 1) f = &run;
        }
        return f;
    }();
};

}  // namespace xgrad
