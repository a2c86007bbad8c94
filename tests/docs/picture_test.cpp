// docs/support/image.hpp and plot.hpp: sizes, colours and that nothing is drawn outside.

#include "support/image.hpp"
#include "support/plot.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

namespace {

std::size_t dark_pixels(const docs::rgb_image& image) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < image.shape(1); ++i)
        for (std::size_t j = 0; j < image.shape(2); ++j) count += image(0, i, j) < 0.5f || image(1, i, j) < 0.5f || image(2, i, j) < 0.5f;
    return count;
}

TEST_CASE("signed colours: blue, white, red, and a range that covers both signs") {
    const auto image = docs::signed_colours(docs::grey_image{{-2.0f, 0.0f, 1.0f}});
    CHECK(image(2, 0, 0) > image(0, 0, 0)); // blue
    for (std::size_t c = 0; c < 3; ++c) CHECK(image(c, 0, 1) == 1);         // white
    CHECK(image(0, 0, 2) > image(2, 0, 2)); // red, half way
    CHECK(image(1, 0, 2) == doctest::Approx(1 + 0.5 * (0.06 - 1)));
    CHECK(docs::signed_colours(docs::grey_image{{0.0f, 0.0f}})(0, 0, 0) == 1);
}

TEST_CASE("enlarged pixels are squares") {
    const auto image = docs::enlarge(docs::grey_image{{0.25f, 0.75f}}, 3);
    CHECK(image.shape(0) == 3);
    CHECK(image.shape(1) == 6);
    CHECK(image(2, 2) == 0.25f);
    CHECK(image(0, 3) == 0.75f);
}

TEST_CASE("side by side: all images, one header, gaps between") {
    const docs::grey_image one({4, 10}, 1.0f), two({6, 20}, 0.0f);
    const auto row = docs::side_by_side({{"a", one}, {"b", two}});
    CHECK(row.shape(1) == 12 + 6);
    CHECK(row.shape(2) == 10 + 6 + 20);
    CHECK(row(0, 12, 16) == 0); // where the second one starts
    CHECK(row(0, 12, 15) == 1);
}

TEST_CASE("text that leaves the image is cut") {
    auto image = docs::canvas(7, 12);
    docs::write_text(image, -3, -4, "Wide text");
    docs::write_text(image, 100, 100, "far");
    CHECK(dark_pixels(image) > 0);
}

TEST_CASE("ticks are round numbers inside the range") {
    CHECK(docs::round_ticks(0, 60) == std::vector<double>{0, 10, 20, 30, 40, 50, 60});
    CHECK(docs::round_ticks(-1.2, 1.2).size() == 5);
    CHECK(docs::log_ticks(-3.2, 0.5) == std::vector<double>{-3, -2, -1, 0});
    CHECK(docs::log_ticks(-0.1, 0.9).size() == 3); // 1, 2, 5
    CHECK(docs::log_ticks(-30, 0).size() <= 8);
}

TEST_CASE("a plot shows its curves, whatever the values") {
    const docs::plot_options options{.title = "loss", .x_label = "iteration", .log_y = true, .height = 200, .width = 300};
    const auto empty = dark_pixels(docs::plot({}, options));
    const auto drawn = docs::plot({{"loss", {1, 0.1, 0.01, 0.001}}}, options);
    CHECK(drawn.shape(1) == 200);
    CHECK(drawn.shape(2) == 300);
    CHECK(dark_pixels(drawn) > empty);

    CHECK(dark_pixels(docs::plot({{"constant", {3, 3, 3}}})) > 0);
    CHECK(dark_pixels(docs::plot({{"one point", {3}}})) > 0);
    CHECK(dark_pixels(docs::plot({{"none", {}}, {"gaps", {1, std::nan(""), 0, -1, 2}}}, options)) > 0);
    CHECK(dark_pixels(docs::plot({{"own x", {1, 2, 3}, {10, 20, 40}}})) > 0);
}

} // namespace
