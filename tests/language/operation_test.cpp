#include <vector>

#include <doctest/doctest.h>
#include <xgrad/language/operation.hpp>

using namespace xgrad;

TEST_CASE("boundary modes, as their pictures show them") {
    auto picture = [](boundary mode, std::ptrdiff_t n) {  // three on either side
        std::vector<int> shown;
        for (std::ptrdiff_t i = -3; i < n + 3; ++i) {
            const auto r = resolve_boundary(mode, i, n);
            shown.push_back(r.valid ? static_cast<int>(r.index) : -1);
        }
        return shown;
    };
    using row = std::vector<int>;
    CHECK(picture(boundary::zero, 4) == row{-1, -1, -1, 0, 1, 2, 3, -1, -1, -1});
    CHECK(picture(boundary::replicate, 4) == row{0, 0, 0, 0, 1, 2, 3, 3, 3, 3});
    CHECK(picture(boundary::reflect, 4) == row{3, 2, 1, 0, 1, 2, 3, 2, 1, 0});
    CHECK(picture(boundary::symmetric, 4) == row{2, 1, 0, 0, 1, 2, 3, 3, 2, 1});
    CHECK(picture(boundary::circular, 4) == row{1, 2, 3, 0, 1, 2, 3, 0, 1, 2});
    for (auto mode : {boundary::replicate, boundary::reflect, boundary::symmetric, boundary::circular})
        CHECK(picture(mode, 1) == row(7, 0));
}

TEST_CASE("resolved indices of a map with a step and a divisor") {
    axis_map m;
    m.axis = 0, m.step = 2, m.offset = 1;
    static_assert(resolve(axis_map{0, 2, 1, 1}, 3, 10).index == 7);
    m.mode = boundary::zero;
    CHECK(resolve(m, 4, 10).index == 9);
    CHECK_FALSE(resolve(m, 5, 10).valid);
    m = {};
    m.axis = 0, m.divisor = 3, m.offset = -1, m.mode = boundary::zero;  // embeds with step 3 from 1 on
    CHECK(resolve(m, 1, 4).valid);
    CHECK(resolve(m, 7, 4).index == 2);
    CHECK_FALSE(resolve(m, 2, 4).valid);
    CHECK_FALSE(resolve(m, 0, 4).valid);
    CHECK_FALSE(resolve(m, 13, 4).valid);
    m = {};
    m.axis = 0, m.low = 2, m.high = 4;
    CHECK_FALSE(resolve(m, 1, 9).valid);
    CHECK(resolve(m, 3, 9).valid);
    CHECK_FALSE(resolve(m, 4, 9).valid);
}

TEST_CASE("what a map masks") {
    auto with = [](auto change) {
        axis_map m{0};
        change(m);
        return m.masks();
    };
    CHECK_FALSE(axis_map{0, -2, 1, 7}.masks());
    CHECK_FALSE(with([](axis_map& m) { m.mode = boundary::reflect; }));
    CHECK(with([](axis_map& m) { m.mode = boundary::zero; }));
    CHECK(with([](axis_map& m) { m.divisor = 2; }));
    CHECK(with([](axis_map& m) { m.low = 1; }));
    CHECK(with([](axis_map& m) { m.high = 9; }));
}
