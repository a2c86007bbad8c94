#pragma once

#include "../language/operation.hpp"
#include "lookup.hpp"

namespace xgrad {

/// Where the index along one axis of a value comes from: step * (loop index along `axis`) + offset.
struct affine_axis {
    int axis = -1;
    std::ptrdiff_t step = 1, offset = 0;
    bool fixed = true;               // step and offset are known at compile time
    friend constexpr bool operator==(const affine_axis&, const affine_axis&) = default;
};

/// A path of movement ops from the loop to a value: one more movement after `parent`. Chain 0 is the loop itself.
struct chain {
    int parent = -1, movement = -1;
    int rank = 0;
    affine_axis axes[max_rank];
    bool plain = true;     // no movement on the path resolves a boundary or masks
    bool beneath_edge = false;
    std::size_t key = 0;  // of a fixed path, modulo 2^64: unlike keys tell unlike paths
};

/// The paths of movements that a pass takes from its loop to what it reads, each path once.
class chain_table {
public:
    sequence<chain> chains;
    bool possible = true;  // an interior exists
    bool moves = false;    // some movement resolves a boundary or masks

protected:
    constexpr chain_table(int rank, bool interior) : interior_(interior), rank_(rank) {
        chain loop;
        loop.rank = rank;
        for (int a = 0; a < rank; ++a) loop.axes[a] = {a, 1, 0, true}, loop.key = loop.key * 4099 + static_cast<std::size_t>(a);
        add_chain(loop);
    }
    constexpr bool changes_along_row(unsigned axes, int c) const {
        for (int k = 0; k < chains[c].rank; ++k)
            if ((axes >> k & 1) && (rank_ == 0 || chains[c].axes[k].axis == rank_ - 1)) return true;
        return false;
    }

    template <class Lines>
    static constexpr axis_map map_of(const Lines& lines, int movement, int k) {
        return lines[movement].op->map(k, lines[lines[movement][0]].op->extents, lines[movement].op->extents);
    }
    template <class Lines>
    static constexpr bool masking(const Lines& lines, int movement) {
        for (int k = 0; k < lines[lines[movement][0]].op->extents.rank; ++k)
            if (map_of(lines, movement, k).masks()) return true;
        return false;
    }

    /// The chain c followed by a movement; an equal one if there is. -1 where the interior leaves the movement out.
    template <class Lines>
    constexpr int push(const Lines& lines, int c, int movement) {
        for (int s = first_step_[c]; s >= 0; s = steps_[s].next)
            if (steps_[s].movement == movement) return steps_[s].to;
        const int to = follow_to(lines, c, movement);
        steps_.push_back({movement, to, first_step_[c]});
        first_step_[c] = steps_.size() - 1;
        return to;
    }

    const bool interior_;
    const int rank_;

private:
    template <class Lines>
    constexpr int follow_to(const Lines& lines, int c, int movement) {
        const chain& from = chains[c];
        chain to;
        to.parent = c;
        to.movement = movement;
        to.plain = from.plain;
        to.beneath_edge = from.beneath_edge;
        to.rank = lines[lines[movement][0]].op->extents.rank;
        bool fixed = true;
        for (int k = 0; k < to.rank; ++k) {
            const axis_map m = map_of(lines, movement, k);
            if (m.edge || m.masks() || m.mode != boundary::none) to.plain = false, moves = true;
            if (m.edge && interior_) return -1;
            to.beneath_edge = to.beneath_edge || m.edge;
            if (m.divisor != 1) possible = false;
            to.axes[k] = follow(m, m.axis < 0 ? affine_axis{} : from.axes[m.axis]);
            fixed = fixed && to.axes[k].fixed;
            to.key = to.key * 4099 + static_cast<std::size_t>(to.axes[k].offset * 8 + to.axes[k].axis);
        }
        if (to.rank == 0 || (fixed && (interior_ || to.plain))) {
            const int equal = chain_of_key_.find(to.key, [&](int other) { return same(chains[other], to); });
            if (equal >= 0) return equal;
        }
        add_chain(to);
        return chains.size() - 1;
    }
    constexpr void add_chain(const chain& c) {
        chain_of_key_.insert(c.key, chains.size());
        chains.push_back(c);
        first_step_.push_back(-1);
    }
    static constexpr affine_axis follow(const axis_map& m, const affine_axis& from) {
        affine_axis to;
        to.axis = m.axis < 0 ? -1 : from.axis;
        to.step = to.axis < 0 ? 0 : m.step * from.step;
        to.offset = m.axis < 0 ? m.offset : m.step * from.offset + m.offset;
        to.fixed = m.fixed && m.divisor == 1 && (m.axis < 0 || from.fixed);
        return to;
    }
    constexpr bool same(const chain& a, const chain& b) const {
        if (a.rank != b.rank || (!interior_ && b.rank > 0 && !a.plain)) return false;
        for (int k = 0; k < a.rank; ++k) {
            const auto &x = a.axes[k], &y = b.axes[k];
            if (!x.fixed || x.axis != y.axis || x.offset != y.offset || (x.axis >= 0 && x.step != y.step)) return false;
        }
        return true;
    }

    struct step {
        int movement = -1, to = -1, next = -1;
    };
    sequence<step> steps_;  // where movements lead from each chain
    sequence<int> first_step_;
    lookup chain_of_key_;
};

}  // namespace xgrad
