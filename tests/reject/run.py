#!/usr/bin/env python3
"""run.py PROGRAM.cpp COMPILER...: passes if PROGRAM is refused for the reason it states.

Line 1 of the program is `// error: REGEX`; the compiler must fail and its messages must match.
A program that mentions XGRAD_CONTROL is compiled once more with -DXGRAD_CONTROL and must then
be accepted: so it is the fault that is refused, not something else nearby.
"""
import os
import re
import subprocess
import sys


def compile(source, compiler, *options):
    command = [*compiler, *options, "-fsyntax-only", "-fdiagnostics-color=never", source]
    run = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                         env={**os.environ, "LC_ALL": "C"})  # plain quotes in g++'s messages
    return run.returncode == 0, re.sub(r'"\}\}, text<\d+>\{\{"', "", run.stderr)  # clang shows long texts only in pieces


def fault(source, compiler):
    """What is wrong with this pair of programs, or None."""
    with open(source) as file:
        text = file.read()
    stated = re.match(r"// error: (\S.*)", text)
    if not stated:
        return "line 1 is not `// error: REGEX`"
    accepted, messages = compile(source, compiler)
    if accepted:
        return "compiles, and must not"
    if not re.search(stated[1], messages):
        return f"refused, but no message matches: {stated[1]}\n\n{messages}"
    if "XGRAD_CONTROL" in text:
        accepted, messages = compile(source, compiler, "-DXGRAD_CONTROL")
        if not accepted:
            return f"the control (-DXGRAD_CONTROL) must compile, and does not\n\n{messages}"
    return None


source, *compiler = sys.argv[1:]
found = fault(source, compiler)
if found:
    sys.exit(f"{source}: {found}")
