#pragma once

#include "expression.hpp"
#include "options.hpp"

namespace xgrad {

/// The shape of another expression, wherever a `shape<...>` stands; its elements are not read.
template <expression X>
struct shape_reference {
    X expression;
};
template <expression X>
constexpr shape_reference<X> shape_of(X x) {
    return {x};
}

template <class T>
inline constexpr bool is_shape_of = false;
template <expression X>
inline constexpr bool is_shape_of<shape_reference<X>> = true;
template <class T>
inline constexpr bool is_shape = is_shape_of<T> || is_numbers<shape_option, T>::value;

/// The `shape<...>` or `shape_of(...)` in a pack of options.
template <text Op, class First, class... Rest>
constexpr auto shape_among(First first, Rest... rest) {
    static_assert(require < is_shape<First> || sizeof...(Rest) != 0, Op, ": say shape<...> or shape_of(...)" >);
    if constexpr (is_shape<First> || sizeof...(Rest) == 0) return first;
    else return shape_among<Op>(rest...);
}

}  // namespace xgrad
