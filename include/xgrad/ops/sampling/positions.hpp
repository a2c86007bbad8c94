#pragma once

#include "../movement/spread.hpp"

namespace xgrad {

/// 0, 1, ..., n - 1 for the extent n of one axis: numbers that the shape alone gives.
template <int Axis>
struct positions_op : operation_base {
    static constexpr std::string_view name = "positions", symbol = "positions along axis ";
    static constexpr access how = access::count;
    static constexpr int shape_operands = 1;
    template <class... X>
    using element = promoted<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return {x[0][Axis]}; }
    static constexpr double count(const extent_list&, std::ptrdiff_t i) { return static_cast<double>(i); }
    static constexpr failure options() {
        failure f;
        return f << Axis;
    }
    // a shape has no derivative, and none is missing
    static constexpr auto pullback(auto /*dy*/, auto /*y*/, auto /*x*/) { return each(none); }
};

/// `positions(x, axes<1>)`: the coordinates 0, 1, ..., n - 1 along an axis of x (a negative one: from the end), a vector of n. Only
/// the shape of x is used. `expand_dims` and broadcasting make grids of it.
template <expression X, std::ptrdiff_t Axis>
constexpr auto positions(X x, axes_option<Axis>) {
    static_assert(Axis >= -X::rank && Axis < X::rank, "xgrad::positions: the array does not have this axis");
    return append<positions_op<static_cast<int>(Axis < 0 ? Axis + X::rank : Axis)>>(x);
}

/// The coordinate along Axis of every element of an array: its own index.
template <int Axis, expression X>
constexpr auto coordinate(X x) {
    return spread<extent_list{Axis}>(append<positions_op<Axis>>(x), x);
}

/// The extent of an axis as a number.
template <int Axis>
struct extent_op : operation_base {
    static constexpr std::string_view name = "extent", symbol = "extent of axis ";
    static constexpr access how = access::count;
    static constexpr int shape_operands = 1;
    template <class... X>
    using element = promoted<X...>;
    static constexpr extent_list infer(failure&, const extent_list*) { return {}; }
    static constexpr double count(const extent_list& x, std::ptrdiff_t) { return static_cast<double>(x[Axis]); }
    static constexpr failure options() { return positions_op<Axis>::options(); }
    static constexpr auto pullback(auto /*dy*/, auto /*y*/, auto /*x*/) { return each(none); }
};
template <int Axis, expression X>
constexpr auto extent(X x) {
    return append<extent_op<Axis>>(x);
}

}  // namespace xgrad
