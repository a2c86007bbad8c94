#pragma once

// What the tests of ops share. All of it uses the public API only, and all randomness is seeded.

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <xgrad/xgrad.hpp>
#if __has_include(<xtensor/views/xview.hpp>)
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xview.hpp>
#endif

namespace xg = xgrad;

inline constexpr double infinity = std::numeric_limits<double>::infinity();
inline constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();

/// Where random operands are taken from; keep it off the kinks of a function whose gradient is checked.
struct interval {
    double low = -1, high = 1;
};

inline std::mt19937& random_bits() {
    static std::mt19937 bits(20240229);
    return bits;
}

/// One random number, the same with every standard library: integers in [low, high], floating-point numbers in [low, high).
template <class T>
T random_number(interval range = {}) {
    const double unit = static_cast<double>(random_bits()()) * 0x1p-32;
    if constexpr (std::is_integral_v<T>) return static_cast<T>(range.low + std::floor(unit * (range.high - range.low + 1)));
    else return static_cast<T>(range.low + unit * (range.high - range.low));
}

/// A random array: `random_array<double>({3, 5}, {0.5, 2})`.
template <class T, std::size_t N>
xt::xtensor<T, N> random_array(const std::size_t (&shape)[N], interval range = {}) {
    xt::xtensor<T, N> x(std::to_array(shape));
    for (auto& e : x) e = random_number<T>(range);
    return x;
}

/// An array of equally spaced numbers in random order: gradients of maxima have kinks where two elements are nearly equal.
template <class T, std::size_t N>
xt::xtensor<T, N> shuffled_array(const std::size_t (&shape)[N], interval range = {}) {
    xt::xtensor<T, N> x(std::to_array(shape));
    const std::size_t n = x.size();
    for (std::size_t i = 0; i < n; ++i) {
        const auto other = random_number<std::size_t>({0, static_cast<double>(i)});
        x.data()[i] = x.data()[other];
        x.data()[other] = static_cast<T>(range.low + (range.high - range.low) * (static_cast<double>(i) + 0.5) / static_cast<double>(n));
    }
    return x;
}

/// Random numbers in the type and shape of x, an array or a number.
template <class X>
auto random_like(const X& x, interval range = {}) {
    if constexpr (std::is_arithmetic_v<X>) return random_number<X>(range);
    else {
        X copy(x);
        for (auto& e : copy) e = random_number<typename X::value_type>(range);
        return copy;
    }
}

/// The elements in row-major order.
template <class X>
std::vector<double> elements(const X& x) {
    if constexpr (std::is_arithmetic_v<X>) return {static_cast<double>(x)};
    else {
        std::vector<double> e;
        for (auto it = x.template begin<xt::layout_type::row_major>(); it != x.template end<xt::layout_type::row_major>(); ++it)
            e.push_back(static_cast<double>(*it));
        return e;
    }
}

template <class A, class B>
double dot(const A& a, const B& b) {
    const auto x = elements(a), y = elements(b);
    REQUIRE(x.size() == y.size());
    double s = 0;
    for (std::size_t i = 0; i < x.size(); ++i) s += x[i] * y[i];
    return s;
}

/// Whether two numbers agree: both NaN, the same infinity, or |a - b| <= tolerance (scale + |b|).
inline bool agree(double a, double b, double tolerance, double scale = 1) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b || std::abs(a - b) <= tolerance * (scale + std::abs(b));
}

/// Checks arrays (or numbers) element by element; one assertion that shows the first difference.
template <class A, class B>
void check_close(const A& got, const B& expected, double tolerance, double scale = 1, const std::string& what = "") {
    const auto a = elements(got), b = elements(expected);
    REQUIRE_MESSAGE(a.size() == b.size(), what);
    std::size_t wrong = 0, first = 0;
    for (std::size_t i = 0; i < a.size(); ++i)
        if (!agree(a[i], b[i], tolerance, scale) && wrong++ == 0) first = i;
    CHECK_MESSAGE(
        wrong == 0, what, " ", wrong, " of ", a.size(), " elements differ; element ", first, " is ", a[first], ", expected ", b[first]);
}

// ---------------------------------------------------------------------------------------------------------------- gradients

template <class X>
inline constexpr bool is_scalar_argument = std::is_arithmetic_v<X>;
template <class X>
struct element_of_argument {
    using type = typename X::value_type;
};
template <class X>
    requires is_scalar_argument<X>
struct element_of_argument<X> {
    using type = X;
};
template <class X>
inline constexpr bool is_differentiable = std::is_floating_point_v<typename element_of_argument<X>::type>;

/// The places of the floating-point arguments.
template <class... A>
constexpr auto differentiable_places() {
    std::array<std::size_t, (std::size_t{0} + ... + std::size_t{is_differentiable<A>})> places{};
    std::size_t n = 0, k = 0;
    ((is_differentiable<A> ? void(places[n++] = k++) : void(++k)), ...);
    return places;
}

template <class X>
auto& element_at(X& x, std::size_t i) {
    if constexpr (is_scalar_argument<X>) return x;
    else return *(x.begin() + static_cast<std::ptrdiff_t>(i));
}
template <class X>
std::size_t count_of(const X& x) {
    if constexpr (is_scalar_argument<X>) return 1;
    else return x.size();
}

/// d g(x) / d x[i] by central differences of fourth order, for up to 40 of the elements of argument K.
template <std::size_t K, class G, class... A>
void check_differences(
    G g, const std::tuple<A...>& arguments, const std::vector<double>& gradient, double tolerance, const std::string& what) {
    auto x = arguments;
    auto& moved = std::get<K>(x);
    const std::size_t n = count_of(moved), step = n <= 40 ? 1 : n / 40 + 1;
    REQUIRE_MESSAGE(gradient.size() == n, what);
    const double h = 1e-4;
    for (std::size_t i = 0; i < n; i += step) {
        auto& e = element_at(moved, i);
        const double center = e;
        auto at = [&](double d) {
            e = center + d;
            return std::apply(g, x);
        };
        const double difference = (8 * (at(h) - at(-h)) - (at(2 * h) - at(-2 * h))) / (12 * h);
        e = center;
        const double value = std::abs(std::apply(g, x));
        CHECK_MESSAGE(agree(gradient[i], difference, tolerance, 1 + value), what, ": argument ", K, ", element ", i, " is ", gradient[i],
            ", differences say ", difference);
    }
}

/// <v, vjp(f)(x, w)> as a function of x..., w, v...: its gradients are the second derivatives, the jvp and the vjp of f.
template <class F, std::size_t Arguments>
struct contracted_vjp {
    constexpr auto operator()(auto... all) const {
        const std::tuple given{all...};
        auto pulled = [&]<std::size_t... K>(std::index_sequence<K...>) { return xg::vjp(F{})(std::get<K>(given)...); }(
                          std::make_index_sequence<Arguments + 1>{});
        return [&]<std::size_t... K>(std::index_sequence<K...>) {
            return (xg::sum(std::get<Arguments + 1 + K>(given) * std::get<1 + K>(pulled)) + ...);
        }(std::make_index_sequence<sizeof...(all) - Arguments - 1>{});
    }
};

/// Checks the derivatives of f, any function with one result, at double arguments (integer ones are allowed, too): vjp for every
/// floating-point argument against central differences, jvp against vjp, and with Order 2 the gradient of the vjp likewise.
template <int Order = 2, class F, class... A>
void check_gradient(F f, const A&... arguments) {
    const std::tuple<A...> x{arguments...};
    constexpr double tolerance = 2e-8;
    const auto y = xg::evaluate(f)(arguments...);
    const auto w = random_like(y);
    const auto pulled = xg::vjp(f)(arguments..., w);
    check_close(std::get<0>(pulled), y, 1e-13, 1, "the value that vjp gives:");

    constexpr auto places = differentiable_places<A...>();
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        auto contracted = [&](const auto&... a) { return dot(xg::evaluate(f)(a...), w); };
        (check_differences<places[K]>(contracted, x, elements(std::get<1 + K>(pulled)), tolerance, "vjp"), ...);

        const std::tuple v{random_like(std::get<places[K]>(x))...};
        const auto pushed = std::get<1>(xg::jvp(f)(arguments..., std::get<K>(v)...));
        const double by_vjp = (dot(std::get<1 + K>(pulled), std::get<K>(v)) + ...);
        CHECK_MESSAGE(agree(dot(pushed, w), by_vjp, 1e-10), "<w, jvp(v)> is ", dot(pushed, w), ", <vjp(w), v> is ", by_vjp);

        if constexpr (Order > 1) {
            const auto second = xg::grad(contracted_vjp<F, sizeof...(A)>{})(arguments..., w, std::get<K>(v)...);
            auto vjp_along_v = [&](const auto&... a) {
                const auto again = xg::vjp(f)(a..., w);
                return (dot(std::get<1 + K>(again), std::get<K>(v)) + ...);
            };
            (check_differences<places[K]>(vjp_along_v, x, elements(std::get<K>(second)), tolerance, "gradient of the vjp"), ...);
            check_close(std::get<sizeof...(K)>(second), pushed, 1e-10, 1, "the vjp's derivative by the cotangent:");
            (check_close(std::get<sizeof...(K) + 1 + K>(second), std::get<1 + K>(pulled), 1e-10, 1, "the vjp's derivative along v:"), ...);
        }
    }(std::make_index_sequence<places.size()>{});
}

/// Checks that f is linear and its adjoint right: <f(x), w> = <x, vjp(f)(w)>.
template <class F, class... A>
void check_linear(F f, const A&... arguments) {
    const auto y = xg::evaluate(f)(arguments...);
    const auto w = random_like(y);
    const auto pulled = xg::vjp(f)(arguments..., w);
    constexpr auto places = differentiable_places<A...>();
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        const std::tuple<const A&...> x{arguments...};
        const double by_adjoint = (dot(std::get<places[K]>(x), std::get<1 + K>(pulled)) + ...);
        const auto scale = static_cast<double>((count_of(y) + ... + count_of(arguments)));
        CHECK_MESSAGE(agree(dot(y, w), by_adjoint, 1e-14, scale), "<A x, w> is ", dot(y, w), ", <x, A' w> is ", by_adjoint);
    }(std::make_index_sequence<places.size()>{});
}

// ------------------------------------------------------------------------------------------------------------------- values

/// What a value may differ by: units in the last place of the element type, counted at `floor` where the value is smaller.
struct accuracy {
    double ulps = 4;
    double floor = 0;
};

/// Checks f at given operands against a loop over `reference`, a function of long double.
template <class T, class F, class R, class... X>
void check_against_loop(F f, R reference, accuracy allowed, const std::string& what, const X&... x) {
    const auto y = xg::evaluate(f)(x...);
    static_assert(std::is_same_v<typename element_of_argument<std::decay_t<decltype(y)>>::type, T>);
    const auto got = elements(y);
    const std::array operand{elements(x)...};
    std::size_t wrong = 0, worst = 0;
    double largest = 0;
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto expected =
            std::apply([&](const auto&... e) { return static_cast<long double>(reference(static_cast<long double>(e[i])...)); }, operand);
        const auto size = std::max(
            {std::abs(expected), static_cast<long double>(allowed.floor), static_cast<long double>(std::numeric_limits<T>::min())});
        const auto ulps =
            static_cast<double>(std::abs(static_cast<long double>(got[i]) - expected) / (size * std::numeric_limits<T>::epsilon()));
        if (ulps <= allowed.ulps) continue;  // NaN is never right here
        ++wrong;
        if (!(ulps <= largest)) worst = i, largest = ulps;
    }
    CHECK_MESSAGE(wrong == 0, what, " ", wrong, " of ", got.size(), " elements are wrong; element ", worst, " is ", got[worst], ", off by ",
        largest, " ulp; the first operand there is ", operand[0][worst]);
}

/// Checks a pointwise function against a scalar loop, in float and double, over lengths around the size of SIMD batches.
/// `range`: one interval per operand.
template <class F, class R, class... Range>
void check_values(F f, R reference, accuracy allowed, Range... range) {
    for (std::size_t n : {1, 7, 8, 9, 31, 1000})
        check_against_loop<float>(f, reference, allowed, "float, length " + std::to_string(n), random_array<float>({n}, range)...);
    for (auto [rows, columns] : {std::pair<std::size_t, std::size_t>{1, 1}, {3, 5}, {7, 33}, {20, 200}})
        check_against_loop<double>(f, reference, allowed, "double, " + std::to_string(rows) + " x " + std::to_string(columns),
            random_array<double>({rows, columns}, range)...);
}

/// The same for what an op's operands can be: rank 4, views with steps, transposed arrays, integer images.
template <class F, class R, class... Range>
void check_layouts(F f, R reference, accuracy allowed, Range... range) {
    check_against_loop<float>(f, reference, allowed, "rank 4:", random_array<float>({2, 3, 4, 5}, range)...);
    auto stepped = [](const auto& x) { return xt::view(x, xt::range(1, 14, 2), xt::range(0, 33, 3)); };
    check_against_loop<float>(f, reference, allowed, "strided view:", stepped(random_array<float>({15, 33}, range))...);
    [&](const auto&... x) { check_against_loop<double>(f, reference, allowed, "transposed:", xt::transpose(x)...); }(
        random_array<double>({7, 33}, range)...);
    check_against_loop<float>(f, reference, allowed, "8-bit image:", random_array<std::uint8_t>({7, 33}, range)...);
}

/// A point where the value and the partial derivatives of a function of N numbers are known.
template <std::size_t N>
struct special_point {
    std::array<double, N> x;
    double y;
    std::array<double, N> dx;
};

template <class T, std::size_t N, class F>
void check_special_in(F f, const std::vector<special_point<N>>& points) {
    const std::size_t n = points.size(), repeats = 19;  // every point in every lane, and in the scalar rest
    std::array<xt::xtensor<T, 1>, N> x;
    for (std::size_t k = 0; k < N; ++k) {
        x[k].resize({n * repeats});
        for (std::size_t i = 0; i < n * repeats; ++i) x[k](i) = static_cast<T>(points[i % n].x[k]);
    }
    xt::xtensor<T, 1> ones(std::array{n * repeats}, T(1));
    const auto result = [&]<std::size_t... K>(std::index_sequence<K...>) { return xg::vjp(f)(x[K]..., ones); }(
                            std::make_index_sequence<N>{});

    const double tolerance = 8 * static_cast<double>(std::numeric_limits<T>::epsilon());
    std::vector<bool> seen(n);
    for (std::size_t i = 0; i < n * repeats; ++i) {
        const auto& p = points[i % n];
        auto check = [&](double got, double expected, const char* what) {
            const bool sign = expected != 0 || std::signbit(got) == std::signbit(expected) || *what == 'd';
            if ((agree(got, expected, tolerance, 0) && sign) || seen[i % n]) return;
            seen[i % n] = true;  // one message for a point
            std::string at;
            for (double e : p.x) at += " " + std::to_string(e);
            FAIL_CHECK(std::string(sizeof(T) == 4 ? "float, at" : "double, at"), at, ": ", std::string(what), " is ", got, ", expected ",
                expected);
        };
        check(static_cast<double>(std::get<0>(result)(i)), p.y, "the value");
        [&]<std::size_t... K>(std::index_sequence<K...>) {
            (check(static_cast<double>(std::get<1 + K>(result)(i)), p.dx[K], K == 0 ? "d/dx" : "d/dx of a later operand"), ...);
        }(std::make_index_sequence<N>{});
    }
    CHECK(true);
}

/// Checks values (to the sign of zero) and derivatives at special points, in float and double:
/// `check_special<1>(f, {{{0}, 1, {0}}, {{infinity}, infinity, {1}}})`. Everything in the table must be exact in float.
template <std::size_t N, class F>
void check_special(F f, const std::vector<special_point<N>>& points) {
    check_special_in<float, N>(f, points);
    check_special_in<double, N>(f, points);
}
