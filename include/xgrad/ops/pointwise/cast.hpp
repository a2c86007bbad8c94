#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <limits>
#include <type_traits>

#include "lanes.hpp"
#include "pointwise.hpp"

namespace xgrad {

/// To integers and booleans.
template <class T>
struct cast_op : pointwise<1> {
    static constexpr std::string_view name = "cast";
    template <class...>
    using element = T;

    static constexpr auto forward(auto x) {
        using value = decltype(x);
        if constexpr (std::is_same_v<T, bool>) return truth<value>(differ(x, value(0)));
        else {
            using std::trunc;
            const auto low = fill<value>(static_cast<double>(std::numeric_limits<T>::min())),
                       high = fill<value>(largest<scalar_of<value>>());
            const auto whole = trunc(x);
            return select(whole == whole, select(whole < low, low, select(whole > high, high, whole)), value(0));
        }
    }
    static constexpr auto pullback = no_derivative;

    /// The largest number of the floating-point type V that T holds.
    template <class V>
    static constexpr double largest() {
        constexpr int digits = std::numeric_limits<T>::digits, kept = std::min(digits, std::numeric_limits<V>::digits);
        double number = 0, bit = 1;
        for (int d = 0; d < digits; ++d, bit *= 2)
            if (d >= digits - kept) number += bit;
        return number;
    }
};

template <std::floating_point T>
struct cast_op<T> : pointwise<1> {
    static constexpr std::string_view name = "cast";
    template <class...>
    using element = T;
    static constexpr auto forward(auto x) { return x; }
    // the cotangent goes back to the operand's type
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) {
        if constexpr (std::is_floating_point_v<element_of<decltype(x)>>) return each(cast<element_of<decltype(x)>>(dy));
        else return each(none);
    }
};

/// x with elements of type T. A program computes in one floating-point type, the widest it holds: between float and double only
/// what is stored changes. Integers are cut towards 0 and limited to the range of T (NaN gives 0); they have no derivative.
/// A program of integers alone computes in double where float would lose their digits.
template <class T, expression X>
    requires(std::is_arithmetic_v<T> && !std::is_same_v<T, long double>)
constexpr applied<cast_op<T>, X> cast(X x) {
    return apply<cast_op<T>>(x);
}

}  // namespace xgrad
