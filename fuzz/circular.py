"""Fuzz the reader of published circulars and the audit, on text dumps.

Whatever the bytes, a circular is read or refused in one line, and every finding can be said. A
correct circular with some numbers of its tables changed has just so many findings.
``python fuzz/circular.py -runs=20000`` tries so many inputs; every 5,000 it prints how many there
were and what came out.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["xlportal.audit"]):
    from xlportal.audit.audit import Audit, audit
    from xlportal.audit.read_published import parse_published
from support.dumps import dump
from xlportal.core.demo import demo_book
from xlportal.errors import CannotProceed

BOOK, MONTH = demo_book(), 2
CORRECT = dump(BOOK, MONTH)
CELLS = list(re.finditer(r"(?<=\n\t)[0-9]+(?:\.[0-9]+)?(?=\n)", CORRECT))
LINES = CORRECT.split("\n")
PATH = Path("通报.txt")
SCRAPS = ("", "\t", "\t9", "3（1）", "附表1", "附表２：", "注：", "。", "1月", "\t序号", "统计表")
REPORT = 5_000
seen: Counter[str] = Counter()


def audited(content: bytes) -> Audit | None:
    """Return the audit of a dump, None where it is refused in one line."""
    found, refused = None, ""
    try:
        found = audit(parse_published(content, PATH), BOOK, MONTH)
    except CannotProceed as refusal:
        refused = str(refusal)
    assert "\n" not in refused
    for finding in found.findings if found else ():
        assert "\n" not in finding.message
        assert finding.document()["published"] != finding.document()["recomputed"]
    return found


def with_numbers_changed(data: atheris.FuzzedDataProvider) -> None:
    """Change up to five cells of the correct tables: each is found, and nothing else."""
    places = {data.ConsumeIntInRange(0, len(CELLS) - 1) for _ in range(5)}
    text, changed = CORRECT, 0
    for number in sorted((CELLS[place] for place in places), key=re.Match.start, reverse=True):
        wrong = str(data.ConsumeIntInRange(0, 9999))
        if float(wrong) != float(number[0]):
            text = f"{text[: number.start()]}{wrong}{text[number.end() :]}"
            changed += 1
    found = audited(text.encode())
    assert found is not None
    assert len(found.findings) == changed, [finding.message for finding in found.findings]
    seen["numbers changed"] += changed


def with_lines_changed(data: atheris.FuzzedDataProvider) -> None:
    """Swap, double, cut and invent lines: the circular is read all the same."""
    lines = list(LINES)
    for _ in range(data.ConsumeIntInRange(1, 20)):
        place, other = (data.ConsumeIntInRange(0, len(lines) - 1) for _ in range(2))
        action = data.ConsumeIntInRange(0, 4)
        if action == 0:
            lines[place], lines[other] = lines[other], lines[place]
        elif action == 1:
            lines.insert(place, lines[other])
        elif action == 2:
            lines[place] = lines[place][: data.ConsumeIntInRange(0, len(lines[place]))]
        elif action == 3:
            lines[place] = SCRAPS[data.ConsumeIntInRange(0, len(SCRAPS) - 1)]
        else:
            lines[place] += data.ConsumeUnicodeNoSurrogates(20)
    found = audited("\n".join(lines).encode())
    seen["lines changed, findings" if found and found.findings else "lines changed, none"] += 1


def one_input(content: bytes) -> None:
    """Check what one input makes of a circular."""
    data = atheris.FuzzedDataProvider(content)
    kind = data.ConsumeIntInRange(0, 3)
    if kind == 0:
        found = audited(data.ConsumeBytes(4000))
        seen["bytes refused" if found is None else "bytes read"] += 1
    elif kind == 1:
        with_numbers_changed(data)
    else:
        with_lines_changed(data)
    seen["inputs"] += 1
    if seen["inputs"] % REPORT == 0:
        # The fuzzer ends the process itself, so that nothing can be said at the end.
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
        sys.stdout.write(f"circular: {kinds}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
