#pragma once

#include <array>
#include <concepts>

#include "../movement/shift.hpp"
#include "../pointwise/cast.hpp"

namespace xgrad {

/// A filter whose numbers are known while the program compiles: `taps{1, 2, 1}`, `taps{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}`, or what a constexpr
/// function made, `taps<11>(std::array<double, 11>{...})`. `taps{1, 2, 1} / 4` scales.
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
        static_assert(rank == 2 && sizeof...(C) * extents[1] == count && ((C == extents[1]) && ...), "xgrad::taps: the rows of a filter are equally long");
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

    /// How far tap number p is from the centre along an axis; the centre is tap n / 2 of n.
    static constexpr std::ptrdiff_t offset(std::size_t p, int axis) {
        auto rest = static_cast<std::ptrdiff_t>(p);
        for (int a = rank - 1; a > axis; --a) rest /= extents[static_cast<std::size_t>(a)];
        const auto n = extents[static_cast<std::size_t>(axis)];
        return rest % n - n / 2;
    }
};
template <std::convertible_to<double>... T>
taps(T...) -> taps<sizeof...(T)>;
template <std::size_t First, std::size_t... C>
taps(const double (&first)[First], const double (&... row)[C]) -> taps<1 + sizeof...(C), First>;
template <std::size_t N>
taps(const std::array<double, N>&) -> taps<N>;

/// x where tap P of a filter reads it, when the filter's axes are those of x from First on.
template <class Taps, boundary Mode, int First, std::size_t P, expression X>
constexpr X at_tap(X x) {
    return [&]<std::size_t... A>(std::index_sequence<A...>) {
        constexpr auto offset = [](int a) { return a >= First && a < First + Taps::rank ? Taps::offset(P, a - First) : 0; };
        return shift_axes<offset_option<offset(static_cast<int>(A))...>, 1, Mode>(x);
    }(std::make_index_sequence<static_cast<std::size_t>(X::rank)>{});
}

/// out[i] = sum over the taps m of w[m] x[i + m - centre] along the axes of x from First on, an index outside x by the mode. Zero taps
/// leave nothing; taps of one magnitude share a multiplication.
template <boundary Mode, int First, expression X, std::size_t... N>
constexpr X sum_of_taps(X x, const taps<N...>& w) {
    using filter = taps<N...>;
    constexpr auto shifted = []<std::size_t... P>(std::index_sequence<P...>) {
        return std::array<X (*)(X), sizeof...(P)>{&at_tap<filter, Mode, First, P, X>...};
    }(std::make_index_sequence<filter::count>{});
    auto magnitude = [&](std::size_t p) { return w.value[p] < 0 ? -w.value[p] : w.value[p]; };
    X sum = x;
    bool any = false;
    for (std::size_t p = 0; p < filter::count; ++p) {
        bool fresh = w.value[p] != 0;
        for (std::size_t q = 0; q < p; ++q) fresh = fresh && magnitude(q) != magnitude(p);
        if (!fresh) continue;
        X group = shifted[p](x);
        for (std::size_t q = p + 1; q < filter::count; ++q)
            if (magnitude(q) == magnitude(p)) group = (w.value[q] < 0) == (w.value[p] < 0) ? X(group + shifted[q](x)) : X(group - shifted[q](x));
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
