#pragma once

#include <array>
#include <cstddef>
#include <limits>
#include <string_view>
#include <type_traits>

#include "extents.hpp"
#include "options.hpp"

namespace xgrad {

class trace;

inline constexpr int max_operands = 5;

/// How an op reaches its operands; the only thing that calculus and engine ask about one.
enum class access {
    argument,   // an input of the program
    literal,    // a number in the source text
    count,      // numbers that follow from a shape: the data of the operand is not read
    pointwise,  // out[i] = f(a[i], b[i], ...)
    movement,   // out[i] = a[map(i)], axis by axis, or zero
    gather,  // out[i] = a[b[i], c[i], ...]: pointwise in the indices, while a is read from memory; `map` says how the leading axes of a
             // follow i
    reshape,  // the same elements in row-major order under another shape
    reduction,  // out[j] = combine over some axes of a
    kernel  // a loop nest of its own: convolution, pooling, sampling
};

/// How a movement op finds the index along one axis of its operand: (step * i + offset) / divisor, where i runs along
/// `axis` of the result. Outside [low, high), or where the division leaves a remainder, the result is zero; an index outside
/// the operand is answered by `mode`.
struct axis_map {
    int axis = -1;
    std::ptrdiff_t step = 1, divisor = 1, offset = 0;
    std::ptrdiff_t low = 0, high = std::numeric_limits<std::ptrdiff_t>::max();
    boundary mode = boundary::none;
    bool fixed = true;  // step and offset do not depend on run-time extents
    bool edge = false;  // valid only near the border: the interior of a loop leaves it out
    std::ptrdiff_t reach = dynamic;  // bound of |resolved index - i| where the loop is banded; dynamic: none

    constexpr bool masks() const {
        return mode == boundary::zero || divisor != 1 || low != 0 || high != std::numeric_limits<std::ptrdiff_t>::max();
    }
};

/// An index along one axis of an operand, valid or standing for zero.
struct resolved_index {
    std::ptrdiff_t index;
    bool valid;
};

/// The index t answered by a boundary mode on an axis of n > 0 elements.
constexpr resolved_index resolve_boundary(boundary mode, std::ptrdiff_t t, std::ptrdiff_t n) {
    if (t >= 0 && t < n) return {t, true};
    auto modulo = [](std::ptrdiff_t a, std::ptrdiff_t m) { return (a % m + m) % m; };
    switch (mode) {
    case boundary::replicate: return {t < 0 ? 0 : n - 1, true};
    case boundary::circular: return {modulo(t, n), true};
    case boundary::symmetric: {
        auto m = modulo(t, 2 * n);
        return {m < n ? m : 2 * n - 1 - m, true};
    }
    case boundary::reflect: {
        if (n == 1) return {0, true};
        auto m = modulo(t, 2 * n - 2);
        return {m < n ? m : 2 * n - 2 - m, true};
    }
    default: return {t < 0 ? 0 : n - 1, false};
    }
}

/// The operand index for result index i; an invalid one is clamped into the operand, so that it may be read and discarded.
constexpr resolved_index resolve(const axis_map& map, std::ptrdiff_t i, std::ptrdiff_t n) {
    auto near = [&] { return resolved_index{i < 0 ? 0 : i >= n ? n - 1 : i, false}; };
    if (i < map.low || i >= map.high) return near();
    auto t = map.step * i + map.offset;
    if (map.divisor != 1) {
        if (t % map.divisor != 0) return near();
        t /= map.divisor;
    }
    auto r = resolve_boundary(map.mode, t, n);
    return r.valid ? r : near();
}

/// The element types that a program tells apart; integers convert to the computing type when they are read.
enum class element_kind { weak, integer, boolean, float32, float64 };
struct weak {};  // the element type of a literal, which never promotes

template <class T>
struct element_kind_of {
    static constexpr auto value = element_kind::integer;
};
template <>
struct element_kind_of<weak> {
    static constexpr auto value = element_kind::weak;
};
template <>
struct element_kind_of<bool> {
    static constexpr auto value = element_kind::boolean;
};
template <>
struct element_kind_of<float> {
    static constexpr auto value = element_kind::float32;
};
template <>
struct element_kind_of<double> {
    static constexpr auto value = element_kind::float64;
};
template <class T>
inline constexpr auto kind_of_element = element_kind_of<T>::value;

/// The element type of pointwise results: the widest floating one; float when there is none.
template <class... T>
using promoted =
    std::conditional_t<(std::is_same_v<T, double> || ...), double, std::conditional_t<(std::is_same_v<T, weak> && ...), weak, float>>;

/// Laws of a pointwise op that the trace uses; NaN means that there is no such number.
struct algebra {
    bool commutative = false;
    bool involution = false;  // f(f(x)) = x
    double left_identity = std::numeric_limits<double>::quiet_NaN();  // f(e, x) = x
    double right_identity = std::numeric_limits<double>::quiet_NaN();  // f(x, e) = x
    double absorbing = std::numeric_limits<double>::quiet_NaN();  // f(z, x) = f(x, z) = z, used for exact zeros outside a border only
    double (*fold)(const double*) = nullptr;  // the value for literal operands
    bool mask = false;  // f(x, c) is x or 0
    std::array<unsigned, 2> vanishes{};  // the sets of operands (a bit each) that make f zero if they are
};

/// The element type of results that hold elements of the first operand.
template <class First, class...>
struct first_type {
    using type = First;
};
template <class... T>
using first_of = typename first_type<T...>::type;

/// The lines that an op reads, or the cotangents that it gives; -1: none.
struct index_array {
    int line[max_operands] = {-1, -1, -1, -1, -1};
    static_assert(max_operands == 5);
    constexpr int& operator[](int k) { return line[k]; }
    constexpr int operator[](int k) const { return line[k]; }
    friend constexpr bool operator==(const index_array& a, const index_array& b) {
        const int *const x = a.line, *const y = b.line;
        return x[0] == y[0] && x[1] == y[1] && x[2] == y[2] && x[3] == y[3] && x[4] == y[4];
    }
};

/// What the sweeps and the engine know of an op: this table, made once per op and operand types by `bind` (expression.hpp).
struct operation {
    std::string_view name, symbol;  // the symbol of an infix op, empty for the others
    std::string_view twin;  // the op that costs little more when both are computed, `Op::twin(x)`
    access how;
    int operands;
    int data_operands;  // the first ones, whose elements are read; the others lend their shape
    element_kind element;
    extent_list extents;  // static extents of the result, or dynamic
    algebra laws;
    bool transparent;  // the value of operand 0 itself, with another derivative (detach, the arguments of an inner function, interpolated)
    bool blocks;  // the derivative is zero by intention (detach)
    bool spreads;  // a movement that only repeats elements, so that a literal stays a literal
    bool embeds;  // a movement that puts every element of the operand somewhere and zero elsewhere
    bool renames;  // a movement that keeps every element and only drops or inserts axes of extent 1
    int cost;  // roughly, cycles per SIMD vector
    unsigned salt;  // from the name, for hashing
    extent_list (*infer)(failure&, const extent_list*);
    axis_map (*map)(int operand_axis, const extent_list& operand, const extent_list& result);
    unsigned reduced_axes;  // bit per operand axis of a reduction
    double initial;  // the reduction of nothing
    bool same_shape;  // a movement that keeps the shape of operand 0, or of the operand after the data ones
    double (*count)(const extent_list&, std::ptrdiff_t i);  // the numbers that a shape gives
    failure (*options)();  // the compile-time parameters in words, for printing
};

/// What the reverse sweep needs of an op. Apart from `operation`, so that no code is generated for what only constant evaluation calls.
struct derivative_rules {
    index_array (*pullback)(trace&, int dy, int y, const int* x);  // null: no derivative
    int (*add)(trace&, int a, int b);  // sum of two cotangents
    int (*zeros)(trace&, int like);  // a zero cotangent
};

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wnon-template-friend"
#endif
/// From the address of a table back to the op's type: `bind` defines the friend, so the table's user finds the type.
template <const operation* Table>
struct operation_key {
    friend constexpr auto bound_type(operation_key);
};
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic pop
#endif
template <const operation* Table>
using bound_of = typename decltype(bound_type(operation_key<Table>{}))::type;

}  // namespace xgrad
