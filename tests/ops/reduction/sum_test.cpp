#include <support/check_elements.hpp>

namespace {

constexpr auto total = [](auto x) { return xg::sum(x); };
constexpr auto over_images = [](auto x) { return xg::sum(x, xg::axes<-1, -2>); };
constexpr auto over_batch = [](auto x) { return xg::sum(x, xg::axes<0, 2>, xg::keep_dims); };

}  // namespace

TEST_CASE("sum: over all axes, the last ones, and others") {
    for (std::size_t n : {1, 2})
        for (std::size_t m : {1, 3, 9})
            for (std::size_t k : {1, 8, 33}) {
                const auto images = static_cast<std::ptrdiff_t>(n), rows = static_cast<std::ptrdiff_t>(m),
                           columns = static_cast<std::ptrdiff_t>(k);
                const auto x = small_integers<float>({n, m, k});
                check_movement(total, x, {}, [&](auto e, auto) {
                    double s = 0;
                    reference::for_each_index({images, rows, columns}, [&](auto j) { s += e(j[0], j[1], j[2]); });
                    return s;
                });
                check_movement(over_images, x, {images}, [&](auto e, auto i) {
                    double s = 0;
                    reference::for_each_index({rows, columns}, [&](auto j) { s += e(i[0], j[0], j[1]); });
                    return s;
                });
                check_movement(over_batch, x, {1, rows, 1}, [&](auto e, auto i) {
                    double s = 0;
                    reference::for_each_index({images, columns}, [&](auto j) { s += e(j[0], i[1], j[1]); });
                    return s;
                });
            }
}

TEST_CASE("sum: nothing, numbers, 8-bit and transposed arrays") {
    CHECK(xg::evaluate(total)(xt::xtensor<float, 2>(xt::zeros<float>({0, 3}))) == 0);
    check_elements(xg::evaluate(over_images)(xt::xtensor<float, 3>(xt::zeros<float>({2, 3, 0}))), {2}, [](auto) { return 0; });
    CHECK(xg::evaluate(total)(2.5) == 2.5);
    xt::xtensor<std::uint8_t, 2> bytes({40, 50});
    bytes.fill(255);
    CHECK(xg::evaluate(total)(bytes) == 255 * 2000);
    const auto x = small_integers<float>({5, 40});
    CHECK(xg::evaluate(total)(xt::transpose(x)) == static_cast<float>(dot(x, xt::xtensor<float, 2>(xt::ones<float>({5, 40})))));
    using images = xg::symbolic<float, xg::extents<2, xg::dynamic, 4>>;
    static_assert(std::is_same_v<xg::extents_type_of<decltype(over_batch(images{}))>, xg::extents<1, xg::dynamic, 1>>);
    static_assert(std::is_same_v<xg::extents_type_of<decltype(over_images(images{}))>, xg::extents<2>>);
}

TEST_CASE("sum: ten million floats are as exact as doubles") {
    xt::xtensor<float, 2> x({3200, 3200});
    double s = 0;
    for (auto& e : x) s += static_cast<double>(e = random_number<float>({0, 1}));
    CHECK(std::abs(static_cast<double>(xg::evaluate(total)(x)) - s) < 1e-6 * s);
}

TEST_CASE("sum: gradients") {
    check_gradient([](auto x) { return over_batch(x * x) * over_batch(xg::exp(x)); }, random_array<double>({2, 3, 4}));
}
