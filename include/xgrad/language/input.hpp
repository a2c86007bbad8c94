#pragma once

#include "expression.hpp"

namespace xgrad {

/// An input of a program: an array or a scalar (rank 0).
template <class Element, class Extents>
struct input_op : operation_base {
    static constexpr std::string_view name = "input";
    static constexpr access how = access::argument;
    template <class...>
    using element = Element;
    static constexpr extent_list infer(failure&, const extent_list*) { return Extents::value; }
    static constexpr auto pullback = no_derivative;
};

/// Input number `number` of the program that is traced.
template <class Element, class Extents>
constexpr symbolic<Element, Extents> input(trace& t, int number) {
    static_assert(registration<bound<input_op<Element, Extents>>>::done);
    return {&t,
        t.append(
            {&table_of<bound<input_op<Element, Extents>>>, {}, static_cast<double>(number)}, &rules_of<bound<input_op<Element, Extents>>>)};
}

}  // namespace xgrad
