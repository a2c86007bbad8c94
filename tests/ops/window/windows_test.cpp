#include <support/check.hpp>

namespace {

/// How many windows lie along an axis of n elements, counted one by one.
std::ptrdiff_t counted(const xg::window_geometry& g, std::ptrdiff_t n) {
    std::ptrdiff_t count = 0;
    for (auto from = -g.padding[0];; from += g.stride[0], ++count) {
        const bool fits = from + g.reach(0) <= n + g.padding[0], begins = from < n && from + g.reach(0) - n - g.padding[0] < g.stride[0];
        if (!(g.beyond ? begins : fits)) return count;
    }
}

}  // namespace

TEST_CASE("window_geometry: how many windows there are, and which elements each has") {
    for (std::ptrdiff_t size : {1, 2, 3, 5})
        for (std::ptrdiff_t stride : {1, 2, 4})
            for (std::ptrdiff_t dilation : {1, 2})
                for (std::ptrdiff_t padding = 0; padding <= size / 2; ++padding)
                    for (bool beyond : {false, true}) {
                        const xg::window_geometry g{{size}, {stride}, {padding}, {dilation}, beyond, false};
                        for (std::ptrdiff_t n = g.reach(0); n < 14; ++n) {
                            REQUIRE(g.count(0, n) == counted(g, n));
                            for (std::ptrdiff_t i = 0; i < g.count(0, n); ++i) {
                                std::ptrdiff_t first = -1, count = 0;
                                for (std::ptrdiff_t k = 0; k < size; ++k) {
                                    const auto at = i * stride - padding + k * dilation;
                                    if (at >= 0 && at < n && count++ == 0) first = at;
                                }
                                const auto w = g.window(0, i, n, g.count(0, n));
                                REQUIRE(w.count == count);
                                if (count > 0) REQUIRE(w.first == first);
                                const bool whole = i >= g.first_whole(0) && i < g.past_whole(0, n);
                                REQUIRE(whole == (i * stride >= padding && i * stride - padding + g.reach(0) <= n));
                            }
                        }
                    }
}

TEST_CASE("window_geometry: the numbers of options") {
    using chosen = xg::window_options<"max_pool2d", 2, true, xg::window_option<3, 2>, xg::padding_option<1>>;
    static_assert(chosen::value.size == xg::extent_list{3, 2} && chosen::value.stride == xg::extent_list{3, 2} &&
        chosen::value.padding == xg::extent_list{1, 1});
    using sliding = xg::window_options<"unfold", 2, false, xg::window_option<3>, xg::ceil_mode_option>;
    static_assert(sliding::value.stride == xg::extent_list{1, 1} && sliding::value.beyond);
    CHECK(std::string(chosen::value.words().message()) == "window (3, 2), stride (3, 2), padding (1, 1)");
}
