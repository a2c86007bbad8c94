#include <support/check.hpp>
#include <xgrad/ops/window/margin.hpp>

namespace {

using xg::boundary, xg::extent_list;

template <std::ptrdiff_t Padding, std::ptrdiff_t Dilation>
using over_two_axes = xg::convolution<extent_list{Padding, Padding}, extent_list{1, 1}, extent_list{Dilation, Dilation}, 1>;
template <std::ptrdiff_t Padding>
using over_one_axis = xg::convolution<extent_list{Padding}, extent_list{1}, extent_list{1}, 1>;

/// Which element of n an index beyond them shows, step by step.
std::ptrdiff_t shown(boundary mode, std::ptrdiff_t i, std::ptrdiff_t n) {
    while (i < 0 || i >= n) {
        if (mode == boundary::replicate) i = i < 0 ? i + 1 : i - 1;
        else if (mode == boundary::circular) i = i < 0 ? i + n : i - n;
        else if (mode == boundary::symmetric) i = i < 0 ? -1 - i : 2 * n - 1 - i;
        else i = i < 0 ? -i : 2 * n - 2 - i;
    }
    return i;
}

/// An image with every second element of each row, its margin, and what folds back.
template <class Options, boundary Mode, class T>
void check_margin(const extent_list& image, const extent_list& kernel) {
    using margin = xg::margin_op<Options, Mode>;
    const extent_list operands[] = {image, kernel};
    xg::failure problem;
    const extent_list wide = margin::infer(problem, operands);
    REQUIRE(!problem.any());
    auto numbers = [](const extent_list& shape) {
        std::vector<T> v(static_cast<std::size_t>(2 * shape.size()));
        for (T& e : v) e = std::floor(random_number<T>({-9, 9}));
        return v;
    };
    auto view = [](std::vector<T>& v, const extent_list& shape) {
        return xg::memory_view{reinterpret_cast<std::byte*>(v.data()), shape, xg::dense_strides(shape, 2 * sizeof(T))};
    };
    auto x = numbers(image), outer = numbers(wide), dy = numbers(wide), inner = numbers(image);
    const xg::memory_view fill[] = {view(x, image)}, fold[] = {view(dy, wide)};
    margin::template compute<T>(view(outer, wide), fill);
    xg::margin_fold_op<Options, Mode>::template compute<T>(view(inner, image), fold);

    std::vector<T> sums(inner.size());
    extent_list at = extent_list::filled(wide.rank, 0);
    int wrong = 0;
    for (std::ptrdiff_t i = 0; i < wide.size(); ++i, xg::advance(at, wide, wide.rank)) {
        std::ptrdiff_t from = 0;
        for (int a = 0; a < wide.rank; ++a) {
            const auto before = a < 2 ? 0 : Options::before(a - 2, kernel[a]);
            from = from * image[a] + shown(Mode, at[a] - before, image[a]);
        }
        wrong += outer[static_cast<std::size_t>(2 * i)] != x[static_cast<std::size_t>(2 * from)];
        sums[static_cast<std::size_t>(2 * from)] += dy[static_cast<std::size_t>(2 * i)];
    }
    CHECK_MESSAGE(wrong == 0, wrong, " elements of the margin of ", image.rank, " axes");
    for (std::size_t i = 0; i < sums.size(); i += 2) wrong += inner[i] != sums[i];
    CHECK_MESSAGE(wrong == 0, wrong, " elements folded");
}
template <boundary Mode, class T>
void check_shapes() {
    check_margin<over_one_axis<xg::same_padding>, Mode, T>({2, 3, 7}, {1, 1, 4});
    check_margin<over_one_axis<xg::centred_padding>, Mode, T>({2, 3, 7}, {1, 1, 4});
    check_margin<over_one_axis<2>, Mode, T>({1, 2, 3}, {1, 1, 4});
    check_margin<over_two_axes<xg::same_padding, 1>, Mode, T>({2, 1, 5, 9}, {1, 1, 3, 6});
    check_margin<over_two_axes<xg::centred_padding, 2>, Mode, T>({1, 2, 6, 5}, {1, 1, 4, 2});
    check_margin<over_two_axes<xg::same_padding, 1>, Mode, T>({2, 2, 1, 1}, {1, 1, 1, 1});
    check_margin<over_two_axes<xg::same_padding, 1>, Mode, T>({0, 2, 3, 3}, {1, 1, 3, 3});
}
template <boundary Mode>
std::string refused(const extent_list& image, const extent_list& kernel) {
    const extent_list operands[] = {image, kernel};
    xg::failure problem;
    xg::margin_op<over_two_axes<xg::same_padding, 1>, Mode>::infer(problem, operands);
    return std::string(problem.message());
}

}  // namespace

TEST_CASE_TEMPLATE("margin: what a boundary mode shows around an image, and what folds back", T, float, double) {
    check_shapes<boundary::replicate, T>();
    check_shapes<boundary::reflect, T>();
    check_shapes<boundary::symmetric, T>();
    check_shapes<boundary::circular, T>();
}

TEST_CASE("margin: how far each mode reaches") {
    CHECK(refused<boundary::reflect>({1, 1, 3, 3}, {1, 1, 5, 5}).empty());
    CHECK(refused<boundary::reflect>({1, 1, 2, 3}, {1, 1, 5, 5}) ==
        "the kernel (1, 1, 5, 5) reaches 2 beyond axis 2 of the image (1, 1, 2, 3), the boundary mode at most 1");
    CHECK(refused<boundary::symmetric>({1, 1, 2, 3}, {1, 1, 5, 5}).empty());
    CHECK(refused<boundary::circular>({1, 1, 1, 3}, {1, 1, 5, 5}) ==
        "the kernel (1, 1, 5, 5) reaches 2 beyond axis 2 of the image (1, 1, 1, 3), the boundary mode at most 1");
    CHECK(refused<boundary::replicate>({1, 1, 1, 3}, {1, 1, 9, 9}).empty());
    CHECK(refused<boundary::replicate>({1, 1, 0, 3}, {1, 1, 3, 3}) ==
        "the kernel (1, 1, 3, 3) reaches 1 beyond axis 2 of the image (1, 1, 0, 3), the boundary mode at most 0");
    CHECK(refused<boundary::circular>({1, 1, 4, 4}, {1, 1, 0, 3}) == "image (1, 1, 4, 4) and kernel (1, 1, 0, 3): the kernel is empty");
    CHECK(refused<boundary::circular>({1, 1, xg::dynamic, 4}, {1, 1, 9, 3}).empty());
}
