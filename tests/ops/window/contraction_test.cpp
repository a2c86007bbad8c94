#include <array>

#include <doctest/doctest.h>
#include <xgrad/ops/window/contraction.hpp>

using namespace xgrad::contraction;
using xgrad::batch, xgrad::lanes;

TEST_CASE("multiply: every product is added where it belongs, and every factor is asked for once") {
    batch<float> sums[2][3];
    for (auto& row : sums)
        for (auto& sum : row) sum = batch<float>(0.5f);
    std::array<int, 2> first{};
    std::array<int, 3> second{};
    multiply<2, 3>([&](int i) { return ++first[static_cast<std::size_t>(i)], batch<float>(static_cast<float>(i + 10)); },
        [&](int j) { return ++second[static_cast<std::size_t>(j)], batch<float>(static_cast<float>(j - 1)); },
        [&](int i, int j) -> batch<float>& { return sums[i][j]; });
    CHECK(first == std::array{1, 1});
    CHECK(second == std::array{1, 1, 1});
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            float lane[lanes<float>];
            sums[i][j].store_unaligned(lane);
            for (const float sum : lane) CHECK(sum == static_cast<float>((i + 10) * (j - 1)) + 0.5f);
        }
}

TEST_CASE("put_total: written in the type of the kernel, or added in double") {
    float kernel = 7;
    put_total<float>(reinterpret_cast<std::byte*>(&kernel), 0.1, false);
    CHECK(kernel == 0.1f);
    double sum = 7;
    put_total<float>(reinterpret_cast<std::byte*>(&sum), 0.1, true);
    CHECK(sum == 7.1);
}
