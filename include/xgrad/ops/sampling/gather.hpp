#pragma once

#include "../pointwise/arithmetic.hpp"
#include "positions.hpp"
#include "scatter.hpp"

namespace xgrad {

/// Marks an expression that becomes an index: nothing changes, but there is no derivative beyond. What uses it names itself.
template <text Name>
struct index_op : pointwise<1> {
    static constexpr std::string_view name{Name.characters.data(), Name.characters.size() - 1};
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback = no_derivative;
};
template <text Name, expression X>
constexpr X as_index(X x) {
    return append<index_op<Name>>(x);
}

template <int Axes, boundary Mode, extent_list Offset>
struct scatter_add_op;

/// out[b..., i...] = x[b..., i_0[b..., i...], i_1[b..., i...], ...]: the leading axes of x are those of the result, along the last
/// Axes ones there is an index for each. Indices are whole numbers; others are cut towards 0. One outside is clamped (boundary::replicate,
/// NaN is 0) or gives 0 (boundary::zero). Offset is added to the indices, so that what reads a neighbourhood of one place is known to do
/// so.
template <int Axes, boundary Mode, extent_list Offset>
struct gather_op : operation_base {
    static constexpr std::string_view name = "gather";
    static constexpr access how = access::gather;
    static constexpr int axes = Axes, cost = 24;
    static constexpr boundary mode = Mode;
    static constexpr extent_list offset = Offset;
    template <class... X>
    using element = promoted<first_of<X...>>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) { return gathered_shape<Axes>(problem, x[0], x + 1); }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list&) {
        axis_map m;
        m.axis = k < in.rank - Axes ? k : -1;
        m.reach = 0;
        return m;
    }
    static constexpr failure options() {
        failure f;
        if (Offset != extent_list::filled(Axes, 0)) f << "+" << Offset << " ";
        return f << (Mode == boundary::zero ? "zero" : "replicate");
    }
    // <gather(x), dy> = <x, scatter_add(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto... index) {
        return each(append<scatter_add_op<Axes, Mode, Offset>>(dy, index..., x), ((void)index, none)...);
    }
};

/// The adjoint of gather_op in the shape of the last operand: out[b..., i_0, i_1, ...] += g, in the order of the elements of g.
template <int Axes, boundary Mode, extent_list Offset>
struct scatter_add_op : scattering<scatter_add_op<Axes, Mode, Offset>, Axes> {
    static constexpr std::string_view name = "scatter_add";
    static constexpr failure options() { return gather_op<Axes, Mode, Offset>::options(); }
    // <scatter_add(g), dy> = <g, gather(dy)>
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*g*/, auto... rest) {
        const std::tuple index_and_like{rest...};
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return each(append<gather_op<Axes, Mode, Offset>>(dy, std::get<K>(index_and_like)...), ((void)K, none)..., none);
        }(std::make_index_sequence<Axes>{});
    }

    template <class T>
    static void add(const gather_frame<T>& to, const std::array<batch<T>, Axes>& index, batch<T> g) {
        add_lanes<Mode, Offset>(to, index, g);
    }
    template <class T>
    static void add_one(const gather_frame<T>& to, const std::array<T, Axes>& index, T g) {
        add_element<Mode, Offset>(to, index, g);
    }
};

/// `gather<boundary::zero, extent_list{0, 1}>(x, i, j)`: elements of x at whole-numbered indices (and an offset) along its last axes, one
/// expression for each of these; see gather_op. It is what every sampling op is made of. The indices have no derivative.
template <boundary Mode, extent_list Offset, expression X, expression... Index>
constexpr auto gather(X x, Index... index) {
    static_assert(
        Mode == boundary::zero || Mode == boundary::replicate, "xgrad::gather: an index outside gives zero, or is clamped (replicate)");
    static_assert(sizeof...(Index) >= 1 && sizeof...(Index) <= 3 && Offset.rank == sizeof...(Index),
        "xgrad::gather: indices along one, two or three axes, an offset for each");
    auto full = [&](auto i) { return as_index<"the index of gather">(broadcast_against(i, index...)); };
    return append<gather_op<Offset.rank, Mode, Offset>>(x, full(index)...);
}
template <boundary Mode, expression X, expression... Index>
constexpr auto gather(X x, Index... index) {
    return gather<Mode, extent_list::filled(static_cast<int>(sizeof...(Index)), 0)>(x, index...);
}

}  // namespace xgrad
