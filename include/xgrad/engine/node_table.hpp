#pragma once

#include <algorithm>

#include "chain_table.hpp"
#include "line_costs.hpp"
#include "root.hpp"

namespace xgrad {

/// What a pass computes per element, in order.
struct node {
    enum kind_type {
        literal,
        load,
        memory,
        compute,
        gather,
        mask,
        zero,
        lagged
    } kind = zero;  // memory: an array that gathers read; lagged: of columns before
    int line = -1, chain = 0;
    index_array operand{};
    int slot = -1;           // number among the loads, among the masks, or among the lagged
    int lag = 0;             // how many columns before
    bool invariant = false;  // does not change along a row
    int twin = -1;           // a later node that is computed together with this one
    bool computed = false;   // by its twin
};

/// The nodes of one pass, made from its roots: each line once per distinct index map, so that a fused value is a
/// (line, offset) pair. `interior` takes every movement for its affine middle part; the exact table keeps boundaries.
class node_table : public chain_table {
public:
    sequence<node> nodes;
    sequence<int> loads, masks, lagged;  // nodes

    template <class Lines>
    constexpr node_table(const Lines& lines, int size, int rank, leaves memory, sequence<root>& roots, bool interior)
        : node_table(size, rank, roots, interior) {
        for (int i = size - 1; i >= 0; --i)
            for (int d = first_[i]; d >= 0; d = demands_[d].next) descend(lines, memory, i, demands_[d].chain);
        for (int i = 0; i < size; ++i)
            for (int own = memory.banded[i] ? 1 : 0; own >= 0; --own)  // a band's value of this place before those beside it
                for (int d = first_[i]; d >= 0; d = demands_[d].next)
                    if (own == (memory.banded[i] && demands_[d].chain == 0))
                        demands_[d].node =
                            demands_[d].as_memory ? add_memory(i, demands_[d].chain) : ascend(lines, memory, i, demands_[d].chain);
        for (root& r : roots) r.node = find(r.value, 0);
    }

    /// Whether a pass reads lines of this kind from memory, and never computes them itself.
    static constexpr bool always_in_memory(access how) {
        return how == access::argument || how == access::count || how == access::reshape || how == access::reduction ||
            how == access::kernel;
    }

    /// The last line that an interior needs at several offsets though it costs `threshold` to compute, -1 if there is none. Lines
    /// before it are not looked at: their offsets multiply, and are few again when this one is kept.
    template <class Lines>
    static constexpr int dear_and_shared(
        const Lines& lines, int size, int rank, leaves memory, const line_costs& costs, const sequence<root>& roots, int threshold) {
        node_table table(size, rank, roots, true);
        sequence<int> uses(size);
        auto is_dear = [&](int i) {
            const bool computed =
                (lines[i].op->how == access::pointwise || lines[i].op->how == access::gather) && !memory.stored[i] && !memory.banded[i];
            return computed && costs.cost[i] >= threshold;
        };
        auto visit = [&](int i) {
            for (int d = table.first_[i]; d >= 0; d = table.demands_[d].next) {
                const int c = table.demands_[d].chain;
                uses[i] += table.changes_along_row(costs.axes[i], c);
                table.descend(lines, memory, i, c);
            }
        };
        int i = size - 1;
        for (; i >= 0; --i) {
            visit(i);
            if (uses[i] > 1 && is_dear(i)) break;
        }
        // a multiple of a value that is needed at more offsets: keep the value
        for (int next = i; next >= 0;) {
            int inner = -1;
            for (int k = 0; k < lines[i].op->operands; ++k)
                if (costs.cost[lines[i][k]] > 0) inner = inner < 0 ? lines[i][k] : size;
            if (inner < 0 || inner == size || lines[i].op->cost > 1 || !is_dear(inner)) break;
            while (--next >= inner) visit(next);
            if (uses[inner] <= uses[i]) break;
            i = next = inner;
        }
        return i;
    }

private:
    constexpr node_table(int size, int rank, const sequence<root>& roots, bool interior) : chain_table(rank, interior), first_(size, -1) {
        for (const root& r : roots) {
            demand(r.value, 0);
            own_.push_back(r.kind == root::reduce ? -1 : r.value);
        }
    }
    struct demanded {
        int chain = 0;
        bool as_memory = false;
        int next = -1, node = -1;
    };

    static constexpr std::size_t demand_key(int line, int chain, bool as_memory) {
        return (static_cast<std::size_t>(line) << 32) + static_cast<std::size_t>(chain) * 2 + as_memory;
    }
    constexpr void demand(int line, int chain, bool as_memory = false) {
        const std::size_t key = demand_key(line, chain, as_memory);
        if (demand_of_key_.find(key, [](int) { return true; }) >= 0) return;
        demand_of_key_.insert(key, demands_.size());
        demands_.push_back({chain, as_memory, first_[line], -1});
        first_[line] = demands_.size() - 1;
    }
    constexpr int find(int line, int chain, bool as_memory = false) const {
        const int d = demand_of_key_.find(demand_key(line, chain, as_memory), [](int) { return true; });
        return d < 0 ? -1 : demands_[d].node;
    }
    /// A line that this pass reads from memory; a band value is computed where its own pass stores it.
    template <class Lines>
    constexpr bool is_leaf(const Lines& lines, leaves memory, int i, int chain) const {
        return always_in_memory(lines[i].op->how) || ((memory.stored[i] || memory.banded[i]) && !(chain == 0 && is_own(i)));
    }
    constexpr bool is_own(int line) const {
        for (int own : own_)
            if (own == line) return true;
        return false;
    }
    template <class Lines>
    constexpr void descend(const Lines& lines, leaves memory, int i, int c) {
        const instruction& line = lines[i];
        if (line.op->how == access::literal || is_leaf(lines, memory, i, c)) return;
        if (line.op->how == access::pointwise) {
            for (int k = 0; k < line.op->operands; ++k) demand(line[k], c);
            return;
        }
        const int pushed = push(lines, c, i);
        const bool gathers = line.op->how == access::gather;
        for (int k = 1; gathers && k < line.op->operands; ++k) demand(line[k], c);
        if (pushed >= 0) demand(line[0], pushed, gathers);
    }
    template <class Lines>
    constexpr int ascend(const Lines& lines, leaves memory, int i, int c) {
        const instruction& line = lines[i];
        node n;
        n.line = i;
        n.chain = c;
        if (line.op->how == access::literal) {
            n.kind = node::literal;
            n.invariant = true;
            return add(n);
        }
        if (is_leaf(lines, memory, i, c)) {
            if (memory.banded[i] && is_own(i) && !in_rows_before(c)) return ascend_lagged(n);
            n.kind = node::load;
            return add_load(n);
        }
        if (line.op->how == access::gather) return ascend_gather(lines, n);
        return line.op->how == access::pointwise ? ascend_pointwise(line, n) : ascend_movement(lines, n);
    }
    /// Whether a chain leads to the rows before the one at hand, which are complete.
    constexpr bool in_rows_before(int c) const {
        const affine_axis& row = chains[c].axes[rank_ - 2];
        return row.fixed && row.axis == rank_ - 2 && row.step == 1 && row.offset < 0;
    }
    /// What the pass itself computes some columns before. Only those just before are in registers.
    constexpr int ascend_lagged(node n) {
        constexpr int longest = 2;  // the shortest vector
        const chain& path = chains[n.chain];
        for (int a = 0; a < rank_; ++a) {
            const affine_axis& x = path.axes[a];
            if (!x.fixed || x.axis != a || x.step != 1 || (a < rank_ - 1 && x.offset != 0)) possible = false;
        }
        const std::ptrdiff_t lag = -path.axes[rank_ - 1].offset;
        if (lag < 1 || lag > longest) possible = false;
        n.kind = node::lagged;
        n.operand[0] = find(n.line, 0);
        if (nodes[n.operand[0]].invariant) return n.operand[0];
        n.lag = static_cast<int>(lag);
        n.slot = lagged.size();
        lagged.push_back(nodes.size());
        return add(n);
    }
    constexpr int add_load(node n) {
        n.slot = loads.size();
        n.invariant = true;
        for (int k = 0; k < chains[n.chain].rank; ++k)
            n.invariant = n.invariant && (rank_ == 0 || chains[n.chain].axes[k].axis != rank_ - 1);
        loads.push_back(nodes.size());
        return add(n);
    }
    /// An array that gathers read: the load finds its first element. Another array for every column leaves no interior.
    constexpr int add_memory(int line, int c) {
        node n;
        n.kind = node::memory;
        n.line = line;
        n.chain = c;
        const int added = add_load(n);
        if (!nodes[added].invariant) possible = false, moves = true;
        return added;
    }
    template <class Lines>
    constexpr int ascend_gather(const Lines& lines, node n) {
        const instruction& line = lines[n.line];
        n.kind = node::gather;
        n.operand[0] = find(line[0], push(lines, n.chain, n.line), true);
        n.invariant = nodes[n.operand[0]].invariant;
        for (int k = 1; k < line.op->operands; ++k) {
            n.operand[k] = find(line[k], n.chain);
            n.invariant = n.invariant && nodes[n.operand[k]].invariant;
        }
        return add(n);
    }
    constexpr int ascend_pointwise(const instruction& line, node n) {
        n.kind = node::compute;
        n.invariant = true;
        bool is_zero[max_operands] = {};
        for (int k = 0; k < line.op->operands; ++k) {
            n.operand[k] = find(line[k], n.chain);
            is_zero[k] = nodes[n.operand[k]].kind == node::zero;
            if (is_zero[k] && line.op->laws.absorbing == 0) return n.operand[k];
        }
        if (line.op->operands == 2 && is_zero[1] && line.op->laws.right_identity == 0) return n.operand[0];
        if (line.op->operands == 2 && is_zero[0] && line.op->laws.left_identity == 0) return n.operand[1];
        for (int k = 0; k < line.op->operands; ++k) n.invariant = n.invariant && nodes[n.operand[k]].invariant;
        if (!line.op->twin.empty() && !n.invariant) find_twin(line, n);
        return add(n);
    }
    /// An earlier node of the twin op with the same operand computes this one, too: sin and cos.
    constexpr void find_twin(const instruction& line, node& n) {
        for (int other : with_twin_)
            if (nodes[other].twin < 0 && nodes[other].operand[0] == n.operand[0] && twin_names_[other] == line.op->name) {
                nodes[other].twin = nodes.size();
                n.computed = true;
                return;
            }
        with_twin_.push_back(nodes.size());
        while (twin_names_.size() <= nodes.size()) twin_names_.push_back({});
        twin_names_[nodes.size()] = line.op->twin;
    }
    template <class Lines>
    constexpr int ascend_movement(const Lines& lines, node n) {
        const int pushed = push(lines, n.chain, n.line);
        if (pushed < 0) {
            n.kind = node::zero;
            n.invariant = true;
            return add(n);
        }
        const int inner = find(lines[n.line][0], pushed);
        if (interior_ || !masking(lines, n.line)) return inner;
        n.kind = node::mask;
        n.operand[0] = inner;
        n.slot = masks.size();
        masks.push_back(nodes.size());
        return add(n);
    }
    constexpr int add(const node& n) {
        nodes.push_back(n);
        return nodes.size() - 1;
    }

    sequence<demanded> demands_;
    lookup demand_of_key_;
    sequence<int> first_, own_, with_twin_;
    sequence<std::string_view> twin_names_;
};

}  // namespace xgrad
