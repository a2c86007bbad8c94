#pragma once

#include <cmath>
#include <utility>

#include "arithmetic.hpp"
#include "lanes.hpp"

namespace xgrad {

struct sqrt_op;
struct rsqrt_op;

/// sqrt(x) and 1 / sqrt(x) together need no division: `twin` refines the machine's estimate r of 1 / sqrt(x) by Newton steps.
/// Arguments whose estimate is not a normal number (0, infinity, denormals, negative ones) take the exact way.
struct square_roots : pointwise<1> {
    template <class V>
    [[gnu::always_inline]] static constexpr std::pair<V, V> twin(V x) {
        if constexpr (!rsqrt_estimate<V>::exists) return exact(x);
        else {
            if (!rsqrt_estimate<V>::is_normal(x)) [[unlikely]] return exact(x);
            const V half = fill<V>(0.5), estimate = rsqrt_estimate<V>::of(x);
            // r (3/2 - x r^2 / 2), and s + (x - s^2) r / 2 for s = x r
            const V r = estimate * (fill<V>(1.5) - half * x * estimate * estimate);
            const V s = x * r;
            return {s + half * r * (x - s * s), r};
        }
    }
    template <class V>
    [[gnu::noinline]] static constexpr std::pair<V, V> exact(V x) {
        using std::sqrt;
        const V root = sqrt(x);
        return {root, V(1) / root};
    }
};

struct sqrt_op : square_roots {
    static constexpr std::string_view name = "sqrt";
    static constexpr int cost = 5;
    using twin_op = rsqrt_op;
    static constexpr bool first_twin = true;
    static constexpr auto forward(auto x) {
        using std::sqrt;
        return sqrt(x);
    }
    // d sqrt(x) = dx / (2 sqrt(x))  (+inf at 0, as in PyTorch)
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(0.5 * dy * rsqrt(x)); }
};
/// Square root; NaN below 0. The derivative at 0 is +inf.
template <expression X>
constexpr applied<sqrt_op, X> sqrt(X x) { return apply<sqrt_op>(x); }

struct rsqrt_op : square_roots {
    static constexpr std::string_view name = "rsqrt";
    static constexpr int cost = 10;
    using twin_op = sqrt_op;
    static constexpr bool first_twin = false;
    // not the SIMD instruction of that name, which has 12 bits
    static constexpr auto forward(auto x) {
        using std::sqrt;
        return decltype(x)(1) / sqrt(x);
    }
    // d x^(-1/2) = -1/2 x^(-3/2) dx
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(-0.5 * dy * (y * y * y)); }
};
/// 1 / sqrt(x), to full precision; +inf at 0, NaN below.
template <expression X>
constexpr applied<rsqrt_op, X> rsqrt(X x) { return apply<rsqrt_op>(x); }

struct cbrt_op : pointwise<1> {
    static constexpr std::string_view name = "cbrt";
    static constexpr int cost = 20;
    static constexpr auto forward(auto x) {
        using std::cbrt;
        return cbrt(x);
    }
    // d cbrt(x) = dx / (3 cbrt(x)^2)
    static constexpr auto pullback(auto dy, auto y, auto /*x*/) { return each(dy / (3 * (y * y))); }
};
/// Cube root, odd: cbrt(-8) = -2. The derivative at 0 is +inf.
template <expression X>
constexpr applied<cbrt_op, X> cbrt(X x) { return apply<cbrt_op>(x); }

}  // namespace xgrad
