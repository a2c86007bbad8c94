#include <support/check_windows.hpp>
#include <xgrad/ops/window/window_maxima.hpp>

namespace {

/// Few different numbers, of which some are no numbers or infinite: many are equal, and the first of them counts; of several NaN, the last.
template <auto Geometry, class T>
void check_maxima(const shape3& shape, std::size_t gap, std::size_t other_gap, double strange) {
    CAPTURE(Geometry.words().message());
    strided<T> x(shape, gap);
    each_index(shape, [&](const shape3& at) {
        const double odd = random_number<double>({0, 1});
        if (odd < strange) x(at) = static_cast<T>(odd < strange / 2 ? not_a_number : odd < strange * 0.75 ? -infinity : infinity);
    });
    const auto extents = result_extents<Geometry>(x.view());
    const strided<T> other(shape, other_gap), dy(extents, gap);
    strided<T> picked(extents, gap, not_a_number), dx(shape, other_gap, not_a_number);
    const xg::memory_view pick[] = {other.view(), x.view()}, scatter[] = {dy.view(), x.view()};
    xg::window_pick_op<Geometry>::template compute<T>(picked.view(), pick);
    xg::window_scatter_op<Geometry>::template compute<T>(dx.view(), scatter);
    std::vector<double> adjoint(shape[0] * shape[1] * shape[2]);
    int wrong = 0;
    each_index(extents, [&](const shape3& at) {
        const auto window = window_at<Geometry>(shape, at);
        shape3 place = window.elements.front();
        for (const shape3& e : window.elements)
            if (x(e) > x(place) || std::isnan(x(e))) place = e;
        wrong += picked(at) != other(place);
        adjoint[flat(shape, place)] += static_cast<double>(dy(at));
    });
    CHECK_MESSAGE(wrong == 0, wrong, " maxima");
    each_index(shape, [&](const shape3& at) { wrong += !agree(static_cast<double>(dx(at)), adjoint[flat(shape, at)], 64 * epsilon<T>); });
    CHECK_MESSAGE(wrong == 0, wrong, " of the adjoint");
}
template <class T>
void check_geometries() {
    for (const double strange : {0., 0.05, 1.})
        for (const std::size_t gap : {1, 2})
            for (const std::size_t other : {1, 3}) {
                check_maxima<one_axis, T>({2, 3, 31}, gap, other, strange);  // windows side by side, every first element,
                check_maxima<padded, T>({2, 6, 40}, gap, other, strange);  // with some at borders,
                check_maxima<dilated, T>({2, 9, 50}, gap, other, strange);  // every second one
                check_maxima<all_axes, T>({4, 5, 41}, gap, other, strange);
                check_maxima<thirds, T>({1, 2, 53}, gap, other, strange);  // or further apart
                check_maxima<beyond, T>({1, 5, 8}, gap, other, strange);
                check_maxima<padded, T>({1, 2, 1}, gap, other, strange);
                check_maxima<long_rows, T>({1, 4, 70}, gap, other, strange);  // rows of vectors
                check_maxima<large, T>({1, 19, 40}, gap, other, strange);
            }
}

}  // namespace

TEST_CASE_TEMPLATE("window_maxima: the first maximum of every window, and its adjoint, against plain loops", T, float, double) {
    check_geometries<T>();
}
