#pragma once

#include <algorithm>

#include "../language/trace.hpp"

namespace xgrad {

/// What a line costs where it is computed, with all that is computed for it, in cycles per SIMD vector of the interior of a loop;
/// and along which of its axes it changes. Nothing is paid for what does not change along the last one.
struct line_costs {
    sequence<int> cost;
    sequence<unsigned> axes;  // bit per axis
    sequence<char> zero;      // in the interior

    template <class Lines>
    constexpr line_costs(const Lines& lines, int size, const sequence<char>& stored, const sequence<char>& banded) : cost(size), axes(size), zero(size) {
        for (int i = 0; i < size; ++i) {
            const operation& op = *lines[i].op;
            if (op.how == access::literal) continue;
            const bool computed = op.how == access::pointwise || op.how == access::movement || op.how == access::gather;
            if (!computed || stored[i] || banded[i]) axes[i] = (1u << op.extents.rank) - 1;
            else if (op.how == access::movement) move(lines, i);
            else if (op.how == access::gather) gather(lines, i);
            else combine(lines[i], i);
        }
    }

private:
    template <class Lines>
    constexpr void move(const Lines& lines, int i) {
        const int x = lines[i][0];
        cost[i] = cost[x], zero[i] = zero[x];
        for (int k = 0; k < lines[x].op->extents.rank; ++k) {
            const axis_map m = lines[i].op->map(k, lines[x].op->extents, lines[i].op->extents);
            if (m.axis >= 0 && (axes[x] >> k & 1)) axes[i] |= 1u << m.axis;
            if (m.edge) zero[i] = 1;
        }
    }
    template <class Lines>
    constexpr void gather(const Lines& lines, int i) {
        const operation& op = *lines[i].op;
        const extent_list& array = lines[lines[i][0]].op->extents;
        for (int k = 0; k < array.rank; ++k)
            if (const int axis = op.map(k, array, op.extents).axis; axis >= 0) axes[i] |= 1u << axis;
        cost[i] = op.cost;
        for (int k = 1; k < op.operands; ++k) {
            axes[i] |= axes[lines[i][k]];
            cost[i] = std::min(cost[i] + cost[lines[i][k]], 1000);
        }
        if (op.extents.rank == 0 || !(axes[i] >> (op.extents.rank - 1) & 1)) cost[i] = 0;
    }
    constexpr void combine(const instruction& line, int i) {
        const algebra& laws = line.op->laws;
        for (int k = 0; k < line.op->operands; ++k) {
            const int x = line[k];
            axes[i] |= axes[x];
            cost[i] = std::min(cost[i] + cost[x], 1000);
            if (zero[x] && laws.absorbing == 0) zero[i] = 1;
        }
        auto is = [&](int k) { return line.op->operands == 2 && zero[line[k]]; };
        zero[i] = zero[i] || (is(0) && is(1) && (laws.right_identity == 0 || laws.left_identity == 0));
        const bool copies = (is(1) && laws.right_identity == 0) || (is(0) && laws.left_identity == 0);
        const bool changes = line.op->extents.rank > 0 && (axes[i] >> (line.op->extents.rank - 1) & 1);
        if (zero[i] || !changes) cost[i] = 0;
        else if (!copies) cost[i] = std::min(cost[i] + line.op->cost, 1000);
    }
};

}  // namespace xgrad
