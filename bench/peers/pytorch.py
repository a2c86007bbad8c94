#!/usr/bin/env python3
"""The benchmarks' workloads in PyTorch, eager, one thread: value and gradients, medians.

    pip install torch==2.13.0 && python3 bench/peers/pytorch.py

SSIM also as pytorch-msssim 1.0 and Kornia 0.9 compute it, where they are installed.
"""
import statistics
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def show(name, f, *arguments):
    """Prints the median time of f(*arguments) and of its gradients by the arguments that want one."""
    wanted = [a for a in arguments if torch.is_tensor(a) and a.requires_grad]
    seconds, begin = [], time.perf_counter()
    while len(seconds) < 11 or time.perf_counter() - begin < 1:
        start = time.perf_counter()
        torch.autograd.grad(f(*arguments), wanted)
        seconds.append(time.perf_counter() - start)
    print(f"| {name} | {statistics.median(seconds) * 1e3:.4g} |", flush=True)


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


print(f"PyTorch {torch.__version__}, float32, one thread, milliseconds\n\n| workload | ms |\n|---|--:|")
for n in (512, 2048):
    show(f"TV and data term, {n} x {n}", total_variation, image(n, n), torch.rand(n, n))
for shape in ((1, 3, 28, 28), (4, 3, 512, 512)):
    show(f"mean(sigmoid(x)), {' x '.join(map(str, shape))}", lambda x: torch.sigmoid(x).mean(), image(*shape))
show("mean(log(1 + exp(sin(x) y + x^2)) tanh(y)), 1024 x 1024",
     lambda x, y: (torch.log(1 + torch.exp(torch.sin(x) * y + x * x)) * torch.tanh(y)).mean(), image(1024, 1024), image(1024, 1024))
show("mean of 10:20 x 10:20 of 1 x 3 x 28 x 28", lambda x: x[:, :, 10:20, 10:20].mean(), image(1, 3, 28, 28))
show("mean of 100:200 x 100:200 of 1 x 3 x 512 x 512", lambda x: x[:, :, 100:200, 100:200].mean(), image(1, 3, 512, 512))
for shape, outputs in (((1, 3, 28, 28), 3), ((4, 3, 256, 256), 16), ((1, 64, 56, 56), 64)):
    show(f"mean(conv2d^2) 3 x 3, {' x '.join(map(str, shape))} -> {outputs}", lambda x, w: (F.conv2d(x, w, padding=1) ** 2).mean(),
         image(*shape), image(outputs, shape[1], 3, 3))
show("SSIM loss, 512 x 512, one convolution of 11 x 11 as in torchmetrics", dense_ssim_loss, image(512, 512), torch.rand(512, 512))
show("SSIM loss, 512 x 512, two convolutions of 11", ssim_loss, image(512, 512), torch.rand(512, 512))
try:
    import pytorch_msssim
    show("SSIM loss, 512 x 512, pytorch-msssim", lambda a, b: 1 - pytorch_msssim.ssim(a, b, data_range=1.0), image(1, 1, 512, 512), torch.rand(1, 1, 512, 512))
except ImportError:
    pass
try:
    import kornia
    show("SSIM loss, 512 x 512, Kornia", lambda a, b: 1 - kornia.metrics.ssim(a, b, 11).mean(), image(1, 1, 512, 512), torch.rand(1, 1, 512, 512))
except ImportError:
    pass
for n in (512, 2048):
    for name, matrix in (("nearly the identity", ((1.0112347, 0.0217713, -3.3173), (-0.0231371, 0.9917757, 4.7317))),
                         ("by 25 degrees", ((0.9063078, 0.4226183, -30.3173), (-0.4226183, 0.9063078, 90.7317)))):
        show(f"affine warp and MSE, 6 parameters, {n} x {n}, {name}", affine_error, theta_of(matrix, n), torch.rand(1, 1, n, n), torch.rand(1, 1, n, n))
show("dense warp, MSE and diffusion, 512 x 512", warp_error, (5 / 511 * torch.randn(1, 512, 512, 2)).requires_grad_(), identity(512, 512),
     torch.rand(1, 1, 512, 512), torch.rand(1, 1, 512, 512), 0.1)
show("dense warp and MSE, 64 x 64 x 64", warp_error, (5 / 63 * torch.randn(1, 64, 64, 64, 3)).requires_grad_(), identity(64, 64, 64),
     torch.rand(1, 1, 64, 64, 64), torch.rand(1, 1, 64, 64, 64), 0)
for axes, n in ((2, 512), (3, 64)):
    shape, scale = (1, 1, *[n] * axes), 5 / (n - 1)
    show(f"dense warp and MSE by the image, {' x '.join([str(n)] * axes)}", lambda moving, grid, fixed: F.mse_loss(F.grid_sample(moving, grid, align_corners=True), fixed),
         image(*shape), identity(*[n] * axes) + scale * torch.randn(1, *[n] * axes, axes), torch.rand(*shape))
