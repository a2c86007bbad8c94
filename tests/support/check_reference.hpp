#pragma once

// Results against committed numbers from other libraries, tests/reference/windows.py.

#include <span>

#include <reference/windows.hpp>
#include <support/check.hpp>

namespace reference {

/// The operands of the numbers: multiples of 1/8 in [-6, 6), with ties.
template <class T, std::size_t N>
xt::xtensor<T, N> pattern(const std::array<std::size_t, N>& shape, long seed) {
    xt::xtensor<T, N> x(shape);
    long i = 0;
    for (auto& e : x) e = static_cast<T>((i * 37 + i * i % 89 + seed * 11) % 97 - 48) / T(8), ++i;
    return x;
}
template <class T, std::size_t N>
xt::xtensor<T, N> pattern(const std::size_t (&shape)[N], long seed) {
    return pattern<T>(std::to_array(shape), seed);
}

/// Checks the elements of an array against a span of numbers.
template <class Y>
void check(const Y& y, std::span<const double> expected, double tolerance, const char* what) {
    const auto got = elements(y);
    REQUIRE_MESSAGE(got.size() == expected.size(), what);
    double largest = 0;
    for (double e : expected) largest = std::max(largest, std::abs(e));
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = 0; i < got.size(); ++i)
        if (!(std::abs(got[i] - expected[i]) <= tolerance * (1 + largest)) && wrong++ == 0) first = i;
    CHECK_MESSAGE(wrong == 0, what, ": ", wrong, " of ", got.size(), " elements differ; element ", first, " is ", got[first], ", expected ",
        expected[first]);
}

/// The vjp of f on patterns 1, 2, ... for pattern 9, which has the shape of the value: `expected` holds the value and one gradient
/// for each operand.
template <class T, class F, std::size_t Y, std::size_t... N, std::size_t M>
void check_case(F f, const std::span<const double> (&expected)[M], const std::size_t (&value_shape)[Y], const std::size_t (&... shape)[N]) {
    static_assert(M == 1 + sizeof...(N));
    const double tolerance = sizeof(T) == 4 ? 1e-6 : 1e-13;
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        const auto pulled = xg::vjp(f)(pattern<T>(shape, 1 + static_cast<long>(K))..., pattern<T>(value_shape, 9));
        check(std::get<0>(pulled), expected[0], tolerance, "value");
        (check(std::get<1 + K>(pulled), expected[1 + K], tolerance, "gradient"), ...);
    }(std::make_index_sequence<sizeof...(N)>{});
}

}  // namespace reference
