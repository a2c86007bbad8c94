// Stencils in bands: the engine against an executor that runs the same programs line by line, and against plain loops.

#include <doctest/doctest.h>

#include <string>

#include <support/check_engine.hpp>

// Values that are kept in bands, read at distances 1 to 3 along both axes.

namespace {

template <xg::boundary Mode, int Distance>
struct neighbours {
    constexpr auto operator()(auto x) const {
        constexpr xg::boundary_option<Mode> mode;
        auto e = xg::exp(x);
        return xg::shift(e, xg::offset<Distance, 0>, mode) - 2 * e * xg::shift(e, xg::offset<0, -Distance>, mode) +
            xg::shift(e, xg::offset<-Distance, Distance>, mode);
    }
};
template <class F>
struct energy_of {
    constexpr auto operator()(auto... x) const {
        auto y = F{}(x...);
        return xg::sum(y * y);
    }
};

template <xg::boundary Mode>
void check_mode() {
    const auto what = "mode " + std::to_string(static_cast<int>(Mode));
    check_images(xg::value_and_grad(energy_of<neighbours<Mode, 1>>{}), what + ", distance 1");
    check_images(xg::value_and_grad(energy_of<neighbours<Mode, 3>>{}), what + ", distance 3");
}

}  // namespace

TEST_CASE("bands, zero") { check_mode<xg::boundary::zero>(); }
TEST_CASE("bands, replicate") { check_mode<xg::boundary::replicate>(); }
TEST_CASE("bands, reflect") { check_mode<xg::boundary::reflect>(); }
TEST_CASE("bands, symmetric") { check_mode<xg::boundary::symmetric>(); }
TEST_CASE("bands, circular") { check_mode<xg::boundary::circular>(); }

TEST_CASE("bands, several steps of rows, rows of several blocks") {
    constexpr auto f = xg::value_and_grad(energy_of<neighbours<xg::boundary::replicate, 1>>{});
    for (const shape2 shape : {shape2{40, 300}, shape2{100, 90}, shape2{4, 9000}, shape2{3, 17000}})
        check_engine(f, "steps", random_image(shape));
    check_engine(f, "no rows", random_image(shape2{0, 5}));
    check_engine(f, "no columns", random_image(shape2{5, 0}));
}

TEST_CASE("bands, passes whose interiors have unlike columns") {
    constexpr auto f = [](auto x) { return xg::box_blur(x, xg::window<5, 21>, xg::reflect); };
    for (const shape2 shape : {shape2{30, 70}, shape2{12, 22}, shape2{40, 200}}) check_engine(f, "box", random_image(shape));
}

TEST_CASE("bands, a pass that reads far ahead in the rows of the pass before it") {
    constexpr auto f = xg::value_and_grad([](auto x) {
        auto e = xg::exp(x);
        auto y = xg::shift(e, xg::offset<0, 70>, xg::reflect) * xg::shift(e, xg::offset<1, -40>, xg::circular) -
            xg::shift(e, xg::offset<0, 150>, xg::zero);
        return xg::sum(y * y);
    });
    for (const shape2 shape : {shape2{40, 600}, shape2{9, 170}, shape2{70, 330}}) check_engine(f, "far ahead", random_image(shape));
    constexpr auto cropped = [](auto x) {
        auto e = xg::exp(x);
        return xg::view(e, xg::all, xg::range<90, xg::end>) * xg::view(e, xg::all, xg::range<0, -90>) +
            xg::view(e, xg::all, xg::range<45, -45>);
    };
    for (const shape2 shape : {shape2{20, 400}, shape2{9, 130}}) check_engine(cropped, "cropped", random_image(shape));
}
