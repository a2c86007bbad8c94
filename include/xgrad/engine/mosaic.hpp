#pragma once

#include "../language/trace.hpp"

namespace xgrad {

/// A sum of embeddings that land in different places, such as the gradient of an array of which several parts were used: the pieces can be
/// stored one by one, each by the loop that computes it, and nothing is added up.
struct mosaic {
    sequence<int> embeddings;

    template <class Lines>
    constexpr mosaic(const Lines& lines, int i) {
        disjoint_ = is_sum(lines, i) && collect(lines, i);
    }
    constexpr bool exists() const { return disjoint_; }

private:
    template <class Lines>
    static constexpr bool is_sum(const Lines& lines, int i) {
        const operation& op = *lines[i].op;
        return op.how == access::pointwise && op.operands == 2 && op.laws.left_identity == 0 && op.laws.right_identity == 0;
    }
    template <class Lines>
    constexpr bool collect(const Lines& lines, int i) {
        if (is_sum(lines, i)) return collect(lines, lines[i][0]) && collect(lines, lines[i][1]);
        if (!lines[i].op->embeds || lines[lines[i][0]].op->how == access::literal) return false;
        for (int other : embeddings)
            if (!apart(lines, i, other)) return false;
        embeddings.push_back(i);
        return true;
    }
    /// Whether two embeddings are known to land in different places along some axis.
    template <class Lines>
    static constexpr bool apart(const Lines& lines, int a, int b) {
        for (int k = 0; k < lines[lines[a][0]].op->extents.rank && k < lines[lines[b][0]].op->extents.rank; ++k) {
            const place p(lines, a, k), q(lines, b, k);
            if (p.known && q.known && p.axis == q.axis && (p.last <= q.first || q.last <= p.first)) return true;
        }
        return false;
    }
    struct place {
        bool known;
        int axis;
        std::ptrdiff_t first, last;
        template <class Lines>
        constexpr place(const Lines& lines, int i, int k) {
            const extent_list& x = lines[lines[i][0]].op->extents;
            const axis_map m = lines[i].op->map(k, x, lines[i].op->extents);
            known = m.fixed && m.axis >= 0 && m.step == 1 && m.divisor == 1 && x[k] != dynamic;
            axis = m.axis, first = -m.offset, last = first + x[k];
        }
    };
    bool disjoint_ = false;
};

}  // namespace xgrad
