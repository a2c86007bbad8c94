#pragma once

#include "lockstep.hpp"

namespace xgrad {

/// Finds the stages of a program with kernels that run in lockstep: each goes as far as what it reads is there.
class lockstep_finder : lockstep {
public:
    [[gnu::cold]] static lockstep find(const program_view& program, const extent_list* shapes) {
        lockstep_finder finder(program, shapes);
        return finder;
    }

private:
    // What a turn computes of a line, measured; and bytes of all lines that are kept.
    static constexpr std::ptrdiff_t plane_elements = 16384, most_plane_rows = 32, channel_bytes = 256 * 1024, most_kept = 384 * 1024;
    struct reading {
        int stage, line, operand;
        bool plain;  // a loop that reads element by element
    };

    [[gnu::cold, gnu::noinline]] lockstep_finder(const program_view& program, const extent_list* shapes)
        : lockstep(program, shapes), group_(program.stage_count, -1), shapes_of_(program.stage_count), done_(program.stage_count),
          first_reading_(program.stage_count + 1) {
        bool any = false;
        for (int s = 0; s < program.stage_count; ++s) {
            if (is_kernel(s) && kernel(s).run) shapes_of_[s] = {program, shapes, program.stages[s].domain};
            for_writes(s, [&](int line) { producer_[line] = s; });
            any = any || (is_kernel(s) && by_rows(s));
        }
        for (int s = 0; any && s < program.stage_count; ++s) find_readings(s);
        for (int s = 0; s < program.stage_count; ++s)
            if (group_[s] < 0) collect(s, any);
        begin.push_back(turns.size());
    }

    std::ptrdiff_t rows_of(const extent_list& shape) const { return shape[shape.rank - 2]; }

    template <class F>
    void for_writes(int s, F f) const {
        const stage& st = program_->stages[s];
        if (st.kernel) f(st.domain);
        for (int p = 0; p < st.passes; ++p) {
            const pass_view& pass = program_->code[st.first_pass + p].exact;
            for (int r = 0; r < pass.root_count; ++r)
                if (const root& what = pass.roots[r]; what.kind != root::band && program_->places[what.line].home == what.result)
                    f(what.line);
        }
    }
    [[gnu::cold, gnu::noinline]] void find_readings(int s) {
        const stage& st = program_->stages[s];
        first_reading_[s] = readings_.size();
        for (int k = 0; st.kernel && k < program_->lines[st.domain].op->data_operands; ++k)
            readings_.push_back({s, program_->lines[st.domain].operand[k], k, false});
        for (int p = 0; p < st.passes; ++p) {
            const pass_view& pass = program_->code[st.first_pass + p].exact;
            for (int l = 0; l < pass.load_count; ++l) {
                const auto [line, chain] = pass.loads[l];
                bool plain = shapes_[line].rank == st.rank;
                for (int a = 0; plain && a < st.rank; ++a) {
                    const axis_path path(pass, shapes_, chain, a);
                    plain = path.trivial() && path.loop_axis == a;
                }
                readings_.push_back({s, line, 0, plain});
            }
        }
        first_reading_[s + 1] = readings_.size();
    }
    /// The rows of a line that some rows of a stage read.
    row_range rows_read(const reading& r, row_range rows) const {
        if (!is_kernel(r.stage)) return r.plain ? rows : row_range::all();
        return kernel(r.stage).run ? kernel(r.stage).reads(r.operand, rows, shapes_of_[r.stage].shape) : row_range::all();
    }
    [[gnu::cold, gnu::noinline]] bool by_rows(int s) const {
        const stage& st = program_->stages[s];
        if (st.kernel) return kernel(s).run && kernel(s).by_rows(shapes_of_[s].shape);
        if (st.passes != 1 || st.rank < 2) return false;
        const pass_view& pass = program_->code[st.first_pass].exact;
        for (int r = 0; r < pass.root_count; ++r)
            if (pass.roots[r].through >= 0 || program_->places[pass.roots[r].line].shown) return false;
        return true;
    }
    /// Whether a stage can join a group over images of so many axes, 0 while it has no kernel.
    [[gnu::cold, gnu::noinline]] bool joins(int s, int first, int axes) const {
        const extent_list &own = images(s), &others = images(first);
        if (!by_rows(s) || own.rank != others.rank) return false;
        if (is_kernel(s)) {
            if (axes > 0 && axes != kernel(s).image_axes) return false;
            axes = kernel(s).image_axes;
        }
        bool possible = true, connected = own == others;
        for (int a = 0; axes > 0 && a < own.rank - axes; ++a) possible = possible && own[a] == others[a];
        for (int i = first_reading_[s]; i < first_reading_[s + 1]; ++i) {
            const reading& r = readings_[i];
            const int line = base_of(r.line), p = producer_[line];
            if (p < 0) continue;
            if (group_[p] < 0) return false;
            if (group_[p] != first) continue;
            connected = connected || axes > 0;
            const bool whole = rows_read(r, {0, 1}).last == row_range::all().last || line != r.line ||
                program_->lines[line].op->how == access::reduction || adds_up(p);
            possible = possible && !whole;
        }
        return possible && connected;
    }
    [[gnu::cold]] void collect(int first, bool any) {
        int axes = is_kernel(first) && kernel(first).run ? kernel(first).image_axes : 0;
        members_ = {};
        members_.push_back(first);
        group_[first] = first;
        for (int s = first + 1; any && by_rows(first) && s < program_->stage_count; ++s)
            if (group_[s] < 0 && joins(s, first, axes)) {
                group_[s] = first;
                members_.push_back(s);
                if (is_kernel(s)) axes = kernel(s).image_axes;
            }
        int count = members_.size();
        while (count > 1 && (axes == 0 || !plan(count, axes))) {  // loops alone gain nothing
            keep_all(--count);
            group_[members_[count]] = -1;
        }
        if (count == 1) keep_all(0), planned_ = {};
        together[order.size()] = count;
        for (int m = 0; m < count; ++m) {
            order.push_back(members_[m]), step.push_back(step_), begin.push_back(turns.size());
            image_axes[members_[m]] = count > 1 ? axes : 0;
        }
        for (const turn& t : planned_) turns.push_back(t);
    }
    [[gnu::cold, gnu::noinline]] void keep_all(int member) {
        for_writes(members_[member], [&](int line) { slabs[line] = 0; });
    }
    /// Finds the turns of the first members of a group and the rows that they keep; whether that pays.
    [[gnu::cold, gnu::noinline]] bool plan(int count, int axes) {
        const extent_list& image = images(members_[0]);
        const bool planes = axes <= 2;
        std::ptrdiff_t row = 1, outer = 1;
        for (int a = 0; a < image.rank; ++a)
            if (a != image.rank - 2) (a < image.rank - axes ? outer : row) *= image[a];
        step_ =
            std::max<std::ptrdiff_t>((planes ? plane_elements : channel_bytes / program_->real_size) / std::max<std::ptrdiff_t>(row, 1), 1);
        if (planes) step_ = std::min(step_, most_plane_rows);
        else if (step_ >= rows_of(image) && outer == 1) return false;
        for (;; step_ /= 2) {
            take_turns(count);
            std::ptrdiff_t kept = 0;
            for (int m = 0; m < count; ++m)
                for_writes(members_[m], [&](int line) {
                    if (slabs[line] > 0)
                        kept += slabs[line] * shapes_[line].size() / std::max<std::ptrdiff_t>(outer * rows_of(shapes_[line]), 1) *
                            program_->real_size;
                });
            if (planes || kept <= most_kept) return true;
            if (step_ == 1) return false;
        }
    }
    [[gnu::cold, gnu::noinline]] void take_turns(int count) {
        planned_ = {};
        for (int m = 0; m < count; ++m) done_[members_[m]] = 0, keep_all(m);
        for (bool more = true; more;) {
            more = false;
            for (int m = 0; m < count; ++m) {
                const int s = members_[m];
                const auto from = done_[s], rows = rows_of(images(s));
                for (const auto end = depends(s) ? rows : std::min(rows, from + step_); done_[s] < end && ready(s);) ++done_[s];
                if (done_[s] == from) continue;
                more = true;
                planned_.push_back({s, {from, done_[s]}});
                for_writes(s, [&](int line) { keep_rows(s, line); });
            }
        }
        for (int m = 0; m < count; ++m)
            for_writes(members_[m], [&](int line) {
                if (slabs[line] > 0 && slabs[line] >= rows_of(shapes_[line])) slabs[line] = 0;
            });
    }
    /// Whether a condition holds for what a stage reads of the others of its group; a copy of an argument has the argument's line.
    template <class F>
    bool for_group_readings(int s, F holds) const {
        for (int i = first_reading_[s]; i < first_reading_[s + 1]; ++i)
            if (const int p = producer_[base_of(readings_[i].line)]; p >= 0 && p != s && group_[p] == group_[s] && !holds(readings_[i], p))
                return false;
        return true;
    }
    [[gnu::cold, gnu::noinline]] bool depends(int s) const {
        return !for_group_readings(s, [](const reading&, int) { return false; });
    }
    /// Whether the next row can be computed.
    [[gnu::cold, gnu::noinline]] bool ready(int s) const {
        return for_group_readings(s, [&](const reading& r, int p) {
            return std::min(rows_read(r, {done_[s], done_[s] + 1}).last, rows_of(shapes_[r.line])) <= done_[p];
        });
    }
    /// The rows of a line, just written, that are still read; all where others read it.
    [[gnu::cold, gnu::noinline]] void keep_rows(int s, int line) {
        if (shapes_[line].rank < 2 || program_->places[line].home >= 0 || program_->lines[line].op->how == access::reduction || adds_up(s))
            return;
        const auto all = rows_of(shapes_[line]);
        auto rows = std::max<std::ptrdiff_t>(slabs[line], 1);
        for (const reading& r : readings_)
            if (base_of(r.line) != line) continue;
            else if (group_[r.stage] != group_[s]) rows = all;
            else if (done_[r.stage] < rows_of(images(r.stage)))
                rows = std::max(rows, done_[s] - std::max<std::ptrdiff_t>(rows_read(r, {done_[r.stage], done_[r.stage] + 1}).first, 0));
        slabs[line] = rows;
    }
    /// A reshape shows what another line stores.
    int base_of(int line) const {
        while (program_->lines[line].op->how == access::reshape) line = program_->lines[line].operand[0];
        return line;
    }

    long_sequence<int> group_;
    long_sequence<kernel_shapes> shapes_of_;
    sequence<reading> readings_;
    sequence<int> members_;
    sequence<turn> planned_;
    long_sequence<std::ptrdiff_t> done_;
    sequence<int> first_reading_;
    std::ptrdiff_t step_ = 0;
};

}  // namespace xgrad
