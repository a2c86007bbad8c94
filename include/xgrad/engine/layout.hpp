#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <utility>

#include "tables.hpp"

namespace xgrad {

/// An array in memory: strides in bytes; `kept_rows` > 0 says that only so many rows (of the last axis but one) are kept, in a ring; then
/// another row follows them, of zeros, and `zeros` elements before and after each row are zeros.
struct memory_view {
    std::byte* data = nullptr;
    extent_list extents, strides;
    std::ptrdiff_t kept_rows = 0, zeros = 0;
};
[[gnu::noinline]] constexpr extent_list dense_strides(const extent_list& extents, std::ptrdiff_t element) {
    extent_list strides = extent_list::filled(extents.rank, 0);
    for (int a = extents.rank - 1; a >= 0; --a) {
        strides[a] = element;
        element *= extents[a];
    }
    return strides;
}

/// To the next index along the first `axes` axes of a shape; false behind the last one.
[[gnu::noinline]] inline bool advance(extent_list& index, const extent_list& shape, int axes) {
    for (int a = axes - 1; a >= 0; --a) {
        if (++index[a] < shape[a]) return true;
        index[a] = 0;
    }
    return false;
}

/// Calls f(byte offset, index) for the beginning of every row of an array.
template <class F>
void for_each_row(const memory_view& array, F f) {
    const int last = array.extents.rank - 1;
    extent_list at = extent_list::filled(last + 1, 0);
    for (int a = 0; a < last; ++a)
        if (array.extents[a] == 0) return;
    do {
        std::ptrdiff_t row = 0;
        for (int a = 0; a < last; ++a) row += at[a] * array.strides[a];
        f(row, at);
    } while (advance(at, array.extents, last));
}
template <class T>
void set_zero(const memory_view& array) {
    const auto columns = array.extents[array.extents.rank - 1], step = array.strides[array.extents.rank - 1];
    for_each_row(array, [&](std::ptrdiff_t row, const extent_list&) {
        std::byte* const p = array.data + row;
        if (step == sizeof(T)) std::fill_n(reinterpret_cast<T*>(p), columns, T(0));
        else
            for (std::ptrdiff_t i = 0; i < columns; ++i) *reinterpret_cast<T*>(p + i * step) = T(0);
    });
}

/// Rows from `first` to before `last`.
struct row_range {
    std::ptrdiff_t first, last;
    static constexpr row_range all() { return {0, std::numeric_limits<std::ptrdiff_t>::max()}; }
};
/// Calls f(view of all rows, rows) for those rows of a ring that lie one after the other.
template <class F>
void for_unwrapped(memory_view image, row_range rows, F f) {
    const auto kept = std::exchange(image.kept_rows, 0), step = image.strides[image.strides.rank - 2];
    if (kept == 0) return f(image, rows);
    std::byte* const ring = image.data;
    for (row_range part = rows; part.first < rows.last; part.first = part.last) {
        part.last = std::min(rows.last, (part.first / kept + 1) * kept);
        image.data = ring - part.first / kept * kept * step;
        f(image, part);
    }
}

/// One image of a stack: steps in bytes; `slabs` > 0 says that only so many rows are kept, in a ring.
struct image_plane {
    std::byte* data;
    std::ptrdiff_t rows, columns, row_step, column_step, slabs;
    explicit image_plane(const memory_view& v)
        : data(v.data), rows(v.extents[v.extents.rank - 2]), columns(v.extents[v.extents.rank - 1]),
          row_step(v.strides[v.strides.rank - 2]), column_step(v.strides[v.strides.rank - 1]), slabs(v.kept_rows) {}
    template <class T>
    T* at(std::ptrdiff_t i, std::ptrdiff_t j) const {
        return reinterpret_cast<T*>(data + (slabs > 0 ? i % slabs : i) * row_step + j * column_step);
    }
};

/// Byte offsets along one loop axis: a table where a boundary or a band makes them irregular, else a stride.
struct axis_offsets {
    long_sequence<std::ptrdiff_t> table;
    std::ptrdiff_t stride = 0;
    std::ptrdiff_t at(std::ptrdiff_t i) const { return table.empty() ? i * stride : table[i]; }
};

/// Where one access of a pass finds its element for a loop index: the data of `line` + offset + the offsets along every loop axis.
struct stream {
    int line = -1;
    std::ptrdiff_t offset = 0;
    axis_offsets axes[max_rank];
};

/// Where a masked movement is valid, per loop axis; an empty table is valid everywhere.
struct mask_stream {
    long_sequence<std::uint8_t> axes[max_rank];
    bool always = true;  // false: an axis that no loop drives is invalid
    /// Whether it is valid at the given indices of the outer axes.
    [[gnu::noinline]] bool at(const extent_list& index, int outer) const {
        bool valid = always;
        for (int a = 0; a < outer; ++a) valid = valid && (axes[a].empty() || axes[a][index[a]]);
        return valid;
    }
};

/// The movements on a path from the loop to one axis of a value, the innermost first.
struct axis_path {
    struct step {
        axis_map map;
        std::ptrdiff_t extent;
    };
    int loop_axis = -1;
    sequence<step> steps;

    axis_path(const pass_view& pass, const extent_list* shapes, int chain, int axis) {
        while (chain > 0) {
            const int m = pass.chains[chain].movement, x = pass.lines[m][0];
            const auto& in = shapes[x];
            const axis_map map = pass.lines[m].op->map(axis, in, shapes[m]);
            steps.push_back({map, in[axis]});
            axis = map.axis;
            if (axis < 0) return;
            chain = pass.chains[chain].parent;
        }
        loop_axis = axis;
    }
    bool trivial() const {
        for (const auto& s : steps)
            if (s.map.step != 1 || s.map.offset != 0 || s.map.masks() || s.map.mode != boundary::none) return false;
        return loop_axis >= 0;
    }
    /// The index along the value's axis; `inside` tells whether no boundary mode or mask took part.
    resolved_index resolve_all(std::ptrdiff_t i, bool* inside = nullptr) const {
        bool valid = true;
        for (auto k = steps.size(); k-- > 0;) {
            const step& s = steps[k];
            if (s.extent == 0) return {0, false};
            if (inside) {
                const auto t = s.map.step * i + s.map.offset;
                *inside = *inside && i >= s.map.low && i < s.map.high && t % s.map.divisor == 0 && t >= 0 && t / s.map.divisor < s.extent;
            }
            const auto r = resolve(s.map, i, s.extent);
            i = r.index, valid = r.valid;
        }
        return {i, valid};
    }
};

/// The stream of an access: `slabs` > 0 says that only so many slabs along `band_axis` are kept, in a ring.
[[gnu::cold]] inline stream make_stream(const pass_view& pass, const extent_list* shapes, const extent_list& loop, access_path access,
    const memory_view& where, int band_axis = -1, std::ptrdiff_t slabs = 0) {
    stream s;
    s.line = access.line;
    if (where.extents.size() == 0) return s;  // nothing to read: what a mask discards is read from the executor's own memory
    for (int k = 0; k < where.extents.rank; ++k) {
        const axis_path path(pass, shapes, access.chain, k);
        const bool ring = slabs > 0 && k == band_axis;
        auto index = [&](std::ptrdiff_t i) {
            const auto r = path.resolve_all(i).index;
            return (ring ? r % slabs : r) * where.strides[k];
        };
        if (path.loop_axis < 0) {
            s.offset += index(0);
            continue;
        }
        auto& axis = s.axes[path.loop_axis];
        const auto n = loop[path.loop_axis];
        if (path.trivial() && !ring && axis.table.empty()) {
            axis.stride += where.strides[k];
            continue;
        }
        if (axis.table.empty()) {
            axis.table = long_sequence<std::ptrdiff_t>(n);
            for (std::ptrdiff_t i = 0; i < n; ++i) axis.table[i] = i * axis.stride;
        }
        for (std::ptrdiff_t i = 0; i < n; ++i) axis.table[i] += index(i);
    }
    return s;
}

/// Where the zero of a masked movement is not taken.
[[gnu::cold]] inline mask_stream make_mask(const pass_view& pass, const extent_list* shapes, const extent_list& loop, access_path mask) {
    mask_stream m;
    const auto& in = shapes[pass.lines[mask.line][0]];
    const auto& out = shapes[mask.line];
    for (int k = 0; k < in.rank; ++k) {
        const axis_map map = pass.lines[mask.line].op->map(k, in, out);
        if (!map.masks()) continue;
        auto check = [&](std::ptrdiff_t i) { return in[k] > 0 && resolve(map, i, in[k]).valid; };
        if (map.axis < 0) {
            m.always = m.always && check(0);
            continue;
        }
        const axis_path path(pass, shapes, mask.chain, map.axis);
        if (path.loop_axis < 0) {
            m.always = m.always && check(path.resolve_all(0).index);
            continue;
        }
        auto& axis = m.axes[path.loop_axis];
        const auto n = loop[path.loop_axis];
        if (axis.empty()) axis = long_sequence<std::uint8_t>(n, 1);
        for (std::ptrdiff_t i = 0; i < n; ++i)
            if (!check(path.resolve_all(i).index)) axis[i] = 0;
    }
    return m;
}

/// The longest run of each loop axis in which every movement of the exact table acts as its affine middle part.
struct interior_box {
    extent_list low, high;
    bool contains(const extent_list& index, int axes) const {
        for (int a = 0; a < axes; ++a)
            if (index[a] < low[a] || index[a] >= high[a]) return false;
        return true;
    }
};
/// Whether a chain only shifts along the columns, and stands for zeros before the first one.
[[gnu::cold]] inline bool begins_with_zeros(const pass_view& pass, const extent_list* shapes, int chain) {
    const auto& step = pass.chains[chain];
    for (int c = chain + 1; c < pass.chain_count; ++c)
        if (pass.chains[c].parent == chain) return false;
    const auto& in = shapes[pass.lines[step.movement][0]];
    for (int k = 0; k < in.rank; ++k) {
        const axis_map map = pass.lines[step.movement].op->map(k, in, shapes[step.movement]);
        const bool shifts = k == in.rank - 1 && map.offset < 0 && map.mode == boundary::zero;
        const bool plain = map.offset == 0 && map.mode == boundary::none;
        if (map.axis != k || map.step != 1 || map.divisor != 1 || map.edge || map.low != 0 || map.high < in[k] || !(shifts || plain))
            return false;
    }
    return step.parent == 0;
}
/// `carried`: lines of which the loop carries columns along, and zeros before the first one, instead of loading them.
[[gnu::cold]] inline interior_box find_interior(
    const pass_view& exact, const extent_list* shapes, const extent_list& loop, const bool* carried = nullptr) {
    long_sequence<std::uint8_t> rough[max_rank];  // an empty one has no rough place
    bool none = false;
    for (int c = 1; c < exact.chain_count; ++c) {
        const auto& step = exact.chains[c];
        if (exact.chains[step.parent].beneath_edge) continue;
        const int m = step.movement, x = exact.lines[m][0];
        if (carried && carried[x] && begins_with_zeros(exact, shapes, c)) continue;
        const auto& in = shapes[x];
        bool edge = false;
        for (int k = 0; k < in.rank; ++k) edge = edge || exact.lines[m].op->map(k, in, shapes[m]).edge;
        for (int k = 0; k < in.rank; ++k) {
            const axis_map map = exact.lines[m].op->map(k, in, shapes[m]);
            if ((edge && !map.edge) || (map.mode == boundary::none && !map.masks())) continue;
            const axis_path above(exact, shapes, step.parent, map.axis);
            auto smooth = [&](std::ptrdiff_t i) {
                const auto j = above.resolve_all(i).index, t = map.step * j + map.offset;
                const bool inside = j >= map.low && j < map.high && t % map.divisor == 0 && t >= 0 && t / map.divisor < in[k];
                return map.edge ? !inside : inside;
            };
            if (map.axis < 0 || above.loop_axis < 0) {
                none = none || !smooth(0);
                continue;
            }
            auto& axis = rough[above.loop_axis];
            const auto n = loop[above.loop_axis];
            if (axis.empty()) axis = long_sequence<std::uint8_t>(n);
            for (std::ptrdiff_t i = 0; i < n; ++i)
                if (!smooth(i)) axis[i] = 1;
        }
    }
    interior_box box{extent_list::filled(loop.rank, 0), loop};
    for (int a = 0; a < loop.rank; ++a) {
        const auto& axis = rough[a];
        if (none) box.high[a] = 0;
        if (none || axis.empty()) continue;
        box.low[a] = box.high[a] = 0;
        for (std::ptrdiff_t i = 0, start = 0; i <= loop[a]; ++i)
            if (i == loop[a] || axis[i]) {
                if (i - start > box.high[a] - box.low[a]) box.low[a] = start, box.high[a] = i;
                start = i + 1;
            }
    }
    return box;
}

}  // namespace xgrad
