#pragma once

#include <algorithm>
#include <array>

#include "../calculus/program.hpp"
#include "schedule.hpp"

namespace xgrad {

/// `Make::template compute<Capacity>()`; repeated only where the usual capacity is too small. A variable of its own: clang would evaluate a
/// local one again.
template <class Make, class Capacity>
inline constexpr auto usual_fit = Make::template compute<Capacity>();
template <class Make, class Capacity>
constexpr auto fit() {
    constexpr const auto& first = usual_fit<Make, Capacity>;
    constexpr auto needed = first.needed;
    if constexpr (needed.within(Capacity::value)) return first;
    else return Make::template compute<typename Make::template exactly<needed>>();
}
/// Made where it is read: clang makes the members of a class whose type is deduced with the class.
template <class Make>
inline constexpr auto fitted = fit<Make, typename Make::usual>();

/// The schedule of a program as static arrays.
template <class P>
struct schedule_of {
    struct counts {
        int stages = 0, passes = 0, roots = 0;
        constexpr bool within(counts c) const { return stages <= c.stages && passes <= c.passes && roots <= c.roots; }
    };
    struct usual {
        static constexpr counts value{16, 16, 32};
    };
    template <counts C>
    struct exactly {
        static constexpr counts value = C;
    };
    template <counts C>
    struct arrays {
        std::array<stage, static_cast<std::size_t>(C.stages)> stages{};
        std::array<pass, static_cast<std::size_t>(C.passes)> passes{};
        std::array<root, static_cast<std::size_t>(C.roots)> roots{};
        std::array<placement, static_cast<std::size_t>(P::size)> lines{};
        counts needed;
    };
    template <class From, class To>
    static constexpr void copy(const From& from, To& to) {
        for (std::size_t i = 0; i < std::min(to.size(), static_cast<std::size_t>(from.size())); ++i) to[i] = from[static_cast<int>(i)];
    }
    template <class Capacity>
    static constexpr auto compute() {
        int size = P::size;  // no constant: clang evaluates a local one that has a destructor, too, for its own sake
        const scheduler s(P::lines.data(), size, P::results, P::result_kinds, kind_of_element<typename P::real>);
        arrays<Capacity::value> out;
        out.needed = {s.stages.size(), s.passes.size(), s.roots.size()};
        copy(s.stages, out.stages), copy(s.passes, out.passes), copy(s.roots, out.roots), copy(s.lines, out.lines);
        return out;
    }
    static constexpr const auto& value = fitted<schedule_of>;
};

/// What the run time needs of an access: the line and the path of movements to it.
struct access_path {
    int line = -1, chain = 0;
};
struct path_step {
    int parent = -1, movement = -1;
    bool beneath_edge = false;
};

/// The nodes of a pass as static arrays; see node_table.
template <class P, int Pass, bool Interior>
struct pass_table {
    static constexpr const auto& schedule = schedule_of<P>::value;
    static constexpr pass self = schedule.passes[Pass];
    static constexpr stage own_stage = schedule.stages[static_cast<std::size_t>(self.stage)];

    struct counts {
        int nodes = 0, loads = 0, masks = 0, chains = 0, lagged = 0;
        constexpr bool within(counts c) const { return nodes <= c.nodes && loads <= c.loads && masks <= c.masks && chains <= c.chains; }
    };
    /// The lines from the roots on down to what is read from memory; each is a node or, where it is read at several offsets, some nodes.
    static constexpr int lines_needed() {
        std::array<bool, static_cast<std::size_t>(P::size)> needed{}, root_value{};
        for (int r = 0; r < self.roots; ++r) {
            const auto value = static_cast<std::size_t>(schedule.roots[static_cast<std::size_t>(self.first_root + r)].value);
            needed[value] = root_value[value] = true;
        }
        int count = 0;
        for (std::size_t i = needed.size(); i-- > 0;) {
            if (!needed[i]) continue;
            ++count;
            if (node_table::always_in_memory(P::lines[i].op->how) ||
                ((schedule.lines[i].stored || schedule.lines[i].banded) && !root_value[i]))
                continue;
            for (int k = 0; k < P::lines[i].op->operands; ++k) needed[static_cast<std::size_t>(P::lines[i].operand[k])] = true;
        }
        return count;
    }
    struct usual {
        static constexpr counts value{2 * lines_needed() + 16, 48, 32, 64};
    };
    template <counts C>
    struct exactly {
        static constexpr counts value = C;
    };
    template <counts C>
    struct arrays {
        std::array<node, static_cast<std::size_t>(C.nodes)> nodes{};
        std::array<access_path, static_cast<std::size_t>(C.loads)> loads{};
        std::array<int, static_cast<std::size_t>(C.loads)> load_nodes{};
        std::array<access_path, static_cast<std::size_t>(C.masks)> masks{};
        std::array<path_step, static_cast<std::size_t>(C.chains)> chains{};
        std::array<root, static_cast<std::size_t>(self.roots)> roots{};
        counts needed;
        bool possible = true, moves = false;
    };
    template <class Capacity>
    static constexpr auto compute() {
        sequence<root> roots;
        for (int r = 0; r < self.roots; ++r) roots.push_back(schedule.roots[static_cast<std::size_t>(self.first_root + r)]);
        sequence<char> stored(P::size), banded(P::size);
        for (int i = 0; i < P::size; ++i) {
            const placement& where = schedule.lines[static_cast<std::size_t>(i)];
            stored[i] = where.stored, banded[i] = where.banded == self.stage + 1;
        }
        const node_table t(P::lines.data(), P::size, own_stage.rank, leaves{stored, banded}, roots, Interior);
        arrays<Capacity::value> out;
        out.needed = {t.nodes.size(), t.loads.size(), t.masks.size(), t.chains.size(), t.lagged.size()};
        out.possible = t.possible, out.moves = t.moves;
        auto path = [&](int n) { return access_path{t.nodes[n].line, t.nodes[n].chain}; };
        for (int i = 0; i < std::min(t.nodes.size(), static_cast<int>(out.nodes.size())); ++i)
            out.nodes[static_cast<std::size_t>(i)] = t.nodes[i];
        for (int i = 0; i < std::min(t.loads.size(), static_cast<int>(out.loads.size())); ++i)
            out.loads[static_cast<std::size_t>(i)] = path(t.loads[i]), out.load_nodes[static_cast<std::size_t>(i)] = t.loads[i];
        for (int i = 0; i < std::min(t.masks.size(), static_cast<int>(out.masks.size())); ++i)
            out.masks[static_cast<std::size_t>(i)] = path(t.masks[i]);
        for (int i = 0; i < std::min(t.chains.size(), static_cast<int>(out.chains.size())); ++i)
            out.chains[static_cast<std::size_t>(i)] = {t.chains[i].parent, t.chains[i].movement, t.chains[i].beneath_edge};
        for (int i = 0; i < roots.size(); ++i) out.roots[static_cast<std::size_t>(i)] = roots[i];
        return out;
    }
    /// Without boundaries the exact table is that of the interior.
    static constexpr const auto& find() {
        if constexpr (Interior) return fitted<pass_table>;
        else if constexpr (pass_table<P, Pass, true>::value.moves) return fitted<pass_table>;
        else return pass_table<P, Pass, true>::value;
    }
    static constexpr const auto& value = find();
    static constexpr int nodes = value.needed.nodes;
};

/// A pass table without static sizes, for the code that is the same for every program.
struct pass_view {
    const instruction* lines;
    const access_path* loads;
    int load_count;
    const access_path* masks;
    int mask_count;
    const path_step* chains;
    int chain_count;
    const root* roots;
    int root_count;
    int rank;
};
template <class P, int Pass, bool Interior>
constexpr pass_view view_of() {
    using t = pass_table<P, Pass, Interior>;
    return {P::lines.data(), t::value.loads.data(), t::value.needed.loads, t::value.masks.data(), t::value.needed.masks,
        t::value.chains.data(), t::value.needed.chains, t::value.roots.data(), t::self.roots, t::own_stage.rank};
}

}  // namespace xgrad
