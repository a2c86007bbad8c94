#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/correlate_channels.hpp>

using namespace correlations;

TEST_CASE_TEMPLATE("correlate_channels: plain loops, whatever lies in the lanes", T, float, double) {
    for_any(50, [](sizes size, axis y, axis x, number gap) {
        random_correlation<T> c(size, y, x, gap);
        c.job.accumulate = perhaps();
        c.template check_results<correlate_channels<T>>();
    });
}

TEST_CASE("correlate_channels: several blocks") {
    for_several_blocks([](sizes size, axis y, axis x) {
        random_correlation<float>(size, y, x).check_results<correlate_channels<float>>();
        random_correlation<double>(size, y, x).check_results<correlate_channels<double>>();
    });
}

TEST_CASE_TEMPLATE("correlate_channels: of a ring of rows", T, float, double) {
    for_any(30, [](sizes size, axis y, axis x, number) {
        y.extent += 20, y.shift += any(0, 20);
        random_correlation<T> c(size, y, x);
        c.keep_rows(any(0, 16));
        c.template check_results<correlate_channels<T>>();
    });
}
