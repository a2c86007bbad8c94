#!/usr/bin/env python3
"""The benchmarks' workloads beside PyTorch, eager, one thread: value and gradients, float32.

    pip install torch==2.13.0 && bench/run && python3 bench/peers/pytorch.py [BENCHMARK...]

SSIM also as pytorch-msssim 1.0 and Kornia 0.9 compute it, where they are installed. Every time is the fastest of six rounds in which a
benchmark and PyTorch run in turn, each of them a median: other users of a machine slow down whoever is at it.
"""
import pathlib
import re
import statistics
import subprocess
import sys

import torch
import torch.nn.functional as F

import eager


def image(*shape):
    return torch.rand(*shape).requires_grad_()


def total_variation(u, f):
    dx = F.pad(u[:, 1:] - u[:, :-1], (0, 1))
    dy = F.pad(u[1:, :] - u[:-1, :], (0, 0, 0, 1))
    return ((u - f) ** 2).mean() + 0.1 * torch.sqrt(dx * dx + dy * dy + 1e-6).mean()


def gaussian():
    taps = torch.exp(-torch.arange(-5, 6, dtype=torch.float32) ** 2 / 4.5)
    return taps / taps.sum()


def separable_window(images):
    """The Gaussian window of 11 x 11 with sigma 1.5, as two grouped convolutions without padding."""
    taps = gaussian().repeat(len(images), 1, 1, 1)
    return F.conv2d(F.conv2d(images[None], taps.transpose(2, 3), groups=len(images)), taps, groups=len(images))[0]


def dense_window(images):
    """The same as one convolution of 11 x 11 taps of a batch, as torchmetrics does it (pytorch-ssim: the same, one image after the other)."""
    return F.conv2d(images[:, None], torch.outer(gaussian(), gaussian())[None, None])[:, 0]


def ssim_of(m, n, s, c):
    product, squares = m * n, m * m + n * n
    return ((2 * product + 1e-4) / (squares + 1e-4) * (2 * (c - product) + 9e-4) / (s - squares + 9e-4)).mean()


def ssim_loss(a, b):
    return 1 - ssim_of(*separable_window(torch.stack((a, b, a * a + b * b, a * b))))


def dense_ssim_loss(a, b):
    m, n, aa, bb, c = dense_window(torch.stack((a, b, a * a, b * b, a * b)))
    return 1 - ssim_of(m, n, aa + bb, c)


def affine_error(theta, moving, fixed):
    return F.mse_loss(F.grid_sample(moving, F.affine_grid(theta, moving.shape, align_corners=True), align_corners=True), fixed)


def theta_of(matrix, n):
    """The normalised map of an n x n image for one in pixels, the rows of (A | b) in the order (row, column)."""
    s = (n - 1) / 2
    (a, b, c), (d, e, f) = matrix
    return torch.tensor([[[e, d, d + e - 1 + f / s], [b, a, a + b - 1 + c / s]]]).requires_grad_()


def warp_error(displacement, grid, moving, fixed, stiffness):
    """Displacements in normalised coordinates, (N, ..., axes); the forward differences are weighted as a whole."""
    error = F.mse_loss(F.grid_sample(moving, grid + displacement, align_corners=True), fixed)
    if stiffness == 0:
        return error
    return error + stiffness * sum((displacement.diff(dim=axis) ** 2).mean() for axis in range(1, displacement.dim() - 1))


def identity(*extents):
    axes = len(extents)
    return F.affine_grid(torch.eye(axes, axes + 1)[None], (1, 1, *extents), align_corners=True)


def matrix_near(n):
    return theta_of(((1.0112347, 0.0217713, -3.3173), (-0.0231371, 0.9917757, 4.7317)), n)


def matrix_rotated(n):
    return theta_of(((0.9063078, 0.4226183, -30.3173), (-0.4226183, 0.9063078, 90.7317)), n)


def displaced(f, *extents, by_image=False):
    """f and its arguments: pixels displaced by five of them or so, or an image by such displacements."""
    axes, scale = len(extents), 5 / (extents[-1] - 1)
    images, grid, displacement = (1, 1, *extents), identity(*extents), scale * torch.randn(1, *extents, axes)
    if by_image:
        return f, image(*images), grid + displacement, torch.rand(images)
    return f, displacement.requires_grad_(), grid, torch.rand(images), torch.rand(images)


def error_by_image(moving, grid, fixed):
    return F.mse_loss(F.grid_sample(moving, grid, align_corners=True), fixed)


def mean_of_chain(x, y):
    return (torch.log(1 + torch.exp(torch.sin(x) * y + x * x)) * torch.tanh(y)).mean()


def convolution_loss(x, w):
    return (F.conv2d(x, w, padding=1) ** 2).mean()


def region(first, last):
    return lambda x: x[:, :, first:last, first:last].mean()


def pair(n):
    return image(n, n), torch.rand(n, n)


def batch_pair(n):
    return image(1, 1, n, n), torch.rand(1, 1, n, n)


# benchmark (bench/NAME_bench.cpp): for rows of its table the workload as PyTorch's users write it, and its arguments
WORKLOADS = {
    "total_variation": [(f"{n} x {n}", "", (total_variation, *pair(n))) for n in (512, 2048)],
    "sigmoid_mean": [(" x ".join(map(str, s)), "", (lambda x: torch.sigmoid(x).mean(), image(*s))) for s in ((1, 3, 28, 28), (4, 3, 512, 512))],
    "chain": [("1024 x 1024", "", (mean_of_chain, image(1024, 1024), image(1024, 1024)))],
    "roi": [("10:20 of 1 x 3 x 28 x 28", "", (region(10, 20), image(1, 3, 28, 28))),
            ("100:200 of 1 x 3 x 512 x 512", "", (region(100, 200), image(1, 3, 512, 512)))],
    "convolution": [(f"{' x '.join(map(str, s))} -> {k}", "", (convolution_loss, image(*s), image(k, s[1], 3, 3)))
                    for s, k in (((1, 3, 28, 28), 3), ((4, 3, 256, 256), 16), ((1, 64, 56, 56), 64))],
    "ssim": [("512 x 512", "two convolutions of 11", (ssim_loss, *pair(512))),
             ("512 x 512", "one convolution of 11 x 11 as in torchmetrics", (dense_ssim_loss, *pair(512)))],
    "affine_warp": [(f"{n} x {n}, {name}", "", (affine_error, matrix(n), torch.rand(1, 1, n, n), torch.rand(1, 1, n, n)))
                    for n in (512, 2048) for name, matrix in (("nearly the identity", matrix_near), ("by 25 degrees", matrix_rotated))],
    "dense_warp": [("512 x 512, with diffusion", "", (*displaced(warp_error, 512, 512), 0.1)), ("64 x 64 x 64", "", (*displaced(warp_error, 64, 64, 64), 0)),
                   ("512 x 512, by the image", "", displaced(error_by_image, 512, 512, by_image=True)),
                   ("64 x 64 x 64, by the image", "", displaced(error_by_image, 64, 64, 64, by_image=True))],
}
try:
    import pytorch_msssim
    WORKLOADS["ssim"].append(("512 x 512", "pytorch-msssim", (lambda a, b: 1 - pytorch_msssim.ssim(a, b, data_range=1.0), *batch_pair(512))))
except ImportError:
    pass
try:
    import kornia
    WORKLOADS["ssim"].append(("512 x 512", "Kornia", (lambda a, b: 1 - kornia.metrics.ssim(a, b, 11).mean(), *batch_pair(512))))
except ImportError:
    pass


def benchmark(name):
    """The seconds in the rows of a benchmark's table: of xgrad, and of the fastest program by hand."""
    output = subprocess.run(pathlib.Path(__file__).resolve().parents[2] / f"build/bench/bench/{name}_bench", check=True, capture_output=True, text=True).stdout
    rows = {}
    for line in output.splitlines():
        times = [float(t) * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3}[unit] for t, unit in re.findall(r"([\d.]+) (ns|us|ms) ", line)]
        if times:
            rows[line.split("|")[1].strip()] = (times[0], min(times[1:], default=None))
    return rows


def milliseconds(t):
    return "" if t is None else f"{t * 1e3:.3g}"


print(f"PyTorch {torch.__version__}, float32, one thread, milliseconds\n")
print("| workload | xgrad | by hand | PyTorch | times as fast as PyTorch |\n|---|--:|--:|--:|--:|", flush=True)
for name in sys.argv[1:] or WORKLOADS:
    rounds = [(benchmark(name), [statistics.median(eager.seconds(f, arguments, 7, 0.5)) for _, _, (f, *arguments) in WORKLOADS[name]]) for _ in range(6)]
    for k, (row, variant, _) in enumerate(WORKLOADS[name]):
        ours, theirs = min(r[row][0] for r, _ in rounds), min(t[k] for _, t in rounds)
        hand = None if rounds[0][0][row][1] is None else min(r[row][1] for r, _ in rounds)
        print(f"| {name.replace('_', ' ')}, {row}{variant and ': ' + variant} | {milliseconds(ours)} | {milliseconds(hand)} | {milliseconds(theirs)} | {theirs / ours:.1f} |", flush=True)
