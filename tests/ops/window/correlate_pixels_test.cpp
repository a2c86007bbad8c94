#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/correlate_pixels.hpp>

using namespace correlations;

TEST_CASE_TEMPLATE("correlate_pixels: plain loops, whatever lies in the lanes", T, float, double) {
    for_any(50, [](sizes size, axis y, axis x, number gap) {
        size.depth = any(1, 2);
        random_correlation<T>(size, y, x, gap).template check_kernel<correlate_pixels<T>>();
    });
}

TEST_CASE("correlate_pixels: several blocks") {
    for_several_blocks([](sizes size, axis y, axis x) {
        random_correlation<float>(size, y, x).check_kernel<correlate_pixels<float>>();
        random_correlation<double>(size, y, x).check_kernel<correlate_pixels<double>>();
    });
}

TEST_CASE_TEMPLATE("correlate_pixels: of a ring of rows", T, float, double) {
    for_any(30, [](sizes size, axis y, axis x, number) {
        y.extent += 20, y.shift += any(0, 20);
        random_correlation<T> c(size, y, x);
        c.keep_rows(any(0, 16));
        c.template check_kernel<correlate_pixels<T>>();
    });
}

TEST_CASE("correlate_pixels: what no result reads takes no part, were it infinite") {
    const axis y = whole_axis(5, 2), x = whole_axis(11, 3);
    axis wide = x;
    wide.extent += 9;
    random_correlation<float> c({1, 1, 3, 5}, y, wide);
    for (number channel = 0; channel < 3; ++channel)
        for (number i = 0; i < y.extent; ++i)
            for (number k = x.extent; k < wide.extent; ++k) c.in.element[c.in.at(0, channel, 0, i, k)] = std::numeric_limits<float>::infinity();
    c.check_kernel<correlate_pixels<float>>();
}

TEST_CASE("correlate_pixels: over no result, every sum is zero") {
    random_correlation<float>({2, 1, 3, 2}, whole_axis(0, 2), whole_axis(4, 2)).check_kernel<correlate_pixels<float>>();
    random_correlation<float>({0, 1, 3, 2}, whole_axis(2, 2), whole_axis(4, 2)).check_kernel<correlate_pixels<float>>();
}
