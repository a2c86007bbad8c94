#include <doctest/doctest.h>

#include <support/programs.hpp>

using namespace xgrad;
using programs::image;

namespace {

/// The box of a function's first pass in which its movements are plain offsets, for an image of this shape.
template <class F>
interior_box interior_of(F, const extent_list& shape) {
    using p = program<F, image>;
    sequence<extent_list> shapes;
    for (const auto& line : p::lines) {
        extent_list operands[max_operands];
        for (int k = 0; k < line.op->operands; ++k) operands[k] = shapes[line[k]];
        failure problem;
        shapes.push_back(line.op->how == access::argument ? shape : line.op->infer(problem, operands));
    }
    const int domain = schedule_of<p>::value.stages[0].domain;
    return find_interior(view_of<p, 0, false>(), shapes.data(), shapes[domain]);
}
bool is(const interior_box& box, const extent_list& low, const extent_list& high) { return box.low == low && box.high == high; }

}  // namespace

TEST_CASE("dense strides") {
    static_assert(dense_strides({2, 3, 4}, 4) == extent_list{48, 16, 4});
    static_assert(dense_strides({}, 8) == extent_list{});
    static_assert(dense_strides({5}, 1) == extent_list{1});
}

TEST_CASE("the interior leaves out what a boundary answers") {
    CHECK(is(interior_of([](auto x) { return 2 * x; }, {5, 9}), {0, 0}, {5, 9}));
    CHECK(is(interior_of([](auto x) { return shift(x, offset<1, -2>, replicate); }, {5, 9}), {0, 2}, {4, 9}));
    CHECK(is(interior_of([](auto x) { return shift(x, offset<-2, 3>, reflect) + shift(x, offset<1, 0>); }, {7, 9}), {2, 0}, {6, 6}));
    CHECK(
        is(interior_of([](auto x) { return shift(shift(x, offset<0, 2>, replicate), offset<0, 2>, replicate); }, {3, 9}), {0, 0}, {3, 5}));
    // an axis that is too short has none
    const auto none = interior_of([](auto x) { return shift(x, offset<0, 3>, replicate) - shift(x, offset<0, -3>, replicate); }, {3, 5});
    CHECK(none.high[1] <= none.low[1]);
    // of a roll, the longer part
    CHECK(is(interior_of([](auto x) { return roll(x, offset<2>); }, {9, 20}), {2, 2}, {9, 20}));
}

TEST_CASE("what embeds or pads has an interior, too") {
    CHECK(is(interior_of([](auto x) { return pad(x, widths<1, 2>, symmetric); }, {5, 9}), {1, 2}, {6, 11}));
    CHECK(is(interior_of([](auto x) { return view(x, range<1, end>, range<2, -2>); }, {5, 9}), {0, 0}, {4, 5}));
}
