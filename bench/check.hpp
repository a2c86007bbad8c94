#pragma once
// Inputs of the benchmarks, and the check that two programs compute the same before they are timed.

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <random>
#include <stdexcept>
#include <string>

namespace bench {

/// Fills an array with numbers from [low, high); the same ones every time.
template <class Array>
void fill_uniform(Array& a, float low, float high, unsigned seed) {
    std::mt19937 bits(seed);
    std::uniform_real_distribution<float> number(low, high);
    for (auto& e : a) e = number(bits);
}

/// "1 x 3 x 28 x 28"
template <class Shape>
std::string text_of_shape(const Shape& shape) {
    std::string text;
    for (auto n : shape) text += (text.empty() ? "" : " x ") + std::to_string(n);
    return text;
}

/// Throws unless all elements agree within `tolerance` of the largest.
template <class A, class B>
void check_same(const std::string& what, const A& a, const B& b, double tolerance = 2e-6) {
    if (a.size() != b.size()) throw std::runtime_error(what + ": the sizes differ");
    double largest = 0, worst = 0;
    auto e = a.begin();
    for (auto f = b.begin(); f != b.end(); ++e, ++f) {
        largest = std::max(largest, std::abs(static_cast<double>(*f)));
        const double d = std::abs(static_cast<double>(*e) - static_cast<double>(*f));
        if (!(d <= worst)) worst = d; // NaN is worse than anything
    }
    if (!(worst <= tolerance * largest))
        throw std::runtime_error(what + ": off by " + std::to_string(worst / largest) + " of the largest element");
}
inline void check_same(const std::string& what, double a, double b, double tolerance = 2e-6) {
    if (!(std::abs(a - b) <= tolerance * std::abs(b)))
        throw std::runtime_error(what + ": " + std::to_string(a) + ", expected " + std::to_string(b));
}

} // namespace bench
