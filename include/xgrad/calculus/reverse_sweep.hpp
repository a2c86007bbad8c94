#pragma once

#include <span>

#include "../language/trace.hpp"

namespace xgrad {

/// A value and the cotangent that arrives at it.
struct cotangent_seed {
    int value;
    int cotangent;
};

/// Which lines depend on the lines `wrt`: through derivatives, and through an op that has none.
struct activity {
    sequence<char> smooth, broken;
    sequence<int> culprit;  // the op without a derivative on a broken path

    constexpr activity(const trace& t, std::span<const int> wrt) : smooth(t.size()), broken(t.size()), culprit(t.size(), -1) {
        for (int w : wrt) smooth[w] = 1;
        for (int i = 0; i < t.size(); ++i) visit(t[i], i, t.rules(i).pullback != nullptr);
    }

    constexpr bool any(int i) const { return smooth[i] || broken[i]; }

private:
    constexpr void visit(const instruction& line, int i, bool has_rule) {
        if (line.op->blocks) return;
        for (int k = 0; k < line.op->data_operands; ++k) {
            const int x = line[k];
            if (smooth[x] && has_rule) smooth[i] = 1;
            else if (smooth[x]) broken[i] = 1, culprit[i] = i;
            else if (broken[x]) broken[i] = 1, culprit[i] = culprit[x];
        }
    }
};

/// Reverse-mode differentiation on a straight-line program: appends the adjoint lines and gives the cotangents of `wrt`.
/// Each line is visited once, from the last to the first; only lines between `wrt` and the seeds are. The sweep knows no op:
/// every rule is the op's own pullback. A value without any path is answered by zeros; a cotangent that arrives at an op without a
/// derivative, and would get lost, is a problem that names the op.
constexpr sequence<int> reverse_sweep(trace& t, std::span<const cotangent_seed> seeds, std::span<const int> wrt) {
    const int lines = t.size();
    const activity active(t, wrt);
    sequence<int> cotangent(lines, -1);
    auto add = [&](int i, int dy) {
        auto& sum = cotangent[i];
        sum = sum < 0 ? dy : t.rules(i).add(t, sum, dy);
    };
    auto refuse = [&](int i) {
        if (!t.problem.any())
            t.problem << "xgrad: " << t[active.culprit[i]].op->name
                      << " has no derivative and lies on the path to a requested gradient; wrap it in detach(...) if a constant is meant";
    };
    for (const auto& seed : seeds) add(seed.value, seed.cotangent);
    for (int i = lines - 1; i >= 0; --i) {
        const instruction line = t[i];
        const int dy = cotangent[i];
        if (dy < 0 || !active.any(i)) continue;
        if (active.culprit[i] == i) refuse(i);
        if (!t.rules(i).pullback) continue;
        bool leads_on = false;
        for (int k = 0; k < line.op->data_operands; ++k) leads_on = leads_on || active.any(line[k]);
        if (!leads_on) continue;
        const index_array dx = t.rules(i).pullback(t, dy, i, line.operand.line);
        for (int k = 0; k < line.op->data_operands; ++k) {
            const int x = line[k];
            if (dx[k] >= 0 && active.any(x)) add(x, dx[k]);
        }
    }
    sequence<int> result;
    for (int w : wrt) {
        int dw = cotangent[w];
        for (const auto& seed : seeds)
            if (dw < 0 && active.broken[seed.value]) refuse(seed.value);
        result.push_back(dw >= 0 ? dw : t.rules(w).zeros(t, w));
    }
    return result;
}

}  // namespace xgrad
