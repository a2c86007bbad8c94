#pragma once

#include <algorithm>

#include "../language/trace.hpp"

namespace xgrad {

/// What a line costs where it is computed, with all that is computed for it, in cycles per SIMD vector of the interior of a loop;
/// and along which of its axes it changes. Nothing is paid for an op that does not change along its last one; a movement costs what it
/// moves.
struct line_costs {
    sequence<int> cost;
    sequence<unsigned> axes;  // bit per axis
    sequence<char> zero;      // in the interior

    template <class Lines>
    constexpr line_costs(const Lines& lines, int size, const sequence<char>& stored, const sequence<char>& banded)
        : cost(size), axes(size), zero(size) {
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
    constexpr void combine(const instruction& line, int i) {  // pointers: few steps of a constant evaluation
        const operation& op = *line.op;
        const int* const x = line.operand.line;
        const char* const is_zero = zero.data();
        int sum = 0;
        unsigned all = 0;
        bool none = false;
        for (int k = 0; k < op.operands; ++k) {
            all |= axes.data()[x[k]], sum += cost.data()[x[k]];
            none = none || (is_zero[x[k]] && op.laws.absorbing == 0);
        }
        const bool left = op.operands == 2 && is_zero[x[0]], right = op.operands == 2 && is_zero[x[1]];
        none = none || (left && right && (op.laws.right_identity == 0 || op.laws.left_identity == 0));
        const bool copies = (right && op.laws.right_identity == 0) || (left && op.laws.left_identity == 0);
        const bool changes = op.extents.rank > 0 && (all >> (op.extents.rank - 1) & 1);
        if (!copies) sum += op.cost;
        axes[i] = all, zero[i] = none;
        cost[i] = none || !changes ? 0 : sum < 1000 ? sum : 1000;
    }
};

}  // namespace xgrad
