#pragma once

#include <algorithm>
#include <array>
#include <concepts>
#include <limits>
#include <optional>
#include <utility>

#include "../movement/shift.hpp"
#include "../pointwise/cast.hpp"

namespace xgrad {

/// A filter whose numbers are known while the program compiles: `taps{1, 2, 1}`, `taps{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}`, or what a
/// constexpr function made, `taps<11>(std::array<double, 11>{...})`. `taps{1, 2, 1} / 4` scales.
template <std::size_t... N>
struct taps {
    static constexpr int rank = sizeof...(N);
    static constexpr std::size_t count = (std::size_t{1} * ... * N);
    static constexpr std::array<std::ptrdiff_t, sizeof...(N)> extents{static_cast<std::ptrdiff_t>(N)...};
    static_assert(count > 0, "xgrad::taps: a filter has at least one tap");
    std::array<double, count> value{};

    constexpr explicit taps(const std::array<double, count>& numbers) : value(numbers) {}
    template <std::convertible_to<double>... T>
        requires(rank == 1 && sizeof...(T) == count)
    constexpr taps(T... numbers) : value{static_cast<double>(numbers)...} {}
    template <std::size_t... C>
    constexpr taps(const double (&... row)[C]) {
        static_assert(rank == 2 && sizeof...(C) * extents[1] == count && ((C == extents[1]) && ...),
            "xgrad::taps: the rows of a filter are equally long");
        std::size_t p = 0;
        auto append = [&](const auto& numbers) {
            for (double number : numbers) value[p++] = number;
        };
        (append(row), ...);
    }
    friend constexpr taps operator*(taps w, double factor) {
        for (double& number : w.value) number *= factor;
        return w;
    }
    friend constexpr taps operator/(taps w, double divisor) {
        for (double& number : w.value) number /= divisor;
        return w;
    }

    /// Which tap along an axis tap number p is; the centre is tap n / 2 of n.
    static constexpr std::size_t place(std::size_t p, std::size_t axis) {
        for (std::size_t a = rank - 1; a > axis; --a) p /= static_cast<std::size_t>(extents[a]);
        return p % static_cast<std::size_t>(extents[axis]);
    }
};
template <std::convertible_to<double>... T>
taps(T...) -> taps<sizeof...(T)>;
template <std::size_t First, std::size_t... C>
taps(const double (&first)[First], const double (&... row)[C]) -> taps<1 + sizeof...(C), First>;
template <std::size_t N>
taps(const std::array<double, N>&) -> taps<N>;

/// Ones at every Step-th tap, but for `hole` taps in the middle.
template <std::size_t Size, std::size_t Step = 1>
constexpr taps<Size> equal_taps(std::size_t hole = 0) {
    std::array<double, Size> w{};
    for (std::size_t k = 0; k < Size; k += Step)
        if (2 * k + 1 + hole <= Size || 2 * k + 1 >= Size + hole) w[k] = 1;
    return taps<Size>(w);
}

/// The filters of rank 1 whose outer product a filter of rank 2 is, to a few roundings; nothing where two passes would not be faster.
template <std::size_t M, std::size_t N>
constexpr std::optional<std::pair<taps<M>, taps<N>>> outer_factors(const taps<M, N>& w) {
    auto magnitude = [](double e) { return e < 0 ? -e : e; };
    // A small pivot, which leaves integers integers, but none that would make one factor too large for float.
    double least = 0;
    for (double e : w.value) least = std::max(least, magnitude(e) * 1e-3);
    std::size_t pivot = 0;
    for (std::size_t p = 0; p < M * N; ++p) {
        const double e = magnitude(w.value[p]), chosen = magnitude(w.value[pivot]);
        if (e > least && (chosen <= least || e < chosen)) pivot = p;
    }
    if (w.value[pivot] == 0) return {};
    std::array<double, M> rows{};
    std::array<double, N> columns{};
    for (std::size_t i = 0; i < M; ++i) rows[i] = w.value[i * N + pivot % N] / w.value[pivot];
    for (std::size_t j = 0; j < N; ++j) columns[j] = w.value[pivot / N * N + j];
    for (std::size_t p = 0; p < M * N; ++p)
        if (!(magnitude(rows[p / N] * columns[p % N] - w.value[p]) <= 8 * std::numeric_limits<double>::epsilon() * magnitude(w.value[p])))
            return {};
    auto nonzero = [](const auto& factor) { return std::count_if(factor.begin(), factor.end(), [](double e) { return e != 0; }); };
    const auto m = nonzero(rows), n = nonzero(columns);
    if (2 * m * n <= 3 * (m + n)) return {};  // 3 x 3 taps are as fast at once, measured
    return std::pair{taps<M>(rows), taps<N>(columns)};
}

template <int Axis, std::ptrdiff_t Offset, boundary Mode, expression X>
constexpr X shift_along(X x) {
    if constexpr (Offset == 0) return x;
    else return append_if_called<extend_op<Axis, Offset, 0, Mode>>(x);
}
/// The shifts along an axis to the N taps of a filter.
template <int Axis, boundary Mode, std::ptrdiff_t N, expression X>
inline constexpr auto shifts_along = []<std::ptrdiff_t... I>(std::integer_sequence<std::ptrdiff_t, I...>) {
    return std::array<X (*)(X), sizeof...(I)>{&shift_along<Axis, I - N / 2, Mode, X>...};
}(std::make_integer_sequence<std::ptrdiff_t, N>{});

/// x where tap number p of a filter reads it, when the filter's axes are those of x from First on.
template <class Taps, boundary Mode, int First, expression X>
constexpr X at_tap(X x, std::size_t p) {
    [&]<std::size_t... A>(std::index_sequence<A...>) {
        ((x = shifts_along<First + static_cast<int>(A), Mode, Taps::extents[A], X>[Taps::place(p, A)](x)), ...);
    }(std::make_index_sequence<Taps::rank>{});
    return x;
}

/// out[i] = sum over the taps m of w[m] x[i + m - centre] along the axes of x from First on, an index outside x by the mode. Zero taps
/// leave nothing; taps of one magnitude share a multiplication.
template <boundary Mode, int First, expression X, std::size_t... N>
constexpr X sum_of_taps(X x, const taps<N...>& w) {
    constexpr std::size_t count = taps<N...>::count;
    auto shifted = [&](std::size_t p) { return at_tap<taps<N...>, Mode, First>(x, p); };
    auto magnitude = [&](std::size_t p) { return w.value[p] < 0 ? -w.value[p] : w.value[p]; };
    X sum = x;
    bool any = false;
    for (std::size_t p = 0; p < count; ++p) {
        bool fresh = w.value[p] != 0;
        for (std::size_t q = 0; q < p; ++q) fresh = fresh && magnitude(q) != magnitude(p);
        if (!fresh) continue;
        X group = shifted(p);
        for (std::size_t q = p + 1; q < count; ++q)
            if (magnitude(q) == magnitude(p)) group = (w.value[q] < 0) == (w.value[p] < 0) ? X(group + shifted(q)) : X(group - shifted(q));
        if (!any) sum = group * w.value[p];
        else sum = w.value[p] < 0 ? X(sum - group * magnitude(p)) : X(sum + group * magnitude(p));
        any = true;
    }
    return any ? sum : X(x * 0);
}

/// x in the floating-point type that a program computes it in.
template <expression X>
constexpr auto in_real_numbers(X x) {
    if constexpr (std::is_floating_point_v<element_of<X>>) return x;
    else return cast<promoted<element_of<X>>>(x);
}

}  // namespace xgrad
