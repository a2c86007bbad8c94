#pragma once

#include <array>
#include <span>
#include <tuple>

#include "calculus/reverse_sweep.hpp"
#include "language/input.hpp"
#include "language/literal.hpp"

namespace xgrad {

/// The argument of an inner function: its value is the outer expression, its derivative is asked for on its own.
struct argument_op : operation_base {
    static constexpr std::string_view name = "argument";
    static constexpr access how = access::pointwise;
    static constexpr bool transparent = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr auto forward(auto x) { return x; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) { return each(dy); }
};

/// An argument of an inner function: a line of its own, so that f(x, x) has two arguments.
template <expression X>
constexpr X fresh_argument(X x) {
    // the count of lines makes it unlike every other line
    return {x.program,
        x.program->append({&table_of<bound<argument_op, X>>, {{x.index, -1, -1, -1, -1}}, static_cast<double>(x.program->size())},
            &rules_of<bound<argument_op, X>>)};
}

/// A cotangent or a tangent, which must have the shape of the second operand.
struct matching_op : operation_base {
    static constexpr std::string_view name = "matching";
    static constexpr access how = access::pointwise;
    static constexpr bool transparent = true;
    static constexpr int shape_operands = 1;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        // a result that is one number everywhere has become that number
        if (x[1].rank == x[0].rank && !compatible(x[0], x[1]))
            problem << "a cotangent or tangent has the shape " << x[0] << "; " << x[1] << " is expected";
        return x[0];
    }
    static constexpr auto forward(auto x, auto /*like*/) { return x; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto /*like*/) { return each(dy, none); }
};

/// The indices of the floating-point arguments, or those that were named.
template <int... I>
struct argument_indices {
    template <class... X>
    static constexpr auto among() {
        if constexpr (sizeof...(I) > 0) {
            static_assert(((I >= 0 && I < static_cast<int>(sizeof...(X))) && ...),
                "xgrad: the function has no argument of that index (vjp takes a cotangent after the arguments, jvp a tangent for each index, hvp a vector)");
            return std::array<int, sizeof...(I)>{I...};
        } else {
            std::array<int, (0u + ... + (std::is_floating_point_v<element_of<X>> ? 1u : 0u))> indices{};
            static_assert(!indices.empty(), "xgrad: a gradient is asked for, and no argument is floating-point; integer images have none");
            std::size_t n = 0;
            int k = 0;
            ((std::is_floating_point_v<element_of<X>> ? void(indices[n++] = k++) : void(++k)), ...);
            return indices;
        }
    }
};

/// A function called on expressions.
template <class F, expression... X>
constexpr auto call(X... x) {
    static_assert(std::is_invocable_v<F, X...>, "xgrad: the function takes another number of arguments, or parameters that are not auto");
    return F{}(x...);
}

template <class T>
inline constexpr bool is_tuple = false;
template <class... T>
inline constexpr bool is_tuple<std::tuple<T...>> = true;
template <class... T>
inline constexpr bool is_tuple<const std::tuple<T...>> = true;

/// A function called on fresh arguments, ready to be differentiated with respect to those in Wrt.
template <class F, auto Wrt, class... X>
struct traced_call {
    template <std::size_t K>
    using argument = std::tuple_element_t<K, std::tuple<X...>>;
    static_assert(
        []<std::size_t... K>(std::index_sequence<K...>) {
            return (std::is_floating_point_v<element_of<argument<static_cast<std::size_t>(Wrt[K])>>> && ...);
        }(std::make_index_sequence<Wrt.size()>{}),
        "xgrad: a gradient is asked for an argument that is not floating-point; integer images have none");

    trace* program;
    std::array<int, Wrt.size()> wrt{};

    /// What the function gives, as a tuple of expressions.
    constexpr auto values(X... x) {
        return std::apply(
            [&](auto... fresh) {
                const int index[] = {fresh.index...};
                for (std::size_t k = 0; k < Wrt.size(); ++k) wrt[k] = index[Wrt[k]];
                const auto y = call<F>(fresh...);
                if constexpr (is_tuple<decltype(y)>) return std::apply([&](auto... each) { return std::tuple{lifted(each)...}; }, y);
                else return std::tuple{lifted(y)};
            },
            std::tuple{fresh_argument(x)...});
    }
    /// The one expression that it gives.
    constexpr auto value(X... x) {
        const auto y = values(x...);
        static_assert(std::tuple_size_v<decltype(y)> == 1,
            "xgrad: a gradient needs a function with one result; vjp takes several, with a cotangent for each");
        return std::get<0>(y);
    }
    /// The cotangents of the arguments in Wrt, as expressions of their types.
    template <std::size_t N>
    constexpr auto pullback(const cotangent_seed (&seeds)[N]) const {
        const auto d = reverse_sweep(*program, seeds, wrt);
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return std::tuple{argument<static_cast<std::size_t>(Wrt[K])>{program, d[static_cast<int>(K)]}...};
        }(std::make_index_sequence<Wrt.size()>{});
    }

private:
    template <class Y>
    constexpr auto lifted(Y y) const {
        static_assert(operand<Y>, "xgrad: a function that is differentiated gives an expression, a number, or a std::tuple of these");
        return lift(program, y);
    }
};

}  // namespace xgrad
