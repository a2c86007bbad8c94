// Stencils of stencils, volumes, batches and random compositions: the engine against an executor that runs the same programs
// line by line, and against plain loops.

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include <support/check_engine.hpp>

namespace {

template <class Mode>
constexpr auto laplacian(auto x, Mode mode) {
    return xg::shift(x, xg::offset<1, 0>, mode) + xg::shift(x, xg::offset<-1, 0>, mode) + xg::shift(x, xg::offset<0, 1>, mode) +
        xg::shift(x, xg::offset<0, -1>, mode) - 4 * x;
}
template <class Mode>
struct bilaplacian {
    constexpr auto operator()(auto x) const { return laplacian(xg::tanh(laplacian(xg::exp(x), Mode{})), Mode{}); }
};
template <class F>
struct energy_of {
    constexpr auto operator()(auto... x) const {
        auto y = F{}(x...);
        return xg::sum(y * y);
    }
};

/// A plain loop over an image with clamped indices.
template <class F>
xt::xtensor<double, 2> laplacian_loop(const xt::xtensor<double, 2>& x, F f) {
    auto y = x;
    const auto rows = static_cast<std::ptrdiff_t>(x.shape()[0]), columns = static_cast<std::ptrdiff_t>(x.shape()[1]);
    auto at = [&](std::ptrdiff_t i, std::ptrdiff_t j) {
        return f(x(static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(i, 0, rows - 1)),
            static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(j, 0, columns - 1))));
    };
    for (std::ptrdiff_t i = 0; i < rows; ++i)
        for (std::ptrdiff_t j = 0; j < columns; ++j)
            y(static_cast<std::size_t>(i), static_cast<std::size_t>(j)) =
                at(i + 1, j) + at(i - 1, j) + at(i, j + 1) + at(i, j - 1) - 4 * at(i, j);
    return y;
}

}  // namespace

TEST_CASE("the Laplacian of a Laplacian, against plain loops") {
    for (const auto& shape : images) {
        const auto x = random_image(shape);
        const auto inner = laplacian_loop(x, [](double e) { return std::exp(e); });
        check_close(
            xg::evaluate(bilaplacian<decltype(xg::replicate)>{})(x), laplacian_loop(inner, [](double e) { return std::tanh(e); }), 1e-12);
    }
}

TEST_CASE("the Laplacian of a Laplacian and its gradient") {
    auto check = [](auto mode) {
        using f = bilaplacian<decltype(mode)>;
        check_images(xg::value_and_grad(energy_of<f>{}),
            "mode " + std::to_string(static_cast<int>(xg::boundary_value<std::remove_const_t<decltype(mode)>>)));
    };
    check(xg::symmetric);
    check(xg::zero);
    check_gradient<1>(bilaplacian<decltype(xg::replicate)>{}, random_image(shape2{5, 6}));
}

namespace {

constexpr auto total_variation = [](auto u, auto f) {
    auto dx = xg::shift(u, xg::offset<0, 1>, xg::replicate) - u;
    auto dy = xg::shift(u, xg::offset<1, 0>, xg::replicate) - u;
    return xg::mean(xg::square(u - f)) + 0.1 * xg::mean(xg::sqrt(dx * dx + dy * dy + 1e-4));
};

/// The value and the gradient of the same energy, pixel by pixel.
double total_variation_loop(const xt::xtensor<double, 2>& u, const xt::xtensor<double, 2>& f, xt::xtensor<double, 2>& g) {
    const std::size_t rows = u.shape()[0], columns = u.shape()[1];
    const double n = static_cast<double>(u.size());
    double value = 0;
    g = 2 * (u - f) / n;
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < columns; ++j) {
            const std::size_t below = std::min(i + 1, rows - 1), right = std::min(j + 1, columns - 1);
            const double dx = u(i, right) - u(i, j), dy = u(below, j) - u(i, j), r = std::sqrt(dx * dx + dy * dy + 1e-4);
            value += ((u(i, j) - f(i, j)) * (u(i, j) - f(i, j)) + 0.1 * r) / n;
            g(i, right) += 0.1 * dx / (r * n);
            g(below, j) += 0.1 * dy / (r * n);
            g(i, j) -= 0.1 * (dx + dy) / (r * n);
        }
    return value;
}

}  // namespace

TEST_CASE("total variation, against plain loops") {
    auto shapes = images;
    shapes.push_back({200, 333});
    for (const auto& shape : shapes) {
        const auto u = random_image(shape), f = random_image(shape);
        xt::xtensor<double, 2> expected;
        const double value = total_variation_loop(u, f, expected);
        const auto [v, g] = xg::value_and_grad<0>(total_variation)(u, f);
        check_close(v, value, 1e-12);
        check_close(g, expected, 1e-13);
        const xt::xtensor<float, 2> uf = xt::cast<float>(u), ff = xt::cast<float>(f);
        const auto [vf, gf] = xg::value_and_grad<0>(total_variation)(uf, ff);
        check_close(vf, value, 1e-5);
        check_close(gf, expected, 2e-5, 1 / static_cast<double>(u.size()));
    }
}

namespace {

/// Dear values of a volume, read at neighbours along each axis.
template <class Mode>
struct volume_gradient {
    constexpr auto operator()(auto x) const {
        auto e = xg::exp(x);
        auto a = xg::shift(e, xg::offset<1, 0, 0>, Mode{}) - e, b = xg::shift(e, xg::offset<0, -2, 0>, Mode{}) - e,
             c = xg::shift(e, xg::offset<0, 0, 1>, Mode{}) - e;
        return xg::sqrt(a * a + b * b + c * c + 0.01);
    }
};
/// A batch of images: neighbours along the last two axes only.
struct batch_gradient {
    constexpr auto operator()(auto x) const {
        auto e = xg::tanh(x);
        return xg::square(xg::shift(e, xg::offset<0, 0, 1, 0>, xg::reflect) - e) * xg::shift(e, xg::offset<0, 0, 0, -1>, xg::symmetric);
    }
};
struct along_batches {
    constexpr auto operator()(auto x) const {
        auto e = xg::exp(x);
        return xg::roll(e, xg::offset<1, 0, 0>) * xg::roll(e, xg::offset<0, 2, 0>) + e;
    }
};

}  // namespace

TEST_CASE("volumes, batches") {
    using shape3 = std::array<std::size_t, 3>;
    for (const auto& shape : {shape3{1, 1, 1}, shape3{2, 3, 4}, shape3{5, 1, 9}, shape3{4, 6, 17}, shape3{7, 2, 1}}) {
        const auto x = random_image(shape);
        check_engine(xg::value_and_grad(energy_of<volume_gradient<decltype(xg::replicate)>>{}), "volume, replicate", x);
        check_engine(xg::value_and_grad(energy_of<volume_gradient<decltype(xg::zero)>>{}), "volume, zero", x);
        check_engine(xg::value_and_grad(energy_of<along_batches>{}), "along batches", x);
    }
    using shape4 = std::array<std::size_t, 4>;
    for (const auto& shape : {shape4{1, 1, 2, 2}, shape4{2, 3, 4, 5}, shape4{3, 1, 7, 19}, shape4{0, 2, 4, 4}})
        check_engine(xg::value_and_grad(energy_of<batch_gradient>{}), "batch", random_image(shape));
}

TEST_CASE("bands within parts, reductions and permutations") {
    constexpr auto mixed = [](auto x) {
        auto e = xg::exp(xg::view(x, xg::range<1, xg::end>, xg::range<0, -1>));
        auto d = xg::shift(e, xg::offset<1, 1>, xg::replicate) * e;
        auto rows = xg::mean(d, xg::axes<1>, xg::keep_dims);
        auto t = xg::permute(d - rows, xg::axes<1, 0>);
        return xg::sum(xg::shift(xg::tanh(t), xg::offset<0, 1>, xg::circular) * xg::tanh(t)) + xg::logsumexp(x);
    };
    for (const auto& shape : {shape2{2, 2}, shape2{4, 5}, shape2{9, 33}})
        check_engine(xg::value_and_grad(mixed), "mixed", random_image(shape));
    constexpr auto padded = [](auto x) {
        auto e = xg::sin(xg::pad(xg::exp(x), xg::widths<1, 2>, xg::reflect));
        return xg::sum(e * xg::shift(e, xg::offset<1, 0>, xg::replicate) * xg::flip(e, xg::axes<1>));
    };
    for (const auto& shape : {shape2{3, 3}, shape2{4, 5}, shape2{9, 33}})
        check_engine(xg::value_and_grad(padded), "padded", random_image(shape));
}

// Compositions drawn at compile time: step k of composition number S.

namespace {

constexpr unsigned draw(unsigned seed, unsigned step) {
    unsigned h = seed * 2654435761u + step * 40503u + 12345u;
    h ^= h >> 15, h *= 2246822519u, h ^= h >> 13, h *= 3266489917u;
    return h ^ h >> 16;
}
template <unsigned Seed, unsigned Step, unsigned Steps>
constexpr auto compose(auto x, auto first) {
    if constexpr (Step == Steps) return x;
    else {
        constexpr unsigned what = draw(Seed, Step) % 10;
        constexpr int a = static_cast<int>(draw(Seed, Step + 100) % 3), b = static_cast<int>(draw(Seed, Step + 200) % 5) - 2;
        auto next = [&] {
            if constexpr (what == 0) return xg::exp(x * 0.3);
            else if constexpr (what == 1) return xg::tanh(x) * first;
            else if constexpr (what == 2) return x - xg::shift(x, xg::offset<a, b>, xg::replicate);
            else if constexpr (what == 3) return x * xg::shift(xg::sin(x), xg::offset<-a, b>, xg::symmetric);
            else if constexpr (what == 4) return xg::roll(x, xg::offset<a, b>) + xg::sigmoid(x);
            else if constexpr (what == 5) return x - xg::mean(x, xg::axes<1>, xg::keep_dims);
            else if constexpr (what == 6) return xg::flip(x, xg::axes<0>) * 0.5 + xg::shift(x, xg::offset<a, b>, xg::zero);
            else if constexpr (what == 7) return x + xg::sum(x * first, xg::axes<0>) * 0.1;
            else if constexpr (what == 8)
                return xg::shift(xg::pad(x, xg::before<1, 0>, xg::after<0, 0>, xg::replicate), xg::offset<0, b>, xg::replicate);
            else return xg::atan(x / (1 + xg::square(xg::shift(x, xg::offset<0, b>, xg::reflect))));
        }();
        if constexpr (what == 8) return compose<Seed, Step + 1, Steps>(xg::view(next, xg::range<1, xg::end>), first);
        else return compose<Seed, Step + 1, Steps>(next, first);
    }
}
template <unsigned Seed>
struct composition {
    constexpr auto operator()(auto x, auto y) const { return xg::mean(compose<Seed, 0, 5>(x, y) * y); }
};

}  // namespace

TEST_CASE("random compositions and their gradients") {
    [&]<unsigned... Seed>(std::integer_sequence<unsigned, Seed...>) {
        auto one = []<unsigned S>() {
            for (const auto& shape : {shape2{3, 3}, shape2{4, 19}, shape2{11, 6}})
                check_engine(
                    xg::value_and_grad(composition<S>{}), "composition " + std::to_string(S), random_image(shape), random_image(shape));
        };
        (one.template operator()<Seed>(), ...);
    }(std::make_integer_sequence<unsigned, 6>{});
}
