#!/usr/bin/env python3
"""The benchmarks' workloads in PyTorch, eager, one thread: value and gradients, medians.

    pip install torch==2.13.0 && python3 bench/peers/pytorch.py
"""
import statistics
import time

import torch
import torch.nn.functional as F

torch.set_num_threads(1)


def show(name, f, *arguments):
    """Prints the median time of f(*arguments) and of its gradients by the arguments that want one."""
    wanted = [a for a in arguments if a.requires_grad]
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
