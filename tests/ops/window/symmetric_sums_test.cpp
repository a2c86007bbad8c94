#include <support/check.hpp>

namespace {

xg::image_plane plane_of(xt::xtensor<double, 2>& x) {
    const xg::extent_list extents{static_cast<std::ptrdiff_t>(x.shape(0)), static_cast<std::ptrdiff_t>(x.shape(1))};
    return xg::image_plane(xg::memory_view{reinterpret_cast<std::byte*>(x.data()), extents, xg::dense_strides(extents, sizeof(double))});
}
constexpr double rows[] = {0.5, -1, 2}, columns[] = {1, 0.25, 3, -2};

/// The sums as they are defined.
template <xg::boundary Mode>
xt::xtensor<double, 2> sums_of(const xt::xtensor<double, 2>& x) {
    xt::xtensor<double, 2> out = x;
    const auto n = static_cast<std::ptrdiff_t>(x.shape(0)), m = static_cast<std::ptrdiff_t>(x.shape(1));
    for (std::ptrdiff_t i = 0; i < n; ++i)
        for (std::ptrdiff_t j = 0; j < m; ++j) {
            double sum = 0;
            for (std::ptrdiff_t k = -2; k <= 2; ++k)
                for (std::ptrdiff_t l = -3; l <= 3; ++l) {
                    const auto p = xg::resolve_boundary(Mode, i + k, n), q = xg::resolve_boundary(Mode, j + l, m);
                    if (p.valid && q.valid) sum += rows[std::abs(k)] * columns[std::abs(l)] * x(p.index, q.index);
                }
            out(i, j) = sum;
        }
    return out;
}
template <xg::boundary Mode>
void check_sums() {
    using forward = xg::symmetric_sums<double, 2, 3, Mode, false>;
    using adjoint = xg::symmetric_sums<double, 2, 3, Mode, true>;
    for (std::size_t n : {4, 5, 13})
        for (std::size_t m : {4, 9, 70, 1100}) {
            auto x = random_array<double>({n, m}), y = random_array<double>({n, m}), out = x, back = x;
            const auto size = std::max(forward::memory(static_cast<std::ptrdiff_t>(m)), adjoint::memory(static_cast<std::ptrdiff_t>(m)));
            std::vector<double> memory(static_cast<std::size_t>(size) + 64);
            auto* const aligned = memory.data() + (64 - reinterpret_cast<std::uintptr_t>(memory.data()) % 64) / sizeof(double);
            forward(rows, columns, aligned).whole(plane_of(x), plane_of(out));
            check_close(out, sums_of<Mode>(x), 1e-13, 10);
            adjoint(rows, columns, aligned).whole(plane_of(y), plane_of(back));
            CHECK(dot(out, y) == doctest::Approx(dot(x, back)));
            // some rows at a time
            auto parts = x;
            forward some(rows, columns, aligned);
            const auto last = static_cast<std::ptrdiff_t>(n);
            for (std::ptrdiff_t first = 0; first < last; first += 4)
                some.some(plane_of(x), plane_of(parts), first, std::min<std::ptrdiff_t>(first + 4, last));
            check_close(parts, out, 1e-14, 10);
        }
}

}  // namespace

TEST_CASE("symmetric_sums: the sums, their adjoint, and some rows at a time") {
    check_sums<xg::boundary::zero>();
    check_sums<xg::boundary::replicate>();
    check_sums<xg::boundary::reflect>();
    check_sums<xg::boundary::symmetric>();
    check_sums<xg::boundary::circular>();
}
