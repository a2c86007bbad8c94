#pragma once

#include <memory>

#include "layout.hpp"
#include "rows.hpp"

namespace xgrad {

/// The compiled loops of a pass, and its tables.
struct pass_code {
    void (*fast)(const row&, std::ptrdiff_t, std::ptrdiff_t);
    void (*general)(const row&, std::ptrdiff_t, std::ptrdiff_t);
    bool has_interior;
    int vector_width;
    pass_view interior, exact;
    const bool* interior_invariant;  // per load of the interior: it does not vary along a row
};

/// Runs a pass over a domain: sets the pointers of every row and sends its columns to the fast or the general loop.
class pass_runner {
public:
    /// One access, store or total: its offsets, and the pointer for the current outer indices and row.
    struct track {
        stream where;
        std::byte* base = nullptr;  // at index 0
    };

    pass_runner(const pass_code& code, extent_list loop) : code_(&code), loop_(loop) {
        if (loop_.rank == 0) loop_ = extent_list{1};
    }
    std::vector<track> fast_loads, general_loads, stores, totals;
    std::vector<mask_stream> masks;
    std::vector<std::ptrdiff_t> load_sizes, store_sizes;  // element sizes; 0 for a load that does not vary along a row
    interior_box interior;

    const extent_list& loop() const { return loop_; }

    /// To be called when the streams are complete. Axes above `band_axis` stay as they are.
    void prepare(int band_axis) {
        merge_axes(band_axis);
        const int last = loop_.rank - 1;
        use_fast_ = code_->has_interior && unit_steps(fast_loads, load_sizes) && unit_steps(stores, store_sizes);
        row_strides_.clear(), irregular_.clear();
        for (auto* tracks : all_tracks())
            for (const auto& t : *tracks) {
                const axis_offsets none;
                const auto& axis = last > 0 ? t.where.axes[static_cast<std::size_t>(last - 1)] : none;
                if (!axis.table.empty()) irregular_.push_back({row_strides_.size(), axis.table.data()});
                row_strides_.push_back(axis.table.empty() ? axis.stride : 0);
            }
        outer_.resize(row_strides_.size());
        pointers_.resize(row_strides_.size() + 1);
        total_pointers_.resize(totals.size() + 1);
        auto column = [&](const track& t) {
            const auto& axis = t.where.axes[static_cast<std::size_t>(last)];
            return columns{axis.table.empty() ? nullptr : axis.table.data(), axis.stride};
        };
        load_columns_.clear(), store_columns_.clear(), column_valid_.clear();
        for (const auto& t : general_loads) load_columns_.push_back(column(t));
        for (const auto& t : stores) store_columns_.push_back(column(t));
        for (const auto& m : masks) {
            const auto& axis = m.axes[static_cast<std::size_t>(last)];
            column_valid_.push_back(axis.empty() ? nullptr : axis.data());
        }
        valid_ = std::make_unique<bool[]>(masks.size() + 1);
        // an interior load begins where its affine part does
        for (auto& t : fast_loads) {
            const auto& axis = t.where.axes[static_cast<std::size_t>(last)];
            if (!axis.table.empty() && interior.high[last] > interior.low[last]) {
                const auto low = interior.low[last], high = interior.high[last];
                const auto step = high - low > 1 ? axis.at(low + 1) - axis.at(low) : 0;
                t.where.offset += axis.at(low) - low * step;
            }
        }
    }

    /// Where the arrays are for this run: `data` finds a line's memory.
    void bind(const memory_view* data, std::byte* const* store_base, double* const* total_base) {
        for (auto* loads : {&fast_loads, &general_loads})
            for (auto& t : *loads) t.base = data[t.where.line].data + t.where.offset;
        for (std::size_t i = 0; i < stores.size(); ++i) {
            stores[i].base = store_base[i] + stores[i].where.offset;
            totals[i].base = reinterpret_cast<std::byte*>(total_base[i]);
        }
        set_outer(extent_list::filled(loop_.rank, 0));
    }

    /// Runs the slab with the given indices along axes [0, from), whole along the others.
    void run(extent_list& index, int from) {
        const int rows_axis = loop_.rank - 2;
        for (int a = from; a < loop_.rank; ++a) {
            index[a] = 0;
            if (loop_[a] == 0) return;
        }
        for (;;) {
            if (rows_axis > 0) set_outer(index);
            if (rows_axis < 0 || from > rows_axis) run_row(index);
            else
                for (index[rows_axis] = 0; index[rows_axis] < loop_[rows_axis]; ++index[rows_axis]) run_row(index);
            int a = rows_axis - 1;
            for (; a >= from && ++index[a] == loop_[a]; --a) index[a] = 0;
            if (a < from) return;
        }
    }

private:
    /// Whether consecutive columns lie side by side in the interior.
    bool unit_steps(const std::vector<track>& tracks, const std::vector<std::ptrdiff_t>& sizes) const {
        const int last = loop_.rank - 1;
        for (std::size_t i = 0; i < tracks.size(); ++i) {
            const auto& axis = tracks[i].where.axes[static_cast<std::size_t>(last)];
            if (sizes[i] == 0) continue;
            if (axis.table.empty() && axis.stride != sizes[i]) return false;
            for (auto c = interior.low[last] + 1; !axis.table.empty() && c < interior.high[last]; ++c)
                if (axis.at(c) - axis.at(c - 1) != sizes[i]) return false;
        }
        return true;
    }
    /// Makes rows longer: an axis whose neighbour inside it lies dense in every array is walked together with it.
    void merge_axes(int band_axis) {
        const int last = loop_.rank - 1;
        auto plain = [&](const std::vector<track>& tracks, int a) {
            for (const auto& t : tracks) {
                const auto &outer = t.where.axes[static_cast<std::size_t>(a)], &inner = t.where.axes[static_cast<std::size_t>(last)];
                if (!outer.table.empty() || !inner.table.empty() || outer.stride != inner.stride * loop_[last]) return false;
            }
            return true;
        };
        for (int a = last - 1; a > band_axis; --a) {
            if (loop_[a] == 1) continue;
            bool free = plain(fast_loads, a) && plain(general_loads, a) && plain(stores, a) && plain(totals, a);
            for (const auto& m : masks) free = free && m.axes[static_cast<std::size_t>(a)].empty() && m.axes[static_cast<std::size_t>(last)].empty();
            free = free && interior.low[a] == 0 && interior.high[a] == loop_[a] && interior.low[last] == 0 && interior.high[last] == loop_[last];
            if (!free) return;
            loop_[last] *= loop_[a];
            loop_[a] = 1;
            interior.high[a] = 1, interior.high[last] = loop_[last];
        }
    }
    std::array<std::vector<track>*, 4> all_tracks() { return {&stores, &totals, &fast_loads, &general_loads}; }
    void set_outer(const extent_list& index) {
        std::size_t k = 0;
        for (auto* tracks : all_tracks())
            for (const auto& t : *tracks) {
                outer_[k] = t.base;
                for (int a = 0; a < loop_.rank - 2; ++a) outer_[k] += t.where.axes[static_cast<std::size_t>(a)].at(index[a]);
                ++k;
            }
    }
    /// The pointers of all tracks for a row.
    void point(std::ptrdiff_t i) {
        std::byte* const* outer = outer_.data();
        const std::ptrdiff_t* stride = row_strides_.data();
        std::byte** p = pointers_.data();
        for (std::size_t k = 0; k < row_strides_.size(); ++k) p[k] = outer[k] + i * stride[k];
        for (const auto& [k, table] : irregular_) p[k] += table[i];
    }
    void run_row(const extent_list& index) {
        const int last = loop_.rank - 1;
        const std::ptrdiff_t i = last > 0 ? index[last - 1] : 0;
        const std::size_t roots = stores.size(), fast_end = 2 * roots + fast_loads.size();
        point(i);
        for (std::size_t t = 0; t < roots; ++t) total_pointers_[t] = reinterpret_cast<double*>(pointers_[roots + t]);
        std::ptrdiff_t low = 0, high = 0;
        if (use_fast_ && interior.contains(index, last) && interior.high[last] - interior.low[last] >= code_->vector_width)
            low = interior.low[last], high = interior.high[last];
        row r{pointers_.data() + 2 * roots, pointers_.data(), total_pointers_.data(), load_columns_.data(),
              store_columns_.data(), valid_.get(), column_valid_.data()};
        if (high > low) {
            // float totals are combined in lanes per block, the blocks in double
            for (std::ptrdiff_t c = low, next; c < high; c = next) {
                next = high - c < 2 * block_columns ? high : c + block_columns;
                code_->fast(r, c, next);
            }
            if (low == 0 && high == loop_[last]) return;
        }
        for (std::size_t m = 0; m < masks.size(); ++m) {
            bool valid = masks[m].always;
            for (int a = 0; a < last; ++a) {
                const auto& axis = masks[m].axes[static_cast<std::size_t>(a)];
                valid = valid && (axis.empty() || axis[static_cast<std::size_t>(index[a])]);
            }
            valid_[m] = valid;
        }
        r.load = pointers_.data() + fast_end;
        if (low > 0 || high == 0) code_->general(r, 0, high == 0 ? loop_[last] : low);
        if (high > 0 && high < loop_[last]) code_->general(r, high, loop_[last]);
    }

    static constexpr std::ptrdiff_t block_columns = 8192;

    const pass_code* code_;
    extent_list loop_;
    bool use_fast_ = false;
    // For the next row, of stores, totals, fast loads and general loads one after the other:
    std::vector<std::byte*> outer_;  // where they are at the current indices of all axes but the last two
    std::vector<std::ptrdiff_t> row_strides_;
    struct irregular { std::size_t track; const std::ptrdiff_t* table; };
    std::vector<irregular> irregular_;
    std::vector<std::byte*> pointers_;
    std::vector<double*> total_pointers_;
    std::vector<columns> load_columns_, store_columns_;
    std::vector<const std::uint8_t*> column_valid_;
    std::unique_ptr<bool[]> valid_;
};

}  // namespace xgrad
