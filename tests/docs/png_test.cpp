// docs/support/png.hpp: what it writes it reads, every kind of PNG arrives as [0, 1], and what is no image is refused
// with a message that names the file and the fault.

#include "support/png.hpp"

#include <doctest/doctest.h>

#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <string>

namespace {

/// A folder of its own for each test case.
struct folder {
    std::filesystem::path path;
    folder() {
        std::string name = (std::filesystem::temp_directory_path() / "xgrad-png-XXXXXX").string();
        REQUIRE(mkdtemp(name.data()) != nullptr);
        path = name;
    }
    ~folder() { std::filesystem::remove_all(path); }
};

using bytes = std::string;

bytes big_endian(std::size_t n) { return {char(n >> 24 & 255), char(n >> 16 & 255), char(n >> 8 & 255), char(n & 255)}; }

bytes octets(std::initializer_list<int> values) {
    bytes out;
    for (int v : values) out.push_back(char(v));
    return out;
}

bytes chunk(const bytes& type, const bytes& data) {
    const bytes body = type + data;
    const auto crc = crc32(0, reinterpret_cast<const Bytef*>(body.data()), static_cast<uInt>(body.size()));
    return big_endian(data.size()) + body + big_endian(crc);
}

bytes compressed(const bytes& raw) {
    uLongf size = compressBound(static_cast<uLong>(raw.size()));
    bytes out(size, '\0');
    REQUIRE(compress(reinterpret_cast<Bytef*>(out.data()), &size, reinterpret_cast<const Bytef*>(raw.data()),
                static_cast<uLong>(raw.size())) == Z_OK);
    out.resize(size);
    return out;
}

/// A PNG file, byte by byte. `rows` holds a filter byte (0) and the samples of each row.
bytes png_file(std::size_t width, std::size_t height, int depth, int colour_type, const bytes& rows, const bytes& extra = {}) {
    return octets({0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'}) +
        chunk("IHDR", big_endian(width) + big_endian(height) + octets({depth, colour_type, 0, 0, 0})) + extra +
        chunk("IDAT", compressed(rows)) + chunk("IEND", {});
}

std::filesystem::path saved(const folder& where, const bytes& content) {
    auto path = where.path / "image.png";
    std::ofstream(path, std::ios::binary) << content;
    return path;
}

/// The message of the error that reading a file ends in.
std::string refusal(const std::filesystem::path& path) {
    try {
        docs::read_grey(path);
    } catch (const std::runtime_error& error) { return error.what(); }
    return "no error";
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("grey and colour images come back as they were written, to 8 bits") {
    folder where;
    docs::grey_image grey({3, 5});
    docs::rgb_image rgb({3, 2, 4});
    for (std::size_t k = 0; k < grey.size(); ++k) grey.flat(k) = float(k * 17) / 255.0f;
    for (std::size_t k = 0; k < rgb.size(); ++k) rgb.flat(k) = float(255 - k * 10) / 255.0f;

    docs::write_png(where.path / "grey.png", grey);
    docs::write_png(where.path / "rgb.png", rgb);
    CHECK(docs::read_grey(where.path / "grey.png") == grey);
    CHECK(docs::read_rgb(where.path / "grey.png") == docs::to_rgb(grey));
    CHECK(docs::read_rgb(where.path / "rgb.png") == rgb);
}

TEST_CASE("values outside [0, 1] are clipped, NaN is black") {
    folder where;
    docs::write_png(where.path / "a.png", docs::grey_image{{-1.0f, 2.0f, std::nanf(""), 0.5f}});
    CHECK(docs::read_grey(where.path / "a.png") == docs::grey_image{{0.0f, 1.0f, 0.0f, 128.0f / 255.0f}});
}

TEST_CASE("every kind of PNG is read") {
    folder where;
    SUBCASE("16-bit grey") {
        const auto path = saved(where, png_file(2, 1, 16, 0, octets({0, 0x12, 0x34, 0xff, 0xff})));
        CHECK(docs::read_grey(path) == docs::grey_image{{float(0x1234) / 65535.0f, 1.0f}});
    }
    SUBCASE("1-bit grey") {
        const auto path = saved(where, png_file(3, 1, 1, 0, octets({0, 0b10100000})));
        CHECK(docs::read_grey(path) == docs::grey_image{{1.0f, 0.0f, 1.0f}});
    }
    SUBCASE("palette") {
        const auto path = saved(where, png_file(2, 1, 8, 3, octets({0, 1, 0}), chunk("PLTE", octets({255, 0, 0, 0, 255, 0}))));
        const auto rgb = docs::read_rgb(path);
        CHECK(rgb(1, 0, 0) == 1);
        CHECK(rgb(0, 0, 0) == 0);
        CHECK(docs::read_grey(path)(0, 0) == doctest::Approx(0.7152));
        CHECK(docs::read_grey(path)(0, 1) == doctest::Approx(0.2126));
    }
    SUBCASE("8-bit colour with transparency, which is ignored") {
        const auto path = saved(where, png_file(1, 1, 8, 6, octets({0, 51, 102, 255, 0})));
        const auto rgb = docs::read_rgb(path);
        CHECK(rgb(0, 0, 0) == 51.0f / 255.0f);
        CHECK(rgb(1, 0, 0) == 102.0f / 255.0f);
        CHECK(rgb(2, 0, 0) == 1);
    }
    SUBCASE("16-bit grey with transparency") {
        const auto path = saved(where, png_file(1, 1, 16, 4, octets({0, 0x80, 0x00, 0, 0})));
        CHECK(docs::read_grey(path)(0, 0) == float(0x8000) / 65535.0f);
    }
    SUBCASE("16-bit colour") {
        const auto path = saved(where, png_file(1, 1, 16, 2, octets({0, 0, 1, 0, 2, 0, 3})));
        CHECK(docs::read_rgb(path)(2, 0, 0) == 3.0f / 65535.0f);
    }
}

TEST_CASE("the images of the walkthroughs are 257 x 221, and the shift between two of them is exact") {
    const std::filesystem::path data = std::filesystem::path(__FILE__).parent_path() / "../../docs/data";
    const auto fixed = docs::read_grey(data / "BrainProtonDensitySliceBorder20.png");
    const auto moving = docs::read_grey(data / "BrainProtonDensitySliceShifted13x17y.png");
    const auto t1 = docs::read_grey(data / "BrainT1SliceBorder20.png");
    for (const auto* image : {&fixed, &moving, &t1}) {
        CHECK(image->shape(0) == 257);
        CHECK(image->shape(1) == 221);
    }
    CHECK(xt::view(fixed, xt::range(0, 240), xt::range(0, 208)) == xt::view(moving, xt::range(17, 257), xt::range(13, 221)));
}

TEST_CASE("what is no image is refused, and the message says why") {
    folder where;
    const bytes good = png_file(4, 4, 8, 0, bytes(20, '\0'));
    REQUIRE(refusal(saved(where, good)) == "no error");

    SUBCASE("missing") {
        const auto why = refusal(where.path / "nothing.png");
        CHECK(contains(why, "nothing.png"));
        CHECK(contains(why, "cannot be opened: No such file"));
    }
    SUBCASE("a folder") { CHECK(contains(refusal(where.path), "is a directory")); }
    SUBCASE("empty") { CHECK(contains(refusal(saved(where, "")), "is not a PNG file")); }
    SUBCASE("a text") { CHECK(contains(refusal(saved(where, "no image, but a text")), "is not a PNG file")); }
    SUBCASE("cut short anywhere") {
        for (std::size_t n = 8; n < good.size(); ++n) {
            const auto why = refusal(saved(where, good.substr(0, n)));
            CAPTURE(n);
            CHECK(contains(why, "is damaged or cut short: "));
        }
    }
    SUBCASE("one damaged byte anywhere") {
        for (std::size_t n = 8; n < good.size(); ++n) {
            bytes bad = good;
            bad[n] = char(bad[n] ^ 0x55);
            CAPTURE(n);
            CHECK(refusal(saved(where, bad)) != "no error");
        }
    }
    SUBCASE("zero width") {
        const auto why = refusal(saved(where, png_file(0, 4, 8, 0, bytes(4, '\0'))));
        CHECK(contains(why, "width is zero"));
    }
    SUBCASE("zero height") { CHECK(contains(refusal(saved(where, png_file(4, 0, 8, 0, {}))), "height is zero")); }
    SUBCASE("absurdly large") {
        CHECK(contains(refusal(saved(where, png_file(2'000'000'000, 1, 8, 0, {}))), "2000000000 x 1 pixels"));
        CHECK(contains(refusal(saved(where, png_file(20'000, 5'001, 8, 0, {}))), "more than 100 million"));
        CHECK(contains(refusal(saved(where, png_file(0x80000000, 1, 8, 0, {}))), "damaged")); // beyond the format
    }
}

TEST_CASE("an image that cannot be written is an error, too") {
    folder where;
    CHECK_THROWS_WITH_AS(docs::write_png("a.png", docs::grey_image::from_shape({0, 3})), "'a.png' cannot be written: the image is empty",
        std::runtime_error);
    CHECK_THROWS_AS(docs::write_png(where.path / "no" / "such" / "folder.png", docs::grey_image{{1.0f}}), std::runtime_error);
}

} // namespace
