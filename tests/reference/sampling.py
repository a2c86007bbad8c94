#!/usr/bin/env python3
"""Writes sampling.hpp: what PyTorch gives for grid_sample, affine_grid and interpolate, with gradients.

    pip install torch==2.13.0 && python3 tests/reference/sampling.py > tests/reference/sampling.hpp
"""
import math

import torch
import torch.nn.functional as F


def wave(*shape, step=0.37, scale=2.0):
    """scale sin(step i + 0.3) over the elements; the tests compute the same."""
    n = math.prod(shape)
    return (scale * torch.sin(step * torch.arange(n, dtype=torch.float64) + 0.3)).reshape(shape).requires_grad_()


def numbers(x):
    return "{" + ",".join(f"{v:.6g}" for v in x.detach().flatten().tolist()) + "}"


def show(name, y, *arguments):
    """The value, and the products of wave(step 0.53) with the derivatives by the arguments, in their order."""
    d = torch.autograd.grad(y, arguments, wave(*y.shape, step=0.53).detach())
    print(f'    {{"{name}", {numbers(y)}, {{{", ".join(numbers(x) for x in d)}}}}},')


print("// Written by sampling.py with PyTorch", torch.__version__.split("+")[0])
print("#pragma once\n\n#include <string>\n#include <vector>\n\nnamespace reference {\n")
print("/// A value, and the products of a cotangent with the derivatives by the floating-point arguments.")
print("struct sampled {\n    std::string name;\n    std::vector<double> value;\n    std::vector<std::vector<double>> gradients;\n};")
print("inline const std::vector<sampled> sampling{")

image, grid = wave(2, 2, 3, 4), wave(2, 3, 2, 2, step=0.71, scale=1.6)
volume, grid3 = wave(1, 2, 2, 3, 4), wave(1, 1, 3, 2, 3, step=0.71, scale=1.6)
for padding in "zeros", "border", "reflection":
    for aligned in False, True:
        for mode in "bilinear", "nearest", "bicubic":
            wrt = (image,) if mode == "nearest" else (image, grid)
            show(f"{mode} {padding} {aligned:d}", F.grid_sample(image, grid, mode, padding, aligned), *wrt)
        for mode in "bilinear", "nearest":
            wrt = (volume,) if mode == "nearest" else (volume, grid3)
            show(f"{mode} {padding} {aligned:d} of volumes", F.grid_sample(volume, grid3, mode, padding, aligned), *wrt)
for aligned in False, True:
    show(f"affine_grid {aligned:d}", F.affine_grid(theta := wave(2, 2, 3), (2, 1, 3, 4), aligned), theta)
    show(f"affine_grid {aligned:d} of volumes", F.affine_grid(theta := wave(1, 3, 4), (1, 1, 2, 3, 2), aligned), theta)

x = wave(1, 2, 5, 6)
for height, width in (3, 4), (8, 13), (2, 15):
    size = (height, width)
    for mode in "nearest", "area":
        show(f"resize {mode} {height} {width}", F.interpolate(x, size, mode=mode), x)
    for mode in "bilinear", "bicubic":
        show(f"resize {mode} {height} {width}", F.interpolate(x, size, mode=mode, align_corners=False), x)
        show(f"resize {mode} aligned {height} {width}", F.interpolate(x, size, mode=mode, align_corners=True), x)
        show(f"resize {mode} antialias {height} {width}", F.interpolate(x, size, mode=mode, antialias=True), x)
print("};\n\n}  // namespace reference")
