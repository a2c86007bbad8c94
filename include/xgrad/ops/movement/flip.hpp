#pragma once

#include "../../language/expression.hpp"

namespace xgrad {

/// Reverses the axes in a bit mask.
template <unsigned Axes>
struct flip_op : operation_base {
    static constexpr std::string_view name = "flip";
    static constexpr access how = access::movement;
    static constexpr bool same_shape = true;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list&) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (!(Axes >> k & 1)) return m;
        m.step = -1;
        m.offset = in[k] - 1;
        m.fixed = in[k] != dynamic;
        m.reach = dynamic;
        return m;
    }
    static constexpr failure options() {
        failure f;
        for (int a = 0; a < max_rank; ++a)
            if (Axes >> a & 1) f << (f.any() ? ", " : "axes ") << a;
        return f;
    }
    // its own transpose
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(append<flip_op>(dy)); }
};

/// `flip(x, axes<1>)`: x with axes reversed (default: all; negative ones count from the end), as NumPy and PyTorch. The gradient
/// is flipped back.
template <expression X, std::ptrdiff_t... A>
constexpr X flip(X x, axes_option<A...>) {
    static_assert(((A >= -X::rank && A < X::rank) && ...), "xgrad::flip: axes<...> names an axis that the operand does not have");
    return append<flip_op<(0u | ... | (1u << (A < 0 ? A + X::rank : A)))>>(x);
}
template <expression X>
constexpr X flip(X x) {
    return append<flip_op<(1u << X::rank) - 1>>(x);
}
template <class... X>
    requires misuse<X...>
constexpr auto flip(X... x) {
    static_assert(has_form<X...>, "xgrad::flip takes axes<...> behind its operand, or nothing for all axes: flip(x, axes<1>)");
    return refused(x...);
}

}  // namespace xgrad
