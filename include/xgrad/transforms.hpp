#pragma once

#include <array>
#include <span>
#include <tuple>

#include "calculus/reverse_sweep.hpp"
#include "language/input.hpp"
#include "language/literal.hpp"
#include "ops/movement/spread.hpp"
#include "ops/pointwise/arithmetic.hpp"
#include "ops/pointwise/cast.hpp"

namespace xgrad {

/// A callable without state: its type is the computation, so that it can be traced in a constant expression.
template <class F>
concept stateless = std::is_empty_v<F> && std::is_default_constructible_v<F>;

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

/// What all transforms share: on arrays they run, on expressions they stay symbolic.
template <class Derived, class F>
struct transform {
    static_assert(stateless<F>, "xgrad: a capturing lambda cannot be traced at compile time; pass run-time values as arguments");

    template <class... A>
    constexpr auto operator()(const A&... a) const {
        if constexpr ((expression<A> || ...)) return Derived::symbolic(lift(trace_of_any(a...), a)...);
        else return run(Derived{}, a...);
    }

protected:
    template <class... A>
    static constexpr trace* trace_of_any(const A&... a) {
        return trace_of(a...);
    }
    /// One result alone, several as a tuple.
    static constexpr auto unpack(auto results) {
        if constexpr (std::tuple_size_v<decltype(results)> == 1) return std::get<0>(results);
        else return results;
    }
    template <class Y>
    static constexpr void require_scalar() {
        static_assert(Y::rank == 0,
            "xgrad: a gradient needs a function with a scalar result (rank 0); reduce it with sum or mean, or use vjp with a cotangent");
    }
    /// The first N of a pack, and the rest, as tuples.
    template <std::size_t N, class... X>
    static constexpr auto split(X... x) {
        std::tuple all{x...};
        return [&]<std::size_t... H, std::size_t... T>(std::index_sequence<H...>, std::index_sequence<T...>) {
            return std::pair{std::tuple{std::get<H>(all)...}, std::tuple{std::get<N + T>(all)...}};
        }(std::make_index_sequence<N>{}, std::make_index_sequence<sizeof...(X) - N>{});
    }
    /// A cotangent or a tangent in the element type of what it belongs to, with its shape checked: its line.
    template <expression Y, expression Given>
    static constexpr int matching(Y y, Given given) {
        static_assert(Y::rank == Given::rank && compatible(extents_value<Y>, extents_value<Given>),
            "xgrad: a cotangent has the shape of the function's result, a tangent the shape of its argument");
        if constexpr (std::is_same_v<element_of<Y>, element_of<Given>> || !std::is_floating_point_v<element_of<Y>>)
            return append<matching_op>(given, y).index;
        else return append<matching_op>(cast<element_of<Y>>(given), y).index;
    }
};

template <class F>
struct evaluate_of : transform<evaluate_of<F>, F> {
    static constexpr auto symbolic(auto... x) { return call<F>(x...); }
};

template <class F, int... I>
struct value_and_grad_of : transform<value_and_grad_of<F, I...>, F> {
    static constexpr auto symbolic(auto... x) {
        traced_call<F, argument_indices<I...>::template among<decltype(x)...>(), decltype(x)...> call{trace_of(x...)};
        auto y = call.value(x...);
        transform<value_and_grad_of, F>::template require_scalar<decltype(y)>();
        return std::tuple_cat(std::tuple{y}, call.pullback({{y.index, literal(*call.program, 1).index}}));
    }
};

template <class F, int... I>
struct grad_of : transform<grad_of<F, I...>, F> {
    static constexpr auto symbolic(auto... x) {
        return std::apply([](auto, auto... d) { return grad_of::unpack(std::tuple{d...}); }, value_and_grad_of<F, I...>::symbolic(x...));
    }
};

template <class F, int... I>
struct vjp_of : transform<vjp_of<F, I...>, F> {
    /// How many of the arguments are the function's, behind which a cotangent for each of its results stands: as many as it can be called
    /// with, but one at most.
    template <std::size_t N, class... X>
    static constexpr std::size_t own_arguments() {
        constexpr bool callable = []<std::size_t... K>(std::index_sequence<K...>) {
            return std::is_invocable_v<F, std::tuple_element_t<K, std::tuple<X...>>...>;
        }(std::make_index_sequence<N>{});
        if constexpr (callable || N == 0) return callable ? N : sizeof...(X) - 1;
        else return own_arguments<N - 1, X...>();
    }
    static constexpr auto symbolic(auto... x) {
        const auto parts = vjp_of::template split<own_arguments<sizeof...(x) - 1, decltype(x)...>()>(x...);
        return std::apply(
            [&](auto... a) {
                traced_call<F, argument_indices<I...>::template among<decltype(a)...>(), decltype(a)...> call{trace_of(x...)};
                const auto y = call.values(a...);
                constexpr std::size_t results = std::tuple_size_v<decltype(y)>;
                static_assert(sizeof...(x) == sizeof...(a) + results,
                    "xgrad::vjp takes the function's arguments and then a cotangent for each of its results");
                return [&]<std::size_t... K>(std::index_sequence<K...>) {
                    return std::tuple_cat(
                        y, call.pullback({{std::get<K>(y).index, vjp_of::matching(std::get<K>(y), std::get<K>(parts.second))}...}));
                }(std::make_index_sequence<results>{});
            },
            parts.first);
    }
};

template <class F, int... I>
struct jvp_of : transform<jvp_of<F, I...>, F> {
    /// How many of the arguments are the function's: the rest are one tangent for each that is differentiated.
    template <class... X>
    static constexpr std::size_t own_arguments() {
        if constexpr (sizeof...(I) > 0) return sizeof...(X) - sizeof...(I);
        else {
            constexpr bool floating[] = {std::is_floating_point_v<element_of<X>>...};
            std::size_t tangents = 0;
            for (std::size_t n = 0; n <= sizeof...(X); ++n) {
                if (n + tangents == sizeof...(X)) return n;
                if (n < sizeof...(X) && floating[n]) ++tangents;
            }
            return sizeof...(X);
        }
    }
    // The pullback is linear in its cotangent s, and its transpose is the tangent map: two reverse sweeps, no further rule.
    static constexpr auto symbolic(auto... x) {
        const auto parts = jvp_of::template split<own_arguments<decltype(x)...>()>(x...);
        return std::apply(
            [&](auto... a) {
                traced_call<F, argument_indices<I...>::template among<decltype(a)...>(), decltype(a)...> call{trace_of(x...)};
                const auto y = call.values(a...);
                const auto s = std::apply([](auto... each) { return std::tuple{fresh_argument(zeros_like(each))...}; }, y);
                const auto pulled = [&]<std::size_t... R>(std::index_sequence<R...>) {
                    return call.pullback({{std::get<R>(y).index, std::get<R>(s).index}...});
                }(std::make_index_sequence<std::tuple_size_v<decltype(y)>>{});
                const auto d = [&]<std::size_t... K>(std::index_sequence<K...>) {
                    const cotangent_seed seeds[] = {
                        {std::get<K>(pulled).index, jvp_of::matching(std::get<K>(pulled), std::get<K>(parts.second))}...};
                    return std::apply(
                        [&](auto... each) {
                            const int wrt[] = {each.index...};
                            return reverse_sweep(*call.program, seeds, wrt);
                        },
                        s);
                }(std::make_index_sequence<std::tuple_size_v<decltype(pulled)>>{});
                return [&]<std::size_t... R>(std::index_sequence<R...>) {
                    return std::tuple_cat(
                        y, std::tuple{std::tuple_element_t<R, std::remove_const_t<decltype(y)>>{call.program, d[static_cast<int>(R)]}...});
                }(std::make_index_sequence<std::tuple_size_v<decltype(y)>>{});
            },
            parts.first);
    }
};

template <class F, int I>
struct hvp_of : transform<hvp_of<F, I>, F> {
    // H v = d/dx <grad f(x), v>
    static constexpr auto symbolic(auto... x) {
        const auto parts = hvp_of::template split<sizeof...(x) - 1>(x...);
        auto v = std::get<0>(parts.second);
        return std::apply(
            [&](auto... a) {
                traced_call<F, std::array{I}, decltype(a)...> call{trace_of(x...)};
                auto y = call.value(a...);
                hvp_of::template require_scalar<decltype(y)>();
                auto gradient = std::get<0>(call.pullback({{y.index, literal(*call.program, 1).index}}));
                return std::get<0>(call.pullback({{gradient.index, hvp_of::matching(gradient, v)}}));
            },
            parts.first);
    }
};

/// `evaluate(f)(arguments...)`: the value of f; several results as a tuple.
template <class F>
constexpr evaluate_of<F> evaluate(F) {
    return {};
}

/// `grad<I...>(f)(arguments...)`: the gradient of a scalar function with respect to the arguments I (default: every
/// floating-point one); one array, or a tuple in the order of the indices. Nothing is computed for other arguments.
template <int... I, class F>
constexpr grad_of<F, I...> grad(F) {
    return {};
}

/// `value_and_grad<I...>(f)(arguments...)`: a tuple of the value and the gradients, from one program.
template <int... I, class F>
constexpr value_and_grad_of<F, I...> value_and_grad(F) {
    return {};
}

/// `vjp<I...>(f)(arguments..., cotangent)`: a tuple of the value and the products of the cotangent with the Jacobians. A function with
/// several results (a std::tuple) takes a cotangent for each, `vjp(f)(arguments..., cotangents...)`, and its values come first.
template <int... I, class F>
constexpr vjp_of<F, I...> vjp(F) {
    return {};
}

/// `jvp<I...>(f)(arguments..., tangents...)`: a tuple of the value and its derivative along the tangents; of several values, and then of as
/// many derivatives.
template <int... I, class F>
constexpr jvp_of<F, I...> jvp(F) {
    return {};
}

/// `hvp<I>(f)(arguments..., v)`: the Hessian of a scalar function with respect to argument I, times v.
template <int I = 0, class F>
constexpr hvp_of<F, I> hvp(F) {
    return {};
}

}  // namespace xgrad
