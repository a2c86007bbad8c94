#include "png.hpp"

#include <png.h>

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace docs {
namespace {

/// The samples of a file as libpng delivers them: rows of interleaved channels, 16-bit samples high byte first.
struct png_samples {
    std::size_t height = 0, width = 0, channels = 0, bytes = 0; // bytes of a sample: 1 or 2
    std::vector<png_byte> data;

    float operator()(std::size_t y, std::size_t x, std::size_t c) const {
        const png_byte* at = data.data() + ((y * width + x) * channels + c) * bytes;
        return bytes == 1 ? float(at[0]) / 255.0f : float(at[0] << 8 | at[1]) / 65535.0f;
    }
};

class png_reader {
public:
    explicit png_reader(const std::filesystem::path& path) : path_(path) {
        if (std::filesystem::is_directory(path)) fail("is a directory, not a PNG file");
        file_.reset(std::fopen(path.c_str(), "rb"));
        if (!file_) fail(std::string("cannot be opened: ") + std::strerror(errno));
        png_byte signature[8] = {};
        if (std::fread(signature, 1, 8, file_.get()) != 8 || png_sig_cmp(signature, 0, 8) != 0) fail("is not a PNG file");
        png_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, this, on_error, on_warning);
        info_ = png_ ? png_create_info_struct(png_) : nullptr;
        if (!info_) fail("cannot be read: out of memory");
    }
    png_reader(const png_reader&) = delete;
    png_reader& operator=(const png_reader&) = delete;
    ~png_reader() { png_destroy_read_struct(&png_, &info_, nullptr); }

    png_samples read() {
        attempt([this] {
            png_init_io(png_, file_.get());
            png_set_sig_bytes(png_, 8);
            png_set_user_limits(png_, PNG_UINT_31_MAX, PNG_UINT_31_MAX); // the limit below says more
            png_read_info(png_, info_);
        });
        png_samples out;
        out.height = png_get_image_height(png_, info_);
        out.width = png_get_image_width(png_, info_);
        if (out.height * out.width > 100'000'000)
            fail("claims " + std::to_string(out.width) + " x " + std::to_string(out.height) +
                " pixels; more than 100 million is not an image for this program");
        attempt([this] {
            png_set_expand(png_); // palettes to RGB, fewer than 8 bits to 8
            png_set_strip_alpha(png_);
            png_set_interlace_handling(png_);
            png_read_update_info(png_, info_);
        });
        out.channels = png_get_channels(png_, info_);
        out.bytes = png_get_bit_depth(png_, info_) / 8u;
        const std::size_t row_bytes = out.width * out.channels * out.bytes;
        out.data.resize(out.height * row_bytes);
        std::vector<png_bytep> rows(out.height);
        for (std::size_t y = 0; y < out.height; ++y) rows[y] = out.data.data() + y * row_bytes;
        attempt([this, &rows] {
            png_read_image(png_, rows.data());
            png_read_end(png_, nullptr);
        });
        return out;
    }

private:
    [[noreturn]] void fail(const std::string& why) const { throw std::runtime_error("'" + path_.string() + "' " + why); }

    // libpng reports errors by a jump. It may only skip libpng's own frames and those of a step without destructors,
    // so everything with one stays outside the steps.
    template <class Step>
    void attempt(Step step) {
        if (setjmp(png_jmpbuf(png_)) != 0) fail("is damaged or cut short: " + fault_);
        step();
    }

    static void on_error(png_structp png, png_const_charp message) {
        static_cast<png_reader*>(png_get_error_ptr(png))->note(message);
        png_longjmp(png, 1);
    }
    // libpng explains some errors in a warning before: "Image width is zero in IHDR", then "Invalid IHDR data".
    static void on_warning(png_structp png, png_const_charp message) { static_cast<png_reader*>(png_get_error_ptr(png))->note(message); }
    void note(const char* message) { fault_ += (fault_.empty() ? "" : "; ") + std::string(message); }

    struct closer {
        void operator()(std::FILE* file) const { std::fclose(file); }
    };

    std::filesystem::path path_;
    std::unique_ptr<std::FILE, closer> file_;
    png_structp png_ = nullptr;
    png_infop info_ = nullptr;
    std::string fault_;
};

png_byte to_byte(float value) {
    return value > 0 ? static_cast<png_byte>(std::min(value, 1.0f) * 255.0f + 0.5f) : png_byte{0}; // NaN is black
}

void write_bytes(const std::filesystem::path& path, std::size_t height, std::size_t width, bool rgb, const std::vector<png_byte>& bytes) {
    if (height == 0 || width == 0) throw std::runtime_error("'" + path.string() + "' cannot be written: the image is empty");
    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.height = static_cast<png_uint_32>(height);
    image.width = static_cast<png_uint_32>(width);
    image.format = rgb ? PNG_FORMAT_RGB : PNG_FORMAT_GRAY;
    if (!png_image_write_to_file(&image, path.c_str(), 0, bytes.data(), 0, nullptr))
        throw std::runtime_error("'" + path.string() + "' cannot be written: " + image.message);
}

} // namespace

rgb_image read_rgb(const std::filesystem::path& path) {
    const auto samples = png_reader(path).read();
    rgb_image image({3, samples.height, samples.width});
    for (std::size_t c = 0; c < 3; ++c)
        for (std::size_t y = 0; y < samples.height; ++y)
            for (std::size_t x = 0; x < samples.width; ++x) image(c, y, x) = samples(y, x, samples.channels == 3 ? c : 0);
    return image;
}

grey_image read_grey(const std::filesystem::path& path) {
    const auto samples = png_reader(path).read();
    grey_image image({samples.height, samples.width});
    for (std::size_t y = 0; y < samples.height; ++y)
        for (std::size_t x = 0; x < samples.width; ++x)
            image(y, x) = samples.channels == 1 ? samples(y, x, 0)
                                                : static_cast<float>(0.2126 * double(samples(y, x, 0)) + 0.7152 * double(samples(y, x, 1)) +
                                                      0.0722 * double(samples(y, x, 2)));
    return image;
}

void write_png(const std::filesystem::path& path, const grey_image& image) {
    std::vector<png_byte> bytes(image.size());
    for (std::size_t y = 0, k = 0; y < image.shape(0); ++y)
        for (std::size_t x = 0; x < image.shape(1); ++x) bytes[k++] = to_byte(image(y, x));
    write_bytes(path, image.shape(0), image.shape(1), false, bytes);
}

void write_png(const std::filesystem::path& path, const rgb_image& image) {
    std::vector<png_byte> bytes(image.size());
    for (std::size_t y = 0, k = 0; y < image.shape(1); ++y)
        for (std::size_t x = 0; x < image.shape(2); ++x)
            for (std::size_t c = 0; c < 3; ++c) bytes[k++] = to_byte(image(c, y, x));
    write_bytes(path, image.shape(1), image.shape(2), true, bytes);
}

} // namespace docs
