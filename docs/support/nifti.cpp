#include "nifti.hpp"

#include <nifti1_io.h>

#include <cerrno>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace docs {
namespace {

struct release {
    void operator()(nifti_image* image) const { nifti_image_free(image); }
};

[[noreturn]] void refuse(const std::filesystem::path& path, const std::string& why) {
    throw std::runtime_error("'" + path.string() + "' " + why);
}

template <class T>
void scaled(const nifti_image& image, const char* from, voxels& out) {
    const double slope =
        image.scl_slope != 0 && std::isfinite(image.scl_slope) ? double(image.scl_slope) : 1; // 0 says that values are not scaled
    const double intercept = image.scl_slope != 0 && std::isfinite(image.scl_inter) ? double(image.scl_inter) : 0;
    for (float& to : out) {
        T value;
        std::memcpy(&value, from, sizeof value);
        to = float(slope * double(value) + intercept);
        from += sizeof value;
    }
}

/// The bytes of the voxels, in this machine's order. nifti_image_load does not notice that a file is cut short.
std::vector<char> bytes_of(nifti_image& image, const std::filesystem::path& path) {
    std::vector<char> bytes(image.nvox * static_cast<std::size_t>(image.nbyper));
    znzFile file = znzopen(image.iname, "rb", nifti_is_gzfile(image.iname));
    if (znz_isnull(file)) refuse(path, "has no voxels that can be read");
    const bool whole =
        znzseek(file, image.iname_offset, SEEK_SET) >= 0 && nifti_read_buffer(file, bytes.data(), bytes.size(), &image) == bytes.size();
    znzclose(file);
    if (!whole) refuse(path, "is cut short");
    return bytes;
}

/// Spacing, origin and direction of the matrix that takes (i, j, k) to (x, y, z).
void place(volume& v, const mat44& matrix, const std::filesystem::path& path) {
    for (std::size_t j = 0; j < 3; ++j) {
        const std::size_t column = 2 - j;
        double squares = 0;
        for (std::size_t i = 0; i < 3; ++i) squares += double(matrix.m[i][column]) * double(matrix.m[i][column]);
        const double spacing = std::sqrt(squares);
        if (!(spacing > 1e-6 && spacing < 1e6)) refuse(path, "does not say how large its voxels are");
        v.spacing(j) = float(spacing);
        v.origin(j) = matrix.m[column][3];
        for (std::size_t i = 0; i < 3; ++i) v.direction(i, j) = float(double(matrix.m[2 - i][column]) / spacing);
        if (!std::isfinite(v.origin(j))) refuse(path, "does not say where its voxels lie");
    }
    for (std::size_t a = 0; a < 3; ++a)
        for (std::size_t b = 0; b < a; ++b) {
            float dot = 0;
            for (std::size_t i = 0; i < 3; ++i) dot += v.direction(i, a) * v.direction(i, b);
            if (std::abs(dot) > 1e-3f) refuse(path, "has axes that are not at right angles");
        }
}

} // namespace

volume read_nifti(const std::filesystem::path& path) {
    if (std::filesystem::is_directory(path)) refuse(path, "is a directory, not a NIfTI file");
    if (!std::ifstream(path)) refuse(path, std::string("cannot be opened: ") + std::strerror(errno));
    nifti_set_debug_level(0); // what is wrong is said here
    if (is_nifti_file(path.c_str()) < 1) refuse(path, "is not a NIfTI-1 file");
    const std::unique_ptr<nifti_image, release> image(nifti_image_read(path.c_str(), 0));
    if (!image) refuse(path, "has a damaged header");
    if (image->nt > 1 || image->nu > 1 || image->nv > 1 || image->nw > 1) refuse(path, "has more than one volume");
    if (image->nx < 8 || image->ny < 8 || image->nz < 8) refuse(path, "is no volume for this program: 8 voxels along each axis are needed");
    const auto size = [](int n) { return static_cast<std::size_t>(n); };
    if (size(image->nx) * size(image->ny) * size(image->nz) > 500'000'000)
        refuse(path,
            "claims " + std::to_string(image->nx) + " x " + std::to_string(image->ny) + " x " + std::to_string(image->nz) +
                " voxels; more than 500 million is not a volume for this program");

    volume v;
    place(v, image->sform_code > 0 ? image->sto_xyz : image->qto_xyz, path);
    void (*read)(const nifti_image&, const char*, voxels&) = nullptr;
    switch (image->datatype) {
    case DT_UINT8: read = scaled<std::uint8_t>; break;
    case DT_INT8: read = scaled<std::int8_t>; break;
    case DT_INT16: read = scaled<std::int16_t>; break;
    case DT_UINT16: read = scaled<std::uint16_t>; break;
    case DT_INT32: read = scaled<std::int32_t>; break;
    case DT_UINT32: read = scaled<std::uint32_t>; break;
    case DT_FLOAT32: read = scaled<float>; break;
    case DT_FLOAT64: read = scaled<double>; break;
    default: refuse(path, std::string("has voxels of a kind that this program does not read: ") + nifti_datatype_string(image->datatype));
    }
    const std::vector<char> bytes = bytes_of(*image, path);
    v.values.resize({size(image->nz), size(image->ny), size(image->nx)});
    read(*image, bytes.data(), v.values);
    return v;
}

} // namespace docs
