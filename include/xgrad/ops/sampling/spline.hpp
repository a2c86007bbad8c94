#pragma once

#include <array>

#include "../../engine/layout.hpp"
#include "../../language/expression.hpp"
#include "../movement/extend.hpp"

namespace xgrad {

/// Solves (c[i - 1] + 4 c[i] + c[i + 1]) / 6 = x[i] along an axis, with c mirrored at the centres (reflect) or at the outer edges
/// (symmetric) of the border's elements: the coefficients with which cubic B-splines pass through x (Unser et al., 1993;
/// scipy.ndimage.spline_filter1d). `Transposed`: with the transposed matrix. By elimination, O(elements).
template <int Axis, boundary Mode, bool Transposed = false>
struct spline_coefficients_op : operation_base {
    static constexpr std::string_view name = "spline_coefficients", symbol = "spline coefficients along axis ";
    static constexpr access how = access::kernel;
    static constexpr int cost = 20;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[0]; }
    static constexpr failure options() {
        failure f;
        f << Axis;
        if (Transposed) f << ", transposed";
        return f;
    }
    // c = M^-1 x, so that <c, dy> = <x, M^-T dy>
    static constexpr auto pullback(auto dy, auto /*y*/, auto /*x*/) {
        return each(append<spline_coefficients_op<Axis, Mode, !Transposed>>(dy));
    }

    template <class T>
    static void compute(const memory_view& out, const memory_view* operands) {
        const memory_view& x = operands[0];
        if (x.extents.size() == 0) return;
        const int rank = x.extents.rank, inner = Axis == rank - 1 ? rank : rank - 1;  // the axis of the innermost loop; none: rank
        const std::ptrdiff_t n = x.extents[Axis];
        const matrix m(n);
        extent_list index = extent_list::filled(rank, 0);
        for (;;) {
            const std::byte* from = x.data;
            std::byte* to = out.data;
            for (int a = 0; a < rank; ++a) from += index[a] * x.strides[a], to += index[a] * out.strides[a];
            const std::ptrdiff_t lines = inner < rank ? x.extents[inner] : 1;
            const std::ptrdiff_t in = inner < rank ? x.strides[inner] : 0, side = inner < rank ? out.strides[inner] : 0,
                                 step = out.strides[Axis];
            auto at = [&](std::ptrdiff_t i, std::ptrdiff_t j) -> T& { return *reinterpret_cast<T*>(to + i * step + j * side); };
            for (std::ptrdiff_t i = 0; i < n; ++i) {
                const T scale = static_cast<T>(6 * m.inverse(i)), before = static_cast<T>(m.before(i) * m.inverse(i));
                for (std::ptrdiff_t j = 0; j < lines; ++j) {
                    const T value = scale * *reinterpret_cast<const T*>(from + i * x.strides[Axis] + j * in);
                    at(i, j) = i == 0 ? value : value - before * at(i - 1, j);
                }
            }
            for (std::ptrdiff_t i = n - 2; i >= 0; --i) {
                const T after = static_cast<T>(m.after(i) * m.inverse(i));
                for (std::ptrdiff_t j = 0; j < lines; ++j) at(i, j) -= after * at(i + 1, j);
            }
            int a = rank - 1;
            for (; a >= 0 && (a == Axis || a == inner || ++index[a] == x.extents[a]); --a) index[a] = 0;
            if (a < 0) return;
        }
    }

private:
    /// The tridiagonal matrix, times 6, and the inverses of its pivots, which soon no longer change.
    class matrix {
    public:
        explicit matrix(std::ptrdiff_t n) : n_(n) {
            for (std::ptrdiff_t i = 0; i < std::min<std::ptrdiff_t>(n, kept); ++i) inverse_[static_cast<std::size_t>(i)] = 1 / pivot(i);
        }
        double before(std::ptrdiff_t i) const { return Transposed ? upper(i - 1) : lower(i); }
        double after(std::ptrdiff_t i) const { return Transposed ? lower(i + 1) : upper(i); }
        double inverse(std::ptrdiff_t i) const {
            return i >= kept && i == n_ - 1 ? 1 / pivot(i) : inverse_[static_cast<std::size_t>(std::min<std::ptrdiff_t>(i, kept - 1))];
        }

    private:
        static constexpr std::ptrdiff_t kept = 32;  // (2 - sqrt(3))^64 is below the precision of double
        double lower(std::ptrdiff_t i) const { return Mode == boundary::reflect && i == n_ - 1 ? 2 : 1; }
        double upper(std::ptrdiff_t i) const { return Mode == boundary::reflect && i == 0 ? 2 : 1; }
        double diagonal(std::ptrdiff_t i) const {
            if (n_ == 1) return 6;
            return Mode == boundary::symmetric && (i == 0 || i == n_ - 1) ? 5 : 4;
        }
        double pivot(std::ptrdiff_t i) const { return i == 0 ? diagonal(0) : diagonal(i) - before(i) * after(i - 1) * inverse(i - 1); }

        std::ptrdiff_t n_;
        std::array<double, kept> inverse_{};
    };
};

/// How many elements an array is extended by before its splines are fitted, where it goes on with zeros or its last elements, as SciPy
/// does.
inline constexpr std::ptrdiff_t spline_margin = 12;

/// The coefficients of the B-splines through x along its axes from First on, with a margin where the mode has one.
template <boundary Mode, int First, expression X>
constexpr auto spline_coefficients(X x) {
    if constexpr (First == X::rank) return x;
    else if constexpr (Mode == boundary::reflect || Mode == boundary::symmetric)
        return spline_coefficients<Mode, First + 1>(append<spline_coefficients_op<First, Mode>>(x));
    else {
        const auto wider = append<extend_op<First, -spline_margin, 2 * spline_margin, Mode>>(x);
        return spline_coefficients<Mode, First + 1>(append<spline_coefficients_op<First, boundary::reflect>>(wider));
    }
}

}  // namespace xgrad
