#pragma once

#include <array>

#include "layout.hpp"

namespace xgrad {

/// Where the accesses of a pass are, and the order in which its loops go through the axes.
class pass_streams {
public:
    /// One access, store or total: its offsets, and the pointer for the current outer indices and row.
    struct track {
        stream where;
        std::byte* base = nullptr;  // at index 0
        /// Where it is at the given indices of the outer axes.
        [[gnu::noinline]] std::byte* at(const extent_list& index, int outer) const {
            std::byte* p = base;
            for (int a = 0; a < outer; ++a) p += where.axes[a].at(index[a]);
            return p;
        }
    };

    long_sequence<track> fast_loads, general_loads, stores, totals;
    long_sequence<mask_stream> masks;
    long_sequence<std::ptrdiff_t> load_sizes, general_sizes,
        store_sizes;  // element sizes; load_sizes: 0 for a load that does not vary along a row
    interior_box interior;

    const extent_list& loop() const { return loop_; }

protected:
    std::array<long_sequence<track>*, 4> all_tracks() { return {&stores, &totals, &fast_loads, &general_loads}; }
    /// Makes rows long, where no band asks for an order: axes above `band_axis` stay as they are.
    [[gnu::cold]] void order_axes(int band_axis, int vector_width) {
        const int last = loop_.rank - 1;
        merge_axes(band_axis);
        if (band_axis >= 0 || last == 0) return;
        if (const int longer = find_longer_rows(vector_width); longer < last) exchange_axes(longer, last), merge_axes(band_axis);
        for (int a = last - 2; a >= 0 && loop_[last - 1] == 1; --a) exchange_axes(a, last - 1);  // rows rather than calls
    }

    extent_list loop_;

private:
    /// The axis along which short rows better run, the last one if there is none: a long one along which most arrays lie side by side.
    [[gnu::cold]] int find_longer_rows(int vector_width) const {
        const int last = loop_.rank - 1;
        auto dense_along = [&](int axis) {
            int count = 0;
            for (std::ptrdiff_t l = 0; l < fast_loads.size(); ++l)
                count += load_sizes[l] != 0 && fast_loads[l].where.axes[axis].stride == load_sizes[l];
            for (std::ptrdiff_t r = 0; r < stores.size(); ++r)
                count += store_sizes[r] != 0 && stores[r].where.axes[axis].stride == store_sizes[r];
            return count;
        };
        int best = last;
        for (int a = last - 1; a >= 0 && loop_[last] < 2 * vector_width; --a)
            if (loop_[a] >= 4 * loop_[last] && can_exchange(a) &&
                (best == last || std::pair(dense_along(a), loop_[a]) > std::pair(dense_along(best), loop_[best])))
                best = a;
        return best;
    }
    /// Whether another axis can take the place of the columns: what does not vary along these, and the totals, must not vary along it
/// either.
    [[gnu::cold]] bool can_exchange(int axis) const {
        bool can = true;
        for (std::ptrdiff_t r = 0; r < totals.size(); ++r)
            can = can &&
                (store_sizes[r] != 0 || (totals[r].where.axes[axis].stride == 0 && totals[r].where.axes[loop_.rank - 1].stride == 0));
        for (std::ptrdiff_t l = 0; l < fast_loads.size(); ++l) {
            const auto& offsets = fast_loads[l].where.axes[axis];
            can = can && (load_sizes[l] != 0 || (offsets.table.empty() && offsets.stride == 0));
        }
        return can;
    }
    [[gnu::cold]] void exchange_axes(int a, int b) {
        std::swap(loop_[a], loop_[b]);
        std::swap(interior.low[a], interior.low[b]), std::swap(interior.high[a], interior.high[b]);
        for (auto* tracks : all_tracks())
            for (auto& t : *tracks) std::swap(t.where.axes[a], t.where.axes[b]);
        for (auto& m : masks) std::swap(m.axes[a], m.axes[b]);
    }
    /// Makes rows longer: an axis whose neighbour inside it lies dense in every array is walked together with it.
    [[gnu::cold]] void merge_axes(int band_axis) {
        const int last = loop_.rank - 1;
        auto plain = [&](const long_sequence<track>& tracks, int a) {
            for (const auto& t : tracks) {
                const auto &outer = t.where.axes[a], &inner = t.where.axes[last];
                if (!outer.table.empty() || !inner.table.empty() || outer.stride != inner.stride * loop_[last]) return false;
            }
            return true;
        };
        for (int a = last - 1; a > band_axis; --a) {
            if (loop_[a] == 1) continue;
            bool free = plain(fast_loads, a) && plain(general_loads, a) && plain(stores, a) && plain(totals, a);
            for (const auto& m : masks) free = free && m.axes[a].empty() && m.axes[last].empty();
            free = free && interior.low[a] == 0 && interior.high[a] == loop_[a] && interior.low[last] == 0 &&
                interior.high[last] == loop_[last];
            if (!free) return;
            loop_[last] *= loop_[a];
            loop_[a] = 1;
            interior.high[a] = 1, interior.high[last] = loop_[last];
        }
    }
};

}  // namespace xgrad
