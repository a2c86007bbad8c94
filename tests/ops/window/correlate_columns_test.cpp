#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/correlate_columns.hpp>

using namespace correlations;

TEST_CASE_TEMPLATE("correlate_columns: plain loops, whatever lies in the lanes", T, float, double) {
    for_any(50, [](sizes size, axis y, axis x, number gap) {
        random_correlation<T> c(size, y, x, gap);
        c.job.accumulate = perhaps();
        c.template check_results<correlate_columns<T>>();
    });
}

TEST_CASE("correlate_columns: several blocks") {
    for_several_blocks([](sizes size, axis y, axis x) {
        random_correlation<float>(size, y, x).check_results<correlate_columns<float>>();
        random_correlation<double>(size, y, x).check_results<correlate_columns<double>>();
    });
}

TEST_CASE_TEMPLATE("correlate_columns: of a ring of rows, in place where zeros lie around them", T, float, double) {
    for (const number zeros : {0, 1, 16, 40})
        for_any(30, [&](sizes size, axis y, axis x, number) {
            y.extent += 20, y.shift += any(0, 20);
            random_correlation<T> c(size, y, x);
            c.keep_rows(zeros);
            c.template check_results<correlate_columns<T>>();
        });
}

TEST_CASE("correlate_columns: nothing to sum is zero, and no result is none") {
    random_correlation<float> none({2, 1, 3, 2}, whole_axis(0, 2), whole_axis(4, 2));
    none.check_results<correlate_columns<float>>();
    random_correlation<float> empty({1, 1, 0, 5}, whole_axis(3, 2), whole_axis(20, 2));
    empty.check_results<correlate_columns<float>>();
}
