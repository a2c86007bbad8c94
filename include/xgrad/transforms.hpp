#pragma once

#include "ops/movement/spread.hpp"
#include "ops/pointwise/arithmetic.hpp"
#include "ops/pointwise/cast.hpp"
#include "traced_call.hpp"

namespace xgrad {

/// A callable without state: its type is the computation, so that it can be traced in a constant expression.
template <class F>
concept stateless = std::is_empty_v<F> && std::is_default_constructible_v<F>;

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
