#pragma once

#include <algorithm>
#include <array>
#include <tuple>

#include "../pointwise/detach.hpp"
#include "../pointwise/floor.hpp"
#include "../pointwise/minimum.hpp"
#include "gather.hpp"
#include "interpolation_weights.hpp"

namespace xgrad {

/// Adds every element to four columns of one row of an array (Bins, Bins): x[0] is the row, x[1] the position among the columns, spread by
/// the cubic B-spline around it, and x[2], if Weighted, what is added; else 1. A row or position that is not a number makes the sums none.
template <std::ptrdiff_t Bins, bool Weighted>
struct joint_histogram_op : operation_base {
    static constexpr std::string_view name = "joint_histogram";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64, inputs = Weighted ? 3 : 2;
    template <class... X>
    using element = promoted<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        pointwise<inputs>::infer(problem, x);
        return {Bins, Bins};
    }
    /// The last interval begins at Bins - 3: two columns on each side have none.
    static constexpr auto first_column(auto position) { return detach(clamp(floor(position), 2, Bins - 3)) - 1; }

    // out[row, column + k] += weight w_k(d), k = 0 to 3, at the place d of the position in the cell between the second and the third column
    static constexpr auto pullback(auto dy, auto /*y*/, auto row, auto position) {
        const auto column = first_column(position);
        return each(none, weighted(spline_weights::slopes(position - column - 1), dy, row, column));
    }
    static constexpr auto pullback(auto dy, auto /*y*/, auto row, auto position, auto weight) {
        const auto column = first_column(position), d = position - column - 1;
        return each(
            none, weight * weighted(spline_weights::slopes(d), dy, row, column), weighted(spline_weights::weights(d), dy, row, column));
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        auto cell = [&](std::ptrdiff_t i, std::ptrdiff_t j) -> T& {
            return *reinterpret_cast<T*>(out.data + i * out.strides[0] + j * out.strides[1]);
        };
        set_zero<T>(out);
        const extent_list shape = operands[0].extents;
        extent_list at = extent_list::filled(shape.rank, 0);
        for (auto n = shape.size(); n > 0; --n) {
            std::array<T, inputs> x;
            for (int k = 0; k < inputs; ++k) {
                const std::byte* from = operands[k].data;
                for (int a = 0; a < shape.rank; ++a) from += at[a] * operands[k].strides[a];
                x[static_cast<std::size_t>(k)] = *reinterpret_cast<const T*>(from);
            }
            const T row = x[0], position = x[1], weight = (Weighted ? x[inputs - 1] : T(1)) + (row - row);
            const std::ptrdiff_t i = row > 0 ? static_cast<std::ptrdiff_t>(std::min(row, T(Bins - 1))) : 0;
            const std::ptrdiff_t j = position > 2 ? static_cast<std::ptrdiff_t>(std::min(position, T(Bins - 3))) : 2;
            const auto [before, here, after, last] = spline_weights::weights<T>(position - static_cast<T>(j));
            cell(i, j - 1) += before * weight;
            cell(i, j) += here * weight;
            cell(i, j + 1) += after * weight;
            cell(i, j + 2) += last * weight;
            for (int a = shape.rank - 1; a >= 0 && ++at[a] == shape[a]; --a) at[a] = 0;
        }
    }

private:
    static constexpr auto weighted(auto weights, auto dy, auto row, auto column) {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return (... +
                (std::get<K>(weights) *
                    append<gather_op<2, boundary::zero, extent_list{0, static_cast<std::ptrdiff_t>(K)}>>(
                        dy, row, as_index<"the bin of a histogram">(column))));
        }(std::make_index_sequence<4>{});
    }
};

}  // namespace xgrad
