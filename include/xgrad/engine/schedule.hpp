#pragma once

#include "mosaic.hpp"
#include "node_table.hpp"
#include "reach.hpp"

namespace xgrad {

/// A loop nest over one domain, or one kernel. Its passes run band by band, each on the rows that the next ones need.
struct stage {
    int level = 0;
    int domain = -1;  // the line whose shape the loops have; a kernel's line
    int rank = 0;
    bool kernel = false;
    int first_pass = 0, passes = 0, bands = 0;  // bands: lines that it keeps
    int band_axis = -1;  // bands are slabs along this axis; -1: each pass runs over the whole domain
    int joint_pass = -1;  // computes what its first two passes do, on the same rows
};

/// Roots that one sweep over a row computes together.
struct pass {
    int stage = 0;
    int first_root = 0, roots = 0;
    std::ptrdiff_t delay = 0;  // slabs that this pass is behind the first one
};

/// Where a line lives.
struct placement {
    char stored = 0;
    char banded = 0;          // kept by the stage with the number banded - 1, for a band
    char shown = 0;           // a reshape that only results show: they are written in the shape of its operand
    int home = -1;            // the result whose memory holds a stored line
    std::ptrdiff_t slabs = 0; // of a banded line: how many are kept
    int domain = -1;          // representative of the lines with the same shape
};

/// Cuts a program into stages: decides at compile time which values are stored and which live in registers.
class scheduler {
public:
    sequence<stage> stages;
    sequence<pass> passes;
    sequence<root> roots;
    sequence<placement> lines;

    /// `kinds`: what the results' elements are; `real`: what the loops compute in.
    template <class Lines, class Results, class Kinds>
    constexpr scheduler(const Lines& program, int size, const Results& results, const Kinds& kinds, element_kind real)
        : lines(size), real_(real), forced_(size) {
        unite_domains(program, size);
        // a value that must be kept in full splits a stage, so the plan is made again until none is found
        do arrange(program, size, results, kinds);
        while (!band_stages(program, size));
        join_passes();
    }

private:
    static constexpr int store_threshold = 5;  // cycles per vector that a second computation must cost to be stored

    constexpr int domain_of(int i) {
        while (lines[i].domain != i) i = lines[i].domain = lines[lines[i].domain].domain;
        return i;
    }
    constexpr void unite(int a, int b) {
        a = domain_of(a), b = domain_of(b);
        if (a != b) lines[std::max(a, b)].domain = std::min(a, b);
    }
    template <class Lines>
    constexpr void unite_domains(const Lines& program, int size) {
        int scalar = -1;
        for (int i = 0; i < size; ++i) {
            lines[i].domain = i;
            const operation& op = *program[i].op;
            if (op.how == access::pointwise || op.how == access::gather)
                for (int k = op.how == access::gather ? 1 : 0; k < op.operands; ++k)
                    if (program[program[i][k]].op->how != access::literal) unite(i, program[i][k]);
            if (op.same_shape) unite(i, program[i][op.operands > op.data_operands ? op.data_operands : 0]);
            if (op.extents.rank == 0 && op.how != access::literal) {
                if (scalar < 0) scalar = i;
                unite(i, scalar);
            }
        }
    }

    /// Marks what must be in memory, gives every line its level (the number of stages before it) and collects the roots.
    template <class Lines, class Results, class Kinds>
    constexpr void arrange(const Lines& program, int size, const Results& results, const Kinds& kinds) {
        sequence<int> level(size);
        for (int i = 0; i < size; ++i) lines[i].stored = forced_[i], lines[i].banded = 0, lines[i].shown = 0, lines[i].home = -1;
        sequence<char> in_mosaic(size);
        for (int i = 0; i < size; ++i)
            if (mosaic(program, i).exists())
                for (int k = 0; k < 2; ++k) in_mosaic[program[i][k]] = 1;
        for (int i = 0; i < size; ++i) {
            const operation& op = *program[i].op;
            if (op.how == access::reduction || op.how == access::kernel) lines[i].stored = 1;
            if (op.how == access::gather) keep_operand(program, program[i][0], false);
            if (const mosaic pieces(program, i); pieces.exists() && !in_mosaic[i]) lines[i].stored = 1;
            if (op.how != access::kernel && op.how != access::reshape) continue;
            if (op.how == access::reshape && only_a_result(program, size, results, i)) {
                lines[i].shown = 1;
                continue;
            }
            for (int k = 0; k < op.data_operands; ++k) keep_operand(program, program[i][k], op.how == access::kernel);
        }
        for (int number = 0; int r : results) {
            // a gradient has its argument's type, which need not be that of its line
            if (lines[r].stored && lines[r].home < 0 && kinds[static_cast<std::size_t>(number)] == real_) lines[r].home = number;
            ++number;
        }
        for (int i = 0; i < size; ++i)
            for (int k = 0; k < program[i].op->data_operands; ++k) {
                const int x = program[i][k];
                if (program[i].op->how != access::count) level[i] = std::max(level[i], level[x] + (lines[x].stored ? 1 : 0));
            }
        stages = {}, passes = {}, roots = {};
        pending_ = {};
        for (int i = 0; i < size; ++i)
            if (lines[i].stored) add_stored(program, i, level[i]);
        for (int number = 0; int r : results) {
            if (lines[r].home != number) add_root(program, {root::store, r, r, -1, number}, level[r] + (lines[r].stored ? 1 : 0));
            ++number;
        }
    }
    /// A reshape that nothing reads: the result is written under the shape of what is reshaped.
    template <class Lines, class Results>
    static constexpr bool only_a_result(const Lines& program, int size, const Results& results, int i) {
        for (int j = i + 1; j < size; ++j)
            for (int k = 0; k < program[j].op->operands; ++k)
                if (program[j][k] == i) return false;
        for (int r : results)
            if (r == i) return true;
        return false;
    }
    /// A kernel, a gather and a reshape read memory: an input where it is (a kernel: of the computing type), else a stored line.
    template <class Lines>
    constexpr void keep_operand(const Lines& program, int x, bool kernel) {
        int base = x;
        while (program[base].op->how == access::reshape) base = program[base][0];
        const bool is_input = program[base].op->how == access::argument || (!kernel && program[base].op->how == access::count);
        if (!is_input) lines[base].stored = 1;
        else if (kernel && program[base].op->element != real_) lines[x].stored = 1;
    }
    template <class Lines>
    constexpr void add_stored(const Lines& program, int i, int level) {
        const operation& op = *program[i].op;
        if (op.how == access::kernel) {
            stage s;
            s.level = level, s.domain = i, s.kernel = true;
            insert(s);
        } else if (op.how == access::reduction) add_root(program, {root::reduce, i, program[i][0], -1, lines[i].home}, level);
        else {
            const mosaic pieces(program, i);
            if (!pieces.exists()) add_root(program, {root::store, i, i, -1, lines[i].home}, level);
            else
                for (int piece : pieces.embeddings)  // not even its zeros are stored where other pieces land
                    add_root(program, {root::store, i, program[piece][0], piece, lines[i].home}, level);
        }
    }
    template <class Lines>
    constexpr void add_root(const Lines& program, root r, int level) {
        // an embedding is stored where it lands: the loop runs over what is embedded, the zeros around it are written once
        if (lines[r.value].shown) r.value = program[r.value][0];
        auto from_here = [&] {  // what is stored as a root of its own is loaded only where it is not the value of this one
            const access how = program[program[r.value][0]].op->how;
            return how != access::literal && (!lines[program[r.value][0]].stored || how == access::reduction || how == access::kernel);
        };
        while (r.kind == root::store && r.through < 0 && program[r.value].op->embeds && from_here())
            r.through = r.value, r.value = program[r.value][0];
        if (r.through >= 0 && program[r.value].op->renames && from_here()) r.renamed = r.value, r.value = program[r.value][0];
        const int domain = domain_of(r.value);
        const int rank = program[r.value].op->extents.rank;
        for (int s = 0; s < stages.size(); ++s)
            if (!stages[s].kernel && stages[s].level == level && stages[s].rank == rank && domain_of(stages[s].domain) == domain) {
                pending_.push_back({r, level, domain});
                return;
            }
        stage s;
        s.level = level, s.domain = r.value, s.rank = rank;
        insert(s);
        pending_.push_back({r, level, domain});
    }
    constexpr void insert(const stage& s) {
        stages.push_back(s);
        auto after = [](const stage& a, const stage& b) { return a.level > b.level || (a.level == b.level && a.kernel && !b.kernel); };
        for (int i = stages.size() - 1; i > 0 && after(stages[i - 1], stages[i]); --i) std::swap(stages[i - 1], stages[i]);
    }

    /// Splits every stage into passes. False where a value turned out to be needed in full: it is forced and the caller starts again.
    template <class Lines>
    constexpr bool band_stages(const Lines& program, int size) {
        sequence<char> stored(size), banded(size);
        for (int i = 0; i < size; ++i) stored[i] = lines[i].stored;
        const line_costs costs(program, size, stored, banded);  // of all stages, as long as they have no bands
        for (int s = 0; s < stages.size(); ++s) {
            stages[s].first_pass = passes.size();
            if (stages[s].kernel) continue;
            sequence<root> own;
            for (const auto& p : pending_)
                if (p.level == stages[s].level && p.domain == domain_of(stages[s].domain) &&
                    program[p.what.value].op->extents.rank == stages[s].rank)
                    own.push_back(p.what);
            if (!split(program, size, stages[s], own, costs, s)) return false;
            stages[s].passes = passes.size() - stages[s].first_pass;
        }
        return true;
    }
    template <class Lines>
    constexpr bool split(const Lines& program, int size, stage& st, sequence<root>& own, const line_costs& unbanded, int number) {
        auto find = [&](leaves memory, const line_costs& costs) {
            return node_table::dear_and_shared(program, size, st.rank, memory, costs, own, store_threshold);
        };
        sequence<char> stored(size), banded(size);
        for (int i = 0; i < size; ++i) stored[i] = lines[i].stored;
        bool again = false;
        for (int found = find({stored, banded}, unbanded); found >= 0;
             found = find({stored, banded}, line_costs(program, size, stored, banded))) {
            const bool elsewhere = lines[found].banded != 0;  // one ring per line
            if (elsewhere || domain_of(found) != domain_of(st.domain) ||
                !read_nearby(reaches(program, size, {stored, banded}, own)[found], st.rank)) {
                forced_[found] = stored[found] = 1;
                again = true;
                continue;
            }
            banded[found] = 1, ++st.bands;
            lines[found].banded = static_cast<char>(number + 1);
            own.push_back({root::band, found, found});
        }
        return !again && order(program, size, st, own, {stored, banded}, number);
    }
    static constexpr bool read_nearby(const reach& r, int rank) {
        for (int k = 0; k < rank; ++k)
            if (r.axes[k].anywhere) return false;
        return true;
    }
    static constexpr bool is_read(const reach& r, leaves memory, int line) { return memory.banded[line] && (r.here || r.moved); }
    struct pending {
        root what;
        int level, domain;
    };

    /// Puts every root into the first pass in which the bands that it reads are there.
    template <class Lines>
    constexpr bool order(const Lines& program, int size, stage& st, sequence<root>& own, leaves memory, int number) {
        for (int i = 1; i < own.size(); ++i)  // bands first, in the order of their lines
            for (int j = i; j > 0 && before(own[j], own[j - 1]); --j) std::swap(own[j], own[j - 1]);
        sequence<int> pass_of_line(size, -1), pass_of_root(own.size());
        int count = 1;
        const bool bands = own.size() > 0 && own[0].kind == root::band;
        sequence<root> one(1);
        for (int i = 0; bands && i < own.size(); ++i) {
            one[0] = own[i];
            int p = 0;
            const auto read = reaches(program, size, memory, one);
            for (int line = 0; line < size; ++line)
                if (is_read(read[line], memory, line)) p = std::max(p, pass_of_line[line] + read[line].moved);
            pass_of_root[i] = p;
            if (own[i].kind == root::band) pass_of_line[own[i].line] = p;
            count = std::max(count, p + 1);
        }
        for (int p = 0; p < count; ++p) {
            passes.push_back({number, roots.size(), 0, 0});
            for (int i = 0; i < own.size(); ++i)
                if (pass_of_root[i] == p) roots.push_back(own[i]), ++passes[passes.size() - 1].roots;
        }
        if (bands) delay(program, size, st, memory, pass_of_line, passes.size() - count, count);
        return true;
    }
    static constexpr bool before(const root& a, const root& b) { return a.kind == root::band && (b.kind != root::band || a.line < b.line); }
    /// Chooses the band axis, how far each pass runs behind the first, and how many slabs of a band are kept.
    template <class Lines>
    constexpr void delay(
        const Lines& program, int size, stage& st, leaves memory, const sequence<int>& pass_of_line, int first, int count) {
        struct reading {
            int pass, line;
            reach where;
        };
        sequence<reading> reads;
        st.band_axis = st.rank - 2;
        for (int p = 0; p < count; ++p) {
            const auto read = reaches(program, size, memory, roots_of(first + p));
            for (int line = 0; line < size; ++line)
                if (is_read(read[line], memory, line)) reads.push_back({p, line, read[line]});
        }
        for (const reading& r : reads)
            for (int a = 0; a < st.band_axis; ++a)
                if (r.where.axes[a].low < 0 || r.where.axes[a].high > 0) st.band_axis = a;
        const int a = st.band_axis;
        for (int p = 1; p < count; ++p) {
            auto& behind = passes[first + p].delay;
            behind = passes[first + p - 1].delay;
            for (const reading& r : reads)
                if (a >= 0 && r.pass == p) behind = std::max(behind, passes[first + pass_of_line[r.line]].delay + r.where.axes[a].high);
        }
        for (const reading& r : reads) {
            auto& slabs = lines[r.line].slabs;
            if (a >= 0)
                slabs =
                    std::max(slabs, passes[first + r.pass].delay - passes[first + pass_of_line[r.line]].delay - r.where.axes[a].low + 1);
        }
    }
    /// Where the second pass of a stage is no rows behind the first one, both may be one.
    constexpr void join_passes() {
        for (stage& st : stages) {
            const int p = st.first_pass;
            if (st.passes < 2 || st.band_axis < 0 || st.band_axis != st.rank - 2 || passes[p + 1].delay > 0) continue;
            st.joint_pass = passes.size();
            passes.push_back({passes[p].stage, passes[p].first_root, passes[p].roots + passes[p + 1].roots, 0});
        }
    }
    constexpr sequence<root> roots_of(int p) const {
        sequence<root> own;
        for (int r = 0; r < passes[p].roots; ++r) own.push_back(roots[passes[p].first_root + r]);
        return own;
    }

    element_kind real_;
    sequence<char> forced_;
    sequence<pending> pending_;
};

}  // namespace xgrad
