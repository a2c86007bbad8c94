#pragma once

#include <cmath>

#include "gather.hpp"

namespace xgrad {

/// The cell of p + u(p), limited to the field: its corners, and the factor of a corner's weight for every axis with its slope, which is 0
/// where a bound was taken.
template <class T, int Axes>
struct displaced_cell {
    static constexpr int corners = 1 << Axes;
    std::ptrdiff_t index[2][Axes];
    T factor[2][Axes], slope[2][Axes];

    displaced_cell(const T (&at)[Axes], const extent_list& extents) {
        for (int a = 0; a < Axes; ++a) {
            const std::ptrdiff_t extent = extents[2 + a];
            const T last = static_cast<T>(extent - 1);
            const bool inside = at[a] > 0 && at[a] < last;
            const T limited = inside ? at[a] : at[a] >= last ? last : T(0), whole = std::floor(limited), place = limited - whole;
            const auto first = static_cast<std::ptrdiff_t>(whole);
            index[0][a] = first, index[1][a] = first + 1 < extent ? first + 1 : first;
            factor[0][a] = 1 - place, factor[1][a] = place;
            slope[1][a] = inside ? T(1) : T(0), slope[0][a] = -slope[1][a];
        }
    }
    /// The weight of a corner, differentiated along each set of directions (a bit each): a direction bends one factor, and each factor is
    /// bent once at most. That of axis `bent` already is.
    template <int Directions>
    void weigh(int corner, const T (*along)[Axes], T (&weight)[1 << Directions], int bent = -1) const {
        for (int set = 0; set < 1 << Directions; ++set) weight[set] = set == 0 ? 1 : 0;
        for (int a = 0; a < Axes; ++a)
            for (int set = (1 << Directions) - 1, high = corner >> a & 1; set >= 0; --set) {
                weight[set] *= a == bent ? slope[high][a] : factor[high][a];
                for (int d = 0; d < Directions; ++d)
                    if (a != bent && (set >> d & 1)) weight[set] += slope[high][a] * along[d][a] * weight[set ^ 1 << d];
            }
    }
};

/// The components of a vector in an array.
template <class T>
struct vector_in_place {
    std::byte* first;
    std::ptrdiff_t step;
    T& operator[](int d) const { return *reinterpret_cast<T*>(first + d * step); }
};

/// A walk over the pixels of arrays (N, d, ...) of one shape.
template <class T, int Axes>
struct field_walk {
    const extent_list& extents;
    std::ptrdiff_t n = 0, p[Axes] = {};

    template <class F>
    void operator()(F f) {
        const auto pixels = extents.size() == 0 ? 0 : extents.size() / (extents[0] * Axes);
        for (n = 0; n < extents[0]; ++n)
            for (auto count = pixels; count > 0; --count) {
                f();
                for (int a = Axes - 1; a >= 0 && ++p[a] == extents[2 + a]; --a) p[a] = 0;
            }
    }
    vector_in_place<T> here(const memory_view& x) const {
        return at(x, [&](int a) { return p[a]; });
    }
    vector_in_place<T> corner(const memory_view& x, const displaced_cell<T, Axes>& cell, int c) const {
        return at(x, [&](int a) { return cell.index[c >> a & 1][a]; });
    }

private:
    template <class Index>
    vector_in_place<T> at(const memory_view& x, Index index) const {
        std::byte* e = x.data + n * x.strides[0];
        for (int a = 0; a < Axes; ++a) e += index(a) * x.strides[2 + a];
        return {e, x.strides[1]};
    }
};

/// S(u)(p) = u(p) + u(p + u(p)) of a field (N, d, ...) in pixels, bilinear, limited to the field beyond its border, and its derivatives
/// by u of every order, a family that is closed under differentiation: of operands v1, ..., vk, u (k the Order), D^k S(u)[v1, ..., vk], and
/// of operands g, v2, ..., vk, u, with Adjoint, the field a for which <a, v1> = <g, D^k S(u)[v1, ..., vk]> for every v1. With w_c the
/// weights of the corners c of the cell of p + u(p), polynomials in u(p) of degree 1 along each axis,
///
///     D^k S(u)[v1, ..., vk](p) = sum_c (D^k w_c)[v1(p), ...] u(c) + sum_j (D^(k-1) w_c)[v1(p), ... without vj(p)] vj(c),
///
/// and v1(p) besides where k = 1.
///
/// There are no derivatives of more than d + 1 directions. Linear in the number of pixels; one loop, an adjoint adds to the corners in the
/// order of the pixels.
template <int Axes, int Order = 0, bool Adjoint = false>
struct squared_field_op : operation_base {
    static constexpr std::string_view name = Order == 0 ? "squared_field" : Adjoint ? "squared_field_adjoint" : "squared_field_tangent";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr failure options() {
        failure f;
        return Order > 1 ? f << "order " << Order : f;
    }

    // <g, D^k S(u)[v1, ..., vk]> is linear in g and in every v, and D^(k+1) is its derivative by u. Of an adjoint, dy stands for v1, and
    // the first operand is g.
    static constexpr auto pullback(auto dy, auto /*y*/, auto... x) {
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return each(partial<K>(std::make_index_sequence<Order>{}, dy, x...)...);
        }(std::make_index_sequence<Order + 1>{});
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) {
        walk_of<T> walk{out.extents};
        if constexpr (Adjoint)
            walk([&] {
                for (int d = 0; d < Axes; ++d) walk.here(out)[d] = Order == 1 ? walk.here(x[0])[d] : T(0);
            });
        walk([&] {
            T at[Axes], v[Order + 1][Axes], sum[Axes] = {};  // u at last
            for (int k = 0; k <= Order; ++k)
                for (int d = 0; d < Axes; ++d) v[k][d] = walk.here(x[k])[d];
            for (int a = 0; a < Axes; ++a) at[a] = static_cast<T>(walk.p[a]) + v[Order][a];
            const cell_of<T> cell(at, out.extents);
            for (int c = 0; c < cell.corners; ++c) {
                if constexpr (Adjoint) put_back(walk, out, x, v, cell, c, sum);
                else take(walk, x, v, cell, c, sum);
            }
            for (int d = 0; d < Axes; ++d) {
                if constexpr (Adjoint) walk.here(out)[d] += sum[d];
                else walk.here(out)[d] = Order < 2 ? v[0][d] + sum[d] : sum[d];
            }
        });
    }

private:
    template <int K>
    using adjoint = squared_field_op<Axes, K, true>;

    template <std::size_t K, std::size_t... J>
    static constexpr auto partial(std::index_sequence<J...>, auto dy, auto... x) {
        const std::tuple operands{x...};
        const auto u = std::get<Order>(operands);
        const auto v = [&]<std::size_t I>(std::index_sequence<I>) {
            if constexpr (Adjoint && I == 0) return dy;
            else return std::get<I>(operands);
        };
        const auto g = [&] {
            if constexpr (Adjoint) return std::get<0>(operands);
            else return dy;
        }();
        if constexpr (K == Order && Order > Axes) return none;  // exactly 0
        else if constexpr (K == Order) return append<adjoint<Order + 1>>(g, v(std::index_sequence<J>{})..., u);
        else if constexpr (Adjoint && K == 0) return append<squared_field_op<Axes, Order>>(v(std::index_sequence<J>{})..., u);
        else
            return [&]<std::size_t... I>(std::index_sequence<I...>) {
                return append<adjoint<Order>>(g, v(std::index_sequence<(I < K ? I : I + 1)>{})..., u);
            }(std::make_index_sequence<Order - 1>{});
    }

    template <class T>
    using cell_of = displaced_cell<T, Axes>;
    template <class T>
    using walk_of = field_walk<T, Axes>;

    template <class T>
    static void take(const walk_of<T>& walk, const memory_view* x, const T (*v)[Axes], const cell_of<T>& cell, int c, T (&sum)[Axes]) {
        constexpr int all = (1 << Order) - 1;
        T weight[all + 1];
        cell.template weigh<Order>(c, v, weight);
        for (int k = 0; k <= Order; ++k)
            for (int d = 0; d < Axes; ++d) sum[d] += weight[k == Order ? all : all ^ 1 << k] * walk.corner(x[k], cell, c)[d];
    }
    template <class T>
    static void put_back(const walk_of<T>& walk, const memory_view& out, const memory_view* x, const T (*v)[Axes], const cell_of<T>& cell,
        int c, T (&sum)[Axes]) {
        constexpr int directions = Order - 1, all = (1 << directions) - 1;  // v2, ..., vk
        const auto target = walk.corner(out, cell, c);
        T product[Order] = {}, weight[all + 1];
        for (int k = 0; k < Order; ++k)
            for (int d = 0; d < Axes; ++d) product[k] += v[0][d] * walk.corner(x[k + 1], cell, c)[d];
        for (int a = 0; a < Axes; ++a) {
            cell.template weigh<directions>(c, v + 1, weight, a);
            for (int k = 0; k < Order; ++k) sum[a] += weight[k == directions ? all : all ^ 1 << k] * product[k];
        }
        cell.template weigh<directions>(c, v + 1, weight);
        for (int d = 0; d < Axes; ++d) target[d] += weight[all] * v[0][d];
    }
};

}  // namespace xgrad
