#!/usr/bin/env python3
"""Many ops, value and gradient by every argument, xgrad beside PyTorch eager, one thread, float32: medians, case by case in turn.

    pip install torch==2.13.0 && python3 bench/peers/operations.py [NAME...]

Writes, compiles (g++ -O3 -march=native, some minutes for all) and runs a program with the cases below. PyTorch's gradient of a sum is a view of one number,
which it need not write.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile

import torch
import torch.nn.functional as F

import eager

ROOT = pathlib.Path(__file__).resolve().parents[2]
WHOLE = (4, 3, 512, 512)
DEEP = (4, 16, 256, 256)

# name: shapes, xgrad, PyTorch
CASES = {
    "sum over the last axis": ([WHOLE], "xg::mean(xg::square(xg::sum(x, xg::axes<3>)))", lambda x: (x.sum(3) ** 2).mean()),
    "sum over the first axis": ([(64, 65536)], "xg::mean(xg::square(xg::sum(x, xg::axes<0>)))", lambda x: (x.sum(0) ** 2).mean()),
    "mean over channels": ([DEEP], "xg::mean(xg::square(xg::mean(x, xg::axes<1>)))", lambda x: (x.mean(1) ** 2).mean()),
    "maximum over the last axis": ([WHOLE], "xg::mean(xg::amax(x, xg::axes<3>))", lambda x: x.amax(3).mean()),
    "maximum over channels": ([DEEP], "xg::mean(xg::amax(x, xg::axes<1>))", lambda x: x.amax(1).mean()),
    "product": ([(4, 3, 512, 16)], "xg::mean(xg::prod(x, xg::axes<3>))", lambda x: x.prod(3).mean()),
    "norm over channels": ([DEEP], "xg::mean(xg::norm(x, xg::axes<1>))", lambda x: x.norm(dim=1).mean()),
    "variance": ([WHOLE], "xg::var(x)", lambda x: x.var(unbiased=False)),
    "logsumexp over channels": ([DEEP], "xg::mean(xg::logsumexp(x, xg::axes<1>))", lambda x: x.logsumexp(1).mean()),
    "softmax over channels": ([DEEP], "xg::mean(xg::square(xg::softmax(x, xg::axes<1>)))", lambda x: (x.softmax(1) ** 2).mean()),
    "softmax over the last axis": ([WHOLE], "xg::mean(xg::square(xg::softmax(x, xg::axes<3>)))", lambda x: (x.softmax(3) ** 2).mean()),
    "log_softmax over channels": ([DEEP], "xg::mean(xg::square(xg::log_softmax(x, xg::axes<1>)))", lambda x: (x.log_softmax(1) ** 2).mean()),
    "instance normalisation": (
        [WHOLE],
        "xg::mean(xg::square(xg::square((x - xg::mean(x, xg::axes<2, 3>, xg::keep_dims)) * xg::rsqrt(xg::var(x, xg::axes<2, 3>, xg::keep_dims) + 1e-5f))))",
        lambda x: (F.instance_norm(x) ** 4).mean(),
    ),
    "weights by channel": ([DEEP, (16,)], "xg::mean(xg::relu(x * xg::view(y, xg::newaxis, xg::all, xg::newaxis, xg::newaxis)))", lambda x, y: (x * y[None, :, None, None]).relu().mean()),
    "channels last": ([WHOLE, (4, 512, 512, 3)], "xg::mean(xg::permute(x, xg::axes<0, 2, 3, 1>) * y)", lambda x, y: (x.permute(0, 2, 3, 1) * y).mean()),
    "transpose": ([(2048, 2048)], "xg::mean(xg::square(x - xg::transpose(x)))", lambda x: ((x - x.T) ** 2).mean()),
    "flip": ([WHOLE], "xg::mean(xg::square(x - xg::flip(x, xg::axes<3>)))", lambda x: ((x - x.flip(3)) ** 2).mean()),
    "roll": ([WHOLE], "xg::mean(xg::square(x - xg::roll(x, xg::offset<0, 0, 3, 5>)))", lambda x: ((x - x.roll((3, 5), (2, 3))) ** 2).mean()),
    "pad, reflect": ([WHOLE], "xg::mean(xg::square(xg::pad(x, xg::widths<0, 0, 4, 4>, xg::reflect)))", lambda x: (F.pad(x, (4, 4, 4, 4), mode="reflect") ** 2).mean()),
    "concatenate": ([WHOLE, WHOLE], "xg::mean(xg::square(xg::concatenate(xg::axes<1>, x, y)))", lambda x, y: (torch.cat((x, y), 1) ** 2).mean()),
    "stack": ([(512, 512), (512, 512)], "xg::mean(xg::square(xg::stack(xg::axes<2>, x, y)))", lambda x, y: (torch.stack((x, y), 2) ** 2).mean()),
    "every second pixel": ([WHOLE], "xg::mean(xg::square(xg::view(x, xg::all, xg::all, xg::range<0, xg::end, 2>, xg::range<0, xg::end, 2>)))", lambda x: (x[:, :, ::2, ::2] ** 2).mean()),
    "pixel_shuffle": ([(4, 16, 128, 128)], "xg::mean(xg::square(xg::pixel_shuffle<2>(x)))", lambda x: (F.pixel_shuffle(x, 2) ** 2).mean()),
    "unfold": ([(4, 3, 128, 128)], "xg::mean(xg::square(xg::unfold(x, xg::window<3, 3>)))", lambda x: (F.unfold(x, 3) ** 2).mean()),
    "avg_pool2d 2": ([DEEP], "xg::mean(xg::square(xg::avg_pool2d(x, xg::window<2>)))", lambda x: (F.avg_pool2d(x, 2) ** 2).mean()),
    "avg_pool2d 3, stride 1": ([DEEP], "xg::mean(xg::square(xg::avg_pool2d(x, xg::window<3>, xg::stride<1>, xg::padding<1>)))", lambda x: (F.avg_pool2d(x, 3, 1, 1) ** 2).mean()),
    "max_pool2d 2": ([DEEP], "xg::mean(xg::square(xg::max_pool2d(x, xg::window<2>)))", lambda x: (F.max_pool2d(x, 2) ** 2).mean()),
    "max_pool2d 3, stride 2": ([DEEP], "xg::mean(xg::square(xg::max_pool2d(x, xg::window<3>, xg::stride<2>, xg::padding<1>)))", lambda x: (F.max_pool2d(x, 3, 2, 1) ** 2).mean()),
    "adaptive_avg_pool2d 7": ([WHOLE], "xg::mean(xg::square(xg::adaptive_avg_pool2d(x, xg::shape<7, 7>)))", lambda x: (F.adaptive_avg_pool2d(x, 7) ** 2).mean()),
    "conv_transpose2d 2, stride 2": ([(1, 16, 64, 64), (16, 16, 2, 2)], "xg::mean(xg::square(xg::conv_transpose2d(x, y, xg::stride<2>)))", lambda x, y: (F.conv_transpose2d(x, y, stride=2) ** 2).mean()),
    "conv1d 5": ([(4, 16, 4096), (16, 16, 5)], "xg::mean(xg::square(xg::conv1d(x, y, xg::padding<2>)))", lambda x, y: (F.conv1d(x, y, padding=2) ** 2).mean()),
    "conv3d 3": ([(1, 8, 32, 32, 32), (8, 8, 3, 3, 3)], "xg::mean(xg::square(xg::conv3d(x, y, xg::padding<1>)))", lambda x, y: (F.conv3d(x, y, padding=1) ** 2).mean()),
    "conv2d 3, dilation 2": ([(1, 16, 128, 128), (16, 16, 3, 3)], "xg::mean(xg::square(xg::conv2d(x, y, xg::padding<2>, xg::dilation<2>)))", lambda x, y: (F.conv2d(x, y, padding=2, dilation=2) ** 2).mean()),
    "grid_sample, bicubic": ([(1, 3, 256, 256), (1, 256, 256, 2)], "xg::mean(xg::square(xg::grid_sample(x, y, xg::bicubic, xg::zero)))", lambda x, y: (F.grid_sample(x, y, mode="bicubic", align_corners=False) ** 2).mean()),
    "huber": ([WHOLE, WHOLE], "xg::huber(x, y, 0.5f)", lambda x, y: F.huber_loss(x, y, delta=0.5)),
    "gelu, tanh, erf": ([WHOLE], "xg::mean(xg::gelu(x) + xg::tanh(x) * xg::erf(x))", lambda x: (F.gelu(x) + x.tanh() * x.erf()).mean()),
    "pow, log1p, atan2": ([WHOLE, WHOLE], "xg::mean(xg::pow(x + 0.5f, y) + xg::log1p(x) + xg::atan2(x, y + 0.1f))", lambda x, y: ((x + 0.5) ** y + x.log1p() + torch.atan2(x, y + 0.1)).mean()),
}

HEAD = """#include <iostream>
#include <xgrad/xgrad.hpp>
#include "check.hpp"
#include "timing.hpp"
namespace xg = xgrad;
"""


def source(cases):
    """A program that times the cases whose numbers it reads."""
    text, calls = HEAD, ""
    for number, (shapes, expression, _) in enumerate(cases):
        names = "xy"[: len(shapes)]
        arrays = "".join(f"    xt::xtensor<float, {len(s)}> {n}(std::array<std::size_t, {len(s)}>{{{str(s).strip('(,)')}}}); bench::fill_uniform({n}, 0, 1, 1);\n" for n, s in zip(names, shapes))
        call = ", ".join(names)
        parameters = ", ".join(f"auto {n}" for n in names)
        text += f"void case_{number}() {{\n{arrays}    auto step = xg::plan(xg::value_and_grad([]({parameters}) {{ return {expression}; }}), {call});\n    std::cout << bench::compare(0.25, [&] {{ step({call}); return 0; }}).seconds[0] << std::endl;\n}}\n"
        calls += f"case_{number}, "
    return text + f"int main() {{ void (*const cases[])() = {{{calls}}}; for (std::size_t i; std::cin >> i;) cases[i](); }}\n"


def pytorch(shapes, f):
    arguments = [torch.rand(s).requires_grad_() for s in shapes]
    return statistics.median(eager.seconds(f, arguments, 11, 0.25))


def main(names):
    cases = [(n, *CASES[n]) for n in names or CASES]
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "cases.cpp").write_text(source([c[1:] for c in cases]))
        subprocess.run(["g++", "-std=c++20", "-O3", "-march=native", "-fno-math-errno", f"-I{ROOT}/include", f"-I{ROOT}/bench", f"{folder}/cases.cpp", "-o", f"{folder}/cases"], check=True)
        program = subprocess.Popen(f"{folder}/cases", stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        print("| op | PyTorch ms | xgrad ms | times as fast |\n|---|--:|--:|--:|", flush=True)
        for number, (name, shapes, _, f) in enumerate(cases):
            theirs = pytorch(shapes, f)
            print(number, file=program.stdin, flush=True)
            ours = float(program.stdout.readline())
            print(f"| {name} | {theirs * 1e3:.3g} | {ours * 1e3:.3g} | {theirs / ours:.2f} |", flush=True)
        program.stdin.close()


main(sys.argv[1:])
