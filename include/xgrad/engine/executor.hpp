#pragma once

#include "lockstep_finder.hpp"
#include "workspace.hpp"

namespace xgrad {

/// Runs a program on arrays of one set of shapes: owns the workspace and the layout of every loop.
class executor : public workspace {
public:
    using workspace::workspace;
    executor(executor&&) = default;
    executor& operator=(executor&&) = default;
    [[gnu::cold, gnu::noinline]] ~executor() {}

    /// Reads the inputs where they are, writes the results. Allocates only where an input's strides are new.
    void run(const memory_view* inputs, const memory_view* results) {
        const agreement same = bind_arrays(inputs, results);
        if (!same.strides || !laid_out_) lay_out(results), bound_ = false;
        bound_ = note_memory(results) && same.memory && bound_;
        show_reshapes();
        for (std::ptrdiff_t s = 0; s < lockstep_.order.size(); s += lockstep_.together[s]) {
            const stage& st = program_->stages[lockstep_.order[s]];
            if (lockstep_.together[s] > 1) (this->*program_->parts.run_together)(s, results);
            else run_stage(st, results);
        }
        bound_ = true;
    }
    /// What a program with kernels, with bands needs.
    template <bool Kernels, bool Bands>
    static consteval engine_parts parts() {
        engine_parts needed{&lockstep::of_none};
        if constexpr (Kernels || Bands) needed.make_ring = &executor::make_ring;
        if constexpr (Kernels)
            needed.find_lockstep = &lockstep_finder::find, needed.run_kernel = &executor::run_kernel,
            needed.run_together = &executor::run_together;
        if constexpr (Bands) needed.run_bands = &executor::run_bands;
        return needed;
    }

private:
    [[gnu::cold]] void lay_out(const memory_view* results) {
        show_reshapes();
        int passes = 0;
        for (int s = 0; s < program_->stage_count; ++s)
            passes = std::max({passes, program_->stages[s].first_pass + program_->stages[s].passes, program_->stages[s].joint_pass + 1});
        runners_ = long_sequence<pass_runner>(passes);
        results_ = long_sequence<const std::byte*>(program_->result_count);
        for (int s = 0; s < program_->stage_count; ++s) {
            const stage& st = program_->stages[s];
            for (int p = 0; p < st.passes; ++p) lay_out_pass(runner(st.first_pass + p), st, program_->code[st.first_pass + p], results);
            if (program_->has_joint(st)) lay_out_pass(runner(st.joint_pass), st, program_->code[st.joint_pass], results);
        }
        laid_out_ = true;
    }
    [[gnu::cold, gnu::noinline]] void lay_out_pass(
        pass_runner& runner, const stage& st, const pass_code& code, const memory_view* results) {
        const extent_list& loop = shape(st.domain);
        runner.begin(code, loop);
        auto add_loads = [&](const pass_view& pass, long_sequence<pass_runner::track>& tracks) {
            tracks = long_sequence<pass_runner::track>(pass.load_count);
            for (int l = 0; l < pass.load_count; ++l) {
                const int i = pass.loads[l].line;
                const int ring = op(i).how == access::argument ? -1 : band_axis(i);  // its copy, for kernels, may be one
                tracks[l].where = make_stream(pass, shapes_.data(), loop, pass.loads[l], view(i), ring, ring >= 0 ? slabs(i) : 0);
            }
        };
        add_loads(code.interior, runner.fast_loads);
        add_loads(code.exact, runner.general_loads);
        runner.load_sizes = long_sequence<std::ptrdiff_t>(code.interior.load_count);
        for (int l = 0; l < code.interior.load_count; ++l) {
            const bool invariant = code.interior_invariant[l];
            runner.load_sizes[l] = invariant ? 0 : program_->memory_sizes[code.interior.loads[l].line];
        }
        runner.general_sizes = long_sequence<std::ptrdiff_t>(code.exact.load_count);
        for (int l = 0; l < code.exact.load_count; ++l) runner.general_sizes[l] = program_->memory_sizes[code.exact.loads[l].line];
        runner.masks = long_sequence<mask_stream>(code.exact.mask_count);
        for (int m = 0; m < code.exact.mask_count; ++m) runner.masks[m] = make_mask(code.exact, shapes_.data(), loop, code.exact.masks[m]);
        runner.interior = code.general ? find_interior(code.exact, shapes_.data(), loop) : common_interior(st, loop);
        if (loop.rank == 0) runner.interior = {extent_list{0}, extent_list{1}};
        runner.reach = reach_of(runner, code.interior);
        runner.stores = long_sequence<pass_runner::track>(code.exact.root_count);
        runner.totals = long_sequence<pass_runner::track>(code.exact.root_count);
        runner.store_sizes = long_sequence<std::ptrdiff_t>(code.exact.root_count);
        for (int r = 0; r < code.exact.root_count; ++r) {
            const root& what = code.exact.roots[r];
            runner.store_sizes[r] = what.kind == root::reduce ? 0
                : what.result >= 0                            ? program_->result_sizes[what.result]
                                                              : program_->real_size;
            if (what.kind == root::reduce) runner.totals[r].where = total_stream(loop, what);
            else runner.stores[r].where = store_stream(loop, what, results);
        }
        const auto number = static_cast<int>(&st - program_->stages);
        runner.prepare(lockstep_.grouped(number) ? loop.rank - 2 : st.band_axis);
    }
    /// How many columns ahead the interior of a pass reads bands.
    [[gnu::cold]] std::ptrdiff_t reach_of(const pass_runner& runner, const pass_view& interior) const {
        const int last = runner.loop().rank - 1;
        const auto low = runner.interior.low[last];
        std::ptrdiff_t reach = 0;
        for (int l = 0; l < interior.load_count; ++l) {
            if (!place(interior.loads[l].line).banded) continue;
            const stream& where = runner.fast_loads[l].where;
            reach = std::max(reach, where.offset != 0 ? runner.loop()[last] : where.axes[last].at(low) / program_->real_size - low);
        }
        return reach;
    }
    /// Where the elements of an embedding land, whose axes may have been renamed before.
    [[gnu::cold]] void store_through(stream& s, const extent_list& loop, const root& what, const memory_view& to) const {
        const extent_list& embedded = shape(program_->lines[what.through].operand[0]);
        for (int a = 0; a < embedded.rank; ++a) {
            const axis_map m = op(what.through).map(a, embedded, shape(what.through));
            if (m.axis < 0) continue;
            s.offset -= to.strides[m.axis] * m.offset * m.step;
            for (int k = 0; k < loop.rank; ++k)
                if ((what.renamed < 0 ? k : op(what.renamed).map(k, loop, embedded).axis) == a)
                    s.axes[k].stride = to.strides[m.axis] * m.divisor * m.step;
        }
    }
    /// Where a root is stored: dense, in a ring of slabs, or where an embedding lands.
    [[gnu::cold]] stream store_stream(const extent_list& loop, const root& what, const memory_view* results) {
        stream s;
        memory_view to = what.result >= 0 ? results[what.result] : buffers_[what.line];
        if (place(what.line).shown)
            to.strides = dense_strides(shape(program_->lines[what.line].operand[0]), program_->result_sizes[what.result]);
        if (what.through >= 0) {
            store_through(s, loop, what, to);
            return s;
        }
        for (int a = 0; a < loop.rank; ++a) {
            auto& axis = s.axes[a];
            if (what.result < 0 && a == band_axis(what.line)) {
                axis.table = long_sequence<std::ptrdiff_t>(loop[a]);
                for (std::ptrdiff_t i = 0; i < loop[a]; ++i) axis.table[i] = i % slabs(what.line) * to.strides[a];
            } else axis.stride = to.strides[a];
        }
        return s;
    }
    [[gnu::cold]] stream total_stream(const extent_list& loop, const root& what) const {
        stream s;
        std::ptrdiff_t step = sizeof(double);
        for (int a = loop.rank - 1; a >= 0; --a) {
            if (op(what.line).reduced_axes >> a & 1) continue;
            s.axes[a].stride = step;
            step *= loop[a];
        }
        return s;
    }

    [[gnu::noinline]] void run_stage(const stage& st, const memory_view* results) {
        if (st.kernel) return (this->*program_->parts.run_kernel)(st.domain);
        const extent_list& loop = shape(st.domain);
        for (int p = 0; p < st.passes; ++p) {
            begin_totals(program_->code[st.first_pass + p]);
            bind(st.first_pass + p, results);
        }
        if (program_->has_joint(st)) bind(st.joint_pass, results);
        if (st.band_axis < 0 || st.passes == 1)
            for (int p = 0; p < st.passes; ++p) {
                extent_list index = extent_list::filled(std::max(loop.rank, 1), 0);
                runner(st.first_pass + p).run(index, 0);
            }
        else (this->*program_->parts.run_bands)(st);
        for (int p = 0; p < st.passes; ++p) end_totals(program_->code[st.first_pass + p]);
    }
    void run_kernel(int line) {
        memory_view operands[max_operands];
        get_operands(line, operands);
        if (program_->kernels[line]) program_->kernels[line](view(line), operands);
        else
            for_images(shape(line), program_->row_kernels[line].image_axes,
                [&](const extent_list& index, row_range rows) { run_rows(line, index, rows); });
    }
    void get_operands(int kernel, memory_view* operands) {
        for (int k = 0; k < op(kernel).operands; ++k) {
            const int x = program_->lines[kernel].operand[k];
            operands[k] = place(x).stored && op(x).how == access::argument ? buffers_[x] : view(x);
        }
    }
    /// f(index of an image, all its rows) for the images that the last `axes` axes make.
    template <class F>
    static void for_images(const extent_list& shape, int axes, F f) {
        extent_list index = extent_list::filled(shape.rank, 0);
        if (shape.size() == 0) return;
        do f(index, row_range{0, shape[shape.rank - 2]});
        while (advance(index, shape, shape.rank - axes));
    }
    /// Rows of the image at an index, of which a kernel's operands that have no such image see all.
    [[gnu::noinline]] void run_rows(int kernel, const extent_list& index, row_range rows) {
        const row_kernel& code = program_->row_kernels[kernel];
        auto at = [&](memory_view v, int axes) {
            for (int a = 0; a < axes; ++a) v.data += index[a] * v.strides[a], v.extents[a] = 1;
            return v;
        };
        auto image = [&](memory_view v, int line) {
            v.extents = shape(line), v.kept_rows = lockstep_.slabs[line], v.zeros = zeros_around(line);
            return at(v, index.rank - code.image_axes);
        };
        memory_view operands[max_operands];
        get_operands(kernel, operands);
        for (int k = 0; k < code.images; ++k) operands[k] = image(operands[k], program_->lines[kernel].operand[k]);
        const memory_view& whole = view(kernel);
        code.run(
            code.adds_up ? at(whole, whole.extents.rank - code.result_axes) : image(whole, kernel), operands, kernel_memory_[kernel], rows);
    }
    /// Some rows of each stage in turn.
    void run_together(std::ptrdiff_t place, const memory_view* results) {
        const int* const stages = lockstep_.order.data() + place;
        const int axes = lockstep_.image_axes[stages[0]];
        const extent_list& images = lockstep_.images(stages[0]);
        for (int m = 0; m < lockstep_.together[place]; ++m)
            if (const stage& st = program_->stages[stages[m]]; !st.kernel)
                begin_totals(program_->code[st.first_pass]), bind(st.first_pass, results);
            else if (const row_kernel& code = program_->row_kernels[st.domain]; code.adds_up)
                code.begin(view(st.domain), kernel_memory_[st.domain]);
        for_images(images, axes, [&](extent_list index, row_range) {
            for (auto t = lockstep_.begin[place]; t < lockstep_.begin[place + lockstep_.together[place]]; ++t) {
                const auto& turn = lockstep_.turns[t];
                if (const stage& st = program_->stages[turn.stage]; st.kernel) run_rows(st.domain, index, turn.rows);
                else runner(st.first_pass).run_some(index, index.rank - axes, turn.rows);
            }
        });
        for (int m = 0; m < lockstep_.together[place]; ++m)
            if (const stage& st = program_->stages[stages[m]]; !st.kernel) end_totals(program_->code[st.first_pass]);
            else if (const row_kernel& code = program_->row_kernels[st.domain]; code.adds_up)
                code.finish(view(st.domain), kernel_memory_[st.domain]);
    }
    /// Slab after slab along the band axis: each pass as far behind the first as its readers need.
    void run_bands(const stage& st) {
        const extent_list& loop = shape(st.domain);
        const int a = st.band_axis;
        extent_list index = extent_list::filled(loop.rank, 0);
        if (loop.size() == 0) return;
        const auto extent = loop[a], step = slabs_per_step(st);
        auto behind = [&](int p) { return program_->passes[st.first_pass + p].delay; };
        auto run = [&](int p, std::ptrdiff_t t) {
            const auto first = t - behind(p);
            index[a] = std::clamp<std::ptrdiff_t>(first, 0, extent);
            const auto count = std::clamp<std::ptrdiff_t>(first + step, 0, extent) - index[a];
            if (count > 0) runner(st.first_pass + p).run(index, a + 1, count);
        };
        const bool joint = program_->has_joint(st) && runner(st.joint_pass).side_by_side();
        const bool paired = !joint && program_->code[st.first_pass].with_next && runner(st.first_pass).side_by_side() &&
            runner(st.first_pass + 1).side_by_side() && loop[loop.rank - 1] < 2 * pass_runner::block_columns;
        for (;;) {
            for (std::ptrdiff_t t = 0; t < extent + behind(st.passes - 1); t += step) {
                if (joint) runner(st.joint_pass).run_joint(runner(st.first_pass), runner(st.first_pass + 1), index, t, t + step);
                else if (paired) runner(st.first_pass).run_with_next(runner(st.first_pass + 1), index, t, t + step, behind(1));
                for (int p = joint || paired ? 2 : 0; p < st.passes; ++p) run(p, t);
            }
            if (!advance(index, loop, a)) return;
        }
    }
    /// Where the first two passes of a stage have an interior; what the second reads of the first is carried along.
    [[gnu::cold]] interior_box common_interior(const stage& st, const extent_list& loop) const {
        long_sequence<bool> carried(program_->size);
        for (int i = 0; i < program_->size; ++i) carried[i] = place(i).banded;
        interior_box both = find_interior(program_->code[st.first_pass].exact, shapes_.data(), loop);
        const interior_box second = find_interior(program_->code[st.first_pass + 1].exact, shapes_.data(), loop, carried.data());
        for (int k = 0; k < loop.rank; ++k)
            both.low[k] = std::max(both.low[k], second.low[k]), both.high[k] = std::min(both.high[k], second.high[k]);
        return both;
    }
    pass_runner& runner(int p) { return runners_[p]; }
    /// Notes where the results are; whether they were there before.
    bool note_memory(const memory_view* results) {
        bool same = true;
        for (std::ptrdiff_t r = 0; r < program_->result_count; ++r)
            same = same && results_[r] == results[r].data, results_[r] = results[r].data;
        return same;
    }
    [[gnu::noinline]] void bind(int p, const memory_view* results) {
        if (bound_) return;
        const pass_view& pass = program_->code[p].exact;
        std::byte* store_base[max_roots];
        double* total_base[max_roots];
        for (int r = 0; r < pass.root_count; ++r) {
            const root& what = pass.roots[r];
            const int i = what.line;
            store_base[r] = what.kind == root::reduce ? nullptr : what.result >= 0 ? results[what.result].data : buffers_[i].data;
            total_base[r] = what.kind == root::reduce ? totals_[i] : nullptr;
        }
        runner(p).bind(views_.data(), store_base, total_base);
    }
    [[gnu::noinline]] void begin_totals(const pass_code& code) {
        for (int r = 0; r < code.exact.root_count; ++r)
            if (code.exact.roots[r].kind == root::reduce) {
                const int i = code.exact.roots[r].line;
                const double initial = op(i).initial;
#pragma GCC unroll 1
                for (auto e = shape(i).size(); e-- > 0;) totals_[i][e] = initial;
            }
    }
    [[gnu::noinline]] void end_totals(const pass_code& code) {
        for (int r = 0; r < code.exact.root_count; ++r)
            if (code.exact.roots[r].kind == root::reduce) {
                const int i = code.exact.roots[r].line;
                write_reals(view(i).data, totals_[i], shape(i).size());
            }
    }

    static constexpr int max_roots = 64;
    long_sequence<pass_runner> runners_;
    long_sequence<const std::byte*> results_;  // of the run before
    bool laid_out_ = false, bound_ = false;  // bound: the runners know where all arrays are
};

}  // namespace xgrad
