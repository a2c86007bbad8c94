#pragma once

#include "pass_runner.hpp"

namespace xgrad {

/// The loops of a kernel op: writes `out` from its operands, all dense or strided memory of the computing type.
using kernel_function = void (*)(const memory_view& out, const memory_view* operands);

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
    const pass_code* code;                 // per pass
    const kernel_function* kernels;        // per line
    const std::ptrdiff_t* memory_sizes;    // per line: bytes of an element where it is read
    const std::ptrdiff_t* result_sizes;    // per result
    std::ptrdiff_t real_size;
};

}  // namespace xgrad
