#pragma once

#include <algorithm>

#include "../language/trace.hpp"
#include "root.hpp"

namespace xgrad {

/// How far from the loop's index along the same axis a line is read. (All defaults are zero, see slice_list.)
struct axis_reach {
    bool anywhere = false;
    std::ptrdiff_t low = 0, high = 0;
};

/// Where, seen from the place of the loop, a line is read.
struct reach {
    bool here = false;   // at the place itself
    bool moved = false;  // through movements, along each axis within
    axis_reach axes[max_rank];

    constexpr void add(const reach& other, int rank) {
        here = here || other.here, moved = moved || other.moved;
        for (int k = 0; k < rank; ++k) {
            axis_reach& a = axes[k];
            const axis_reach& b = other.axes[k];
            a = {a.anywhere || b.anywhere, a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high};
        }
    }
};

/// The reach of what a movement of `operand` is made of.
constexpr reach through(const operation& movement, const extent_list& operand, const reach& from) {
    reach to{false, true, {}};
    for (int k = 0; k < operand.rank; ++k) {
        const axis_map m = movement.map(k, operand, movement.extents);
        const axis_reach& a = from.axes[m.axis < 0 ? k : m.axis];
        const bool one_sided =
            !m.edge && m.step == 1 && (m.mode == boundary::none || m.mode == boundary::zero || m.mode == boundary::replicate);
        to.axes[k] = {m.reach == dynamic || m.axis != k || a.anywhere,
            a.low + (one_sided ? std::min<std::ptrdiff_t>(m.offset, 0) : -m.reach),
            a.high + (one_sided ? std::max<std::ptrdiff_t>(m.offset, 0) : m.reach)};
    }
    return to;
}

/// Where some roots of a stage read every line that is kept for it. Linear in the program: what is read at many offsets is one interval.
template <class Lines>
constexpr sequence<reach> reaches(const Lines& lines, int size, leaves memory, const sequence<root>& roots) {
    sequence<reach> of(size);
    sequence<char> own(size);
    for (const root& r : roots) {
        of[r.value].here = true;
        if (r.kind != root::reduce) own[r.value] = 1;
    }
    for (int i = size - 1; i >= 0; --i) {
        const operation& op = *lines[i].op;
        if (op.how != access::pointwise && op.how != access::movement && op.how != access::gather) continue;
        reach from = of[i];
        if (memory.stored[i] || memory.banded[i]) {  // computed where it is a root, else read
            if (!own[i] || !from.here) continue;
            of[i].here = false;
            from = {true, false, {}};
        }
        if (!from.here && !from.moved) continue;
        if (op.how != access::movement)
            for (int k = op.how == access::gather ? 1 : 0; k < op.operands; ++k) of[lines[i][k]].add(from, op.extents.rank);
        else of[lines[i][0]].add(through(op, lines[lines[i][0]].op->extents, from), lines[lines[i][0]].op->extents.rank);
    }
    return of;
}

}  // namespace xgrad
