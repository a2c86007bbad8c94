#pragma once

#include "pass_runner.hpp"

namespace xgrad {

/// The loops of a kernel op: writes `out` from its operands, all dense or strided memory of the computing type.
using kernel_function = void (*)(const memory_view& out, const memory_view* operands);

/// A kernel that goes through the rows of images: a row of the result needs `rows_around` rows of the first operand before and after (-1: all of them). It has memory of
/// its own for images of so many columns, and `numbers` are the operands behind the first one.
struct row_kernel {
    std::ptrdiff_t rows_around = -1;
    std::ptrdiff_t (*memory)(std::ptrdiff_t columns) = nullptr;
    void (*run)(const image_plane& out, const image_plane& x, const memory_view* numbers, std::byte* memory, std::ptrdiff_t first, std::ptrdiff_t last) = nullptr;
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
    const pass_code* code;                 // per pass
    const kernel_function* kernels;        // per line
    const row_kernel* row_kernels;         // per line
    const std::ptrdiff_t* memory_sizes;    // per line: bytes of an element where it is read
    const std::ptrdiff_t* result_sizes;    // per result
    std::ptrdiff_t real_size;
};

}  // namespace xgrad
