#pragma once

#include <algorithm>

#include "../../language/literal.hpp"

namespace xgrad {

/// What every pointwise op inherits: operands of one shape, result of that shape.
template <int Arity>
struct pointwise : operation_base {
    static constexpr access how = access::pointwise;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        for (int k = 1; k < Arity; ++k) {
            if (x[k].rank == 0 || out.rank == 0) {  // a literal takes any shape
                if (out.rank == 0) out = x[k];
                continue;
            }
            if (!compatible(out, x[k])) {
                problem << "the shapes " << out << " and " << x[k] << " differ; only an extent that is statically 1 broadcasts: "
                        << "insert it with newaxis or keep_dims";
                return out;
            }
            for (int a = 0; a < out.rank; ++a) out[a] = unify(out[a], x[k][a]);
        }
        return out;
    }
};

/// The shape that shapes broadcast to: aligned at the last axis, a static extent 1 repeats.
template <class... Extents>
struct broadcast_extents {
    static constexpr extent_list value = [] {
        extent_list out = extent_list::filled(std::max({0, Extents::rank...}), 1);
        auto merge = [&](const extent_list& x) {
            for (int k = 0; k < x.rank; ++k) {
                auto& e = out[k + out.rank - x.rank];
                if (e == 1 || e == dynamic) e = x[k] == 1 ? e : x[k];
            }
        };
        (merge(Extents::value), ...);
        return out;
    }();
};
template <class Op, class... X>
using pointwise_result =
    symbolic<typename Op::template element<element_of<X>...>, typename extents_from<broadcast_extents<extents_type_of<X>...>>::type>;
/// The type of a pointwise op applied to expressions and numbers.
template <class Op, class... X>
using applied = pointwise_result<Op, lifted<X>...>;

/// Applies a pointwise op: numbers become literals, static extents 1 and missing leading axes are broadcast.
template <class Op, operand... X>
    requires(expression<X> || ...)
constexpr applied<Op, X...> apply(X... x) {
    trace* t = trace_of(x...);
    return []<class... L>(L... l) {
        using result_extents = extents_type_of<applied<Op, X...>>;
        if constexpr (((std::is_same_v<L, literal_expression> || std::is_same_v<extents_type_of<L>, result_extents>)&&...))
            return append<Op>(l...);
        else return append<Op>(broadcast_against(l, l...)...);
    }(lift(t, x)...);
}

}  // namespace xgrad
