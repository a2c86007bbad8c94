#pragma once

// What the tests of sampling ops share.

#include <array>
#include <cmath>
#include <string>
#include <tuple>

#include <support/check.hpp>
#include <reference/sampling.hpp>

/// scale sin(step i + 0.3) over the elements; reference/sampling.py computes the same.
template <std::size_t N>
xt::xtensor<double, N> wave(const std::array<std::size_t, N>& shape, double step = 0.37, double scale = 2) {
    xt::xtensor<double, N> x(shape);
    for (std::size_t i = 0; i < x.size(); ++i) x.data()[i] = scale * std::sin(step * static_cast<double>(i) + 0.3);
    return x;
}

/// Checks f, whose result has some shape, and its derivatives by the arguments I against what PyTorch gave under a name.
template <int... I, class F, std::size_t N, class... A>
void check_pytorch(F f, const std::string& name, const std::array<std::size_t, N>& shape, const A&... arguments) {
    const reference::sampled* expected = nullptr;
    for (const auto& s : reference::sampling)
        if (s.name == name) expected = &s;
    REQUIRE_MESSAGE(expected, "there is no reference for ", name);
    const auto got = xg::vjp<I...>(f)(arguments..., wave<N>(shape, 0.53));
    auto check = [&](const auto& a, const std::vector<double>& b, const std::string& what) {
        REQUIRE_MESSAGE(a.size() == b.size(), name, what);
        double worst = 0;
        for (std::size_t i = 0; i < b.size(); ++i) {
            const double off = std::abs(static_cast<double>(a.data()[i]) - b[i]) / (1 + std::abs(b[i]));
            if (!(off <= worst)) worst = off;
        }
        CHECK_MESSAGE(worst <= 1e-5, name, what, " is off by ", worst);
    };
    check(std::get<0>(got), expected->value, ", the value");
    [&]<std::size_t... K>(std::index_sequence<K...>) {
        (check(std::get<1 + K>(got), expected->gradients.at(static_cast<std::size_t>(I)), ", derivative " + std::to_string(I)), ...);
    }(std::make_index_sequence<sizeof...(I)>{});
}
