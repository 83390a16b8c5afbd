"""Runs every comparison and keeps the table: ``python -m bench [NAME…]``, ``make bench``.

Every ratio is ours over theirs, measured in turn in one run; the table of issue and figures stands
in ``docs/performance.md``, its numbers in ``docs/performance.json``.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from bench import yardsticks
from bench.clock import Figure, call, compared, peak, process
from bench.years import year
from support.tools import REPOSITORY
from support.windows import windows_xlwings
from xlportal.core.document import document
from xlportal.excel.project import working_workbook
from xlportal.sheets import live
from xlportal.sheets.files import read_workbook

PYTHON = sys.executable
OURS = (PYTHON, "-m", "xlportal")
TABLE = REPOSITORY / "docs" / "performance.md"
BOOK = "2020年门户网站考核.xlsm"
MOMENT = dt.datetime(2020, 3, 2)
HEAD = ["| what | against | ratio | to reach | reached | median |", "|---|---|---|---|---|---|"]


def starting(_: Path) -> Iterator[Figure]:
    """Help and a usage error against Python alone."""
    for word in ("--help", "check"):
        ours = partial(process, *OURS, word, codes=(0, 2))
        ratio, note = compared(ours, lambda: process(PYTHON, "-c", "pass"), 21)
        yield Figure(f"`xlportal {word}`", "`python -c pass`", ratio, 4, note)


def computing(folder: Path) -> Iterator[Figure]:
    """The command on the demo against the script a colleague would write."""
    process(*OURS, "demo", folder / "demo")
    book, copy, cells = folder / "demo" / BOOK, folder / "copy.xlsx", folder / "cells.json"
    command = (*OURS, "compute", book, "--month", "2", "-o", copy)
    process(*command)
    cells.write_text(json.dumps(yardsticks.cells_of(copy)), encoding="utf-8")
    script = (PYTHON, yardsticks.__file__, book, cells, folder / "theirs.xlsx")
    ratio, note = compared(lambda: process(*command), lambda: process(*script), 11)
    yield Figure(
        "`xlportal compute`, demo, whole process", "a colleague's script", ratio, 0.8, note
    )


def reading(folder: Path) -> Iterator[Figure]:
    """Reading a year of 2,000 units against openpyxl alone, read-only."""
    path = _workbook(folder, 2000)
    ratio, note = compared(
        lambda: call(lambda: read_workbook(path)), lambda: call(lambda: yardsticks.read(path)), 3
    )
    yield Figure("reading 12 months × 2,000 units", "openpyxl, read-only", ratio, 1.3, note)


def assessing(_: Path) -> Iterator[Figure]:
    """A year exactly against pandas in floats, and against one of a tenth of the units."""
    from xlportal.score.assessment import assess_year

    seconds, memory = [], []
    for units, runs in ((2000, 7), (20000, 3)):
        ledger = year(units).ledger
        counts = yardsticks.counted(ledger)

        def ours(ledger: Any = ledger) -> None:
            # A copy that remembers nothing of an earlier assessment.
            made = assess_year(replace(ledger, groups=tuple(replace(g) for g in ledger.groups)))
            for month in ledger.filled:
                _ = made[month].groups[0].figures

        def theirs(ledger: Any = ledger, counts: pd.DataFrame = counts) -> object:
            return yardsticks.assessed(ledger, counts)

        ratio, note = compared(lambda: call(ours), lambda: call(theirs), runs)
        what = f"a year of {units:,} units × 12 × 3, exact"
        yield Figure(what, "pandas in floats", ratio, 3, note)
        seconds.append(min(call(ours) for _ in range(runs)))
        tracemalloc.start()
        ours()
        memory.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    yield Figure("the same, 10 × the units: time", "2,000 units", seconds[1] / seconds[0], 12)
    yield Figure("the same: memory", "2,000 units", memory[1] / memory[0], 12)


def ranking(_: Path) -> Iterator[Figure]:
    """The worksheet function for ranks, cells in and out, against pandas' own rank alone."""
    chance = random.Random(1)
    scores = [chance.randrange(20000) / 100 for _ in range(50000)]
    names, column = [[f"第{n}单位"] for n in range(50000)], [[score] for score in scores]
    series = pd.Series(scores)
    ratio, note = compared(
        lambda: call(lambda: live.ranks(names, column, [["并列取末位"]])),
        lambda: call(lambda: series.rank(method="max", ascending=False)),
        21,
    )
    yield Figure("`xp_rank`, 50,000 scores", "`Series.rank`", ratio, 3, note)


def drawing(folder: Path) -> Iterator[Figure]:
    """The appendices of 2,000 units against XlsxWriter writing the same cells."""
    from xlportal.publish.appendix import appendices
    from xlportal.publish.appendix_sheet import draw_appendices
    from xlportal.publish.asked import Asked
    from xlportal.score.assessment import assess_year
    from xlportal.sheets.pen import Palette, Pen, open_workbook

    ledger = year(2000, (1, 2)).ledger
    groups = assess_year(ledger)[2].groups
    tables = appendices(Asked.of(2), groups, ledger, "最多跑一次")

    def drawn() -> bytes:
        stream = io.BytesIO()
        book = open_workbook(stream)
        palette = Palette(book)
        draw_appendices([Pen(book.add_worksheet(), palette) for _ in tables], tables)
        book.close()
        return stream.getvalue()

    path = folder / "appendix.xlsx"
    path.write_bytes(drawn())
    cells = yardsticks.cells_of(path)
    ratio, note = compared(lambda: call(drawn), lambda: call(lambda: yardsticks.write(cells)))
    yield Figure("appendices of 2,000 units", "XlsxWriter, the same cells", ratio, 1.5, note)


def importing(folder: Path) -> Iterator[Figure]:
    """A month set in a saved workbook, and imported, against lxml writing that one sheet again."""
    from xlportal.commands import import_month
    from xlportal.sheets.edit import set_cells

    process(*OURS, "demo", folder / "demo")
    book, counts, made = folder / "demo" / BOOK, folder / "counts.csv", folder / "made.xlsm"
    names = json.loads(book.with_suffix(".json").read_text(encoding="utf-8"))["groups"][0]["units"]
    lines = [f"{unit['name']},{n % 5}" for n, unit in enumerate(names)]
    counts.write_text("\n".join(["单位,区县动态", *lines]) + "\n", encoding="utf-8")
    package = book.read_bytes()
    cells = {"3月": {(row, 2): row % 5 for row in range(9, 9 + 22)}}

    def imported() -> None:
        made.unlink(missing_ok=True)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            import_month.run(book, counts, 3, made)

    def yardstick() -> float:
        return call(lambda: yardsticks.edit_one_sheet(package, "xl/worksheets/sheet7.xml"))

    ratio, note = compared(lambda: call(lambda: set_cells(package, cells)), yardstick, 11)
    yield Figure("a month's cells set, 22 units", "lxml, that one sheet", ratio, 3, note)
    ratio, note = compared(lambda: call(imported), yardstick, 11)
    note += "; the whole workbook is read before and after"
    yield Figure("a month imported, 22 units", "the same", ratio, None, note)


def making(folder: Path) -> Iterator[Figure]:
    """A new workbook of 2,000 units against XlsxWriter writing the same cells."""
    peaks = []
    for units in (200, 2000):
        source, made = folder / f"{units}.json", folder / f"new{units}.xlsm"
        text = json.dumps(document(year(units)), ensure_ascii=False)
        source.write_text(text, encoding="utf-8")
        made.unlink(missing_ok=True)
        peaks.append(peak(*OURS, "new", made, "--from", source))
    book = year(2000)
    cells = yardsticks.cells_of(made)
    ratio, note = compared(
        lambda: call(lambda: working_workbook(book, MOMENT)),
        lambda: call(lambda: yardsticks.write(cells)),
        3,
    )
    note += f"; peak of `new --from` {peaks[1]:.0f} MiB, of 200 units {peaks[0]:.0f} MiB"
    yield Figure("`new --from`, 2,000 units", "XlsxWriter, the same cells", ratio, 1.5, note)


def auditing(folder: Path) -> Iterator[Figure]:
    """The audit of ten times the text against once, of the circular and of marks alone."""
    process(*OURS, "demo", folder / "demo")
    circular = (REPOSITORY / "tests" / "data" / "circular-2020-02.txt").read_text(encoding="utf-8")

    def audited(text: str) -> float:
        path = folder / "text.txt"
        path.write_text(text, encoding="utf-8")
        book = folder / "demo" / BOOK
        return process(*OURS, "audit", path, book, "--month", "2", codes=(1, 2))

    for what, text in (("circular", circular), ("tabs and quotes", '\t"' * len(circular))):
        ratio, note = compared(partial(audited, text * 10), partial(audited, text), 5)
        yield Figure(f"audit, 10 × the text ({what})", "1 ×", ratio, 12, note)


def pressing(folder: Path) -> Iterator[Figure]:
    """The calls of a press for 2,000 units against 20, and the first press against the second."""
    pressed = [_pressed(_workbook(folder, units, (1, 2))) for units in (20, 2000)]
    few, many = (press["calls"] for press in pressed)
    yield Figure("a press, calls, 2,000 units", "20", many / few, 1, f"{many} / {few} calls")
    first, second = pressed[0]["seconds"]
    note = f"{first:.1f} s / {second:.1f} s"
    yield Figure("first press after opening, 20 units", "the second", first / second, None, note)


def _pressed(path: Path) -> dict[str, Any]:
    """Return calls and seconds of two presses in LibreOffice, whose bridge may need attempts."""
    for _ in range(3):
        done = subprocess.run(
            [PYTHON, "-m", "bench.pressing", path], capture_output=True, text=True, check=False
        )
        if done.returncode == 0:
            found: dict[str, Any] = json.loads(done.stdout)
            return found
    raise RuntimeError(done.stderr)


def recalculating(_: Path) -> Iterator[Figure]:
    """A month of 22 units through the real pipeline against functions that do nothing."""
    names = tuple((f"第{n}单位",) for n in range(22))
    counts = tuple((float(n % 4), 0.0, None, None) for n in range(22))
    column = tuple((float(n),) for n in range(22))
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("xp_info_score", (names, counts, ((2.0, None, 10.0, None),), 1.5)),
        ("xp_average", (names, column)),
        ("xp_pass_line", (names, column, 0.8)),
        ("xp_pass_rate", (names, column, 0.8)),
        ("xp_score", (names, column, ((None,),) * 22, 0.8, 8.3, 2.0, "四舍五入")),
        ("xp_rank", (names, column, "并列取末位")),
    ]
    with windows_xlwings() as udfs:
        module = sys.modules["xlportal.excel.udfs"]

        def recalculated() -> None:
            for name, arguments in calls:
                udfs.call_udf("xlportal.excel.udfs", name, arguments)

        real = dict(vars(module))
        results = {n: udfs.call_udf("xlportal.excel.udfs", n, a) for n, a in calls}

        def idle() -> float:
            for name, result in results.items():
                stand_in = lambda *_, result=result: result  # noqa: E731
                stand_in.__xlfunc__ = real[name].__xlfunc__  # type: ignore[attr-defined]
                setattr(module, name, stand_in)
            seconds = call(recalculated)
            vars(module).update({name: real[name] for name in results})
            return seconds

        ratio, note = compared(lambda: call(recalculated), idle, 21)
    yield Figure("a month recalculated, 22 units", "functions that do nothing", ratio, 2, note)


def native(folder: Path) -> Iterator[Figure]:
    """The command against LibreOffice recalculating the workbook's native formulas."""
    office = shutil.which("soffice") or "soffice"
    profile = folder / "profile"
    settings = profile / "user" / "registrymodifications.xcu"
    settings.parent.mkdir(parents=True)
    settings.write_text(_ALWAYS, encoding="utf-8")
    options = (f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", "xlsx")
    for units in (20, 200, 2000):
        path = _workbook(folder, units)
        target = folder / "computed.xlsx"
        ratio, note = compared(
            lambda: process(*OURS, "compute", path, "--month", "12", "-o", target),  # noqa: B023
            lambda: process(office, *options, "--outdir", folder / "saved", path),  # noqa: B023
            1,
        )
        what = f"`xlportal compute`, 12 months × {units:,} units"
        yield Figure(what, "LibreOffice, native formulas", ratio, 1, note)


_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>"""

PARTS: tuple[Callable[[Path], Iterator[Figure]], ...] = (
    starting, computing, reading, assessing, ranking, drawing, importing, making, auditing,
    pressing, recalculating, native,
)  # fmt: skip


def _workbook(folder: Path, units: int, months: Any = range(1, 13)) -> Path:
    path = folder / f"{units}.xlsm"
    path.write_bytes(working_workbook(year(units, months), MOMENT))
    return path


def main(wanted: list[str]) -> None:
    """Run the comparisons named, or all of them; keep the table of all."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])
    figures: list[Figure] = []
    print(*HEAD, sep="\n")
    for part in PARTS:
        if wanted and part.__name__ not in wanted:
            continue
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for figure in part(Path(folder)):
                figures.append(figure)
                print(figure.line, flush=True)
    if not wanted:
        before, _, rest = TABLE.read_text(encoding="utf-8").partition(HEAD[0])
        after = rest.partition("\n\n")[2]
        lines = [*HEAD, *(figure.line for figure in figures)]
        TABLE.write_text(before + "\n".join(lines) + "\n\n" + after, encoding="utf-8")
        kept = {"date": dt.date.today().isoformat(), "figures": [asdict(f) for f in figures]}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        TABLE.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
