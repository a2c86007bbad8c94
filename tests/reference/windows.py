#!/usr/bin/env python3
"""Writes windows.hpp: values and gradients of convolutions, pooling and filters by PyTorch 2.13.0, SciPy 1.17.1 and scikit-image 0.26.0.

    pip install torch==2.13.0 scipy==1.17.1 scikit-image==0.26.0 && ./windows.py

Operands are not written: both sides make them from `pattern`.
"""
import pathlib

import numpy as np
import scipy.ndimage as ndi
import skimage.filters
import torch
import torch.nn.functional as F


def pattern(shape, seed):
    """Multiples of 1/8 in [-6, 6), with ties; the same function is in ../support/check_reference.hpp."""
    i = np.arange(int(np.prod(shape)), dtype=np.int64)
    return (((i * 37 + i * i % 89 + seed * 11) % 97 - 48) / 8.0).reshape(shape)


arrays = []


def write(name, array):
    array = np.asarray(array, dtype=np.float64).ravel() + 0.0  # no -0
    numbers = ", ".join(repr(float(e)).removesuffix(".0") for e in array)
    arrays.append(f"inline constexpr double {name}[] = {{{numbers}}};")


def case(name, f, *shapes):
    """f on patterns 1, 2, ...: its value, and the gradients of <value, pattern 9>."""
    operands = [torch.tensor(pattern(s, k + 1), requires_grad=True) for k, s in enumerate(shapes)]
    y = f(*operands)
    write(f"{name}_y", y.detach())
    gradients = torch.autograd.grad(y, operands, torch.tensor(pattern(tuple(y.shape), 9)))
    for k, g in enumerate(gradients):
        write(f"{name}_d{k}", g)


def same(f, mode, kernel, dilation):
    """PyTorch's own `same` for a boundary mode: the smaller half of the padding comes first."""
    def padded(x, w):
        widths = []
        for k in reversed(kernel):
            total = dilation * (k - 1)
            widths += [total // 2, total - total // 2]
        return f(F.pad(x, widths, mode=mode), w, dilation=dilation)
    return padded


case("conv1d", lambda x, w, b: F.conv1d(x, w, b, stride=2, padding=2, groups=2), (2, 4, 9), (6, 2, 3), (6,))
case("conv1d_same", lambda x, w: F.conv1d(x, w, padding="same", dilation=2), (3, 9), (2, 3, 4))
case("conv2d_same", lambda x, w: F.conv2d(x, w, padding="same"), (3, 5, 6), (2, 3, 3, 4))
case("conv2d_same_replicate", same(F.conv2d, "replicate", (3, 4), 2), (1, 2, 5, 7), (2, 2, 3, 4))
case("conv2d_reflect", lambda x, w: F.conv2d(F.pad(x, (2, 2, 1, 1), mode="reflect"), w, stride=2), (1, 2, 5, 6), (3, 2, 3, 3))
case("conv2d_circular", lambda x, w: F.conv2d(F.pad(x, (1, 1, 1, 1), mode="circular"), w, groups=2), (1, 2, 4, 5), (4, 1, 3, 3))
case("conv3d", lambda x, w, b: F.conv3d(x, w, b, stride=(2, 1, 2), padding=(1, 0, 1), dilation=(1, 2, 1), groups=2), (1, 2, 4, 5, 4), (4, 1, 3, 2, 3), (4,))
case("conv3d_same", lambda x, w: F.conv3d(x, w, padding="same"), (2, 3, 4, 3), (1, 2, 4, 3, 2))
case("conv_transpose1d", lambda x, w: F.conv_transpose1d(x, w, stride=3, padding=1, output_padding=2), (2, 4, 3), (4, 2, 3))
case("conv_transpose2d", lambda x, w, b: F.conv_transpose2d(x, w, b, stride=(2, 3), padding=(1, 0), output_padding=(1, 2), dilation=(1, 2), groups=2), (1, 4, 3, 4), (4, 1, 3, 2), (2,))
case("conv_transpose3d", lambda x, w: F.conv_transpose3d(x, w, stride=2, output_padding=1), (2, 2, 2, 3), (2, 1, 2, 3, 2))
case("conv_transpose2d_dilated", lambda x, w: F.conv_transpose2d(x, w, stride=(2, 1), padding=(1, 0), output_padding=(4, 2), dilation=(5, 3)), (1, 2, 3, 4), (2, 1, 2, 3))
case("max_pool1d", lambda x: F.max_pool1d(x, 3, stride=2, padding=1, dilation=2), (2, 11))
case("max_pool2d", lambda x: F.max_pool2d(x, 3, stride=2, padding=1), (2, 2, 6, 7))
case("max_pool3d", lambda x: F.max_pool3d(x, (2, 3, 2)), (1, 5, 6, 5))
case("avg_pool1d", lambda x: F.avg_pool1d(x, 4, stride=3, padding=2), (2, 11))
case("avg_pool2d", lambda x: F.avg_pool2d(x, (3, 2), stride=(2, 1), padding=1, count_include_pad=False), (1, 2, 6, 5))
case("avg_pool3d", lambda x: F.avg_pool3d(x, 2), (1, 5, 4, 3))
case("max_pool1d_ceil", lambda x: F.max_pool1d(x, 2, stride=3, padding=1, ceil_mode=True), (2, 7))
case("max_pool1d_ceil_dilated", lambda x: F.max_pool1d(x, 3, stride=2, padding=1, dilation=3, ceil_mode=True), (2, 8))
case("max_pool2d_ceil", lambda x: F.max_pool2d(x, 3, stride=2, padding=1, ceil_mode=True), (2, 2, 6, 8))
case("max_pool3d_ceil", lambda x: F.max_pool3d(x, (2, 3, 2), ceil_mode=True), (1, 5, 2, 3))
case("avg_pool1d_ceil", lambda x: F.avg_pool1d(x, 4, stride=3, padding=2, ceil_mode=True), (2, 12))
case("avg_pool2d_ceil", lambda x: F.avg_pool2d(x, (3, 4), stride=2, padding=(1, 2), ceil_mode=True), (1, 2, 6, 7))
case("avg_pool2d_ceil_excluded", lambda x: F.avg_pool2d(x, (3, 4), stride=(2, 3), padding=(1, 2), ceil_mode=True, count_include_pad=False), (1, 2, 6, 7))
case("avg_pool3d_ceil", lambda x: F.avg_pool3d(x, 2, ceil_mode=True), (1, 5, 4, 3))
case("avg_pool3d_divisor", lambda x: F.avg_pool3d(x, (1, 2, 3), stride=2, padding=(0, 1, 1), ceil_mode=True, divisor_override=-5), (1, 3, 4, 4))
case("lp_pool1d", lambda x: F.lp_pool1d(x * x, 2.5, 2, stride=1), (2, 7))
case("lp_pool2d", lambda x: F.lp_pool2d(x, 2, (2, 3), ceil_mode=True), (2, 4, 7))
case("adaptive_avg_pool2d", lambda x: F.adaptive_avg_pool2d(x, (3, 4)), (2, 7, 6))
case("adaptive_max_pool2d", lambda x: F.adaptive_max_pool2d(x, (2, 3)), (1, 2, 5, 7))
case("unfold", lambda x: F.unfold(x, (2, 3), dilation=(2, 1), padding=1, stride=(1, 2)), (2, 2, 4, 5))
case("fold", lambda x: F.fold(x, (5, 4), 2, stride=2, padding=1), (1, 8, 9))
case("pixel_shuffle", lambda x: F.pixel_shuffle(x, 2), (1, 8, 2, 3))
case("pixel_unshuffle", lambda x: F.pixel_unshuffle(x, 2), (2, 4, 6))

# SciPy's name of every boundary mode, in the order zero, replicate, reflect, symmetric, circular
image, kernel = pattern((7, 8), 1), pattern((3, 4), 2)
for ours, theirs in {"zero": "constant", "replicate": "nearest", "reflect": "mirror", "symmetric": "reflect", "circular": "wrap"}.items():
    write(f"correlate_{ours}", ndi.correlate(image, kernel, mode=theirs))
    write(f"gaussian_{ours}", ndi.gaussian_filter(image, 0.8, mode=theirs, truncate=4.0))
    write(f"box_{ours}", ndi.uniform_filter(image, (3, 4), mode=theirs))
    write(f"sobel_{ours}", ndi.sobel(image, 0, mode=theirs))
    write(f"laplacian_{ours}", ndi.laplace(image, mode=theirs))
write("box_long", ndi.uniform_filter(image, 15, mode="reflect"))
write("sobel_magnitude", skimage.filters.sobel(image))
write("sobel_columns", skimage.filters.sobel(image, axis=1))
write("scharr_magnitude", skimage.filters.scharr(image))
write("scharr_rows", skimage.filters.scharr(image, axis=0))
write("unsharp_mask", skimage.filters.unsharp_mask(image, radius=1.5, amount=0.7, preserve_range=True))

head = "#pragma once\n\n// Written by windows.py; see there.\nnamespace reference::windows {\n\n"
pathlib.Path(__file__).with_suffix(".hpp").write_text(head + "\n".join(arrays) + "\n\n}  // namespace reference::windows\n")
