// docs/support/nifti.hpp: values and space as the header says, and what is no volume is refused with a message that names the file and the
 // fault.

#include "support/nifti.hpp"

#include <doctest/doctest.h>

#include <nifti1.h>
#include <unistd.h>
#include <zlib.h>

#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace {

const std::filesystem::path data = std::filesystem::path(__FILE__).parent_path() / "../../docs/data";

/// A file of its own for each test case.
struct file {
    std::filesystem::path path;
    explicit file(const std::string& content, const std::string& name = "volume.nii") {
        std::string folder = (std::filesystem::temp_directory_path() / "xgrad-nifti-XXXXXX").string();
        REQUIRE(mkdtemp(folder.data()) != nullptr);
        path = std::filesystem::path(folder) / name;
        std::ofstream(path, std::ios::binary) << content;
    }
    ~file() { std::filesystem::remove_all(path.parent_path()); }
};

/// A header for 8 x 9 x 10 voxels, 16 bits each, of 1 x 2 x 3 mm.
nifti_1_header header() {
    nifti_1_header h;
    std::memset(&h, 0, sizeof h);
    h.sizeof_hdr = 348;
    const short dim[8]{3, 8, 9, 10, 1, 1, 1, 1};
    std::copy(dim, dim + 8, h.dim);
    h.datatype = DT_INT16, h.bitpix = 16;
    const float pixdim[8]{1, 1, 2, 3, 1, 1, 1, 1};
    std::copy(pixdim, pixdim + 8, h.pixdim);
    h.vox_offset = 352, h.scl_slope = 1;
    h.sform_code = 1;
    h.srow_x[0] = -1, h.srow_x[3] = 5;
    h.srow_y[1] = 2, h.srow_y[3] = 6;
    h.srow_z[2] = 3, h.srow_z[3] = 7;
    std::memcpy(h.magic, "n+1", 4);
    return h;
}
/// A file with this header and the values 0, 1, 2, ...
std::string nifti_file(const nifti_1_header& h) {
    std::string out(reinterpret_cast<const char*>(&h), sizeof h);
    out.resize(352, '\0');
    for (std::int16_t n = 0; n < 8 * 9 * 10; ++n) out.append(reinterpret_cast<const char*>(&n), sizeof n);
    return out;
}

std::string refusal(const std::filesystem::path& path) {
    try {
        docs::read_nifti(path);
    } catch (const std::runtime_error& error) { return error.what(); }
    return "no error";
}
std::string refusal(const nifti_1_header& h) { return refusal(file(nifti_file(h)).path); }
bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST_CASE("values and space arrive in the order of the array's axes") {
    nifti_1_header h = header();
    h.scl_slope = 2, h.scl_inter = 1;
    const docs::volume v = docs::read_nifti(file(nifti_file(h)).path);
    REQUIRE(v.values.shape() == docs::voxels::shape_type{10, 9, 8});
    CHECK(v.values(0, 0, 1) == 3);
    CHECK(v.values(3, 2, 1) == 2 * (3 * 72 + 2 * 8 + 1) + 1);
    CHECK(v.spacing == docs::vector3{3, 2, 1});
    CHECK(v.origin == docs::vector3{7, 6, 5});
    CHECK(v.direction == docs::matrix3{{1, 0, 0}, {0, 1, 0}, {0, 0, -1}});
    h.sform_code = 0; // without either form the voxel sizes count
    CHECK(docs::read_nifti(file(nifti_file(h)).path).spacing == docs::vector3{3, 2, 1});
}

TEST_CASE("the volumes of the walkthrough, whose bytes are in the other order") {
    const docs::volume v = docs::read_nifti(data / "anatomical.nii"), moved = docs::read_nifti(data / "reoriented_anat_moved.nii");
    CHECK(v.values.shape() == docs::voxels::shape_type{25, 41, 33});
    CHECK(v.spacing == docs::vector3{2, 2, 2});
    CHECK(v.origin == docs::vector3{-16, -40, 32});
    CHECK(v.direction(2, 2) == -1);
    CHECK(xt::amax(v.values)() == 30393);
    CHECK(moved.values.shape() == docs::voxels::shape_type{22, 26, 21});
    CHECK(moved.spacing == docs::vector3{4, 4, 4});
}

TEST_CASE("compressed files are read, and refused when cut short") {
    const std::string good = nifti_file(header());
    const file packed("", "volume.nii.gz");
    gzFile to = gzopen(packed.path.c_str(), "wb");
    REQUIRE(gzwrite(to, good.data(), unsigned(good.size())) == int(good.size()));
    gzclose(to);
    CHECK(docs::read_nifti(packed.path).values(9, 8, 7) == 719);
    std::filesystem::resize_file(packed.path, std::filesystem::file_size(packed.path) / 2);
    CHECK(contains(refusal(packed.path), "is cut short"));
}

TEST_CASE("what is no volume is refused, and the message says why") {
    REQUIRE(refusal(header()) == "no error");
    SUBCASE("missing") { CHECK(contains(refusal(data / "nothing.nii"), "nothing.nii' cannot be opened: No such file")); }
    SUBCASE("a folder") { CHECK(contains(refusal(data), "is a directory")); }
    SUBCASE("empty") { CHECK(contains(refusal(file("").path), "is not a NIfTI-1 file")); }
    SUBCASE("a text") { CHECK(contains(refusal(file(std::string(1000, 'x')).path), "is not a NIfTI-1 file")); }
    SUBCASE("a picture") { CHECK(contains(refusal(data / "BrainT1SliceBorder20.png"), "is not a NIfTI-1 file")); }
    SUBCASE("cut short anywhere") {
        const std::string good = nifti_file(header());
        for (std::size_t n = 0; n < good.size(); n += n < 360 ? 1 : 97) {
            CAPTURE(n);
            CHECK(refusal(file(good.substr(0, n)).path) != "no error");
        }
        CHECK(contains(refusal(file(good.substr(0, good.size() - 1)).path), "is cut short"));
    }
    SUBCASE("one damaged byte of the header anywhere: read or refused") {
        for (std::size_t n = 0; n < 352; ++n) {
            std::string bad = nifti_file(header());
            bad[n] = char(bad[n] ^ 0x55);
            CAPTURE(n);
            CHECK(!refusal(file(bad).path).empty());
        }
    }
    SUBCASE("absurdly large") {
        nifti_1_header h = header();
        h.dim[1] = h.dim[2] = h.dim[3] = 30000;
        CHECK(contains(refusal(h), "claims 30000 x 30000 x 30000 voxels"));
        h.dim[1] = h.dim[2] = h.dim[3] = 200; // allowed, but the file ends before
        CHECK(contains(refusal(h), "is cut short"));
    }
    SUBCASE("extents that are none") {
        for (short n : {short(-5), short(0), short(1)}) {
            nifti_1_header h = header();
            h.dim[2] = n;
            CHECK(refusal(h) != "no error");
        }
    }
    SUBCASE("several volumes") {
        nifti_1_header h = header();
        h.dim[0] = 4, h.dim[4] = 3;
        CHECK(contains(refusal(h), "has more than one volume"));
    }
    SUBCASE("complex numbers") {
        nifti_1_header h = header();
        h.datatype = DT_COMPLEX64, h.bitpix = 64;
        CHECK(contains(refusal(h), "of a kind that this program does not read: COMPLEX64"));
    }
    SUBCASE("no space") {
        nifti_1_header h = header();
        h.srow_x[0] = 0;
        CHECK(contains(refusal(h), "does not say how large its voxels are"));
        h.srow_x[0] = h.srow_y[0] = 1;
        CHECK(contains(refusal(h), "has axes that are not at right angles"));
        h.srow_y[0] = 0, h.srow_z[3] = NAN;
        CHECK(contains(refusal(h), "does not say where its voxels lie"));
    }
}

} // namespace
