// Written by ssim.py with scikit-image 0.26.0
#pragma once

namespace reference {

inline constexpr double ssim_11_11 = 0.906004901566047;
inline constexpr double ssim_17_30 = 0.85986678560626;
inline constexpr double ssim_40_23 = 0.855450445597137;

} // namespace reference
