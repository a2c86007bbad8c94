#pragma once

// For ops that move or combine elements: results against loops over indices, and against the plain executor.

#include <support/check.hpp>
#include <support/interpret.hpp>

/// Checks the shape of a result and its elements against a function of the index.
template <class Y, class F>
void check_elements(const Y& y, const xg::extent_list& shape, F expected, double tolerance = 0) {
    const reference::array got = reference::copy_of(y);
    REQUIRE(got.shape == shape);
    std::size_t wrong = 0;
    double first_got = 0, first_expected = 0;
    reference::for_each_index(shape, [&](const auto& index) {
        const double a = reference::at(got, index), b = static_cast<double>(expected(index));
        if (!agree(a, b, tolerance) && wrong++ == 0) first_got = a, first_expected = b;
    });
    CHECK_MESSAGE(wrong == 0, wrong, " of ", got.elements.size(), " elements differ; one is ", first_got, ", expected ", first_expected);
}

/// Checks all results of f against the plain executor.
template <class F, class... A>
void check_against_plain(F f, double tolerance, const A&... arguments) {
    const auto expected = reference::interpret(f, arguments...);
    const auto got = xg::evaluate(f)(arguments...);
    auto check = [&](const auto& y, const reference::array& plain) {
        check_elements(
            y, plain.shape, [&](const auto& index) { return reference::at(plain, index); }, tolerance);
    };
    if constexpr (requires { std::tuple_size<std::decay_t<decltype(got)>>::value; })
        [&]<std::size_t... K>(std::index_sequence<K...>) { (check(std::get<K>(got), expected[K]), ...); }(
            std::make_index_sequence<std::tuple_size_v<std::decay_t<decltype(got)>>>{});
    else check(got, expected[0]);
}

/// An array of small integers.
template <class T, std::size_t N>
xt::xtensor<T, N> small_integers(const std::size_t (&shape)[N]) {
    xt::xtensor<T, N> x(std::to_array(shape));
    for (auto& e : x) e = static_cast<T>(random_number<int>({std::is_unsigned_v<T> ? 0. : -9., 9}));
    return x;
}
template <class X>
X small_integers_like(X x) {
    if constexpr (std::is_arithmetic_v<X>) x = static_cast<X>(random_number<int>({-9, 9}));
    else
        for (auto& e : x) e = static_cast<typename X::value_type>(random_number<int>({-9, 9}));
    return x;
}

/// Checks a linear f of one array: the elements of f(x) by a function of x's elements and of the index, the adjoint by
/// <f(x), w> = <x, f'(w)>. All numbers are small integers, so that both are exact.
template <class F, class X, class Expected>
void check_movement(F f, const X& x, const xg::extent_list& shape, Expected expected) {
    const reference::array a = reference::copy_of(x);
    auto element = [&](auto... i) { return reference::at(a, {static_cast<std::ptrdiff_t>(i)...}); };
    const auto y = xg::evaluate(f)(x);
    check_elements(y, shape, [&](const auto& index) { return expected(element, index); });
    if constexpr (std::is_floating_point_v<typename X::value_type>) {
        const auto w = small_integers_like(y);
        const auto pulled = xg::vjp(f)(x, w);
        CHECK(dot(std::get<0>(pulled), w) == dot(x, std::get<1>(pulled)));
    }
}
