#pragma once

#include <type_traits>

namespace xgrad {

// What the forward functions of ops call on numbers and SIMD vectors alike. The vectors bring their own `select`, `copysign`
// and so on, found by argument-dependent lookup: no op names the SIMD library.

/// a where the condition holds, else b; the scalar partner of the vectors' own.
template <class T>
    requires std::is_arithmetic_v<T>
constexpr T select(bool condition, T a, T b) {
    return condition ? a : b;
}

template <class V>
struct scalar_type {
    using type = typename V::value_type;
};
template <class V>
    requires std::is_arithmetic_v<V>
struct scalar_type<V> {
    using type = V;
};
/// The type of one lane.
template <class V>
using scalar_of = typename scalar_type<V>::type;

/// A number in every lane, rounded to the type of the lanes.
template <class V>
constexpr V fill(double number) {
    return V(static_cast<scalar_of<V>>(number));
}

/// Whether a is not equal to b, true for NaN; the vectors' own != is false for NaN on some machines.
constexpr auto differ(auto a, auto b) { return !(a == b); }

/// -x. The vectors' own is a bit operation that compilers do not fold into a difference or a fused product.
template <class V>
struct negation {
    static constexpr V of(V x) { return -x; }
};

/// A condition as the number 1 or 0: this is how booleans travel between ops.
template <class V, class Condition>
constexpr V truth(Condition condition) {
    return select(condition, V(1), V(0));
}

}  // namespace xgrad
