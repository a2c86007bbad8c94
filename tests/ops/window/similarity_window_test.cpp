#include <support/check.hpp>

TEST_CASE("similarity_window: stacks of images, summed over similar pixels within the image") {
    constexpr auto summed = [](auto u, auto x, auto s) { return xg::similarity_window<1>(u, x, s); };
    for (std::size_t stack : {1, 2, 3})
        for (std::size_t columns : {1, 2, 5, 23}) {
            const auto u = random_array<double>({stack, 2, 4, columns});
            const auto x = random_array<double>({2, 4, columns});
            const auto s = random_array<double>({3, 3});
            auto expected = u;
            for (std::size_t m = 0; m < stack; ++m)
                for (std::size_t n = 0; n < 2; ++n)
                    for (std::size_t i = 0; i < 4; ++i)
                        for (std::size_t j = 0; j < columns; ++j) {
                            double sum = 0;
                            for (std::size_t a = 0; a < 3; ++a)
                                for (std::size_t b = 0; b < 3; ++b)
                                    if (i + a >= 1 && i + a - 1 < 4 && j + b >= 1 && j + b - 1 < columns) {
                                        const double step = x(n, i + a - 1, j + b - 1) - x(n, i, j);
                                        sum += s(a, b) * u(m, n, i + a - 1, j + b - 1) * std::exp(-step * step);
                                    }
                            expected(m, n, i, j) = sum;
                        }
            check_close(xg::evaluate(summed)(u, x, s), expected, 1e-14);
        }
    check_close(xg::evaluate(summed)(xt::xtensor<double, 3>(xt::zeros<double>({2, 0, 4})),
                    xt::xtensor<double, 2>(xt::zeros<double>({0, 4})), random_array<double>({3, 3})),
        xt::xtensor<double, 3>(xt::zeros<double>({2, 0, 4})), 0);
}

TEST_CASE("similarity_window: gradients in all operands") {
    constexpr auto summed = [](auto u, auto x, auto s) { return xg::similarity_window<1>(u, x, s); };
    check_gradient(summed, random_array<double>({2, 3, 4}), random_array<double>({3, 4}), random_array<double>({3, 3}));
    check_gradient<1>(summed, random_array<double>({1, 2, 3, 10}), random_array<double>({2, 3, 10}), random_array<double>({3, 3}));
}
