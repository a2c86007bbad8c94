#!/usr/bin/env python3
"""What programs cost to compile: seconds of processor time and MB, with -O3 -march=native.

    bench/compile_time.py [COMPILER...]     default: g++ and clang++-16, those that are there

Prints a Markdown table: the headers alone, the chain p = sigmoid(p*y) + p*p*c with both gradients for 1 to 60 steps, and the
walkthroughs with the files that they share.
"""
import os
import pathlib
import shutil
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
HEADERS = "#include <xgrad/xgrad.hpp>\n"
CHAIN = HEADERS + """namespace xg = xgrad;
float run(const xt::xtensor<float, 2>& x, const xt::xtensor<float, 2>& y) {
    constexpr auto chain = [](auto a, auto b) {
        auto p = a;
        for (int i = 0; i < STEPS; ++i) p = xg::sigmoid(p * b) + p * p * 0.25f;
        return xg::mean(p);
    };
    auto step = xg::plan(xg::value_and_grad(chain), x, y);
    return std::get<0>(step(x, y));
}
"""


def cost(compiler, source, *options):
    """(seconds, MB) of the one compiler process."""
    with tempfile.TemporaryDirectory() as folder:
        command = [compiler, "-std=c++20", "-O3", "-march=native", f"-I{ROOT}/include", f"-I{ROOT}/docs", "-I/usr/include/nifti", *options,
                   "-c", str(source), "-o", f"{folder}/out.o"]
        child = os.spawnvp(os.P_NOWAIT, compiler, command)
        _, status, used = os.wait4(child, 0)
        if status:
            sys.exit(f"compile_time.py: {' '.join(command)} failed")
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def programs(folder):
    def text(name, words):
        file = pathlib.Path(folder) / f"{name}.cpp"
        file.write_text(words)
        return file

    yield "the headers", text("headers", HEADERS), ()
    for steps in (1, 12, 24, 60):
        yield f"chain of {steps}", text(f"chain{steps}", CHAIN), (f"-DSTEPS={steps}",)
    for file in sorted((ROOT / "docs/walkthroughs").glob("*.cpp")) + sorted((ROOT / "docs/support").glob("*.cpp")):
        yield str(file.relative_to(ROOT / "docs").with_suffix("")), file, ("-fno-math-errno", '-DXGRAD_DOCS_DATA=""')


def main(compilers):
    compilers = compilers or [c for c in ("g++", "clang++-16") if shutil.which(c)]
    print("| program |" + "".join(f" {c} s | MB |" for c in compilers))
    print("|---|" + "--:|--:|" * len(compilers))
    with tempfile.TemporaryDirectory() as folder:
        for name, source, options in programs(folder):
            costs = [cost(c, source, *options) for c in compilers]
            print(f"| {name} |" + "".join(f" {s:.1f} | {mb:.0f} |" for s, mb in costs), flush=True)


main(sys.argv[1:])
