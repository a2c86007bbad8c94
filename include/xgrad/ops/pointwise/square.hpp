#pragma once

#include "arithmetic.hpp"

namespace xgrad {

/// x * x.
template <expression X>
constexpr applied<multiply_op, X, X> square(X x) { return x * x; }

/// 1 / x; infinite at 0, with the sign of that zero.
template <expression X>
constexpr applied<divide_op, double, X> reciprocal(X x) { return 1.0 / x; }

}  // namespace xgrad
