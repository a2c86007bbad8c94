#pragma once

#include <type_traits>

#include "trace.hpp"

namespace xgrad {

/// An expression while a program is traced: element type, rank and extents stand in the type, the computation in the trace.
/// Copies are two words; the object lives in a constant expression only.
template <class Element, class Extents>
struct symbolic {
    using element_type = Element;
    using extents_type = Extents;
    static constexpr int rank = Extents::rank;
    static constexpr bool is_expression = true;

    trace* program;
    int index;

    template <class Bool = bool>
    constexpr explicit operator bool() const {
        static_assert(!std::is_same_v<Bool, bool>,
            "xgrad: elements are known at run time, so an expression is no condition; use where(condition, a, b)");
        return false;
    }
    template <class... Index>
    constexpr symbolic operator()(Index...) const {
        static_assert(sizeof...(Index) == max_rank + 1,
            "xgrad: an expression has no elements to call by (i, j); view(x, at<i>, at<j>) is one, view(x, range<first, last>, all) a part");
        return *this;
    }
    template <class Index>
    constexpr symbolic operator[](Index) const {
        return (*this)(Index{});
    }
};

template <class X>
concept expression = requires { requires std::remove_cvref_t<X>::is_expression; };
/// What an op takes: an expression or a plain number.
template <class X>
concept operand = expression<X> || std::is_arithmetic_v<std::remove_cvref_t<X>>;
/// At least one operand is an expression, so that the operators of plain numbers stay theirs.
template <class... X>
concept operands = (operand<X> && ...) && (expression<X> || ...);

/// A call of an op in none of its forms, if what it is called with is for an op: an overload that takes anything says the forms.
template <class... X>
concept misuse = ((expression<X> || requires(const X& array) { array.shape(); }) || ...);
template <class...>
inline constexpr bool has_form = false;
/// The result of a refused call, so that no other error follows.
template <class First, class... Rest>
constexpr auto refused(First first, Rest... rest) {
    if constexpr (expression<First>) return first;
    else if constexpr (sizeof...(Rest) > 0) return refused(rest...);
    else {
        static_assert(expression<First>,
            "xgrad: ops take the expressions of a function, which takes the arrays: evaluate([](auto x) { return sum(x); })(array)");
        return first;
    }
}

template <class X>
using element_of = typename std::remove_cvref_t<X>::element_type;
template <class X>
using extents_type_of = typename std::remove_cvref_t<X>::extents_type;
template <class X>
inline constexpr extent_list extents_value = extents_type_of<X>::value;

/// The results of a pullback, one per operand; `none` for an operand that has no cotangent.
struct none_t {};
inline constexpr none_t none{};
template <class... R>
struct partials;
template <>
struct partials<> {
    static constexpr int size = 0;
};
template <class First, class... Rest>
struct partials<First, Rest...> {
    First first;
    partials<Rest...> rest;
};
constexpr auto each() { return partials<>{}; }
template <class First, class... Rest>
constexpr partials<First, Rest...> each(First first, Rest... rest) {
    return {first, each(rest...)};
}
struct no_derivative_t {};
/// Declares that an op has no derivative: `static constexpr auto pullback = no_derivative;`.
inline constexpr no_derivative_t no_derivative{};

/// What an op inherits: every default of the table.
struct operation_base {
    static constexpr algebra laws{};
    static constexpr bool transparent = false, blocks = false, same_shape = false, spreads = false, embeds = false, renames = false;
    static constexpr int cost = 1;
    static constexpr unsigned reduced_axes = 0;
    static constexpr int shape_operands = 0;
    template <class... T>
    using element = promoted<T...>;
    static constexpr failure options() { return {}; }
};

/// Applies a function of the shapes at compile time; a wrong use is a compile error that prints what `infer` said.
template <class Op, class... X>
struct inferred {
    struct result {
        extent_list extents;
        failure problem;
    };
    static constexpr result compute() {
        result r;
        failure said;
        const extent_list shapes[sizeof...(X) + 1] = {extents_value<X>...};
        r.extents = Op::infer(said, shapes);
        if (said.any()) r.problem << "xgrad::" << Op::name << ": " << said.message();
        return r;
    }
    static constexpr result both = compute();
    static constexpr failure outcome = both.problem;
    static constexpr extent_list value = both.extents;
};

/// The type of an op's result on operands of given types. Functions of the language spell their result type with it: rules
/// refer to one another (sin to cos, cos to sin), and clang instantiates that whole circle when it sees the first.
template <class Op, class... X>
using appended = symbolic<typename Op::template element<element_of<X>...>, typename extents_from<inferred<Op, X...>>::type>;

/// What the reverse sweep does with the cotangents of results of one type.
template <class Result>
struct cotangents {
    static constexpr int add(trace& t, int a, int b) { return (Result{&t, a} + Result{&t, b}).index; }
    static constexpr int zeros(trace& t, int like) { return zeros_like(Result{&t, like}).index; }
};

/// An op with the types of its operands: one row of the operation table.
template <class Op, class... X>
struct bound {
    using op = Op;
    using result = appended<Op, X...>;

    static constexpr index_array pull(trace& t, int dy, int y, const int* x) {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            index_array out;
            collect<0>(Op::pullback(result{&t, dy}, result{&t, y}, X{&t, x[K]}...), out);
            return out;
        }(std::make_index_sequence<sizeof...(X)>{});
    }
    template <std::size_t K, class First, class... Rest>
    static constexpr void collect(const partials<First, Rest...>& r, index_array& out) {
        if constexpr (!std::is_same_v<First, none_t>) out[static_cast<int>(K)] = r.first.index;
        if constexpr (sizeof...(Rest) > 0) collect<K + 1>(r.rest, out);
    }
    static constexpr operation table() {
        static_assert(sizeof...(X) <= max_operands);
        operation o{};
        o.name = Op::name;
        if constexpr (requires { Op::symbol; }) o.symbol = Op::symbol;
        if constexpr (requires { typename Op::twin_op; }) o.twin = Op::twin_op::name;
        o.how = Op::how;
        o.operands = sizeof...(X);
        o.data_operands = static_cast<int>(sizeof...(X)) - Op::shape_operands;
        o.element = kind_of_element<element_of<result>>;
        o.extents = extents_value<result>;
        o.laws = Op::laws;
        // operands of unlike types cannot change places
        o.laws.commutative = Op::laws.commutative && (std::is_same_v<X, first_of<X..., void>> && ...);
        o.transparent = Op::transparent;
        o.blocks = Op::blocks;
        o.spreads = Op::spreads;
        o.embeds = Op::embeds;
        o.renames = Op::renames;
        o.cost = Op::cost;
        o.salt = 17;
        for (char c : Op::name) o.salt = o.salt * 31u + static_cast<unsigned char>(c);
        o.infer = &Op::infer;
        if constexpr (requires { &Op::map; }) o.map = &Op::map;
        if constexpr (requires { &Op::count; }) o.count = &Op::count;
        if constexpr (requires { Op::initial; }) o.initial = Op::initial;
        o.reduced_axes = Op::reduced_axes;
        o.same_shape = Op::same_shape;
        o.options = &Op::options;
        return o;
    }
    static constexpr derivative_rules rules() {
        derivative_rules r{};
        if constexpr (std::is_floating_point_v<element_of<result>>) {  // only these have derivatives
            if constexpr (!requires { requires std::is_same_v<decltype(Op::pullback), const no_derivative_t>; }) r.pullback = &pull;
            r.add = &cotangents<result>::add;
            r.zeros = &cotangents<result>::zeros;
        }
        return r;
    }
};
template <class Bound>
inline constexpr operation table_of = Bound::table();
template <class Bound>
inline constexpr derivative_rules rules_of = Bound::rules();

/// Lets `bound_of` find the type behind a table's address.
template <class Bound>
struct registration {
    friend constexpr auto bound_type(operation_key<&table_of<Bound>>) { return std::type_identity<Bound>{}; }
    static constexpr bool done = true;
};

template <class Op, expression... X>
constexpr appended<Op, X...> append_line(X... x) {
    static_assert(report<inferred<Op, X...>>::value && registration<bound<Op, X...>>::done);
    trace* t = nullptr;
    instruction line{&table_of<bound<Op, X...>>};
    int k = 0;
    ((t = x.program, line[k++] = x.index), ...);
    return {t, t->append(line, &rules_of<bound<Op, X...>>)};
}

/// Appends one op to the trace of its operands. Operands of unlike types that commute have one order, so that `2 * x` and `x * 2`
/// are one line: literals last, else the older line first.
template <class Op, expression... X>
constexpr appended<Op, X...> append(X... x) {
    return append_line<Op>(x...);
}
template <class Op, expression A, expression B>
    requires(Op::laws.commutative && !std::is_same_v<A, B>)
constexpr appended<Op, A, B> append(A a, B b) {
    if constexpr (std::is_same_v<element_of<B>, weak>) return append_line<Op>(a, b);
    else if constexpr (std::is_same_v<element_of<A>, weak>) return {a.program, append_line<Op>(b, a).index};
    else return a.index <= b.index ? append_line<Op>(a, b) : appended<Op, A, B>{a.program, append_line<Op>(b, a).index};
}

/// The same in a function that stands in a table of them, of which a literal chooses: shapes that the op refuses are a problem of the
/// program that calls it, none of the table.
template <class Op, expression... X>
constexpr appended<Op, X...> append_if_called(X... x) {
    using shapes = inferred<Op, X...>;
    if constexpr (!shapes::outcome.any()) return append<Op>(x...);
    else {
        trace* t = nullptr;
        ((t = x.program), ...);
        if (!t->problem.any()) t->problem = shapes::outcome;
        const int operands[] = {x.index...};
        return {t, operands[0]};
    }
}

}  // namespace xgrad
