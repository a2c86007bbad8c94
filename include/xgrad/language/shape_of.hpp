#pragma once

#include "expression.hpp"

namespace xgrad {

/// The shape of another expression, wherever a `shape<...>` stands; its elements are not read.
template <expression X>
struct shape_reference {
    X expression;
};
template <expression X>
constexpr shape_reference<X> shape_of(X x) { return {x}; }

}  // namespace xgrad
