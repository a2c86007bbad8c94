#pragma once

// Programs compared, counted and looked into at compile time.

#include <string_view>

#include <xgrad/xgrad.hpp>

namespace programs {

template <class T, std::ptrdiff_t... E>
using typed = xgrad::symbolic<T, xgrad::extents<E...>>;
using number = typed<float>;
using vector = typed<float, xgrad::dynamic>;
using image = typed<float, xgrad::dynamic, xgrad::dynamic>;
using picture = typed<std::uint8_t, xgrad::dynamic, xgrad::dynamic>;

/// Appends the lines of P to a trace that may hold others, and gives the numbers of the results.
template <class P>
constexpr xgrad::sequence<int> replay(xgrad::trace& t) {
    xgrad::sequence<int> place, results;
    for (xgrad::instruction line : P::lines) {
        for (int k = 0; k < line.op->operands; ++k) line[k] = place[line[k]];
        place.push_back(t.append(line));
    }
    for (int r : P::results) results.push_back(place[r]);
    return results;
}

/// Whether two programs compute the same results by the same lines: in one trace, equal lines are one.
template <class P, class Q>
constexpr bool equal() {
    xgrad::trace t;
    const auto a = replay<P>(t);
    const int lines = t.size();
    const auto b = replay<Q>(t);
    bool same = a.size() == b.size() && t.size() == lines && P::size == Q::size;
    for (int r = 0; same && r < a.size(); ++r) same = a[r] == b[r];
    return same;
}

/// Whether two functions of these inputs have the same program.
template <class... Inputs, class F, class G>
constexpr bool same_program(F, G) {
    return equal<xgrad::program<F, Inputs...>, xgrad::program<G, Inputs...>>();
}

/// The lines of a program.
template <class... Inputs, class F>
constexpr int lines(F) {
    return xgrad::program<F, Inputs...>::size;
}

/// The lines with a certain op.
template <class... Inputs, class F>
constexpr int lines(F, std::string_view op) {
    int n = 0;
    for (const auto& line : xgrad::program<F, Inputs...>::lines) n += line.op->name == op;
    return n;
}

/// The ops of a program in order, "input sin multiply".
template <class... Inputs, class F>
std::string ops(F) {
    std::string all;
    for (const auto& line : xgrad::program<F, Inputs...>::lines) all += (all.empty() ? "" : " ") + std::string(line.op->name);
    return all;
}

/// The stages of the loops that a program runs in, their passes, and all loads of all passes.
template <class... Inputs, class F>
constexpr auto schedule(F) {
    return xgrad::schedule_of<xgrad::program<F, Inputs...>>::value;
}

}  // namespace programs
