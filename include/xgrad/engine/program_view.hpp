#pragma once

#include "pass_runner.hpp"

namespace xgrad {

/// The loops of a kernel op: writes `out` from its operands, all dense or strided memory of the computing type.
using kernel_function = void (*)(const memory_view& out, const memory_view* operands);

/// A kernel that goes through images row by row; `shapes` are those of its result and its operands.
struct row_kernel {
    int image_axes = 0;      // the last ones, which make an image: rows and columns, or channels, rows and columns
    int images = 0;          // so many operands, the first ones, are images; the others are read whole
    bool adds_up = false;    // over the rows of the first operand, from `begin` to `finish`; else it gives rows of the result
    int result_axes = max_rank;  // of one that adds up: the last axes of its result, which the image at the same leading indices adds to
    bool (*by_rows)(const extent_list* shapes) = nullptr;                                            // else it only runs as a whole
    row_range (*reads)(int operand, row_range rows, const extent_list* shapes) = nullptr;  // what these rows need of an operand
    std::ptrdiff_t (*memory)(const extent_list* shapes) = nullptr;  // bytes of its own
    void (*run)(const memory_view& out, const memory_view* operands, std::byte* memory, row_range rows) = nullptr;  // on one image
    void (*begin)(const memory_view& out, std::byte* memory) = nullptr;
    void (*finish)(const memory_view& out, const std::byte* memory) = nullptr;
};

class executor;
class lockstep;
class workspace;
struct program_view;
/// The parts of the run time that not every program needs, so that a program is compiled with those that it does need.
struct engine_parts {
    lockstep (*find_lockstep)(const program_view&, const extent_list* shapes) = nullptr;
    std::size_t (workspace::*make_ring)(int line, memory_view& ring) const = nullptr;
    void (executor::*run_kernel)(int line) = nullptr;
    void (executor::*run_together)(std::ptrdiff_t place, const memory_view* results) = nullptr;
    void (executor::*run_bands)(const stage&) = nullptr;
};

/// A program as the run time sees it.
struct program_view {
    const instruction* lines;
    int size;
    const instruction* written;  // the lines before simplification, whose shapes are checked as well
    int written_size;
    const stage* stages;
    int stage_count;
    const pass* passes;
    const placement* places;
    const pass_code* code;  // per pass
    const kernel_function* kernels;  // per line
    const row_kernel* row_kernels;  // per line
    const std::ptrdiff_t* memory_sizes;  // per line: bytes of an element where it is read
    const std::ptrdiff_t* result_sizes;  // per result
    int result_count;
    std::ptrdiff_t real_size;
    engine_parts parts;

    /// Whether the first two passes of a stage run as one, but at borders.
    bool has_joint(const stage& st) const { return st.joint_pass >= 0 && code[st.joint_pass].has_interior; }
};

/// The shapes of a line and of its operands, which a kernel is asked about.
struct kernel_shapes {
    extent_list shape[max_operands + 1];

    kernel_shapes() = default;
    kernel_shapes(const program_view& program, const extent_list* shapes, int line) : shape{shapes[line]} {
        for (int k = 0; k < std::min(program.lines[line].op->operands, max_operands); ++k)
            shape[k + 1] = shapes[program.lines[line].operand[k]];
    }
};

}  // namespace xgrad
