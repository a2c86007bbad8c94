#pragma once

// A second, plain executor for traced programs: one loop per line, everything in double, no fusion. The tests compare the engine
// with it, and the ops with loops.

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <xgrad/xgrad.hpp>

namespace reference {

/// An array of any rank in row-major order.
struct array {
    xgrad::extent_list shape;
    std::vector<double> elements;
};

/// What an op does with numbers: its `forward` on an element of each operand, or its `combine` on two.
using number_function = double (*)(const double*);
template <class Op, int Operands>
double forward_of(const double* x) {
    return [&]<std::size_t... K>(std::index_sequence<K...>) { return static_cast<double>(Op::forward(x[K]...)); }(
               std::make_index_sequence<Operands>{});
}
template <class Op>
double combine_of(const double* x) {
    return Op::combine(x[0], x[1]);
}

struct program_lines {
    const xgrad::instruction* lines;
    const number_function* functions;
    int size;
    const int* results;
    std::size_t result_count;
};
template <class P, int I>
constexpr number_function function_of() {
    constexpr auto& op = *P::lines[static_cast<std::size_t>(I)].op;
    static_assert(op.how != xgrad::access::kernel, "kernels are loop nests of their own");
    if constexpr (op.how == xgrad::access::pointwise) return &forward_of<typename P::template op_at<I>, op.operands>;
    else if constexpr (op.how == xgrad::access::reduction) return &combine_of<typename P::template op_at<I>>;
    else return nullptr;
}
template <class P>
inline constexpr auto functions_of = []<std::size_t... I>(std::index_sequence<I...>) {
    return std::array<number_function, sizeof...(I)>{function_of<P, static_cast<int>(I)>()...};
}(std::make_index_sequence<static_cast<std::size_t>(P::size)>{});

/// Calls f with every index of a shape, in row-major order.
template <class F>
void for_each_index(const xgrad::extent_list& shape, F f) {
    auto index = xgrad::extent_list::filled(shape.rank, 0);
    for (auto n = shape.size(); n > 0; --n) {
        f(std::as_const(index));
        for (int a = shape.rank - 1; a >= 0 && ++index[a] == shape[a]; --a) index[a] = 0;
    }
}
/// The element at an index; a single number is the same everywhere.
inline double at(const array& x, const xgrad::extent_list& index) {
    std::ptrdiff_t p = 0;
    for (int a = 0; a < x.shape.rank; ++a) p = p * x.shape[a] + index[a];
    return x.elements[static_cast<std::size_t>(p)];
}

inline void move(array& out, const array& x, const xgrad::operation& op) {
    for_each_index(out.shape, [&](const auto& index) {
        auto from = xgrad::extent_list::filled(x.shape.rank, 0);
        bool valid = true;
        for (int k = 0; k < x.shape.rank; ++k) {
            const auto m = op.map(k, x.shape, out.shape);
            const auto r = xgrad::resolve(m, m.axis < 0 ? 0 : index[m.axis], x.shape[k]);
            valid = valid && r.valid;
            from[k] = r.index;
        }
        out.elements.push_back(valid ? at(x, from) : 0);
    });
}
inline void reduce(array& out, const array& x, const xgrad::operation& op, number_function combine) {
    out.elements.assign(static_cast<std::size_t>(out.shape.size()), op.initial);
    for_each_index(x.shape, [&](const auto& index) {
        std::ptrdiff_t p = 0;  // kept axes have the extent 1 and do not matter here
        for (int a = 0; a < x.shape.rank; ++a)
            if (!(op.reduced_axes >> a & 1)) p = p * x.shape[a] + index[a];
        auto& total = out.elements[static_cast<std::size_t>(p)];
        const double pair[] = {total, at(x, index)};
        total = combine(pair);
    });
}
inline array evaluate(
    const xgrad::instruction& line, number_function f, const std::vector<array>& values, const std::vector<array>& inputs) {
    const auto& op = *line.op;
    if (op.how == xgrad::access::argument) return inputs[static_cast<std::size_t>(line.literal)];
    if (op.how == xgrad::access::literal) return {{}, {line.literal}};
    auto operand = [&](int k) -> const array& { return values[static_cast<std::size_t>(line[k])]; };
    xgrad::extent_list shapes[xgrad::max_operands];
    for (int k = 0; k < op.operands; ++k) shapes[k] = operand(k).shape;
    array out;
    xgrad::failure problem;
    out.shape = op.infer(problem, shapes);
    if (problem.any()) throw xgrad::shape_error(std::string(problem.message()));
    if (op.how == xgrad::access::count)
        for (std::ptrdiff_t e = 0; e < out.shape.size(); ++e) out.elements.push_back(op.count(shapes[0], e));
    else if (op.how == xgrad::access::reshape) out.elements = operand(0).elements;
    else if (op.how == xgrad::access::movement) move(out, operand(0), op);
    else if (op.how == xgrad::access::reduction) reduce(out, operand(0), op, f);
    else
        for_each_index(out.shape, [&](const auto& index) {
            double x[xgrad::max_operands] = {};
            for (int k = 0; k < op.operands; ++k) x[k] = at(operand(k), index);
            out.elements.push_back(f(x));
        });
    return out;
}
inline std::vector<array> run(const program_lines& program, const std::vector<array>& inputs) {
    std::vector<array> values, results;
    for (int i = 0; i < program.size; ++i) values.push_back(evaluate(program.lines[i], program.functions[i], values, inputs));
    for (std::size_t r = 0; r < program.result_count; ++r) results.push_back(values[static_cast<std::size_t>(program.results[r])]);
    return results;
}

template <class X>
array copy_of(const X& x) {
    array a;
    if constexpr (std::is_arithmetic_v<X>) a.elements = {static_cast<double>(x)};
    else {
        for (auto e : x.shape()) a.shape.push_back(static_cast<std::ptrdiff_t>(e));
        for (auto it = x.template begin<xt::layout_type::row_major>(); it != x.template end<xt::layout_type::row_major>(); ++it)
            a.elements.push_back(static_cast<double>(*it));
    }
    return a;
}

/// The results of a function, one or several, line by line.
template <class F, class... A>
std::vector<array> interpret(F, const A&... arguments) {
    using program = xgrad::program<F, xgrad::signature_of<A>...>;
    return run({program::lines.data(), functions_of<program>.data(), program::size, program::results.data(), program::results.size()},
        {copy_of(arguments)...});
}

}  // namespace reference
