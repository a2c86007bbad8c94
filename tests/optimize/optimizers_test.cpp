// Optimisers: 100 steps against PyTorch's (reference/optimizers.hpp), numbers and arrays, save and load, wrong use.

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <vector>

#include <xgrad/optimize.hpp>
#include <xgrad/xgrad.hpp>

#include <reference/optimizers.hpp>
#include <support/check.hpp>

namespace xg = xgrad;

namespace {

using vector = xt::xtensor<float, 1>;

vector start() {
    vector p({19});
    for (std::size_t i = 0; i < p.size(); ++i) p(i) = 2 * static_cast<float>(std::sin(static_cast<double>(i)));
    return p;
}
constexpr auto valley = [](auto p) { return xg::sum(p * p + xg::cos(3 * p)); };

template <class Optimizer>
void descend(Optimizer& optimizer, vector& p, int steps) {
    auto slope = xg::plan(xg::grad(valley), p);
    for (int s = 0; s < steps; ++s) optimizer.step(p, slope(p));
}
template <class Optimizer>
void check_trajectory(Optimizer optimizer, const std::vector<double>& expected) {
    vector p = start();
    descend(optimizer, p, 100);
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(static_cast<double>(p(i)) == doctest::Approx(expected[i]).epsilon(1e-5));
}

}  // namespace

TEST_CASE("100 steps as PyTorch") {
    check_trajectory(xg::sgd({.learning_rate = 0.05}), reference::sgd);
    check_trajectory(xg::sgd({.learning_rate = 0.02, .momentum = 0.9, .weight_decay = 0.1}), reference::sgd_momentum);
    check_trajectory(xg::sgd({.learning_rate = 0.02, .momentum = 0.8, .dampening = 0.3}), reference::sgd_dampening);
    check_trajectory(xg::sgd({.learning_rate = 0.02, .momentum = 0.9, .nesterov = true}), reference::sgd_nesterov);
    check_trajectory(xg::adam({.learning_rate = 0.05}), reference::adam);
    check_trajectory(xg::adam({.learning_rate = 0.02, .beta1 = 0.8, .beta2 = 0.95, .weight_decay = 0.1}), reference::adam_decay);
    check_trajectory(xg::adamw({.learning_rate = 0.05, .weight_decay = 0.2}), reference::adamw);
    check_trajectory(xg::rmsprop({.learning_rate = 0.02}), reference::rmsprop);
    check_trajectory(xg::rmsprop({.learning_rate = 0.01, .alpha = 0.9, .weight_decay = 0.1, .momentum = 0.5}), reference::rmsprop_momentum);
    check_trajectory(xg::rmsprop({.learning_rate = 0.01, .centered = true}), reference::rmsprop_centered);
}

TEST_CASE("a number moves like an element of an array") {
    for (double from : {-1.3, 0.0, 2.0}) {
        double p = from;
        xt::xtensor<double, 2> q({3, 5}, from);
        xg::adam one({.learning_rate = 0.1}), many({.learning_rate = 0.1});
        for (int s = 0; s < 20; ++s) {
            one.step(p, 2 * p + 1);
            many.step(q, xt::xtensor<double, 2>(2 * q + 1));
        }
        for (double e : q) CHECK(e == p);
    }
}

TEST_CASE("saved and loaded, the steps go on as if nothing had been") {
    xg::adam through, before;
    vector p = start(), q = start();
    descend(through, p, 20);
    descend(before, q, 12);
    std::stringstream file;
    before.save(file);
    xg::adam after;
    after.load(file);
    descend(after, q, 8);
    for (std::size_t i = 0; i < p.size(); ++i) CHECK(p(i) == q(i));

    const std::string saved = file.str();
    std::stringstream truncated(saved.substr(0, saved.size() - 5)),
        other("something else that is long enough to hold a header, but does not, whatever one reads"), empty;
    CHECK_THROWS_AS(after.load(truncated), std::runtime_error);
    CHECK_THROWS_AS(after.load(other), std::runtime_error);
    CHECK_THROWS_AS(after.load(empty), std::runtime_error);
    std::stringstream of_adam(saved);
    CHECK_THROWS_AS(xg::sgd().load(of_adam), std::runtime_error);
    descend(after, q, 1);  // a failed load changes nothing
}

TEST_CASE("arrays of other shapes are refused before anything changes") {
    xg::sgd descent({.learning_rate = 1});
    xt::xtensor<float, 2> p({2, 3}, 1.f);
    CHECK_THROWS_AS(descent.step(p, xt::xtensor<float, 2>({3, 2}, 1.f)), xg::shape_error);
    descent.step(p, xt::xtensor<float, 2>({2, 3}, 1.f));
    xt::xtensor<float, 2> larger({2, 4}, 1.f);
    CHECK_THROWS_AS(descent.step(larger, larger), xg::shape_error);
    xt::xtensor<double, 2> doubles({2, 3}, 1.);
    CHECK_THROWS_AS(descent.step(doubles, doubles), std::invalid_argument);
    xt::xtensor<float, 2> wide({2, 6}, 1.f);
    auto part = xt::view(wide, xt::all(), xt::range(0, 3));  // not dense
    CHECK_THROWS_AS(descent.step(part, p), std::invalid_argument);
    for (float e : wide) CHECK(e == 1);
    xt::xtensor<float, 2> nothing({0, 3});
    xg::adam idle;
    idle.step(nothing, nothing);
}

TEST_CASE("learning rates as PyTorch's schedulers") {
    auto check = [](auto schedule, const std::vector<double>& expected) {
        for (std::size_t s = 0; s < expected.size(); ++s)
            CHECK(schedule(static_cast<std::int64_t>(s)) == doctest::Approx(expected[s]).epsilon(1e-9));
    };
    check(xg::step_schedule{0.1, 7, 0.5}, reference::step_rates);
    check(xg::exponential_schedule{0.1, 0.9}, reference::exponential_rates);
    check(xg::cosine_schedule{0.1, 20, 0.01}, reference::cosine_rates);
    check(xg::warm_up{xg::step_schedule{0.1, 1000}, 8, 0.25}, reference::warm_up_rates);
}
