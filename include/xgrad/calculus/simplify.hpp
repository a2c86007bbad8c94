#pragma once

#include "../language/trace.hpp"

namespace xgrad {

/// A finished program: its lines in order, and which of them are its results.
struct straight_line {
    trace lines;
    sequence<int> results;
};

/// Which lines the results need.
template <class Lines>
constexpr sequence<char> live_lines(const Lines& lines, int size, const sequence<int>& results) {
    sequence<char> live(size);
    for (int r : results) live[r] = 1;
    for (int i = size - 1; i >= 0; --i) {
        if (!live[i]) continue;
        const instruction& line = lines[i];
        for (int k = 0; k < line.op->operands; ++k) live[line[k]] = 1;
    }
    return live;
}

/// Copies the lines that the results need. Transparent lines (detach, the arguments of inner functions) are replaced by their
/// operand, and the laws of the trace apply to what that brings together.
template <class Lines>
constexpr straight_line copy_live(const Lines& lines, int size, const sequence<int>& results) {
    const sequence<char> live = live_lines(lines, size, results);
    straight_line copy;
    sequence<int> place(size);
    for (int i = 0; i < size; ++i) {
        if (!live[i]) continue;
        instruction line = lines[i];
        for (int k = 0; k < line.op->operands; ++k) line[k] = place[line[k]];
        place[i] = line.op->transparent ? line[0] : copy.lines.append(line);
    }
    for (int r : results) copy.results.push_back(place[r]);
    return copy;
}

/// A program without dead and transparent lines. A second copy drops what the laws made dead in the first.
template <class Lines>
constexpr straight_line simplify(const Lines& lines, int size, const sequence<int>& results) {
    straight_line once = copy_live(lines, size, results);
    const sequence<char> live = live_lines(once.lines, once.lines.size(), once.results);
    for (char is_live : live)
        if (!is_live) return copy_live(once.lines, once.lines.size(), once.results);
    return once;
}

}  // namespace xgrad
