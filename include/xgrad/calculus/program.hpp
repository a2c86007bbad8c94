#pragma once

#include <array>
#include <limits>
#include <tuple>
#include <type_traits>

#include "../language/input.hpp"
#include "../language/literal.hpp"
#include "simplify.hpp"

namespace xgrad {

/// One line of a finished program as a type.
template <class Op, int... Operands>
struct instr {};
template <std::uint64_t Bits>
struct literal_bits {};  // clang 16 takes no floating-point template argument
template <int Number, class Element, class Extents>
struct argument {};

template <class... Instructions>
struct static_program {};

/// Calls F on symbolic inputs in a constant expression: its computation as a table of lines that lives in the type.
template <class F, class... Inputs>
class program {
    static constexpr auto traced(trace& t) {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return F{}(input<element_of<Inputs>, extents_type_of<Inputs>>(t, static_cast<int>(K))...);
        }(std::index_sequence_for<Inputs...>{});
    }
    template <class R>
    struct as_tuple {
        using type = std::tuple<decltype(lift(nullptr, std::declval<R>()))>;
    };
    template <class... R>
    struct as_tuple<std::tuple<R...>> {
        using type = std::tuple<decltype(lift(nullptr, std::declval<R>()))...>;
    };
    template <class T>
    struct is_tuple : std::false_type {};
    template <class... R>
    struct is_tuple<std::tuple<R...>> : std::true_type {};

    template <class R>
    struct gives_operands : std::bool_constant<operand<R>> {};
    template <class... R>
    struct gives_operands<std::tuple<R...>> : std::bool_constant<(operand<R> && ...)> {};

    using returned = decltype(traced(std::declval<trace&>()));
    static_assert(gives_operands<returned>::value, "xgrad: a function gives an expression, a number, or a std::tuple of these");
    using result_tuple = typename as_tuple<returned>::type;
    static constexpr std::size_t result_count = std::tuple_size_v<result_tuple>;

    template <std::size_t Capacity>
    struct table {
        std::array<instruction, Capacity> lines{};
        std::array<int, result_count> results{};
        std::size_t size = 0;
        failure problem;

        constexpr const instruction& operator[](int i) const { return lines.data()[i]; }
    };
    /// As much of a program as the capacity holds, and its size.
    template <std::size_t Capacity>
    static constexpr table<Capacity> tabulate(const trace& t, const sequence<int>& results) {
        table<Capacity> out;
        out.size = static_cast<std::size_t>(t.size());
        for (std::size_t i = 0; i < std::min(Capacity, out.size); ++i) out.lines[i] = t[static_cast<int>(i)];
        for (std::size_t r = 0; r < result_count; ++r) out.results[r] = results[static_cast<int>(r)];
        out.problem = t.problem;
        return out;
    }
    /// An evaluation that is repeated with the capacity it needs where the first one is too small. A variable of its own: clang would
/// evaluate a local one again.
    template <class Stage, std::size_t Capacity>
    static constexpr auto first_try = Stage::template compute<Capacity>();
    template <class Stage, std::size_t Capacity>
    static constexpr auto freeze() {
        constexpr const auto& first = first_try<Stage, Capacity>;
        if constexpr (first.size > Capacity) return Stage::template compute<first.size>();
        else {
            table<first.size> exact;
            std::copy_n(first.lines.begin(), first.size, exact.lines.begin());
            exact.results = first.results;
            exact.size = first.size;
            exact.problem = first.problem;
            return exact;
        }
    }
    struct tracing {
        template <std::size_t Capacity>
        static constexpr auto compute() {
            trace t;
            sequence<int> roots;
            auto y = traced(t);
            if constexpr (is_tuple<returned>::value) std::apply([&](auto... r) { (roots.push_back(lift(&t, r).index), ...); }, y);
            else roots.push_back(lift(&t, y).index);
            return tabulate<Capacity>(t, roots);
        }
    };
    static constexpr auto raw = freeze<tracing, 256>();
    // a constant evaluation of its own: compilers limit the steps of one
    struct simplifying {
        template <std::size_t Capacity>
        static constexpr auto compute() {
            sequence<int> roots;
            for (int r : raw.results) roots.push_back(r);
            const auto done = simplify(raw, static_cast<int>(raw.size), roots);
            return tabulate<Capacity>(done.lines, done.results);
        }
    };
    static constexpr auto exact = freeze<simplifying, raw.size + 16>();
    struct problem_of {
        static constexpr failure outcome = raw.problem;
    };
    static_assert(report<problem_of>::value);

public:
    static constexpr int size = static_cast<int>(exact.size);
    /// The lines as they were written, before simplification: what is not computed is still checked.
    static constexpr const auto& written = raw.lines;
    static constexpr const auto& lines = exact.lines;
    static constexpr const auto& results = exact.results;
    static constexpr bool single = !is_tuple<returned>::value;
    template <std::size_t K>
    using result_type = std::tuple_element_t<K, result_tuple>;
    template <int I>
    using bound_at = bound_of<lines[static_cast<std::size_t>(I)].op>;
    template <int I>
    using op_at = typename bound_at<I>::op;
    using inputs = std::tuple<Inputs...>;

    static constexpr bool is_double = (std::is_same_v<element_of<Inputs>, double> || ...) || [] {
        for (const auto& line : lines)
            if (line.op->element == element_kind::float64) return true;
        return false;
    }();
    /// Arrays of integers alone, of which float would lose digits.
    static constexpr bool is_wide = !(std::is_floating_point_v<element_of<Inputs>> || ...) &&
        ((Inputs::rank > 0 && std::numeric_limits<element_of<Inputs>>::digits > std::numeric_limits<float>::digits) || ...);
    /// The type that the loops compute in: the widest floating-point type of the program.
    using real = std::conditional_t<is_double || is_wide, double, float>;
    /// The element type of a result; a plain number takes the computing type.
    template <std::size_t K>
    using result_element = std::conditional_t<std::is_same_v<element_of<result_type<K>>, weak>, real, element_of<result_type<K>>>;
    static constexpr auto result_kinds = []<std::size_t... K>(std::index_sequence<K...>) {
        return std::array{kind_of_element<result_element<K>>...};
    }(std::make_index_sequence<result_count>{});
};

}  // namespace xgrad
