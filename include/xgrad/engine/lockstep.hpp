#pragma once

#include "program_view.hpp"

namespace xgrad {

/// Stages that run together, some rows of each in turn, so that what one stores is read from a cache, and kept for a few rows only: kernels
/// that can go row by row, and loops before and after them.
class lockstep {
public:
    /// Some rows of a stage.
    struct turn {
        int stage;
        row_range rows;
    };
    long_sequence<int> order;  // the stages, those that run together side by side
    long_sequence<int> together;  // how many stages a place in this order begins; 0: it is not the first one
    long_sequence<std::ptrdiff_t> step;  // per place: how many rows of the first stage are a turn
    long_sequence<turn> turns;  // of all places, for one image each
    long_sequence<std::ptrdiff_t> begin;  // per place: its first turn
    long_sequence<int> image_axes;  // per stage: the axes of such an image; 0: it runs alone
    long_sequence<std::ptrdiff_t> slabs;  // per line: rows that are kept; 0: all

    lockstep() = default;
    bool grouped(int stage) const { return image_axes[stage] > 0; }
    /// The first axis along which the kept rows of a line go on.
    int first_kept_axis(int line) const { return shapes_[line].rank - image_axes[producer_[line]]; }
    /// The shape of the images whose rows a stage goes through.
    const extent_list& images(int s) const {
        const int line = program_->stages[s].domain;
        return shapes_[adds_up(s) ? program_->lines[line].operand[0] : line];
    }
    /// Every stage alone: programs without kernels.
    [[gnu::cold]] static lockstep of_none(const program_view& program, const extent_list* shapes) {
        lockstep alone(program, shapes);
        alone.step = long_sequence<std::ptrdiff_t>(program.stage_count);
        alone.begin = long_sequence<std::ptrdiff_t>(program.stage_count + 1);
        for (int s = 0; s < program.stage_count; ++s) alone.order.push_back(s), alone.together[s] = 1;
        return alone;
    }

protected:
    [[gnu::cold, gnu::noinline]] lockstep(const program_view& program, const extent_list* shapes)
        : together(program.stage_count), image_axes(program.stage_count), slabs(program.size), program_(&program), shapes_(shapes),
          producer_(program.size, -1) {}
    const row_kernel& kernel(int s) const { return program_->row_kernels[program_->stages[s].domain]; }
    bool is_kernel(int s) const { return program_->stages[s].kernel; }
    bool adds_up(int s) const { return is_kernel(s) && kernel(s).adds_up; }

    const program_view* program_ = nullptr;
    const extent_list* shapes_ = nullptr;
    long_sequence<int> producer_;  // per line: the stage that writes it
};

}  // namespace xgrad
