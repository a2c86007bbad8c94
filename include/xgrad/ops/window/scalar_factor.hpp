#pragma once

#include "../pointwise/arithmetic.hpp"

namespace xgrad {

/// x as an array times a number that is the same for all elements, where the array is in memory anyway: a linear op that reads the array
/// itself spares the loop that would store the product. Without such a factor, `found` is false.
template <expression X>
struct scalar_factor {
    X array;
    symbolic<element_of<X>, extents<>> factor;
    bool found = false;

    constexpr explicit scalar_factor(X x) : array(x), factor{x.program, x.index} {
        const trace& t = *x.program;
        const instruction& product = t[x.index];
        if (product.op->laws.absorbing != 0 || product.op->operands != 2) return;
        for (int k = 0; k < 2; ++k) {
            const int a = product[k], spread = product[1 - k];
            const operation &stored = *t[a].op, &number = *t[t[spread].op->spreads ? t[spread][0] : spread].op;
            if (stored.how != access::kernel || !(stored.extents == product.op->extents) || stored.element != product.op->element) continue;
            if (number.extents.rank != 0 || number.element != product.op->element) continue;
            array.index = a, factor.index = t[spread].op->spreads ? t[spread][0] : spread, found = true;
            return;
        }
    }
};

}  // namespace xgrad
