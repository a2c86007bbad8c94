#!/usr/bin/env python3
"""mean(conv2d(x, w)^2) with both gradients, xgrad beside PyTorch eager, one thread, float32: the fastest call of six rounds in turn, of two
where a call takes a quarter of a second.

    pip install torch==2.13.0 && bench/run roi && ninja -C build/bench bench/convolution_cases
    python3 bench/peers/convolutions.py build/bench/bench/convolution_cases
"""
import statistics
import subprocess
import sys

import torch
import torch.nn.functional as F

import eager


def pytorch(batch, channels, outputs, groups, kernel, stride, size):
    x = torch.rand(batch, channels, size, size).requires_grad_()
    w = torch.rand(outputs, channels // groups, kernel, kernel).requires_grad_()
    return min(eager.seconds(lambda x, w: (F.conv2d(x, w, stride=stride, groups=groups) ** 2).mean(), (x, w), 2, 0.1))


program = subprocess.Popen(sys.argv[1], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)


def xgrad(*case):
    print(*case, file=program.stdin, flush=True)
    return float(program.stdout.readline())


cases = [(1, c, c, 1, k, s, n) for c in (1, 3, 16, 64, 128) for k in (1, 3, 5, 7) for s in (1, 2) for n in (28, 112, 512)]
cases += [(1, c, c, c, k, s, n) for c in (16, 64) for k in (3, 7) for s in (1, 2) for n in (28, 112)]
print("| channels | groups | kernel | stride | image | PyTorch ms | xgrad ms | times as fast |\n|--:|--:|--:|--:|--:|--:|--:|--:|")
ratios = []
for case in cases:
    batch, channels, outputs, groups, kernel, stride, size = case
    multiply_adds = 3 * outputs * channels // groups * (kernel * (size // stride)) ** 2
    rounds = 6 if multiply_adds < 1e10 else 2  # calls of a quarter of a second and more
    theirs, ours = map(min, zip(*[(pytorch(*case), xgrad(*case)) for _ in range(rounds)]))  # other users of a machine slow down whoever is at it
    ratios.append(theirs / ours)
    print(f"| {channels} | {groups} | {kernel} | {stride} | {size} | {theirs * 1e3:.3g} | {ours * 1e3:.3g} | {ratios[-1]:.2f} |", flush=True)
print(f"\n{sum(r < 1 for r in ratios)} of {len(ratios)} cases are slower than PyTorch; the median is {statistics.median(ratios):.2f} times as fast.")
