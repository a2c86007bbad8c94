#pragma once
// NIfTI-1 files (.nii, .nii.gz, .hdr with .img) for the walkthroughs, through the NIfTI working group's library. Whatever is wrong with a
// file is a std::runtime_error that names the file and the fault.

#include "volume.hpp"

#include <filesystem>

namespace docs {

/// The values, scaled as the header says, and where they lie in space (x to the right, y to the front, z up). The file's x runs fastest, so
/// the axes of the array are (z, y, x).
volume read_nifti(const std::filesystem::path& path);

}  // namespace docs
