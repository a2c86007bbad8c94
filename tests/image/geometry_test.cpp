// Matrices of transforms against plain matrix products, their gradients against differences.

#include <cmath>

#include "support/check.hpp"

namespace {

constexpr auto rigid = [](auto p, auto c) { return xg::rigid_matrix(p, c); };
constexpr auto rigid_3 = [](auto p, auto c) { return xg::rigid_matrix<3>(p, c); };
constexpr auto similarity = [](auto p, auto c) { return xg::similarity_matrix(p, c); };
constexpr auto similarity_3 = [](auto p, auto c) { return xg::similarity_matrix<3>(p, c); };
constexpr auto affine_3 = [](auto p, auto c) { return xg::affine_matrix<3>(p, c); };
constexpr auto affine = [](auto p, auto c) { return xg::affine_matrix(p, c); };
constexpr auto homography = [](auto p) { return xg::homography_matrix(p); };
constexpr auto rigid_error = [](auto moving, auto p, auto fixed) {
    return xg::mean(xg::square(xg::warp_affine(moving, xg::rigid_matrix(p, xg::center_of(moving))) - fixed));
};

using matrix = xt::xtensor<double, 2>;
using vector = xt::xtensor<double, 1>;

/// A rotation about one axis of (x, y, z), as every textbook has it.
matrix turn(int axis, double angle) {
    const double c = std::cos(angle), s = std::sin(angle);
    if (axis == 0) return {{1, 0, 0}, {0, c, -s}, {0, s, c}};
    if (axis == 1) return {{c, 0, s}, {0, 1, 0}, {-s, 0, c}};
    return {{c, -s, 0}, {s, c, 0}, {0, 0, 1}};
}
matrix product(const matrix& a, const matrix& b) {
    matrix c = xt::zeros<double>({a.shape()[0], b.shape()[1]});
    for (std::size_t i = 0; i < a.shape()[0]; ++i)
        for (std::size_t j = 0; j < b.shape()[1]; ++j)
            for (std::size_t k = 0; k < b.shape()[0]; ++k) c(i, j) += a(i, k) * b(k, j);
    return c;
}
/// The axes in the other order.
matrix reversed(const matrix& a) {
    const std::size_t n = a.shape()[0];
    matrix b = a;
    for (std::size_t i = 0; i < n; ++i)
        for (std::size_t j = 0; j < n; ++j) b(i, j) = a(n - 1 - i, n - 1 - j);
    return b;
}
/// Checks that the matrix takes p to scale R (p - c) + c + t.
void check_map(const matrix& m, const matrix& r, double scale, const vector& c, const double* t) {
    const std::size_t n = c.size();
    REQUIRE(m.shape() == std::array<std::size_t, 2>{n, n + 1});
    for (int trial = 0; trial < 5; ++trial) {
        const auto p = random_array<double>({n}, {-9, 9});
        for (std::size_t i = 0; i < n; ++i) {
            double expected = c(i) + t[i], got = m(i, n);
            for (std::size_t j = 0; j < n; ++j) expected += scale * r(i, j) * (p(j) - c(j)), got += m(i, j) * p(j);
            CHECK(got == doctest::Approx(expected).epsilon(1e-12));
        }
    }
}

/// Checks the derivatives of <matrix, fixed numbers> by the parameters against differences; a second order would compile too long in space.
void check_slopes(auto transform, const vector& p, const vector& c) {
    const auto m = xg::evaluate(transform)(p, c);
    const auto slope = std::get<1>(xg::vjp<0>(transform)(p, c, m));
    for (std::size_t k = 0; k < p.size(); ++k) {
        auto up = p, down = p;
        up(k) += 1e-5, down(k) -= 1e-5;
        CHECK(slope(k) ==
            doctest::Approx((dot(xg::evaluate(transform)(up, c), m) - dot(xg::evaluate(transform)(down, c), m)) / 2e-5).epsilon(1e-7));
    }
}

}  // namespace

TEST_CASE("transforms: matrices about a centre") {
    const vector c2{3.5, -2}, c3{1, 2.5, 7};
    const vector p2{0.3, 4, -1}, s2{1.2, 0.3, 4, -1}, a2{0.9, 0.2, -0.1, 1.1, 4, -1};
    // the plane's rotation in the order (x, y) is the one about z
    const matrix plane = {{std::cos(0.3), std::sin(0.3)}, {-std::sin(0.3), std::cos(0.3)}};
    check_map(xg::evaluate(rigid)(p2, c2), plane, 1, c2, &p2(1));
    check_map(xg::evaluate(similarity)(s2, c2), plane, 1.2, c2, &s2(2));
    check_map(xg::evaluate(affine)(a2, c2), {{0.9, 0.2}, {-0.1, 1.1}}, 1, c2, &a2(4));

    const vector p3{0.3, -0.5, 0.7, 4, -1, 2};
    const matrix space = reversed(product(turn(2, 0.3), product(turn(0, 0.7), turn(1, -0.5))));
    check_map(xg::evaluate(rigid_3)(p3, c3), space, 1, c3, &p3(3));

    const vector h{1, 2, 3, 4, 5, 6, 7, 8};
    check_close(xg::evaluate(homography)(h), matrix{{1, 2, 3}, {4, 5, 6}, {7, 8, 1}}, 0);
}

TEST_CASE("transforms: derivatives") {
    check_gradient<1>(similarity, vector{1.2, 0.3, 4, -1}, vector{3.5, -2});
    check_gradient<0>(affine, vector{0.9, 0.2, -0.1, 1.1, 4, -1}, vector{3.5, -2});
    check_gradient<0>(homography, vector{1, 0.2, 3, -0.1, 0.9, 6, 0.01, -0.02});
    const vector c{1, 2.5, 7};
    check_slopes(rigid_3, vector{0.3, -0.5, 0.7, 4, -1, 2}, c);
    check_slopes(similarity_3, vector{1.2, 0.3, -0.5, 0.7, 4, -1, 2}, c);
    check_slopes(affine_3, vector{0.9, 0.2, -0.1, 0.3, 1.1, 0.05, -0.2, 0.1, 1.2, 4, -1, 2}, c);
}

TEST_CASE("transforms: the centre of an image, and its rotation") {
    auto center = [](auto x) { return xg::center_of(x); };
    check_close(xg::evaluate(center)(random_array<float>({4, 7})), vector{1.5, 3}, 0);
    check_close(xg::evaluate(center)(random_array<double>({2, 3, 9, 5})), vector{4, 2}, 0);
    const auto x = random_array<double>({6, 9});
    auto turned = [](auto y, auto p) { return xg::warp_affine(y, xg::rigid_matrix(p, xg::center_of(y))); };
    auto rotated = [](auto y, auto a) { return xg::rotate(y, a); };
    check_close(xg::evaluate(turned)(x, vector{0.4, 0, 0}), xg::evaluate(rotated)(x, 0.4), 1e-12);
    // float parameters of a double image
    check_close(xg::evaluate(turned)(x, xt::xtensor<float, 1>{0, 0, 0}), x, 0);
}

TEST_CASE("transforms: the gradient of rigid parameters is one pass over the pixels") {
    const auto x = random_array<float>({20, 40});
    const xt::xtensor<float, 1> p{0.1f, 1, 2};
    const auto words = xg::explain(xg::value_and_grad<1>(rigid_error), x, p, x);
    CHECK(words.find("scatter") == std::string::npos);
    const auto pass = words.find(" over (20, 40)\n");
    REQUIRE(pass != std::string::npos);
    CHECK(words.find(" over (20, 40)\n", pass + 1) == std::string::npos);
    CHECK(words.find("loop 6") == std::string::npos);
}

TEST_CASE("transforms: parameters and centres of another length are refused") {
    CHECK_THROWS_WITH_AS(xg::evaluate(rigid)(vector{1, 2, 3, 4}, vector{1, 2}),
        "xgrad::rigid_matrix: the vector of parameters has the shape (4); (3) is expected", xg::shape_error);
    CHECK_THROWS_WITH_AS(xg::evaluate(rigid)(vector{1, 2, 3}, vector{1, 2, 3}),
        "xgrad::rigid_matrix: the centre has the shape (3); (2) is expected", xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(homography)(vector{1, 2, 3}), xg::shape_error);
}
