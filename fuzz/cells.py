"""Fuzz the cell classifier, the reader of counts and the live info scores.

No crash, no impossible count, and all three agree. ``python fuzz/cells.py -runs=20000`` tries so
many inputs; every 10,000 it prints how many there were and what came out.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
import unicodedata
from collections import Counter
from decimal import Decimal
from fractions import Fraction

import atheris

with atheris.instrument_imports(include=["xlportal.sheets.cells", "xlportal.sheets.counts"]):
    from xlportal.core.ledger import Count
    from xlportal.core.limits import MAX_COUNT
    from xlportal.core.problems import problem
    from xlportal.sheets import live
    from xlportal.sheets.cells import Odd, classify, classify_live, number, shown, whole
    from xlportal.sheets.counts import Objection, read_count
    from xlportal.sheets.grid import Formula

MEANINGS = (Fraction, str, Odd, type(None))
ALPHABET = (
    "0123456789０１２３４５６７８９．.+-＋－%％()（）[]【】〔〕 \t\n\u3000\u200b\ufeff"
    "#N/AREF!DIV=篇条三①²Ⅳ,，eE_x"
)
REPORT = 10_000
SHOWS_WHERE = re.compile(r"2月!C\d")
seen: Counter[str] = Counter()


def value(data: atheris.FuzzedDataProvider) -> object:
    """Return a value such as a file, Excel or a document hands over."""
    kind = data.ConsumeIntInRange(0, 9)
    if kind <= 3:
        last = len(ALPHABET) - 1
        length = data.ConsumeIntInRange(0, 9)
        return "".join(ALPHABET[data.ConsumeIntInRange(0, last)] for _ in range(length))
    if kind == 4:
        return data.ConsumeUnicode(40)
    if kind == 5:
        return data.ConsumeFloat()
    if kind == 6:
        return data.ConsumeIntInRange(-(2**70), 2**70)
    if kind == 7:
        return Fraction(data.ConsumeInt(4), data.ConsumeIntInRange(1, 999))
    others = (
        None, True, False, dt.datetime(2020, 3, 1), dt.date(1900, 1, 1), dt.time(3), Formula("=A1"),
        dt.timedelta(days=2), Decimal("1.5"), float("nan"), float("inf"), "#N/A", "", "3（1）",
    )  # fmt: skip
    return others[data.ConsumeIntInRange(0, len(others) - 1)]


def plain_count(text: str) -> int | None:
    """Return the count a text of digits says, worked out by other means than the project's."""
    digits = unicodedata.normalize("NFKC", text).strip()
    return int(digits) if re.fullmatch("[0-9]{1,6}", digits) else None


def check(left: object, right: object) -> None:
    """Raise where a pair of cells is read as something impossible."""
    for single in (left, right):
        assert isinstance(classify(single), MEANINGS)
        assert isinstance(classify_live(single), MEANINGS)
        assert isinstance(shown(single), str)
        found = whole(classify(single))
        assert found is None or number(classify(single)) == found
    read = read_count(left, right)
    seen[type(read).__name__] += 1
    if isinstance(read, Count):
        assert 0 <= read.in_column <= read.pieces <= MAX_COUNT
    elif isinstance(read, Objection):
        words = dict(read.words)
        said = problem(read.kind, "2月", "C1", found=read.found, **words).message
        assert SHOWS_WHERE.match(said)
        assert "\n" not in said
    else:
        assert classify(left) is None
        assert classify(right) is None
    if isinstance(left, str) and right is None and left.isascii() and plain_count(left) is not None:
        assert read == Count(plain_count(left) or 0)
    column = live.info_scores([["甲"]], [[left, right]], [[2.0, None]], [[1.5]])
    assert isinstance(column[0][0], (float, str))
    if isinstance(read, Count) and type(left) is not int and type(right) is not int:
        assert column[0][0] == float(2 * (read.pieces - read.in_column) + 3 * read.in_column)


def one_input(content: bytes) -> None:
    """Check what one input makes of a pair of cells."""
    data = atheris.FuzzedDataProvider(content)
    seen["inputs"] += 1
    check(value(data), value(data) if data.ConsumeBool() else None)
    if seen["inputs"] % REPORT == 0:
        # The fuzzer ends the process itself, so that nothing can be said at the end.
        kinds = ", ".join(f"{name} {count}" for name, count in sorted(seen.items()))
        sys.stdout.write(f"cells: {kinds}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    atheris.Setup(sys.argv, one_input)
    atheris.Fuzz()
