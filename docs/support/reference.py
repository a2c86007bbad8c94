#!/usr/bin/env python3
"""Writes the reference pages from the headers' own words: docs/ops/pointwise.md and its like.

    reference.py ROOT           writes them
    reference.py --check ROOT   fails where a page is not what its headers say

An entry is a `///` comment in front of a function at the left margin; functions below it without a comment of their own
belong to it. What users call is spelled out in its comment as `name(...)`; pointwise ops need no such example.
"""
import pathlib
import re
import sys

PAGES = {
    "docs/ops/pointwise.md": ("ops/pointwise", "Pointwise ops", "Element by element; shapes broadcast where an extent is statically 1 or leading axes are missing."),
    "docs/ops/reduction.md": ("ops/reduction", "Reductions", "Over `axes<...>` (all without; negative ones count from the end); `keep_dims` leaves the reduced axes with the extent 1."),
    "docs/ops/movement.md": ("ops/movement", "Movements", "Elements change places; inside a loop they cost nothing."),
}
INTERNAL = {"erf_by_cody", "integer_power", "select", "fill", "differ", "truth", "apply"}

COMMENT = re.compile(r"^/// ?(.*)")
FUNCTION = re.compile(r"^(?:inline |constexpr |auto )+(?:[^()=;]*?[ >&])?(operator\W{1,3}|\w+)\(")
OBJECT = re.compile(r"^class (\w+)")


def entries(header):
    """(names, text) for every public function or class of a header."""
    found, comment, attached = [], [], False
    lines = header.read_text().splitlines()
    for place, line in enumerate(lines):
        said = COMMENT.match(line)
        if said:
            comment.append(said[1])
            continue
        if re.match(r"^(template|    requires)", line):
            continue
        if any("has_form<" in near for near in lines[place:place + 3]):  # a form that is refused
            continue
        name = FUNCTION.match(line) or OBJECT.match(line)
        if name and comment:
            found.append(([name[1]], " ".join(comment)))
            attached = True
        elif name and attached and name[1] not in found[-1][0]:
            found[-1][0].append(name[1])
        elif line and not line.startswith((" ", "}")):
            attached = attached and bool(name)
        if line:
            comment = []
    return found


def page(root, folder, title, introduction):
    text = f"# {title}\n\n{introduction} This page is made of the headers' comments by `docs/support/reference.py`.\n"
    for header in sorted((root / "include/xgrad" / folder).rglob("*.hpp")):
        for names, words in entries(header):
            names = [n for n in names if n not in INTERNAL]
            if not names or not (folder == "ops/pointwise" or f"`{names[0]}(" in words):
                continue
            text += f"\n### {', '.join(f'`{n}`' for n in names)}\n\n{words}\n([{header.name}](../../include/xgrad/{header.relative_to(root / 'include/xgrad')}))\n"
    return text


def main(arguments):
    check = arguments[:1] == ["--check"]
    root = pathlib.Path(arguments[-1])
    for name, (folder, *words) in PAGES.items():
        if not (root / "include/xgrad" / folder).is_dir():
            continue
        file, text = root / name, page(root, folder, *words)
        if check and (not file.exists() or file.read_text() != text):
            sys.exit(f"{file} is not what its headers say: run docs/support/reference.py")
        if not check:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    print("reference pages as their headers say")


main(sys.argv[1:])
