#include <support/check_windows.hpp>

namespace {

template <auto Geometry, bool Mean, class T>
void check_sums(const shape3& shape, std::size_t gap) {
    CAPTURE(Geometry.words().message());
    const strided<T> x(shape, gap);
    const auto extents = result_extents<Geometry>(x.view());
    strided<T> y(extents, gap, not_a_number), dx(shape, gap, not_a_number);
    const xg::memory_view images[] = {x.view()}, results[] = {y.view(), x.view()};
    xg::window_sum_op<Geometry, Mean>::template compute<T>(y.view(), images);
    xg::window_spread_op<Geometry, Mean>::template compute<T>(dx.view(), results);
    std::vector<double> adjoint(shape[0] * shape[1] * shape[2]);
    int wrong = 0;
    each_index(extents, [&](const shape3& at) {
        double sum = 0;
        const auto window = window_at<Geometry>(shape, at);
        for (const shape3& e : window.elements) sum += static_cast<double>(x(e));
        for (const shape3& e : window.elements)
            adjoint[flat(shape, e)] += static_cast<double>(y(at)) / (Mean ? static_cast<double>(window.counted) : 1);
        wrong += !agree(static_cast<double>(y(at)), Mean ? sum / static_cast<double>(window.counted) : sum, 8 * epsilon<T>);
    });
    CHECK_MESSAGE(wrong == 0, wrong, " sums");
    each_index(shape, [&](const shape3& at) { wrong += !agree(static_cast<double>(dx(at)), adjoint[flat(shape, at)], 64 * epsilon<T>); });
    CHECK_MESSAGE(wrong == 0, wrong, " of the adjoint");
}
template <class T>
void check_geometries() {
    for (const std::size_t gap : {1, 2, 3}) {
        check_sums<one_axis, false, T>({2, 3, 11}, gap);
        check_sums<one_axis, true, T>({1, 1, 3}, gap);
        check_sums<padded, true, T>({2, 6, 9}, gap);
        check_sums<padded, false, T>({1, 2, 1}, gap);
        check_sums<dilated, false, T>({2, 6, 13}, gap);
        check_sums<beyond, true, T>({2, 6, 13}, gap);
        check_sums<beyond_counted, true, T>({2, 5, 8}, gap);
        check_sums<all_axes, true, T>({4, 5, 6}, gap);
        check_sums<long_rows, true, T>({1, 4, 70}, gap);
    }
    check_sums<padded, true, T>({0, 5, 5}, 1);
}

}  // namespace

TEST_CASE("pooling: sums and means of windows, and their adjoints, against plain loops") {
    check_geometries<float>();
    check_geometries<double>();
}

TEST_CASE("pooling: every window once, whole ones side by side as far as they are taken") {
    using loops = xg::pooling<padded>;
    const shape3 shape{2, 7, 12};
    const strided<float> x(shape, 1);
    const auto extents = result_extents<padded>(x.view());
    const strided<float> y(extents, 1);
    for (const std::ptrdiff_t most : {0, 1, 3, 100}) {
        std::vector<int> visits(extents[0] * extents[1] * extents[2]);
        auto visit = [&](std::ptrdiff_t to) { ++visits[static_cast<std::size_t>(to) / sizeof(float)]; };
        loops::for_each(
            std::array{x.view()}, y.view(), [&](std::ptrdiff_t to, const auto&) { visit(to); },
            [&](std::ptrdiff_t to, const auto& w, std::ptrdiff_t windows) {
                CHECK(w.extents() == std::array<std::ptrdiff_t, 3>{1, 3, 2});
                const auto taken = std::min(windows, most);
                for (std::ptrdiff_t i = 0; i < taken; ++i) visit(to + i * static_cast<std::ptrdiff_t>(sizeof(float)));
                return taken;
            });
        CHECK(visits == std::vector<int>(visits.size(), 1));
    }
}

TEST_CASE("pooling: the shape of the results, and what is refused") {
    auto refused = [](const xg::extent_list& image) {
        xg::failure problem;
        xg::pooling<all_axes>::result(problem, image, nullptr);
        return std::string(problem.message());
    };
    xg::failure problem;
    CHECK(xg::pooling<padded>::result(problem, {9, 3, 8, 9}, nullptr) == xg::extent_list{9, 3, 4, 10});
    CHECK(xg::pooling<padded>::result(problem, {xg::dynamic, xg::dynamic, 9}, nullptr) == xg::extent_list{xg::dynamic, xg::dynamic, 10});
    CHECK(!problem.any());
    CHECK(refused({2, 3, 1}).find("the window reaches over 2 elements along axis 2 of") != std::string::npos);
    // a window that steps over the image has nothing to sum
    constexpr xg::window_geometry steps_over{{2}, {1}, {1}, {2}};
    xg::pooling<steps_over>::result(problem, {4, 1}, nullptr);
    CHECK(std::string(problem.message()).find("steps over the image") != std::string::npos);
}
