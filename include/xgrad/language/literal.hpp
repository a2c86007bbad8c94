#pragma once

#include "expression.hpp"

namespace xgrad {

/// A number in the source text. It has no shape and never widens an element type: `0.5 * image` is float for a float image.
struct literal_op : operation_base {
    static constexpr std::string_view name = "literal";
    static constexpr access how = access::literal;
    template <class...>
    using element = weak;
    static constexpr extent_list infer(failure&, const extent_list*) { return {}; }
    static constexpr auto pullback = no_derivative;
};
using literal_expression = symbolic<weak, extents<>>;

constexpr literal_expression literal(trace& t, double value) {
    static_assert(registration<bound<literal_op>>::done);
    return {&t, t.literal(&table_of<bound<literal_op>>, value, &rules_of<bound<literal_op>>)};
}

/// The operand of an op as an expression; a plain number becomes a literal of the same trace.
template <class X>
struct lifted_type {
    using type = literal_expression;
};
template <expression X>
struct lifted_type<X> {
    using type = X;
};
template <class X>
using lifted = typename lifted_type<X>::type;
template <operand X>
constexpr lifted<X> lift(trace* t, X x) {
    if constexpr (expression<X>) return x;
    else return literal(*t, static_cast<double>(x));
}

/// The trace that the expressions among some operands live in.
template <operand... X>
constexpr trace* trace_of(const X&... x) {
    trace* t = nullptr;
    auto look = [&](const auto& e) {
        if constexpr (expression<decltype(e)>) t = e.program;
    };
    (look(x), ...);
    return t;
}

}  // namespace xgrad
