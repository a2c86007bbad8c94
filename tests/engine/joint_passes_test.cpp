// Two passes of a band that run as one loop: the engine against an executor that runs the same programs line by line.

#include <doctest/doctest.h>

#include <string>

#include <support/check_engine.hpp>

namespace {

/// A value of neighbours down and to the right, whose gradient reads those up and to the left: what the second pass reads is computed by
/// then.
template <xg::boundary Mode, int Distance>
struct flux {
    constexpr auto operator()(auto x) const {
        constexpr xg::boundary_option<Mode> mode;
        auto down = xg::shift(x, xg::offset<Distance, 0>, mode) - x, right = xg::shift(x, xg::offset<0, Distance>, mode) - x;
        return xg::sum(xg::sqrt(down * down + right * right + 0.25));
    }
};
/// Whether a program on arrays like A begins with a joint pass.
template <class A, class F>
constexpr bool is_joint(F) {
    using P = xg::program<F, xg::signature_of<A>>;
    constexpr auto& s = xg::schedule_of<P>::value;
    if constexpr (s.stages[0].joint_pass < 0) return false;
    else return xg::joint_rows<P, s.stages[0].joint_pass>::exists;
}
const shape2 shapes[] = {
    shape2{1, 1}, shape2{1, 40}, shape2{40, 1}, shape2{3, 9}, shape2{5, 33}, shape2{37, 70}, shape2{70, 131}, shape2{3, 17000}};

template <class F>
void check(F f, const std::string& what) {
    static_assert(is_joint<xt::xtensor<double, 2>>(f));
    for (const shape2 shape : shapes) check_engine(f, what.c_str(), random_image(shape));
}

}  // namespace

TEST_CASE("joint passes, forward differences") {
    check(xg::value_and_grad(flux<xg::boundary::replicate, 1>{}), "replicate");
    check(xg::value_and_grad(flux<xg::boundary::zero, 1>{}), "zero");
}
TEST_CASE("joint passes, two columns before") { check(xg::value_and_grad(flux<xg::boundary::zero, 2>{}), "distance 2"); }

TEST_CASE("joint passes, backward differences of a dear value") {
    check(
        [](auto x) {
            auto e = xg::exp(x);
            return (e - xg::shift(e, xg::offset<0, -1>, xg::replicate)) * (e - xg::shift(e, xg::offset<-1, 0>, xg::zero));
        },
        "backward");
    check(
        [](auto x) {
            auto e = xg::exp(x);
            return e - xg::shift(e, xg::offset<-1, 1>, xg::zero) + xg::shift(e, xg::offset<0, -2>, xg::replicate);
        },
        "rows before");
    check(
        [](auto x) {
            auto e = xg::exp(x);
            return e * xg::shift(e, xg::offset<-2, -2>, xg::zero);
        },
        "rows and columns before");
}
TEST_CASE("joint passes, what is made of a dear value is shifted in") {
    check(
        [](auto x) {
            auto e = xg::exp(x);
            return e - xg::shift(e + 1, xg::offset<0, -1>, xg::zero);
        },
        "one more");
    check(
        [](auto x) {
            auto e = xg::exp(x);
            return xg::shift(e, xg::offset<0, -1>, xg::zero) - e + xg::shift(xg::full_like(x, 3), xg::offset<0, -1>, xg::zero);
        },
        "a number");
}
TEST_CASE("joint passes, sums of both passes") {
    check(
        [](auto x) {
            auto e = xg::exp(x);
            auto y = e - xg::shift(e, xg::offset<0, -1>, xg::zero);
            return std::tuple{xg::sum(e), xg::sum(y * y), y, xg::sum(y, xg::axes<0>)};
        },
        "sums");
}
TEST_CASE("joint passes, not where the second reads ahead or far") {
    static_assert(!is_joint<xt::xtensor<double, 2>>([](auto x) {
        auto e = xg::exp(x);
        return e - xg::shift(e, xg::offset<0, 1>);
    }));
    static_assert(!is_joint<xt::xtensor<double, 2>>([](auto x) {
        auto e = xg::exp(x);
        return e - xg::shift(e, xg::offset<1, 0>);
    }));
    static_assert(!is_joint<xt::xtensor<double, 2>>([](auto x) {
        auto e = xg::exp(x);
        return e - xg::shift(e, xg::offset<0, -3>);
    }));
}
TEST_CASE("joint passes, stacks of images") {
    constexpr auto f = xg::value_and_grad([](auto x) {
        auto down = xg::shift(x, xg::offset<0, 1, 0>, xg::replicate) - x, right = xg::shift(x, xg::offset<0, 0, 1>, xg::replicate) - x;
        return xg::sum(xg::sqrt(down * down + right * right + 0.25));
    });
    static_assert(is_joint<xt::xtensor<double, 3>>(f));
    for (const std::array<std::size_t, 3> shape :
        {std::array<std::size_t, 3>{2, 40, 33}, std::array<std::size_t, 3>{3, 1, 5}, std::array<std::size_t, 3>{0, 4, 4}}) {
        check_engine(f, "stack", random_image(shape));
    }
}
