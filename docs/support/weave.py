#!/usr/bin/env python3
"""Weaves the walkthrough pages: their code is the code of the compiled programs, their numbers what those printed.

    weave.py FOLDER OUTPUT [NAME...]   NAME.md.in + NAME.cpp + OUTPUT/*.txt -> NAME.md   (all pages without NAME)
    weave.py --pictures FOLDER         the files that the pages show, relative to FOLDER
    weave.py --check FOLDER            fails if a page's text or code is not that of its template and program

A line {{code region}} of NAME.md.in becomes what stands in NAME.cpp between `// [region]` and `// [/region]`, {{code support/file.hpp region}}
what stands there in another file of docs; a line {{output name}} becomes OUTPUT/name.txt.
"""
import pathlib
import re
import sys
import textwrap

DIRECTIVE = re.compile(r"^\{\{(?:(code) (?:([\w./-]+) )?|(output) )([\w.-]+)\}\}$", re.M)
MARK = re.compile(r"^[ \t]*// \[/?[\w.-]+\][ \t]*\n", re.M)
PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)[^)]*\)")


def fault(text):
    sys.exit(f"weave.py: {text}")


def region(program, name):
    source = program.read_text() if program.exists() else fault(f"{program} is missing")
    marks = [re.compile(rf"^[ \t]*// \[{end}{re.escape(name)}\][ \t]*\n", re.M) for end in ("", "/")]
    begin, end = (list(mark.finditer(source)) for mark in marks)
    if len(begin) != 1 or len(end) != 1 or end[0].start() < begin[0].end():
        fault(f"{program}: region {name} needs one line `// [{name}]` and, after it, one line `// [/{name}]`")
    inside = MARK.sub("", source[begin[0].end():end[0].start()])  # regions may lie inside regions
    return textwrap.dedent(inside).strip("\n")


def fenced(language, text):
    return f"```{language}\n{text}\n```"


def weave(template, output):
    """The page; output(name) gives the text of an {{output name}}."""
    def block(directive):
        code, file, _, name = directive.groups()
        source = template.parents[1] / file if file else program_of(template)
        return fenced("cpp", region(source, name)) if code else output(name)

    return DIRECTIVE.sub(block, template.read_text())


def program_of(template):
    return template.with_name(template.name.removesuffix(".md.in") + ".cpp")


def page_of(template):
    if template.name == "readme.md.in":  # the project's front page
        return template.parents[2] / "README.md"
    return template.with_suffix("")  # NAME.md.in -> NAME.md


def printed(folder):
    def output(name):
        file = folder / f"{name}.txt"
        return fenced("text", file.read_text().strip("\n") if file.exists() else fault(f"no program wrote {file}"))

    return output


def check(template):
    """What the program printed differs from machine to machine; all the rest of the page must be as woven."""
    page = page_of(template)
    text = page.read_text() if page.exists() else fault(f"{page} is missing: docs/run writes it")
    position = 0
    hole = "\0"
    for n, part in enumerate(weave(template, lambda name: hole).split(hole)):
        if n:  # skip the printed block
            printed_block = re.compile(r"```text\n.*?\n```", re.S).match(text, position)
            position = printed_block.end() if printed_block else fault(f"{page}: an output is missing: run docs/run")
        if not text.startswith(part, position):
            got, want = text[position:].splitlines(), part.splitlines()
            at = next((i for i, pair in enumerate(zip(got, want)) if pair[0] != pair[1]), min(len(got), len(want)))
            line = text[:position].count("\n") + at + 1
            fault(f"{page}:{line} is not what its template and program say; run docs/run. Expected:\n"
                  + "\n".join(want[at:at + 3]))
        position += len(part)
    if position != len(text):
        fault(f"{page}: more text than its template has; run docs/run")


def main(arguments):
    option = arguments.pop(0) if arguments and arguments[0].startswith("--") else None
    if not arguments or option not in (None, "--check", "--pictures"):
        sys.exit(__doc__)
    folder, *rest = arguments
    folder = pathlib.Path(folder)
    templates = sorted(folder.glob("*.md.in"))
    if option == "--pictures":
        for template in templates:
            if template.name != "readme.md.in":  # which shows pictures of the others
                print(*PICTURE.findall(template.read_text()), sep="\n")
    elif option == "--check":
        for template in templates:
            check(template)
        print(f"{len(templates)} pages as their programs say")
    else:
        output, *names = rest or sys.exit(__doc__)
        for template in templates:
            if names and template.name.removesuffix(".md.in") not in names:
                continue
            page, text = page_of(template), weave(template, printed(pathlib.Path(output)))
            if not page.exists() or page.read_text() != text:
                page.write_text(text)
                print(f"wrote {page}")


if __name__ == "__main__":
    main(sys.argv[1:])
