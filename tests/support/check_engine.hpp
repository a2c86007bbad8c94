#pragma once

// The engine against an executor that runs the same programs line by line.

#include <array>
#include <string>
#include <tuple>
#include <vector>

#include "check.hpp"
#include "interpret.hpp"

using shape2 = std::array<std::size_t, 2>;
/// Tiny, odd, narrow and square ones.
inline const std::vector<shape2> images{{1, 1}, {1, 2}, {2, 1}, {3, 3}, {4, 5}, {7, 4}, {5, 17}, {16, 16}, {3, 70}, {70, 3}, {33, 31}};

template <std::size_t N>
xt::xtensor<double, N> random_image(const std::array<std::size_t, N>& shape) {
    xt::xtensor<double, N> x(shape);
    for (auto& e : x) e = random_number<double>();
    return x;
}
/// Results as lists of numbers.
template <class R>
auto listed(const R& r) {
    return std::vector<std::vector<double>>{elements(r)};
}
template <class... R>
auto listed(const std::tuple<R...>& r) {
    return std::apply([](const auto&... one) { return std::vector<std::vector<double>>{elements(one)...}; }, r);
}
template <class... A>
std::string shape_words(const A&... a) {
    xg::failure f;
    ((f << xg::memory_of(a).extents), ...);
    return std::string(f.message());
}

/// Checks every result of f. Axes that are too short for a boundary mode may be refused, by both.
template <class F, class... A>
void check_engine(F f, const std::string& what, const A&... a) {
    std::vector<reference::array> expected;
    try {
        expected = reference::interpret(f, a...);
    } catch (const xg::shape_error&) {
        CHECK_THROWS_AS(xg::plan(f, a...), xg::shape_error);
        return;
    }
    auto step = xg::plan(f, a...);
    for (int call = 0; call < 2; ++call) {  // the second one finds the bands of the first
        const auto got = listed(step(a...));
        REQUIRE(got.size() == expected.size());
        for (std::size_t r = 0; r < got.size(); ++r) {
            const auto& e = expected[r].elements;
            REQUIRE(got[r].size() == e.size());
            std::size_t wrong = 0, first = 0;
            for (std::size_t i = 0; i < e.size(); ++i)
                if (!agree(got[r][i], e[i], 1e-12) && wrong++ == 0) first = i;
            CHECK_MESSAGE(wrong == 0, what, " of ", shape_words(a...), ": ", wrong, " of ", e.size(), " elements of result ", r,
                " differ; element ", first, " is ", got[r][first], ", expected ", e[first]);
        }
    }
}
template <class F>
void check_images(F f, const std::string& what) {
    for (const auto& shape : images) check_engine(f, what, random_image(shape));
}
