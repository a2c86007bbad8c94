#include <support/check_elements.hpp>

namespace {

template <xg::boundary Mode, std::ptrdiff_t... Offset>
struct shifted {
    constexpr auto operator()(auto x) const { return xg::shift(x, xg::offset<Offset...>, xg::boundary_option<Mode>{}); }
};

/// x[i, j], where an index outside is answered by the mode.
template <class Element>
double beyond(xg::boundary mode, Element e, std::ptrdiff_t i, std::ptrdiff_t j, std::ptrdiff_t n, std::ptrdiff_t m) {
    const auto r = xg::resolve_boundary(mode, i, n), c = xg::resolve_boundary(mode, j, m);
    return r.valid && c.valid ? e(r.index, c.index) : 0;
}

template <xg::boundary Mode, std::ptrdiff_t Down, std::ptrdiff_t Right>
void check_shift(std::size_t smallest) {
    for (std::size_t n : {smallest, std::size_t{5}, std::size_t{19}})
        for (std::size_t m : {smallest, std::size_t{8}, std::size_t{41}}) {
            const auto rows = static_cast<std::ptrdiff_t>(n), columns = static_cast<std::ptrdiff_t>(m);
            check_movement(shifted<Mode, Down, Right>{}, small_integers<float>({n, m}), {rows, columns},
                [&](auto e, auto i) { return beyond(Mode, e, i[0] + Down, i[1] + Right, rows, columns); });
        }
}

}  // namespace

TEST_CASE("shift: out[i] = x[i + offset] in every mode") {
    check_shift<xg::boundary::zero, -2, 3>(1);
    check_shift<xg::boundary::replicate, 2, -1>(1);
    check_shift<xg::boundary::replicate, 0, 1>(1);
    check_shift<xg::boundary::reflect, 1, -2>(3);
    check_shift<xg::boundary::symmetric, -2, 2>(2);
    check_shift<xg::boundary::circular, 3, -7>(1);
}

TEST_CASE("shift: zero is the default, a single offset is for every axis, none changes nothing") {
    using image = xg::symbolic<float, xg::extents<xg::dynamic, 4>>;
    static_assert(std::is_same_v<decltype(xg::shift(image{}, xg::offset<1>)), image>);
    check_movement([](auto x) { return xg::shift(x, xg::offset<1>); }, small_integers<double>({2, 3, 4}), {2, 3, 4},
        [](auto e, auto i) { return i[0] < 1 && i[1] < 2 && i[2] < 3 ? e(i[0] + 1, i[1] + 1, i[2] + 1) : 0; });
    check_movement([](auto x) { return xg::shift(x, xg::replicate, xg::offset<1>); }, small_integers<double>({3}), {3},
        [](auto e, auto i) { return e(std::min(i[0] + 1, std::ptrdiff_t{2})); });
    check_movement([](auto x) { return xg::shift(x, xg::offset<0>, xg::reflect); }, small_integers<double>({3}), {3},
        [](auto e, auto i) { return e(i[0]); });
    check_movement([](auto x) { return xg::shift(x, xg::offset<1, -1>); }, xt::xtensor<float, 2>(xt::zeros<float>({0, 3})), {0, 3},
        [](auto, auto) { return 0; });
}

TEST_CASE("shift: strided, transposed and 8-bit arrays") {
    using f = shifted<xg::boundary::replicate, 1, -2>;
    auto x = small_integers<float>({12, 40});
    const auto every_other = xt::view(x, xt::range(0, 12, 2), xt::range(1, 40, 3));
    const auto plain = xt::xtensor<float, 2>(every_other);
    check_close(xg::evaluate(f{})(every_other), xg::evaluate(f{})(plain), 0);
    check_close(xg::evaluate(f{})(xt::transpose(x)), xg::evaluate(f{})(xt::xtensor<float, 2>(xt::transpose(x))), 0);
    const auto bytes = small_integers<std::uint8_t>({4, 9});
    check_movement(f{}, bytes, {4, 9}, [&](auto e, auto i) { return beyond(xg::boundary::replicate, e, i[0] + 1, i[1] - 2, 4, 9); });
}

TEST_CASE("shift: gradients of stencils") {
    auto laplacian = [](auto x) {
        auto y = xg::shift(x, xg::offset<1, 0>, xg::replicate) + xg::shift(x, xg::offset<-1, 0>, xg::replicate) +
            xg::shift(x, xg::offset<0, 1>, xg::replicate) + xg::shift(x, xg::offset<0, -1>, xg::replicate) - 4 * x;
        return xg::sum(y * y * x);
    };
    check_gradient(laplacian, random_array<double>({4, 9}));
    auto mixed = [](auto x) {
        return xg::exp(xg::shift(x, xg::offset<1, -2>, xg::reflect)) * xg::shift(x * x, xg::offset<0, 3>, xg::symmetric);
    };
    check_gradient(mixed, random_array<double>({3, 7}));
}

TEST_CASE("shift: a mode that reaches too far is refused") {
    using reflected = shifted<xg::boundary::reflect, 0, 3>;
    using mirrored = shifted<xg::boundary::symmetric, -3, 0>;
    const xt::xtensor<float, 2> x = xt::zeros<float>({2, 3});
    CHECK_THROWS_WITH_AS(xg::evaluate(reflected{})(x),
        "xgrad::shift: reflect by 3 along axis 1 of (2, 3): at most one less than the extent", std::invalid_argument);
    CHECK_THROWS_WITH_AS(
        xg::evaluate(mirrored{})(x), "xgrad::shift: the mode reaches 3 beyond axis 0 of (2, 3): at most the extent", std::invalid_argument);
}
