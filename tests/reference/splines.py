#!/usr/bin/env python3
"""Writes splines.hpp: what scipy.ndimage.map_coordinates gives with order = 3.

    pip install scipy==1.17.1 && python3 tests/reference/splines.py > tests/reference/splines.hpp
"""
import numpy as np
import scipy
from scipy.ndimage import map_coordinates


def wave(*shape, step=0.37, scale=2.0):
    """scale sin(step i + 0.3) over the elements; the tests compute the same."""
    return (scale * np.sin(step * np.arange(np.prod(shape)) + 0.3)).reshape(shape)


print("// Written by splines.py with SciPy", scipy.__version__)
print("#pragma once\n\n#include <cstddef>\n#include <vector>\n\nnamespace reference {\n")
print("/// wave(rows, columns) (or of rank 1: no rows) at the coordinates center + wave(rank, 12, step 0.71, scale spread), for each boundary mode.")
print("struct splines {\n    std::size_t rows, columns;\n    double center, spread;\n    std::vector<double> zero, replicate, reflect, symmetric;\n};")
print("inline const std::vector<splines> spline_values{")
for shape, center, spread in ((7,), 2.9, 2.4), ((7,), 2.9, 5.0), ((90,), 44.0, 47.0), ((2,), 0.6, 0.9), ((1,), 0.0, 0.7), ((6, 7), 2.9, 5.0), ((40, 37), 18.0, 19.5):
    coordinates = center + wave(len(shape), 12, step=0.71, scale=spread)
    values = [map_coordinates(wave(*shape), coordinates, order=3, mode=mode) for mode in ("grid-constant", "nearest", "mirror", "reflect")]
    lists = ", ".join("{" + ", ".join(f"{v:.15g}" for v in value) + "}" for value in values)
    print(f"    {{{shape[0] if len(shape) == 2 else 0}, {shape[-1]}, {center}, {spread}, {lists}}},")
print("};\n\n}  // namespace reference")
