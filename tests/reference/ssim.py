#!/usr/bin/env python3
"""Writes ssim.hpp: scikit-image's structural similarity of two waves.

    pip install scikit-image && python3 tests/reference/ssim.py > tests/reference/ssim.hpp
"""
import numpy as np
import skimage
from skimage.metrics import structural_similarity


def waves(rows, columns):
    i, j = np.mgrid[0:rows, 0:columns].astype(float)
    a = 0.5 + 0.4 * np.sin(0.31 * i + 0.17 * j)
    return a, a + 0.1 * np.cos(0.9 * i - 0.7 * j)


print("// Written by ssim.py with scikit-image", skimage.__version__)
print("#pragma once\n\nnamespace reference {\n")
for rows, columns in ((11, 11), (17, 30), (40, 23)):
    value = structural_similarity(*waves(rows, columns), gaussian_weights=True, sigma=1.5, use_sample_covariance=False, data_range=1.0)
    print(f"inline constexpr double ssim_{rows}_{columns} = {value:.15g};")
print("\n} // namespace reference")
