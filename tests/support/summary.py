#!/usr/bin/env python3
"""summary.py testlog.json: names what failed and prints "N passed, N failed" last.

Of a doctest program every test case counts; any other test counts as one. A program that
crashed or ran out of time counts as one failure more than its doctest reported.
"""
import json
import re
import sys

CASES = re.compile(r"^\[doctest\] test cases:\s*\d+\s*\|\s*(\d+) passed\s*\|\s*(\d+) failed", re.M)
# doctest frames what it reports of a case in lines of "=": "file.cpp:12:", perhaps "TEST SUITE: ...", "TEST CASE:  name".
FRAME = "=" * 79
CASE = re.compile(r"^(?:\.\./)*(\S+?)[:(]\d+\)?:\n(?:TEST SUITE:.*\n)?TEST CASE:\s*(.*)$", re.M)


def main(path):
    passed = failed = 0
    lines = []
    try:
        with open(path) as log:
            tests = [json.loads(line) for line in log]
    except OSError as error:
        tests = []
        print(f"FAILED: no test ran ({error})")
        failed = 1

    for test in tests:
        name = re.split(r" / | - xgrad:", test["name"])[-1]  # "xgrad:suite / name", later "suite - xgrad:name"
        result, output = test["result"], test.get("stdout") or ""
        cases = CASES.search(output)
        good, bad = map(int, cases.groups()) if cases else (0, 0)
        if result == "SKIP":
            lines.append(f"skipped: {name}")
        elif result == "OK":
            passed += good if cases else 1
        else:
            passed += good
            failed += max(bad, 1)
            cases = [CASE.search(frame) for frame in output.split(FRAME) if "ERROR:" in frame]
            named = dict.fromkeys(f"{name}: {case[2]} ({case[1]})" for case in cases if case)
            lines += [f"FAILED: {line}" for line in named or [f"{name} ({result.lower()})"]]

    for line in lines:
        print(line)
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


sys.exit(main(*sys.argv[1:]))
