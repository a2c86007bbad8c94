#include <doctest/doctest.h>

#include <support/interpret.hpp>

using namespace xgrad;

namespace {

template <std::ptrdiff_t Offset, std::ptrdiff_t Growth, boundary Mode>
struct extended {
    constexpr auto operator()(auto x) const { return append<extend_op<0, Offset, Growth, Mode>>(x); }
};

/// The index of x that result i shows, counted step by step as the pictures of the modes are read; -1: zero.
std::ptrdiff_t shown(boundary mode, std::ptrdiff_t t, std::ptrdiff_t n) {
    if (mode == boundary::zero && (t < 0 || t >= n)) return -1;
    while (t < 0 || t >= n) {
        if (mode == boundary::replicate) t += t < 0 ? 1 : -1;
        else if (mode == boundary::circular) t += t < 0 ? n : -n;
        else if (mode == boundary::symmetric) t = t < 0 ? -1 - t : 2 * n - 1 - t;
        else t = t < 0 ? -t : 2 * n - 2 - t;
    }
    return t;
}
std::ptrdiff_t farthest(boundary mode, std::ptrdiff_t growth, std::ptrdiff_t n) {
    if (mode == boundary::reflect) return n - 1;
    return mode == boundary::symmetric || (mode == boundary::circular && growth != 0) ? n : 100;
}

xt::xtensor<double, 1> zeros(std::ptrdiff_t n) { return xt::zeros<double>({static_cast<std::size_t>(n)}); }

/// Result `result` of a linear function for the unit vectors of length n.
template <class F>
std::vector<std::vector<double>> columns(F f, const xt::xtensor<double, 1>& x, std::ptrdiff_t n, std::size_t result) {
    std::vector<std::vector<double>> all;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
        auto unit = zeros(n);
        unit(static_cast<std::size_t>(i)) = 1;
        all.push_back(reference::interpret(f, x, unit)[result].elements);
    }
    return all;
}

/// Checks the values and the adjoint of one extension on axes of 1 to 6 elements; with `Again` the adjoint's adjoint, too.
template <std::ptrdiff_t Offset, std::ptrdiff_t Growth, boundary Mode, bool Again = false>
void check_extension() {
    using f = extended<Offset, Growth, Mode>;
    constexpr auto before = -Offset, after = Offset + Growth;
    int wrong = 0;
    for (std::ptrdiff_t n = 1; n <= 6; ++n) {
        const auto m = n + Growth;
        auto x = zeros(n), w = zeros(std::max<std::ptrdiff_t>(m, 0));
        for (std::size_t j = 0; j < x.size(); ++j) x(j) = static_cast<double>(j + 1);
        if (m < 0 || std::max(before, after) > farthest(Mode, Growth, n)) {
            CHECK_THROWS_AS(reference::interpret(vjp_of<f, 0>{}, x, w), shape_error);
            continue;
        }
        auto element = [&](std::ptrdiff_t i, std::ptrdiff_t j) { return shown(Mode, i + Offset, n) == j ? 1. : 0.; };
        const auto y = reference::interpret(vjp_of<f, 0>{}, x, w)[0].elements;
        wrong += static_cast<std::ptrdiff_t>(y.size()) != m;
        for (std::ptrdiff_t i = 0; i < m; ++i)
            wrong += y[static_cast<std::size_t>(i)] != static_cast<double>(shown(Mode, i + Offset, n) + 1);
        const auto rows = columns(vjp_of<f, 0>{}, x, m, 1);
        for (std::ptrdiff_t i = 0; i < m; ++i)
            for (std::ptrdiff_t j = 0; j < n; ++j) wrong += rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] != element(i, j);
        if constexpr (Again) {
            const auto again = columns(jvp_of<f, 0>{}, x, n, 1);
            for (std::ptrdiff_t i = 0; i < m; ++i)
                for (std::ptrdiff_t j = 0; j < n; ++j)
                    wrong += again[static_cast<std::size_t>(j)][static_cast<std::size_t>(i)] != element(i, j);
        }
    }
    CHECK_MESSAGE(wrong == 0, "mode ", static_cast<int>(Mode), ", offset ", Offset, ", growth ", Growth, ": ", wrong, " wrong elements");
}
template <boundary Mode>
void check_mode() {
    check_extension<-3, 0, Mode>();        // shifts
    check_extension<1, 0, Mode, true>();
    check_extension<-1, 2, Mode>();        // pads
    check_extension<-2, 5, Mode, true>();
    check_extension<-3, 1, Mode>();        // padded here, cropped there
    check_extension<1, -3, Mode>();        // cropped
}

}  // namespace

TEST_CASE("extend: zero") { check_mode<boundary::zero>(); }
TEST_CASE("extend: replicate") { check_mode<boundary::replicate>(); }
TEST_CASE("extend: reflect") { check_mode<boundary::reflect>(); }
TEST_CASE("extend: symmetric") { check_mode<boundary::symmetric>(); }
TEST_CASE("extend: circular") { check_mode<boundary::circular>(); }
