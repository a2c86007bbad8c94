#!/usr/bin/env python3
"""Writes pytorch.hpp: what PyTorch gives for the examples of the walkthroughs and at kinks.

    pip install torch==2.13.0 && python3 tests/reference/pytorch.py > tests/reference/pytorch.hpp
"""
import math

import torch
import torch.nn.functional as F

STRIDE = 11  # of long arrays every eleventh element is kept


def wave(*shape, step=0.37):
    """2 sin(step i) over the elements, in float32; reference_test.cpp computes the same."""
    n = math.prod(shape)
    return (2 * torch.sin(step * torch.arange(n, dtype=torch.float64))).float().reshape(shape).requires_grad_()


def show(name, values):
    flat = torch.as_tensor(values).detach().flatten().tolist()
    kept = flat[::STRIDE] if len(flat) > 100 else flat
    print(f"inline const std::vector<double> {name}{{{', '.join(f'{v:.9g}' for v in kept)}}};")


print("// Written by pytorch.py with PyTorch", torch.__version__.split("+")[0])
print("#pragma once\n\n#include <vector>\n\nnamespace reference {\n")

x = wave(1, 3, 28, 28)
means = torch.sigmoid(x.reshape(-1, 784)).mean(1)
show("axes_value", means)
show("axes_gradient", torch.autograd.grad(means @ torch.tensor([1.0, 10.0, -100.0]), x)[0])

roi = x[:, :, 10:20, 10:20]
show("roi_value", roi.mean())
show("roi_gradient", torch.autograd.grad(roi.mean(), x)[0])
show("roi_energy_gradient", torch.autograd.grad((roi * roi).mean(), x)[0])

w = wave(4, 3, 3, 3, step=0.53)
loss = (F.conv2d(x, w, padding=1) ** 2).mean()
dx, dw = torch.autograd.grad(loss, (x, w))
show("convolution_value", loss)
show("convolution_d_image", dx)
show("convolution_d_kernel", dw[:3])

# Kinks: the gradient of the sum, at numbers that lie on them.
points = [-2.0, -1.0, -0.0, 0.0, 1.0, 2.0]
for name, f in {
    "abs": torch.abs,
    "relu": torch.relu,
    "leaky_relu": F.leaky_relu,
    "elu": F.elu,
    "clamp": lambda a: torch.clamp(a, -1, 1),
    "softplus": F.softplus,
    "gelu": F.gelu,
    "silu": F.silu,
    "maximum_with_one": lambda a: torch.maximum(a, torch.ones_like(a)),
    "minimum_with_one": lambda a: torch.minimum(a, torch.ones_like(a)),
    "amax": lambda a: torch.amax(torch.cat([a, a])),
    "norm": lambda a: torch.linalg.vector_norm(0 * a),
}.items():
    a = torch.tensor(points, requires_grad=True)
    show(f"kink_{name}", torch.autograd.grad(f(a).sum(), a)[0])
print("\n} // namespace reference")
