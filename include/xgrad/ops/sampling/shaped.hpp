#pragma once

#include "../pointwise/pointwise.hpp"

namespace xgrad {

/// x, whose shape must be Shape (-1: any extent); Name and What say in the message whose and which operand it is.
template <text Name, text What, extent_list Shape>
struct shaped_op : pointwise<1> {
    static constexpr std::string_view name = Name.words();
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        if (!compatible(out, Shape)) {
            problem << What.words() << " has the shape " << out << "; " << Shape << " is expected";
            return out;
        }
        for (int a = 0; a < out.rank; ++a) out[a] = unify(out[a], Shape[a]);
        return out;
    }
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(dy); }
};
template <text Name, text What, extent_list Shape, expression X>
constexpr appended<shaped_op<Name, What, Shape>, X> shaped(X x) {
    return append<shaped_op<Name, What, Shape>>(x);
}

/// x, whose last `Axes` axes must have at least `Extent` elements.
template <text Name, int Axes, std::ptrdiff_t Extent>
struct large_enough_op : pointwise<1> {
    static constexpr std::string_view name = Name.words();
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        for (int a = x[0].rank - Axes; a < x[0].rank; ++a)
            if (x[0][a] != dynamic && x[0][a] < Extent && !problem.any())
                problem << "axis " << a << " of " << x[0] << " has fewer than " << Extent << " elements";
        return x[0];
    }
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(dy); }
};
template <text Name, int Axes, std::ptrdiff_t Extent, expression X>
constexpr appended<large_enough_op<Name, Axes, Extent>, X> large_enough(X x) {
    return append<large_enough_op<Name, Axes, Extent>>(x);
}

}  // namespace xgrad
