#include <support/check_reference.hpp>

using namespace reference;

TEST_CASE("pixel_shuffle and pixel_unshuffle agree with PyTorch, and are inverse") {
    constexpr auto shuffle = [](auto x) { return xg::pixel_shuffle<2>(x); };
    constexpr auto unshuffle = [](auto x) { return xg::pixel_unshuffle<2>(x); };
    check_case<float>(shuffle, {windows::pixel_shuffle_y, windows::pixel_shuffle_d0}, {1, 2, 4, 6}, {1, 8, 2, 3});
    check_case<double>(unshuffle, {windows::pixel_unshuffle_y, windows::pixel_unshuffle_d0}, {8, 2, 3}, {2, 4, 6});
    const auto x = random_array<float>({2, 3, 4, 6});
    constexpr auto both = [](auto x) { return xg::pixel_shuffle<2>(xg::pixel_unshuffle<2>(x)); };
    check_close(xg::evaluate(both)(x), x, 0);
    CHECK_THROWS_AS(xg::evaluate(shuffle)(random_array<float>({1, 7, 2, 3})), xg::shape_error);
    CHECK_THROWS_AS(xg::evaluate(unshuffle)(random_array<float>({1, 2, 3, 4})), xg::shape_error);
}
