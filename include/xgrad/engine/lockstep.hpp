#pragma once

#include "program_view.hpp"

namespace xgrad {

/// Stages that run together, some rows of each in turn, so that what one stores is read from a cache, and kept for a few rows only: kernels that can go row by row, and
/// loops over the same domain before and after them. A stage is so many rows behind the first one as what it reads needs.
class lockstep {
public:
    long_sequence<int> order;               // the stages, those that run together side by side
    long_sequence<int> together;            // how many stages a place in this order begins; 0: it is not the first one
    long_sequence<std::ptrdiff_t> delay;    // per stage: rows
    long_sequence<std::ptrdiff_t> slabs;    // per line: rows that are kept; 0: all
    static constexpr std::ptrdiff_t no_delay = -1;

    lockstep() = default;
    [[gnu::cold]] lockstep(const program_view& program, const extent_list* shapes)
        : together(program.stage_count), delay(program.stage_count), slabs(program.size), program_(&program), shapes_(shapes), producer_(program.size, -1), group_(program.stage_count, -1), reads_(program.stage_count) {
        for (int s = 0; s < program.stage_count; ++s) reads_[s] = readings(s);
        for (int s = 0; s < program.stage_count; ++s)
            for_writes(s, [&](int line) { producer_[line] = s; });
        for (int s = 0; s < program.stage_count; ++s)
            if (group_[s] < 0) collect(s);
    }
    /// How many rows of each stage run in turn: their values lie in the second cache.
    std::ptrdiff_t step(int stage) const {
        const extent_list& shape = shapes_[program_->stages[stage].domain];
        return std::clamp<std::ptrdiff_t>(16384 / std::max<std::ptrdiff_t>(shape[shape.rank - 1], 1), 1, 32);
    }
    bool grouped(int stage) const { return members_[group_[stage]] > 1; }

private:
    template <class F>
    void for_writes(int s, F f) const {
        const stage& st = program_->stages[s];
        if (st.kernel) f(st.domain);
        for (int p = 0; p < st.passes; ++p) {
            const pass_view& pass = program_->code[st.first_pass + p].exact;
            for (int r = 0; r < pass.root_count; ++r)
                if (const root& what = pass.roots[r]; what.kind != root::band && program_->places[what.line].home == what.result) f(what.line);
        }
    }
    struct reading {
        int line;
        std::ptrdiff_t around;  // rows before and after its own that a row needs
        bool plain;             // read in place
    };
    [[gnu::cold, gnu::noinline]] sequence<reading> readings(int s) const {
        sequence<reading> found;
        const stage& st = program_->stages[s];
        if (st.kernel)
            for (int k = 0; k < program_->lines[st.domain].op->operands; ++k) found.push_back({program_->lines[st.domain].operand[k], program_->row_kernels[st.domain].rows_around, k == 0});
        for (int p = 0; p < st.passes; ++p) {
            const pass_view& pass = program_->code[st.first_pass + p].exact;
            for (int l = 0; l < pass.load_count; ++l) {
                const auto [line, chain] = pass.loads[l];
                bool plain = shapes_[line].rank == st.rank;
                for (int a = 0; plain && a < st.rank; ++a) {
                    const axis_path path(pass, shapes_, chain, a);
                    plain = path.trivial() && path.loop_axis == a;
                }
                found.push_back({line, 0, plain});
            }
        }
        return found;
    }
    [[gnu::cold, gnu::noinline]] bool by_rows(int s) const {
        const stage& st = program_->stages[s];
        if (shapes_[st.domain].rank < 2) return false;
        if (st.kernel) return program_->row_kernels[st.domain].run && program_->row_kernels[st.domain].rows_around >= 0;
        if (st.passes != 1) return false;
        const pass_view& pass = program_->code[st.first_pass].exact;
        for (int r = 0; r < pass.root_count; ++r)
            if (pass.roots[r].through >= 0 || program_->places[pass.roots[r].line].shown) return false;
        return true;
    }
    /// How far a stage is behind the first one of a group; no_delay where it cannot join.
    [[gnu::cold, gnu::noinline]] std::ptrdiff_t delay_in(int group, int s) const {
        std::ptrdiff_t most = 0;
        for (const auto& [line, around, plain] : reads_[s]) {
            const int p = producer_[base_of(line)];
            if (p < 0 || most == no_delay) continue;
            if (group_[p] < 0) most = no_delay;
            else if (group_[p] == group) most = plain && base_of(line) == line && program_->lines[line].op->how != access::reduction ? std::max(most, delay[p] + around) : no_delay;
        }
        return most;
    }
    [[gnu::cold, gnu::noinline]] void collect(int first) {
        const int group = static_cast<int>(members_.size());
        const auto begin = order.size();
        bool kernels = program_->stages[first].kernel;
        const extent_list& shape = shapes_[program_->stages[first].domain];
        long_sequence<int> joined;
        group_[first] = group;
        for (int s = first + 1; by_rows(first) && s < program_->stage_count; ++s)
            if (group_[s] < 0 && by_rows(s) && shapes_[program_->stages[s].domain] == shape)
                if (const auto behind = delay_in(group, s); behind != no_delay) {
                    group_[s] = group, delay[s] = behind;
                    joined.push_back(s);
                    kernels = kernels || program_->stages[s].kernel;
                }
        order.push_back(first);
        for (int s : joined)
            if (kernels) order.push_back(s);
            else group_[s] = -1, delay[s] = 0;
        members_.push_back(static_cast<int>(order.size() - begin));
        together[begin] = members_[group];
        if (members_[group] > 1)
            for (auto m = begin; m < order.size(); ++m) for_writes(order[m], [&](int line) { keep_rows(group, line); });
    }
    /// Some rows of what only the group itself reads.
    [[gnu::cold, gnu::noinline]] void keep_rows(int group, int line) {
        if (program_->places[line].home >= 0 || program_->lines[line].op->how == access::reduction) return;
        const extent_list& shape = shapes_[line];
        std::ptrdiff_t rows = 1;
        for (int s = 0; s < program_->stage_count; ++s)
            for (const reading& read : reads_[s])
                if (base_of(read.line) == line) rows = std::max(rows, group_[s] == group ? delay[s] - delay[producer_[line]] + step(s) : shape[shape.rank - 2]);
        if (rows < shape[shape.rank - 2]) slabs[line] = rows;
    }
    /// A reshape shows what another line stores.
    int base_of(int line) const {
        while (program_->lines[line].op->how == access::reshape) line = program_->lines[line].operand[0];
        return line;
    }

    const program_view* program_ = nullptr;
    const extent_list* shapes_ = nullptr;
    long_sequence<int> producer_, group_, members_;
    long_sequence<sequence<reading>> reads_;  // of each stage
};

}  // namespace xgrad
