#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/contract.hpp>

using namespace correlations;

namespace {

struct chosen {
    explicit chosen(const correlation& j) { run_correlation<float>(j); }
    chosen(const correlation& j, std::byte* kernel) { run_correlation_of_pixels<float>(j, kernel); }
};
bool by_channels(sizes size, const axis& y, const axis& x) { return prefers_channels<float>(random_correlation<float>(size, y, x).job, 1); }

}  // namespace

TEST_CASE("useful_share: products inside the operand, counted") {
    for (int n = 0; n < 300; ++n) {
        axis a = any_axis(any(1, 20), any(1, 5), any(1, 3), any(1, 3), perhaps());
        a.shift = any(-9, 9);
        const number whole = any(1, 8);
        number inside = 0, results = 0;
        for (; results < a.count || results % whole != 0; ++results)
            for (number m = 0; results < a.count && m < a.taps; ++m) {
                const number at = results * a.stride + a.shift + m * a.shift_step;
                inside += at >= 0 && at < a.extent;
            }
        CHECK(useful_share(a, whole) == doctest::Approx(static_cast<double>(inside) / static_cast<double>(results * a.taps)));
    }
}

TEST_CASE("prefers_channels: many of them over few columns, where they fit") {
    CHECK(by_channels({1, 1, 64, 64}, whole_axis(7, 3), whole_axis(7, 3)));
    CHECK(by_channels({1, 1, 64, 64}, whole_axis(20, 1), whole_axis(20, 3, 2)));
    CHECK(!by_channels({1, 1, 1, 1}, whole_axis(30, 3), whole_axis(128, 3)));
    CHECK(!by_channels({1, 1, 3, 8}, whole_axis(30, 3), whole_axis(128, 3)));
    CHECK(!by_channels({1, 1, 64, 64}, whole_axis(3, 13), whole_axis(3, 13)));   // too many taps
    CHECK(!by_channels({1, 1, 64, 64}, whole_axis(3, 11), whole_axis(3, 100)));  // and too many pixels for one result
    CHECK(!by_channels({1, 1, 64, 64}, whole_axis(0, 3), whole_axis(7, 3)));
    CHECK(!by_channels({1, 1, 0, 64}, whole_axis(7, 3), whole_axis(7, 3)));
}

TEST_CASE("whatever is chosen, the results are the same") {
    for_any(40, [](sizes size, axis y, axis x, number gap) {
        random_correlation<float> c(size, y, x, gap);
        c.check_results<chosen>();
        random_correlation<float>(size, y, x, gap).check_kernel<chosen>();
    });
    for (const number taps : {11, 13}) {
        random_correlation<float> c({1, 1, 40, 40}, whole_axis(3, taps), whole_axis(3, taps));
        c.check_results<chosen>();
        c.check_kernel<chosen>();
    }
}
