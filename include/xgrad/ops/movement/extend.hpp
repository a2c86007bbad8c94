#pragma once

#include "../pointwise/arithmetic.hpp"
#include "../reduction/sum.hpp"
#include "slice.hpp"

namespace xgrad {

/// A term of the adjoint of a boundary mode: near one end of an axis the result is x at the mirrored, wrapped or clamped
/// index, elsewhere zero. All numbers are `constant + in * (extent of x) + out * (extent of the result)`.
struct edge_term {
    struct linear {
        std::ptrdiff_t constant = 0, in = 0, out = 0;
        constexpr std::ptrdiff_t at(std::ptrdiff_t n_in, std::ptrdiff_t n_out) const { return constant + in * n_in + out * n_out; }
        friend constexpr bool operator==(const linear&, const linear&) = default;
    };
    int axis = 0;
    std::ptrdiff_t step = 1;
    linear offset, low, high;
    std::ptrdiff_t reach = dynamic;
    friend constexpr bool operator==(const edge_term&, const edge_term&) = default;
};

/// out[j] = x[step * j + offset] for low <= j < high, else 0, in the shape of the second operand.
template <edge_term E>
struct edge_op : operation_base {
    static constexpr std::string_view name = "edge";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = 1;
    static constexpr bool same_shape = true;
    template <class... X>
    using element = first_of<X...>;
    static constexpr extent_list infer(failure&, const extent_list* x) { return x[1]; }
    static constexpr axis_map map(int k, const extent_list& in, const extent_list& out) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (k != E.axis) return m;
        m.step = E.step;
        m.offset = E.offset.at(in[k], out[k]);
        m.low = E.low.at(in[k], out[k]);
        m.high = E.high.at(in[k], out[k]);
        m.mode = boundary::zero;
        m.edge = true;
        m.fixed = false;
        m.reach = E.reach;
        return m;
    }
    static constexpr failure options() {
        failure f;
        return f << "axis " << E.axis << ", "
                 << (E.step == 0         ? "clamped"
                            : E.step < 0 ? "mirrored"
                                         : "wrapped")
                 << (E.low.out == 0 ? " at the beginning" : " at the end");
    }
    /// The inverse of a mirrored or wrapped index is of the same kind: j = step * (i - offset). A clamped one (step 0) sums.
    static constexpr edge_term inverse() {
        using linear = edge_term::linear;
        auto swapped = [](linear l, std::ptrdiff_t s) { return linear{s * l.constant, s * l.out, s * l.in}; };
        auto plus = [](linear a, linear b) { return linear{a.constant + b.constant, a.in + b.in, a.out + b.out}; };
        edge_term r{E.axis, E.step, swapped(E.offset, -E.step), {}, {}, E.reach};
        auto image = [&](linear l, std::ptrdiff_t shift) { return plus(swapped(l, E.step), plus(swapped(E.offset, 1), {shift, 0, 0})); };
        r.low = E.step > 0 ? image(E.low, 0) : image(E.high, 1);
        r.high = E.step > 0 ? image(E.high, 0) : image(E.low, 1);
        return r;
    }
    // out[j] = x[step j + offset], so dx[i] sums dy[j] over the j that read i
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) {
        if constexpr (E.step != 0) return each(append<edge_op<inverse()>>(dy, x), none);
        else {
            // low + 1 = high: one j reads one i
            constexpr edge_term back{E.axis, 0, {E.low.constant, E.low.out, E.low.in}, {E.offset.constant, E.offset.out, E.offset.in},
                {E.offset.constant + 1, E.offset.out, E.offset.in}, E.reach};
            return each(append<edge_op<back>>(dy, x), none);
        }
    }
};

/// Shifts, pads and crops one axis: out[i] = x[i + Offset] with Growth more elements than x, indices outside by Mode. With a
/// second operand the result has its shape.
template <int Axis, std::ptrdiff_t Offset, std::ptrdiff_t Growth, boundary Mode, int ShapeOperands = 0>
struct extend_op : operation_base {
    static constexpr std::string_view name = Growth == 0 ? "shift" : Growth > 0 ? "pad" : "crop";
    static constexpr access how = access::movement;
    static constexpr int shape_operands = ShapeOperands;
    static constexpr bool same_shape = Growth == 0 || ShapeOperands > 0;
    static constexpr std::ptrdiff_t left = Offset < 0 ? -Offset : 0;                        // results before the operand
    static constexpr std::ptrdiff_t right = Offset + Growth > 0 ? Offset + Growth : 0;      // results after it
    static constexpr bool embeds = Mode == boundary::zero && Offset <= 0 && Offset + Growth >= 0 && Growth > 0;
    template <class... X>
    using element = first_of<X...>;

    static constexpr extent_list infer(failure& problem, const extent_list* x) {
        extent_list out = x[0];
        auto n = x[0][Axis];
        if (n == dynamic) {
            if (ShapeOperands > 0) out[Axis] = x[ShapeOperands][Axis];
            return out;
        }
        constexpr auto widest = left > right ? left : right;
        if (Mode == boundary::reflect && widest > (n > 0 ? n - 1 : 0))
            problem << "reflect by " << widest << " along axis " << Axis << " of " << x[0] << ": at most one less than the extent";
        else if ((Mode == boundary::symmetric || (Mode == boundary::circular && Growth != 0)) && widest > n)
            problem << "the mode reaches " << widest << " beyond axis " << Axis << " of " << x[0] << ": at most the extent";
        else if (n + Growth < 0) problem << "cropping axis " << Axis << " of " << x[0] << " leaves less than nothing";
        else if (n == 0 && Growth > 0 && Mode != boundary::zero)
            problem << "axis " << Axis << " of " << x[0] << " is empty: there is nothing to repeat";
        out[Axis] = n + Growth;
        return out;
    }
    static constexpr axis_map map(int k, const extent_list&, const extent_list&) {
        axis_map m;
        m.axis = k;
        m.reach = 0;
        if (k != Axis) return m;
        m.offset = Offset;
        m.mode = left == 0 && right == 0 ? boundary::none : Mode;
        m.reach = Growth == 0 && Mode != boundary::circular ? (Offset < 0 ? -Offset : Offset) : dynamic;
        return m;
    }
    static constexpr failure options() {
        failure f;
        f << "axis " << Axis << ", offset " << Offset;
        if (Growth != 0) f << ", growth " << Growth;
        return f;
    }

    // dx[j] = sum of dy[i] over the i that read j: i = j - Offset, and near the ends the i that the mode sends to j
    static constexpr auto pullback(auto dy, auto /*y*/, auto x) { return each(adjoint(dy, x)); }
    static constexpr auto pullback(auto dy, auto /*y*/, auto x, auto /*like*/) { return each(adjoint(dy, x), none); }
    static constexpr auto adjoint(auto dy, auto x) {
        if constexpr (Mode == boundary::circular && Growth == 0) return append<extend_op<Axis, -Offset, 0, Mode>>(dy);
        else {
            auto inside = append<extend_op<Axis, -Offset, -Growth, boundary::zero, 1>>(dy, x);
            if constexpr (Mode == boundary::zero) return inside;
            else if constexpr (Mode == boundary::replicate) return inside_plus_clamped(inside, dy, x);
            else return mirrored<false>(mirrored<true>(inside, dy, x), dy, x);
        }
    }
    /// Adds what a mirrored or wrapped end sends back.
    template <bool Left>
    static constexpr auto mirrored(auto sum, auto dy, auto x) {
        constexpr std::ptrdiff_t o = Offset, l = left, r = right;
        if constexpr ((Left ? l : r) == 0) return sum;
        else {
            constexpr edge_term term = [] {
                constexpr auto reach = Growth == 0 ? (Left ? l : r) : dynamic;
                if (Mode == boundary::reflect)
                    return Left ? edge_term{Axis, -1, {-o, 0, 0}, {1, 0, 0}, {l + 1, 0, 0}, reach}
                                : edge_term{Axis, -1, {-2 - o, 0, 2}, {-1 - r, 0, 1}, {-1, 0, 1}, reach};
                if (Mode == boundary::symmetric)
                    return Left ? edge_term{Axis, -1, {-1 - o, 0, 0}, {0, 0, 0}, {l, 0, 0}, reach}
                                : edge_term{Axis, -1, {-1 - o, 0, 2}, {-r, 0, 1}, {0, 0, 1}, reach};
                return Left ? edge_term{Axis, 1, {-o, 0, -1}, {-l, 0, 1}, {0, 0, 1}, dynamic}
                            : edge_term{Axis, 1, {-o, 0, 1}, {0, 0, 0}, {r, 0, 0}, dynamic};
            }();
            return sum + append<edge_op<term>>(dy, x);
        }
    }
    /// Adds what a clamped end sends back to the first and the last element: terms near the border, or the sum of a strip that a loop of
    /// its own computes.
    static constexpr std::ptrdiff_t most_terms = 4;
    static constexpr auto inside_plus_clamped(auto inside, auto dy, auto x) { return clamped<false>(clamped<true>(inside, dy, x), dy, x); }
    template <bool Left>
    static constexpr auto clamped(auto sum, auto dy, auto x) {
        constexpr std::ptrdiff_t count = Left ? left : right;
        constexpr edge_term::linear first{Left ? 0 : -1, 0, Left ? 0 : 1}, past{Left ? 1 : 0, 0, Left ? 0 : 1};
        if constexpr (count == 0) return sum;
        else if constexpr (count <= most_terms) {
            return [&]<std::ptrdiff_t... K>(std::integer_sequence<std::ptrdiff_t, K...>) {
                return (sum + ... +
                    append<edge_op<edge_term{Axis, 0, {Left ? K : -1 - K, Left ? 0 : 1, 0}, first, past, Growth == 0 ? K : dynamic}>>(
                        dy, x));
            }(std::make_integer_sequence<std::ptrdiff_t, count>{});
        } else {
            auto strip = sum_axes<1u << Axis, 1u << Axis>(end_of_axis<Axis, Left, count>(dy));
            constexpr edge_term term{Axis, 0, {0, 0, 0}, first, past, dynamic};
            return sum + append<edge_op<term>>(strip, x);
        }
    }
};

}  // namespace xgrad
