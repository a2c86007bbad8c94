#include <support/check_elements.hpp>

namespace {

constexpr std::array<double, 6> numbers{1, 0, -2, 3, 1, -3};
constexpr std::array modes{
    xg::boundary::zero, xg::boundary::replicate, xg::boundary::reflect, xg::boundary::symmetric, xg::boundary::circular};

/// 1, 2, ... times the correlation in each mode.
constexpr auto in_all_modes = [](auto x, auto w) {
    return xg::correlate(x, w) + 2 * xg::correlate(x, w, xg::replicate) + 3 * xg::correlate(x, w, xg::reflect) +
        4 * xg::correlate(x, w, xg::symmetric) + 5 * xg::correlate(x, w, xg::circular);
};
constexpr auto with_taps = [](auto x) { return in_all_modes(x, xg::taps<2, 3>(numbers)); };

/// The correlation of the last two axes of x, whose elements are e(...), in one mode, and the same sum over the modes.
template <class Element>
double expected_at(Element e, const reference::array& w, const xg::extent_list& shape, const xg::extent_list& index, xg::boundary mode) {
    const int last = shape.rank - 1;
    double sum = 0;
    reference::for_each_index(w.shape, [&](const auto& m) {
        xg::extent_list at = index;
        bool valid = true;
        for (int a = 0; a < 2; ++a) {
            const auto r = xg::resolve_boundary(mode, at[last - 1 + a] + m[a] - w.shape[a] / 2, shape[last - 1 + a]);
            at[last - 1 + a] = r.index, valid = valid && r.valid;
        }
        if (valid) sum += reference::at(w, m) * e(at);
    });
    return sum;
}
template <class Element>
double expected_at(Element e, const reference::array& w, const xg::extent_list& shape, const xg::extent_list& index) {
    double sum = 0;
    for (std::size_t k = 0; k < modes.size(); ++k) sum += static_cast<double>(k + 1) * expected_at(e, w, shape, index, modes[k]);
    return sum;
}
template <class X, class W>
void check_argument(const X& x, const W& w, double tolerance) {
    const auto image = reference::copy_of(x), kernel = reference::copy_of(w);
    check_elements(
        xg::evaluate(in_all_modes)(x, w), image.shape,
        [&](const auto& i) { return expected_at([&](const auto& at) { return reference::at(image, at); }, kernel, image.shape, i); },
        tolerance);
}
template <class X>
void check_taps(const X& x) {
    const reference::array image = reference::copy_of(x), kernel{{2, 3}, {numbers.begin(), numbers.end()}};
    check_movement(with_taps, x, image.shape,
        [&](auto, const auto& i) { return expected_at([&](const auto& at) { return reference::at(image, at); }, kernel, image.shape, i); });
}

}  // namespace

TEST_CASE("correlate with an argument is a sum over its taps, for images of any rank, in every mode") {
    check_argument(random_array<double>({5, 8}), random_array<double>({3, 4}), 1e-14);
    check_argument(random_array<double>({2, 2}), random_array<double>({2, 3}), 1e-14);
    check_argument(random_array<double>({1, 1}), random_array<double>({1, 1}), 1e-14);
    check_argument(random_array<double>({7, 33}), random_array<double>({5, 1}), 1e-14);
    const auto wide = random_array<double>({12, 30});
    check_argument(xt::view(wide, xt::range(0, 12, 2), xt::range(1, 30, 3)), xt::transpose(random_array<double>({4, 3})), 1e-14);
    const auto stack = random_array<float>({2, 3, 4, 19}), slice = xt::xtensor<float, 4>(xt::view(stack, xt::range(1, 2), xt::range(2, 3)));
    const auto w = random_array<float>({3, 3});
    constexpr auto plain = [](auto x, auto w) { return xg::correlate(x, w); };
    check_close(xt::view(xg::evaluate(plain)(stack, w), xt::range(1, 2), xt::range(2, 3)), xg::evaluate(plain)(slice, w), 0);
    const auto channels = xt::xtensor<float, 3>(xt::view(stack, 0));
    check_close(xg::evaluate(plain)(channels, w), xt::view(xg::evaluate(plain)(stack, w), 0), 0);
}

TEST_CASE("correlate with an argument: the adjoint is the transpose in every mode, gradients and theirs are right") {
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{2, 2}, {3, 7}, {6, 33}}) {
        const auto x = random_array<double>({n, m}), w = random_array<double>({3, 2}), dy = random_array<double>({n, m});
        const auto [y, dx] = xg::vjp<0>(in_all_modes)(x, w, dy);
        CHECK(dot(y, dy) == doctest::Approx(dot(x, dx)).epsilon(1e-13));
    }
    constexpr auto mirrored = [](auto x, auto w) { return xg::correlate(x, w, xg::symmetric); };
    check_gradient(mirrored, random_array<double>({4, 5}), random_array<double>({3, 2}));
}

TEST_CASE("correlate with compile-time taps is the same sum, and its adjoint its transpose") {
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{2, 2}, {2, 9}, {5, 17}, {13, 40}})
        check_taps(small_integers<float>({n, m}));
    constexpr auto circular = [](auto x) { return xg::correlate(x, xg::taps{{1, 0, -2}}, xg::circular); };
    check_movement(circular, small_integers<float>({2, 3, 2, 7}), {2, 3, 2, 7},
        [](auto e, auto i) { return e(i[0], i[1], i[2], (i[3] + 6) % 7) - 2 * e(i[0], i[1], i[2], (i[3] + 1) % 7); });
    check_movement(circular, small_integers<std::uint8_t>({3, 11}), {3, 11},
        [](auto e, auto i) { return e(i[0], (i[1] + 10) % 11) - 2 * e(i[0], (i[1] + 1) % 11); });
}

namespace {

/// An outer product of 5 x 6 taps, and the same plus one tap, which is none.
constexpr std::array<double, 5> down{1, -2, 0, 3, 1};
constexpr std::array<double, 6> across{2, 1, 0, -1, 3, 2};
constexpr auto outer_numbers = [] {
    std::array<double, 30> w{};
    for (std::size_t p = 0; p < 30; ++p) w[p] = down[p / 6] * across[p % 6];
    return w;
}();
constexpr auto more_numbers = [] {
    auto w = outer_numbers;
    w[7] += 1;
    return w;
}();
template <std::size_t N>
constexpr std::array<double, N * N> gaussian_square(double sigma) {
    std::array<double, N * N> w{};
    const auto line = xg::gaussian_taps<N / 2>(sigma);
    for (std::size_t p = 0; p < N * N; ++p) w[p] = line.value[p / N] * line.value[p % N];
    return w;
}
template <xg::boundary Mode>
void check_outer_product() {
    constexpr auto f = [](auto x) { return xg::correlate(x, xg::taps<5, 6>(outer_numbers), xg::boundary_option<Mode>{}); };
    for (const auto& [n, m] : {std::pair<std::size_t, std::size_t>{4, 5}, {5, 17}, {13, 40}}) {
        const auto x = small_integers<double>({n, m});
        const reference::array image = reference::copy_of(x), kernel{{5, 6}, {outer_numbers.begin(), outer_numbers.end()}};
        check_movement(f, x, image.shape, [&](auto, const auto& i) {
            return expected_at([&](const auto& at) { return reference::at(image, at); }, kernel, image.shape, i, Mode);
        });
    }
}

}  // namespace

TEST_CASE("taps that are an outer product: what is one, and its factors") {
    constexpr auto factors = xg::outer_factors(xg::taps<5, 6>(outer_numbers));
    static_assert(factors && factors->first.value == down && factors->second.value == across);
    static_assert(xg::outer_factors(xg::taps<11, 11>(gaussian_square<11>(1.3)) / 3.));
    static_assert(xg::outer_factors(xg::taps<33, 33>(gaussian_square<33>(0.5))));
    static_assert(!xg::outer_factors(xg::taps<5, 6>(more_numbers)) && !xg::outer_factors(xg::taps<5, 6>(std::array<double, 30>{})));
    static_assert(!xg::outer_factors(xg::taps{{1, 2, 1}, {2, 4, 2}, {1, 2, 1}}) && !xg::outer_factors(xg::taps{{1, 2, 3, 4, 5, 6, 7}}));
}

TEST_CASE("taps that are an outer product run as two passes, in every mode, and so does the adjoint") {
    check_outer_product<xg::boundary::zero>();
    check_outer_product<xg::boundary::replicate>();
    check_outer_product<xg::boundary::reflect>();
    check_outer_product<xg::boundary::symmetric>();
    check_outer_product<xg::boundary::circular>();
    constexpr auto squared = [](auto x) { return xg::square(xg::correlate(x, xg::taps<5, 6>(outer_numbers), xg::reflect)); };
    check_gradient<1>(squared, random_array<double>({5, 6}));
    constexpr auto blur = [](auto x) { return xg::correlate(x, xg::taps<5, 5>(gaussian_square<5>(1)), xg::symmetric); };
    constexpr auto blur_loss = [](auto x) {
        return xg::mean(xg::square(xg::correlate(x, xg::taps<5, 5>(gaussian_square<5>(1)), xg::symmetric)));
    };
    constexpr auto apart = [](auto x) { return xg::separable(x, xg::gaussian_taps<2>(1), xg::gaussian_taps<2>(1), xg::symmetric); };
    const auto image = random_array<float>({40, 50});
    check_close(xg::evaluate(blur)(image), xg::evaluate(apart)(image), 1e-6);
    const std::string loops = xg::explain(xg::grad(blur_loss), image);
    CHECK_MESSAGE(loops.find("  pass: loads 5, keeps a band of t0\n  pass: loads 6, keeps a band of") != std::string::npos, loops);
    CHECK_MESSAGE(loops.find("  pass: loads 5, stores result 0") != std::string::npos, loops);
}

TEST_CASE("taps of rank 2 that are no outer product are summed at once") {
    constexpr auto sharpened = [](auto x) { return xg::correlate(x, xg::taps<5, 6>(more_numbers)); };
    const std::string loops = xg::explain(xg::evaluate(sharpened), random_array<float>({40, 50}));
    CHECK_MESSAGE(loops.find("pass") == std::string::npos, loops);
}

TEST_CASE("taps: written as rows, as a row, scaled; zero taps leave nothing, equal ones share a multiplication") {
    static_assert(xg::taps{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}.value[4] == -4);
    static_assert(std::is_same_v<decltype(xg::taps{{1, 2}, {3, 4}, {5, 6}}), xg::taps<3, 2>> &&
        std::is_same_v<decltype(xg::taps{1, 2., 1}), xg::taps<3>>);
    static_assert((xg::taps{1, 2, 1} / 4).value[1] == 0.5 && (xg::taps{1, 2, 1} * 3).value[2] == 3);
    constexpr auto laplacian = [](auto x) { return xg::correlate(x, xg::taps{{0, 1, 0}, {1, -4, 1}, {0, 1, 0}}); };
    constexpr auto smooth = [](auto x) { return xg::correlate(x, xg::taps{0.25, 0.5, 0.25}); };
    constexpr auto nothing = [](auto x) { return xg::correlate(x, xg::taps{0, 0}); };
    using image = xt::xtensor<float, 2>;
    CHECK(xg::to_string(smooth, image{}) ==
        "t0 = (shift(x0; axis 1, offset -1) + shift(x0; axis 1, offset 1)) * 0.25 + x0 * 0.5\nreturn t0\n");
    CHECK(xg::to_string(laplacian, image{}).find("- x0 * 4") != std::string::npos);
    check_close(xg::evaluate(nothing)(random_array<float>({3, 4})), image(xt::zeros<float>({3, 4})), 0);
}

TEST_CASE("correlate refuses a kernel that reaches too far") {
    constexpr auto reflected = [](auto x, auto w) { return xg::correlate(x, w, xg::reflect); };
    CHECK_THROWS_WITH_AS(xg::evaluate(reflected)(random_array<float>({4, 3}), random_array<float>({1, 7})),
        "xgrad::margin: the kernel (1, 1, 1, 7) reaches 3 beyond axis 3 of the image (1, 1, 4, 3), the boundary mode at most 2",
        xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(reflected)(random_array<float>({4, 3}), random_array<float>({0, 7})),
        "xgrad::margin: image (1, 1, 4, 3) and kernel (1, 1, 0, 7): the kernel is empty", xg::shape_error);
}
