#pragma once

#include "pass_streams.hpp"
#include "side_by_side.hpp"
#include "stretches.hpp"

namespace xgrad {

/// The compiled loops of a pass, and its tables.
struct pass_code {
    void (*fast)(const rows&, rectangle);
    void (*general)(const rows&, rectangle);
    bool has_interior;
    int vector_width;
    pass_view interior, exact;
    const bool* interior_invariant;  // per load of the interior: it does not vary along a row
    pair_function with_next;         // this pass and the next one of its stage, blocks of both in turn; null: one after the other
};

/// Runs a pass over a domain: sets the pointers of every row and sends its columns to the fast or the general loop.
class pass_runner : public pass_streams {
public:
    /// Sums of so many columns are combined in lanes.
    static constexpr std::ptrdiff_t block_columns = 8192;

    pass_runner() = default;
    pass_runner(const pass_runner&) = delete;
    pass_runner& operator=(const pass_runner&) = delete;
    [[gnu::cold, gnu::noinline]] ~pass_runner() {}
    /// To be called before the streams are set.
    void begin(const pass_code& code, const extent_list& loop) { loop_ = loop.rank == 0 ? extent_list{1} : loop, code_ = &code; }
    std::ptrdiff_t reach = 0;  // how many columns ahead the interior reads what passes before it have kept

    /// To be called when the streams are complete. Axes above `band_axis` stay as they are.
    [[gnu::cold]] void prepare(int band_axis) {
        order_axes(band_axis, code_->vector_width);
        const int last = loop_.rank - 1;
        find_apart(stores, store_sizes, 0);
        find_apart(fast_loads, load_sizes, 2 * stores.size());
        auto steps = [](const axis_offsets& axis) {
            return axis_steps{axis.table.empty() ? nullptr : axis.table.data(), axis.stride, nullptr};
        };
        for (auto* tracks : all_tracks())
            for (const auto& t : *tracks) {
                row_steps_.push_back(last > 0 ? steps(t.where.axes[last - 1]) : axis_steps{});
                column_steps_.push_back(steps(t.where.axes[last]));
            }
        dense_ = long_sequence<long_sequence<std::int32_t>>(general_loads.size());
        for (std::ptrdiff_t l = 0; l < general_loads.size(); ++l) {
            const auto& table = general_loads[l].where.axes[last].table;
            if (table.empty()) continue;
            dense_[l] = dense_runs(table, general_sizes[l]);
            column_steps_[column_steps_.size() - general_loads.size() + l].dense = dense_[l].data();
        }
        for (const auto& m : masks) {
            auto table = [&](int axis) { return axis < 0 || m.axes[axis].empty() ? nullptr : m.axes[axis].data(); };
            row_valid_.push_back(table(last - 1)), column_valid_.push_back(table(last));
        }
        for (std::ptrdiff_t r = 0; r < totals.size() && last > 0; ++r)
            adds_rows_ =
                adds_rows_ || (store_sizes[r] == 0 && totals[r].where.axes[last - 1].stride == 0 && totals[r].where.axes[last].stride != 0);
        base_ = long_sequence<std::byte*>(row_steps_.size());
        memory_ = long_sequence<const memory_view*>(row_steps_.size());
        valid_ = long_sequence<bool>(masks.size());
        for (int a = 0; a < last - 1; ++a)
            if (loop_[a] > 1) outer_axes_ = a + 1;
        for (auto* tracks : all_tracks())
            for (auto& t : *tracks)
                for (int a = outer_axes_; a < last - 1; ++a) t.where.offset += t.where.axes[a].at(0);
        // an interior load begins where its affine part does
        for (std::ptrdiff_t l = 0; l < fast_loads.size(); ++l) {
            auto& where = fast_loads[l].where;
            const auto& axis = where.axes[last];
            if (!axis.table.empty() && interior.high[last] > interior.low[last] && !apart_.buffer_of(2 * stores.size() + l))
                where.offset += axis.at(interior.low[last]) - interior.low[last] * load_sizes[l];
        }
        stretch_base_ = long_sequence<std::byte*>(2 * stores.size() + fast_loads.size());
        stretch_steps_ = long_sequence<axis_steps>(stretch_base_.size());
    }

    /// Where the arrays are for this run: `data` finds a line's memory.
    [[gnu::noinline]] void bind(const memory_view* data, std::byte* const* store_base, double* const* total_base) {
        std::ptrdiff_t k = 2 * stores.size();
        for (auto* loads : {&fast_loads, &general_loads})
            for (auto& t : *loads) t.base = data[t.where.line].data + t.where.offset, memory_[k++] = &data[t.where.line];
        for (std::ptrdiff_t i = 0; i < stores.size(); ++i) {
            stores[i].base = store_base[i] + stores[i].where.offset;
            totals[i].base = reinterpret_cast<std::byte*>(total_base[i]);
        }
        set_outer(extent_list::filled(loop_.rank, 0));
    }

    /// Runs the slabs with the given indices along axes [0, from), `count` of them along the last of these, whole along the others.
    [[gnu::noinline]] void run(extent_list& index, int from, std::ptrdiff_t count = 1) {
        const int rows_axis = loop_.rank - 2;
        if (from > 0 && from <= rows_axis) {
            for (std::ptrdiff_t slab = 0; slab < count; ++slab, ++index[from - 1]) run_outer(index, from, 0, loop_[rows_axis]);
            index[from - 1] -= count;
        } else if (from > 0) run_outer(index, from, index[rows_axis], index[rows_axis] + count);
        else run_outer(index, from, 0, rows_axis < 0 ? 1 : loop_[rows_axis]);
    }
    /// Some rows at every index that goes on from the given indices along axes [0, from).
    void run_some(extent_list& index, int from, row_range rows) { run_outer(index, from, rows.first, rows.last); }
    /// Whether all columns of the interior lie side by side.
    bool side_by_side() const { return !apart_.any(); }
    /// Rows [first, last) of two passes, whose common interior is this pass.
    [[gnu::noinline]] void run_joint(pass_runner& one, pass_runner& other, extent_list& index, std::ptrdiff_t first, std::ptrdiff_t last) {
        const std::ptrdiff_t extent = loop_[loop_.rank - 2];
        first = std::clamp<std::ptrdiff_t>(first, 0, extent), last = std::clamp<std::ptrdiff_t>(last, 0, extent);
        if (loop_.size() == 0) return;
        if (loop_.rank > 2) set_outer(index), one.set_outer(index), other.set_outer(index);
        const rectangle inner = interior_of(index, first, last);
        one.run_around(inner, index, first, last);
        if (inner.first < inner.last) run_interior(fast_rows(), inner);
        other.run_around(inner, index, first, last);
    }
    /// Rows [first, last) of this pass and, a block at a time in turn with these, as many rows of the next one, which is `behind` rows
/// behind.
    [[gnu::noinline]] void run_with_next(
        pass_runner& next, extent_list& index, std::ptrdiff_t first, std::ptrdiff_t last, std::ptrdiff_t behind) {
        const std::ptrdiff_t extent = loop_[loop_.rank - 2];
        auto within = [&](std::ptrdiff_t row) { return std::clamp<std::ptrdiff_t>(row, 0, extent); };
        const std::ptrdiff_t next_first = within(first - behind), next_last = within(last - behind);
        first = within(first), last = within(last);
        if (loop_.size() == 0) return;
        if (loop_.rank > 2) set_outer(index), next.set_outer(index);
        const rectangle inner = interior_of(index, first, last), next_inner = next.interior_of(index, next_first, next_last);
        run_borders(inner, first, last);  // first: the next pass reads them
        code_->with_next(fast_rows(), inner, next.fast_rows(), next_inner, behind, next.reach);
        next.run_borders(next_inner, next_first, next_last);
    }

private:
    /// How many elements from each on lie side by side.
    [[gnu::cold]] static long_sequence<std::int32_t> dense_runs(const long_sequence<std::ptrdiff_t>& table, std::ptrdiff_t size) {
        long_sequence<std::int32_t> runs(table.size(), 1);
        for (auto i = table.size() - 1; i-- > 0;)
            if (table[i + 1] - table[i] == size) runs[i] = runs[i + 1] + 1;
        return runs;
    }
    /// Finds what does not lie side by side along the columns of the interior.
    [[gnu::cold]] void find_apart(const long_sequence<track>& tracks, const long_sequence<std::ptrdiff_t>& sizes, std::ptrdiff_t first) {
        const int last = loop_.rank - 1;
        for (std::ptrdiff_t i = 0; i < tracks.size(); ++i) {
            const auto& axis = tracks[i].where.axes[last];
            bool apart = sizes[i] != 0 && axis.table.empty() && axis.stride != sizes[i];
            for (auto c = interior.low[last] + 1; sizes[i] != 0 && !axis.table.empty() && c < interior.high[last]; ++c)
                apart = apart || axis.at(c) - axis.at(c - 1) != sizes[i];
            if (apart) apart_.add(first + i, axis, sizes[i]);
        }
    }
    [[gnu::noinline]] void set_outer(const extent_list& index) {
        std::ptrdiff_t k = 0;
        for (auto* tracks : all_tracks())
            for (const auto& t : *tracks) base_[k++] = t.at(index, outer_axes_);
        for (std::ptrdiff_t m = 0; m < masks.size(); ++m) valid_[m] = masks[m].at(index, loop_.rank - 2);
    }
    /// Rows [first, last) at every index along axes [from, rank - 2).
    [[gnu::noinline]] void run_outer(extent_list& index, int from, std::ptrdiff_t first, std::ptrdiff_t last) {
        const int rows_axis = loop_.rank - 2;
        for (int a = from; a < loop_.rank; ++a) {
            if (loop_[a] == 0) return;
            if (a < rows_axis) index[a] = 0;
        }
        for (;;) {
            if (rows_axis > 0) set_outer(index);
            run_rows(index, first, last);
            int a = rows_axis - 1;
            for (; a >= from && ++index[a] == loop_[a]; --a) index[a] = 0;
            if (a < from) return;
        }
    }
    /// Interior rows by their interior columns and the columns beside them; other rows whole.
    [[gnu::noinline]] void run_rows(const extent_list& index, std::ptrdiff_t first, std::ptrdiff_t last) {
        const rectangle inner = interior_of(index, first, last);
        if (inner.first < inner.last) run_interior(fast_rows(), inner);
        run_borders(inner, first, last);
    }
    /// The interior of the rows [first, last); without rows where there is none.
    [[gnu::noinline]] rectangle interior_of(const extent_list& index, std::ptrdiff_t first, std::ptrdiff_t last) const {
        const int columns = loop_.rank - 1, rows_axis = columns - 1;
        rectangle inner{first, first, interior.low[columns], interior.high[columns]};
        if (!code_->has_interior || !interior.contains(index, rows_axis) || inner.high - inner.low < code_->vector_width) return inner;
        if (rows_axis >= 0) inner.first = std::clamp(interior.low[rows_axis], first, last);
        inner.last = rows_axis < 0 ? last : std::clamp(interior.high[rows_axis], inner.first, last);
        return inner;
    }
    /// What the interior leaves: rows, and the columns beside it.
    [[gnu::noinline]] void run_borders(const rectangle& inner, std::ptrdiff_t first, std::ptrdiff_t last) {
        const std::ptrdiff_t width = loop_[loop_.rank - 1];
        const rows general = rows_from(2 * stores.size() + fast_loads.size());
        if (first < inner.first) code_->general(general, {first, inner.first, 0, width});
        if (inner.first < inner.last) {
            if (inner.low > 0) code_->general(general, {inner.first, inner.last, 0, inner.low});
            if (inner.high < width) code_->general(general, {inner.first, inner.last, inner.high, width});
        }
        if (inner.last < last) code_->general(general, {inner.last, last, 0, width});
    }
    /// Rows [first, last) without a rectangle of them.
    void run_around(const rectangle& without, const extent_list& index, std::ptrdiff_t first, std::ptrdiff_t last) {
        if (first < without.first) run_rows(index, first, without.first);
        if (without.first < without.last) run_borders(without, without.first, without.last);
        if (without.last < last) run_rows(index, without.last, last);
    }
    /// Strip by strip where rows add up to one: it stays in the nearest cache.
    void run_interior(const rows& r, rectangle all) {
        constexpr std::ptrdiff_t columns = 1024;
        for (rectangle strip = all; strip.low < all.high; strip.low = strip.high) {
            strip.high = adds_rows_ && all.high - strip.low >= 2 * columns ? strip.low + columns : all.high;
            if (apart_.any()) run_stretches(r, strip);
            else run_strip(r, strip);
        }
    }
    /// Sums are combined in lanes per block, the blocks in double.
    void run_strip(const rows& r, const rectangle& all) {
        const auto width = all.high - all.low;
        const auto rows_per_block = std::max<std::ptrdiff_t>(block_columns / width, 1);
        for (rectangle b = all; b.first < all.last; b.first = b.last) {
            b.last = std::min(b.first + rows_per_block, all.last);
            for (b.low = all.low; b.low < all.high; b.low = b.high) {
                b.high = all.high - b.low < 2 * block_columns ? all.high : b.low + block_columns;
                code_->fast(r, b);
            }
        }
    }
    /// The interior where some columns lie apart.
    [[gnu::noinline]] void run_stretches(const rows& r, rectangle all) {
        const std::ptrdiff_t first_load = 2 * stores.size();
        const rows stretch{{stretch_base_.data() + first_load, stretch_steps_.data(), stretch_steps_.data()},
            {stretch_base_.data(), stretch_steps_.data(), stretch_steps_.data()},
            {stretch_base_.data() + stores.size(), stretch_steps_.data(), stretch_steps_.data()}, nullptr, nullptr, nullptr, r.memory};
        for (std::ptrdiff_t i = all.first; i < all.last; ++i) {
            auto row = [&](std::ptrdiff_t k) { return base_[k] + row_steps_[k].at(i); };
            for (std::ptrdiff_t low = all.low, high; low < all.high; low = high) {
                high = stretches::end_of(low, all.high, code_->vector_width);
                for (std::ptrdiff_t k = 0; k < stretch_base_.size(); ++k) {
                    const std::ptrdiff_t load_size = k < first_load ? 0 : load_sizes[k - first_load];
                    std::byte* const buffer = apart_.buffer_of(k);
                    stretch_base_[k] = buffer ? buffer : row(k) + (k < first_load ? column_steps_[k].at(low) : low * load_size);
                }
                apart_.bring_together(first_load, low, high, row);
                code_->fast(stretch, {0, 1, 0, high - low});
                apart_.put_back(first_load, low, high, row);
            }
        }
    }
    rows fast_rows() const { return rows_from(2 * stores.size()); }
    /// The rows that the compiled loops read, with the loads that begin at `first_load`.
    rows rows_from(std::ptrdiff_t first_load) const {
        auto from = [&](std::ptrdiff_t k) { return access_rows{base_.data() + k, row_steps_.data() + k, column_steps_.data() + k}; };
        return {from(first_load), from(0), from(stores.size()), valid_.data(), row_valid_.data(), column_valid_.data(),
            memory_.data() + first_load};
    }

    const pass_code* code_ = nullptr;
    stretches apart_;
    long_sequence<std::byte*> stretch_base_;
    long_sequence<axis_steps> stretch_steps_;  // none: a stretch is one row
    bool adds_rows_ = false;  // to a row of totals
    int outer_axes_ = 0;  // the first ones but the last two: behind them every extent is 1
    // Of stores, totals, fast loads and general loads one after the other:
    long_sequence<std::byte*> base_;  // where they are at the current indices of all axes but the last two
    long_sequence<axis_steps> row_steps_, column_steps_;
    long_sequence<const memory_view*> memory_;
    long_sequence<long_sequence<std::int32_t>> dense_;
    long_sequence<const std::uint8_t*> row_valid_, column_valid_;
    long_sequence<bool> valid_;
};

}  // namespace xgrad
