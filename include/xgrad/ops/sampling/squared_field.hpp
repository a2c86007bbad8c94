#pragma once

#include <cmath>

#include "gather.hpp"

namespace xgrad {

/// What a squared field is asked for: its value, its derivative along a field (linear in that), or the adjoint of the derivative.
enum class squaring { value, tangent, adjoint };

/// The corners of the cell of p + u(p), limited to the field: their weights, and the weights' derivatives by the displacement, 0 along an axis where a bound was taken.
template <class T, int Axes>
struct displaced_cell {
    static constexpr int corners = 1 << Axes;
    std::ptrdiff_t index[corners][Axes];
    T weight[corners], slope[corners][Axes];

    displaced_cell(const T (&at)[Axes], const std::ptrdiff_t* extents) {
        for (int c = 0; c < corners; ++c) weight[c] = 1;
        for (int c = 0; c < corners; ++c)
            for (int b = 0; b < Axes; ++b) slope[c][b] = 1;
        for (int a = 0; a < Axes; ++a) {
            const T last = static_cast<T>(extents[a] - 1);
            const bool inside = at[a] > 0 && at[a] < last;
            const T limited = inside ? at[a] : at[a] >= last ? last : T(0), whole = std::floor(limited), place = limited - whole;
            const auto first = static_cast<std::ptrdiff_t>(whole), second = first + 1 < extents[a] ? first + 1 : first;
            for (int c = 0; c < corners; ++c) {
                const bool high = c >> a & 1;
                index[c][a] = high ? second : first;
                const T factor = high ? place : 1 - place;
                weight[c] *= factor;
                for (int b = 0; b < Axes; ++b) slope[c][b] *= b != a ? factor : !inside ? T(0) : high ? T(1) : T(-1);
            }
        }
    }
};

/// Where an array (N, d, ...) has the first component at a corner of a cell.
template <class T, int Axes>
struct corner_places {
    std::byte* place[1 << Axes];
    std::ptrdiff_t component;
    corner_places(const memory_view& x, std::byte* origin, const displaced_cell<T, Axes>& cell) : component(x.strides[1]) {
        for (int c = 0; c < 1 << Axes; ++c) {
            place[c] = origin;
            for (int a = 0; a < Axes; ++a) place[c] += cell.index[c][a] * x.strides[2 + a];
        }
    }
    T& operator()(int c, int d) const { return *reinterpret_cast<T*>(place[c] + d * component); }
};

/// The loop of all three; x is the field that the derivative is taken along, or the cotangent.
template <class T, int Axes, squaring What>
void square_field(const memory_view& out, const memory_view& x, const memory_view& u) {
    constexpr int corners = 1 << Axes;
    std::ptrdiff_t extents[Axes], p[Axes] = {};
    for (int a = 0; a < Axes; ++a) extents[a] = u.extents[2 + a];
    auto every_pixel = [&](auto body) {
        const auto pixels = u.extents[0] == 0 ? 0 : u.extents.size() / (u.extents[0] * Axes);
        for (std::ptrdiff_t n = 0; n < u.extents[0]; ++n)
            for (auto count = pixels; count > 0; --count) {
                body(n);
                for (int a = Axes - 1; a >= 0 && ++p[a] == extents[a]; --a) p[a] = 0;
            }
    };
    auto origin = [](const memory_view& y, std::ptrdiff_t n) { return y.data + n * y.strides[0]; };
    auto own = [&](const memory_view& y, std::ptrdiff_t n, int d) -> T& {
        std::byte* e = origin(y, n) + d * y.strides[1];
        for (int a = 0; a < Axes; ++a) e += p[a] * y.strides[2 + a];
        return *reinterpret_cast<T*>(e);
    };
    if constexpr (What == squaring::adjoint) every_pixel([&](std::ptrdiff_t n) {
        for (int d = 0; d < Axes; ++d) own(out, n, d) = own(x, n, d);
    });
    every_pixel([&](std::ptrdiff_t n) {
        T at[Axes], here[Axes], sum[Axes] = {};
        for (int a = 0; a < Axes; ++a) at[a] = static_cast<T>(p[a]) + own(u, n, a), here[a] = own(x, n, a);
        const displaced_cell<T, Axes> cell(at, extents);
        const corner_places<T, Axes> around(u, origin(u, n), cell), along(What == squaring::adjoint ? out : x, origin(What == squaring::adjoint ? out : x, n), cell);
        for (int c = 0; c < corners; ++c) {
            T product = 0;  // of the cotangent and the field, or of the step and the weight's slope
            for (int a = 0; What != squaring::value && a < Axes; ++a) product += here[a] * (What == squaring::adjoint ? around(c, a) : cell.slope[c][a]);
            for (int d = 0; d < Axes; ++d) {
                if constexpr (What == squaring::adjoint) along(c, d) += cell.weight[c] * here[d], sum[d] += cell.slope[c][d] * product;
                else if constexpr (What == squaring::tangent) sum[d] += cell.weight[c] * along(c, d) + product * around(c, d);
                else sum[d] += cell.weight[c] * around(c, d);
            }
        }
        for (int d = 0; d < Axes; ++d) {
            if constexpr (What == squaring::adjoint) own(out, n, d) += sum[d];
            else own(out, n, d) = here[d] + sum[d];
        }
    });
}

/// The derivative of squared_field_op at u along x, or its adjoint: linear in x. There is no derivative in u.
template <int Axes, squaring What>
struct squared_field_derivative_op : operation_base {
    static constexpr std::string_view name = What == squaring::tangent ? "squared_field_tangent" : "squared_field_adjoint";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/, auto u) {
        constexpr auto transposed = What == squaring::tangent ? squaring::adjoint : squaring::tangent;
        return each(append<squared_field_derivative_op<Axes, transposed>>(dy, u), none);  // u is marked to have none
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) { square_field<T, Axes, What>(out, x[0], x[1]); }
};

/// u(p) + u(p + u(p)) of a field (N, d, ...) in pixels, bilinear, limited to the field beyond its border.
template <int Axes>
struct squared_field_op : operation_base {
    static constexpr std::string_view name = "squared_field";
    static constexpr access how = access::kernel;
    static constexpr int cost = 64;
    template <class... X> using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    // the adjoint of d (u + u o (id + u)) = du + du o (id + u) + (Du o (id + u)) du
    static constexpr auto pullback(auto dy, auto /*y*/, auto u) {
        return each(append<squared_field_derivative_op<Axes, squaring::adjoint>>(dy, as_index<"the second derivative of exponential">(u)));
    }
    template <class T>
    static void compute(const memory_view& out, const memory_view* x) { square_field<T, Axes, squaring::value>(out, x[0], x[0]); }
};

}  // namespace xgrad
