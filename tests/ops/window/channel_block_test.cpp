#include <doctest/doctest.h>
#include <support/check_correlation.hpp>
#include <xgrad/ops/window/channel_block.hpp>

using namespace correlations;

TEST_CASE("skip_unread: one tap reads the same elements without a stride") {
    for (int n = 0; n < 300; ++n) {
        axis a = any_axis(any(0, 9), 1, any(1, 4), 1, false);
        a.shift = any(-9, 9), a.extent = any(0, 20);
        std::vector<std::byte> memory(static_cast<std::size_t>(3 * a.extent + 1));
        axis skipped = a;
        const std::byte* data = memory.data();
        number step = 3;
        skip_unread(skipped, data, step);
        CHECK((skipped.stride == 1 && skipped.count == a.count));
        for (number i = 0; i < a.count; ++i) {
            const number before = i * a.stride + a.shift, now = i + skipped.shift;
            const bool inside = now >= 0 && now < skipped.extent;
            REQUIRE(inside == (before >= 0 && before < a.extent));
            if (inside) CHECK(data + now * step == memory.data() + before * 3);
        }
    }
}
TEST_CASE("skip_unread: with several taps, all stays as it is") {
    axis a = whole_axis(5, 2, 3);
    const std::byte* data = nullptr;
    number step = 4;
    skip_unread(a, data, step);
    CHECK((a.stride == 3 && a.extent == 14 && data == nullptr && step == 4));
}

TEST_CASE("span: from the first to the last element that is read, within the operand") {
    for (int n = 0; n < 500; ++n) {
        axis a = any_axis(any(1, 9), any(1, 5), any(1, 3), any(1, 3), perhaps());
        a.shift = any(-9, 9), a.extent = any(0, 20);
        const number result = any(0, 8), results = any(1, 5), shift = a.shift + any(0, 2) * a.shift_step, taps = any(1, 3);
        const span s(a, result, results, shift, taps);
        CHECK((s.first >= 0 && s.count >= 0 && s.first + s.count <= a.extent && s.count <= span::most(a, results, taps)));
        for (number i = result; i < result + results; ++i)
            for (number m = 0; m < taps; ++m)
                if (const number at = i * a.stride + shift + m * a.shift_step; at >= 0 && at < a.extent)
                    CHECK((at >= s.first && at < s.first + s.count));
    }
}

TEST_CASE("least_packed: a part within both limits, and all of it where that fits") {
    for (int n = 0; n < 300; ++n) {
        const number stride = any(1, 2);
        const axis y = whole_axis(any(1, 60), any(1, 5), stride), x = whole_axis(any(1, 300), any(1, 5), stride);
        const number results = any(32, 600), read = std::max(span::most(y, 1, y.taps) * span::most(x, 1, x.taps), any(32, 900));
        const pixel_part of = least_packed(y, x, results, read, any(0, 500));
        CHECK((of.rows >= 1 && of.rows <= y.count && of.columns >= 1 && of.columns <= x.count));
        CHECK(of.rows * of.columns <= results);
        CHECK(span::most(y, of.rows, y.taps) * span::most(x, of.columns, x.taps) <= read);
        if (stride > 1) continue;  // then a pixel between two parts is packed for none
        const pixel_part all = least_packed(y, x, y.count * x.count, y.extent * x.extent, 0);
        CHECK((all.rows == y.count && all.columns == x.count));
    }
}

TEST_CASE_TEMPLATE("pack_pixels: channels side by side, zeros after the last one", T, float, double) {
    constexpr number L = xgrad::lanes<T>;
    for (const number gap : {1, 2})
        for (const number kept : {0, 5})
            for (const number columns : {number(1), number(3), L, 2 * L + 3})
                for (number channels = 1; channels <= 2 * L; channels += 3) {
                    array<T> planes(1, channels, 1, 5, columns, gap);
                    const number width = (channels + L - 1) / L * L + (kept > 0 ? L : number(0)), first = kept > 0 ? 13 : 1, rows = 4;
                    std::vector<T> pixels(static_cast<std::size_t>(rows * columns * width), T(-9));
                    pack_pixels(pixels.data(), width, plane_view{planes.data(), planes.bytes(1), planes.bytes(3), planes.bytes(4), kept},
                        channels, first, rows, columns);
                    int wrong = 0;
                    for (number i = 0; i < rows; ++i)
                        for (number k = 0; k < columns; ++k)
                            for (number c = 0; c < width; ++c)
                                wrong += pixels[static_cast<std::size_t>((i * columns + k) * width + c)] !=
                                    (c < channels ? planes.element[planes.at(0, c, 0, (first + i) % 5, k)] : T(0));
                    CHECK_MESSAGE(wrong == 0, channels, " channels, ", columns, " columns");
                }
}
