#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include <doctest/doctest.h>
#include <support/check.hpp>
#include <xgrad/ops/window/block.hpp>

using namespace xgrad::contraction;
using xgrad::lanes;
using number = xgrad::contraction::index;  // C has another index

namespace {

template <class T>
std::byte* bytes(std::vector<T>& v) {
    return reinterpret_cast<std::byte*>(v.data());
}
template <class T>
std::vector<T> counted(number n) {
    std::vector<T> v(static_cast<std::size_t>(n));
    for (std::size_t i = 0; i < v.size(); ++i) v[i] = static_cast<T>(i + 1);
    return v;
}

/// What a tap of a result reads, zero outside the operand.
template <class T>
T read(
    const std::vector<T>& in, const axis& y, const axis& x, number channel, number row, number column, number tap_row, number tap_column) {
    const number p = row * y.stride + y.shift + tap_row * y.shift_step, q = column * x.stride + x.shift + tap_column * x.shift_step;
    return p < 0 || p >= y.extent || q < 0 || q >= x.extent ? T(0) : in[static_cast<std::size_t>((channel * y.extent + p) * x.extent + q)];
}

/// Packs what a block reads, and looks for it where the layout says that it is.
template <class T>
void check_pack(const axis& y, const axis& x, const block& b, number row, number column, number tap_row, number tap_column) {
    const auto in = counted<T>(b.channels * y.extent * x.extent);
    const packed_layout<T> layout(y, x, b);
    std::vector<T> memory(static_cast<std::size_t>(layout.size(b) + lanes<T> + 64 / static_cast<number>(sizeof(T))), T(-1));
    T* packed = memory.data();
    while (reinterpret_cast<std::uintptr_t>(packed) % 64 != 0) ++packed;
    constexpr number size = sizeof(T);
    pack(packed, layout, plane_view{reinterpret_cast<const std::byte*>(in.data()), y.extent * x.extent * size, x.extent * size, size}, y, x,
        b, row, column, tap_row, tap_column);
    std::vector<number> offset(static_cast<std::size_t>(b.channels * b.tap_rows * b.tap_columns));
    layout.offsets(offset.data(), y, x, b, layout.channel, layout.row);
    int wrong = 0;
    std::size_t entry = 0;
    for (number m = 0; m < b.tap_rows; ++m)
        for (number c = 0; c < b.channels; ++c)
            for (number l = 0; l < b.tap_columns; ++l, ++entry)
                for (number i = 0; i < b.rows; ++i)
                    for (number k = 0; k < b.columns; ++k)
                        wrong += packed[i * layout.row_step * layout.row + offset[entry] + k] !=
                            read(in, y, x, c, row + i, column + k, tap_row + m, tap_column + l);
    CHECK_MESSAGE(wrong == 0, wrong, " of block ", b.rows, " ", b.columns, " ", b.channels, " ", b.tap_rows, " ", b.tap_columns,
        " strides ", y.stride, " ", x.stride);
}

}  // namespace

TEST_CASE("division that rounds up, of negative numbers, too") {
    for (number a = -9; a <= 9; ++a)
        for (number b = 1; b < 5; ++b)
            CHECK(ceil_div(a, b) == static_cast<number>(std::ceil(static_cast<double>(a) / static_cast<double>(b))));
}

TEST_CASE("parts and groups cover a range, each in order") {
    for (number count : {1, 2, 7, 8, 9, 23})
        for (number size : {1, 3, 8, 100}) {
            number next = 0;
            in_parts(count, size, [&](number first, number n) {
                CHECK(first == next);
                CHECK((n == size || first + n == count));
                next += n;
            });
            CHECK(next == count);
        }
    std::vector<number> none;
    in_parts(0, 4, [&](number, number n) { none.push_back(n); });
    CHECK(none == std::vector<number>{0});

    auto groups = [](number count) {
        std::vector<number> of;
        in_groups<8>(count, [&](auto n, number first) {
            number before = 0;
            for (number g : of) before += g;
            CHECK(first == before);
            of.push_back(n);
        });
        return of;
    };
    CHECK(groups(0).empty());
    CHECK(groups(23) == std::vector<number>{8, 8, 4, 3});
    CHECK(groups(5) == std::vector<number>{4, 1});
    CHECK(groups(2) == std::vector<number>{2});
}

TEST_CASE_TEMPLATE("a row is copied from elements at any distance, and nothing else is written", T, float, double) {
    constexpr number size = sizeof(T);
    for (number stride : {1, 2, 3, -1, -2, 0})
        for (number n = 0; n <= 3 * lanes<T> + 1; ++n) {
            auto from = counted<T>(1 + std::max<number>(n - 1, 0) * std::max<number>(std::abs(stride), 1));
            std::vector<T> to(static_cast<std::size_t>(n + 2), T(-1));
            const number first = stride < 0 ? static_cast<number>(from.size()) - 1 : 0;
            copy_row(to.data() + 1, bytes(from) + first * size, stride * size, n);
            CHECK((to.front() == T(-1) && to.back() == T(-1)));
            int wrong = 0;
            for (number i = 0; i < n; ++i)
                wrong += to[static_cast<std::size_t>(i + 1)] != from[static_cast<std::size_t>(first + i * stride)];
            CHECK_MESSAGE(wrong == 0, n, " elements, stride ", stride);
        }
}

TEST_CASE_TEMPLATE("a packed block has what its taps read, and zeros around it", T, float, double) {
    for (int n = 0; n < 300; ++n) {
        auto any = [](int low, int high) { return random_number<number>({static_cast<double>(low), static_cast<double>(high)}); };
        const number stride = any(1, 3), dilation = any(1, 3) * (any(0, 1) == 0 ? 1 : -1);
        const axis y{8, 0, 1, any(1, 12), any(1, 3), any(-4, 4), dilation, 4, 0, 1},
            x{40, 0, 1, any(1, 50), stride, any(-9, 9), dilation, 4, 0, 1};
        const block b{any(1, 4), any(1, 20), any(1, 3), any(1, 3), any(1, 3)};
        check_pack<T>(y, x, b, any(0, 4), any(0, 20), any(0, 1), any(0, 1));
    }
}

TEST_CASE_TEMPLATE("a block that fits", T, float, double) {
    for (number rows : {0, 1, 7, 600})
        for (number columns : {1, 9, 3000})
            for (number taps : {1, 3, 40})
                for (number stride : {1, 2, 5})
                    for (number channels : {1, 64, 2000}) {
                        const axis y{rows, 0, 1, rows * stride + taps, stride, 0, 1, taps, 0, 1},
                            x{columns, 0, 1, columns * stride + taps, stride, 0, 1, taps, 0, 1};
                        const block b = fitting_block<T>(y, x, channels, max_entries);
                        const packed_layout<T> layout(y, x, b);
                        CAPTURE(rows);
                        CAPTURE(columns);
                        CAPTURE(taps);
                        CHECK(b.rows <= rows);
                        CHECK((b.columns >= 1 && b.channels >= 1 && b.tap_rows >= 1 && b.tap_columns >= 1));
                        CHECK(b.channels * b.tap_rows * b.tap_columns <= max_entries);
                        CHECK(layout.size(b) * static_cast<number>(sizeof(T)) <= scratch_bytes);
                        CHECK(layout.rows(y, b) <= most_rows);
                    }
}

TEST_CASE_TEMPLATE("a block is read in place only if all that whole vectors read lies in the operand", T, float, double) {
    constexpr number size = sizeof(T), n = 3 * lanes<T>;
    const axis y{4, 0, 1, 6, 1, 0, 1, 3, 0, 1}, x{n, 0, 1, n + 2, 1, 0, 1, 3, 0, 1};
    const block all{4, n, 2, 3, 3};
    const plane_view dense{nullptr, 6 * (n + 2) * size, (n + 2) * size, size};
    auto inside = [&](plane_view from, axis a, axis b, block part, number row, number column, number tap_row, number tap_column) {
        return lies_inside(from, packed_layout<T>(a, b, part), a, b, part, row, column, tap_row, tap_column);
    };
    CHECK(inside(dense, y, x, all, 0, 0, 0, 0));
    CHECK(!inside(dense, y, x, all, 1, 0, 0, 0));
    CHECK(!inside(dense, y, x, all, 0, 1, 0, 0));
    CHECK(inside(dense, y, x, {3, n, 2, 1, 3}, 1, 0, 2, 0));
    CHECK(!inside(dense, y, x, {4, lanes<T> - 1, 2, 3, 3}, 0, 0, 0, 0));  // shorter than a vector
    axis shifted = y;
    shifted.shift = -1;
    CHECK(!inside(dense, shifted, x, all, 0, 0, 0, 0));
    CHECK(inside(dense, shifted, x, {3, n, 2, 3, 3}, 1, 0, 0, 0));
    axis strided = x;
    strided.stride = 2;
    CHECK(!inside(dense, y, strided, {1, lanes<T>, 1, 1, 1}, 0, 0, 0, 0));
    plane_view apart = dense, ring = dense;
    apart.column = 2 * size, ring.kept = 6;
    CHECK(!inside(apart, y, x, all, 0, 0, 0, 0));
    CHECK(!inside(ring, y, x, all, 0, 0, 0, 0));
}
