"""Runs every comparison and keeps the table: ``python -m bench [NAME…]``, ``make bench``.

Every ratio is ours over theirs, measured in turn in one run, so that the speed of the machine
cancels out. The table stands in ``docs/performance.md``.
"""

import contextlib
import datetime as dt
import gc
import io
import json
import os
import random
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pandas as pd

from bench import yardsticks
from support.recalculated import ALWAYS
from support.tools import REPOSITORY
from support.windows import windows_xlwings
from xlportal.cli import main as xlportal
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.document import document
from xlportal.core.ledger import Count, Entry, Ledger, MonthEntries
from xlportal.core.rules import Unit
from xlportal.excel.project import working_workbook
from xlportal.publish.appendix import appendices
from xlportal.publish.appendix_sheet import draw_appendices
from xlportal.publish.asked import Asked
from xlportal.score.assessment import assess_year
from xlportal.sheets import live
from xlportal.sheets.edit import set_cells
from xlportal.sheets.pen import Palette, Pen, open_workbook
from xlportal.sheets.read_files import read_workbook

Side = Callable[[], object] | tuple[str | Path, ...]
"""What is measured: a call by its processor seconds, a command by the seconds of its process."""

PYTHON = sys.executable
OURS = (PYTHON, "-m", "xlportal")
TABLE = REPOSITORY / "docs" / "performance.md"
MOMENT = dt.datetime(2020, 3, 2)
HEAD = ["| what | against | ratio | to reach | reached | median |", "|---|---|---|---|---|---|"]
PEAK = (
    "import resource as r, subprocess as s, sys; s.run(sys.argv[1:], check=True, stdout=s.DEVNULL);"
    "print(r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss)"
)


def line(what: str, against: str, most: float | None, ratio: float, note: str = "") -> str:
    """Return a line of the table; ``most`` is what was to be reached, None where nothing was set."""
    goal = "stated" if most is None else f"≤ {most:g}"
    mark = "" if most is None else "yes" if ratio <= most else "**no**"
    return f"| {what} | {against} | {ratio:.2f} | {goal} | {mark} | {note} |"


def compared(
    what: str, against: str, most: float, ours: Side, theirs: Side, runs: int, note: str = ""
) -> str:
    """Return the line of the median ratio of runs in turn, with the median seconds of both."""
    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    medians = (statistics.median(side) for side in zip(*pairs, strict=True))
    shown = [f"{s:.2f} s" if s >= 1 else f"{s * 1000:.0f} ms" for s in medians]
    return line(what, against, most, ratio, " / ".join(shown) + note)


def seconds(side: Side) -> float:
    """Return how long one side takes once."""
    if isinstance(side, tuple):
        start = time.perf_counter()
        output(*side)
        return time.perf_counter() - start
    gc.collect()
    start = time.process_time()
    side()
    return time.process_time() - start


def output(*command: str | Path) -> bytes:
    """Return what a command says; one that ends in a traceback has no time worth measuring."""
    done = subprocess.run(command, check=False, capture_output=True)
    if b"Traceback" in done.stderr or done.returncode not in {0, 1, 2}:
        raise RuntimeError((done.stderr or done.stdout).decode("utf-8", "replace"))
    return done.stdout


def starting(_: Path) -> Iterator[str]:
    """Help and a usage error against Python alone."""
    for word in ("--help", "check"):
        alone = (PYTHON, "-c", "pass")
        yield compared(f"`xlportal {word}`", "`python -c pass`", 4, (*OURS, word), alone, 21)


def computing(folder: Path) -> Iterator[str]:
    """The command on the demo against the script a colleague would write."""
    book, copy, cells = demo(folder), folder / "copy.xlsx", folder / "cells.json"
    command = (*OURS, "compute", book, "--month", "2", "-o", copy)
    output(*command)
    cells.write_text(json.dumps(yardsticks.cells_of(copy)), encoding="utf-8")
    script = (PYTHON, yardsticks.__file__, book, cells, folder / "theirs.xlsx")
    what = "`xlportal compute`, demo, whole process"
    yield compared(what, "a colleague's script", 0.8, command, script, 11)


def reading(folder: Path) -> Iterator[str]:
    """Reading a year of 2,000 units against openpyxl alone, read-only."""
    ours, theirs = (
        partial(read, workbook(folder, 2000)) for read in (read_workbook, yardsticks.read)
    )
    yield compared("reading 12 months × 2,000 units", "openpyxl, read-only", 1.3, ours, theirs, 3)


def assessing(_: Path) -> Iterator[str]:
    """A year exactly against pandas in floats, and against one of a tenth of the units.

    Both sides start from what was filed and make their frames themselves.
    """

    def exact(ledger: Ledger) -> None:
        # A copy that remembers nothing of an earlier assessment.
        year = assess_year(replace(ledger, groups=tuple(map(replace, ledger.groups))))
        for month in ledger.filled:
            _ = year[month].groups[0].figures

    years = [made_year(units).ledger for units in (2000, 20000)]
    for ledger, units, runs in zip(years, ("2,000", "20,000"), (7, 3), strict=True):
        what, floats = (
            f"a year of {units} units × 12 × 3, exact",
            partial(yardsticks.assessed, ledger),
        )
        yield compared(what, "pandas in floats", 3, partial(exact, ledger), floats, runs)
    small, big = (partial(exact, ledger) for ledger in years)
    yield compared("the same, 10 × the units: time", "2,000 units", 12, big, small, 3)
    yield line("the same: memory", "2,000 units", 12, memory(big) / memory(small))


def memory(function: Callable[[], object]) -> int:
    """Return the most bytes that a call holds at once."""
    tracemalloc.start()
    function()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def ranking(_: Path) -> Iterator[str]:
    """The worksheet function for ranks, cells in and out, against pandas' own rank alone."""
    chance = random.Random(1)
    scores = [chance.randrange(20000) / 100 for _ in range(50000)]
    names, column = [[f"第{n}单位"] for n in range(50000)], [[score] for score in scores]
    ours = partial(live.ranks, names, column, [["并列取末位"]])
    theirs = partial(pd.Series(scores).rank, method="max", ascending=False)
    yield compared("`xp_rank`, 50,000 scores", "`Series.rank`", 3, ours, theirs, 21)


def drawing(folder: Path) -> Iterator[str]:
    """The appendices of 2,000 units against XlsxWriter writing the same cells."""
    ledger = made_year(2000, (1, 2)).ledger
    tables = appendices(Asked.of(2), assess_year(ledger)[2].groups, ledger, "最多跑一次")

    def drawn(target: Path | io.BytesIO) -> None:
        made = open_workbook(target)
        palette = Palette(made)
        draw_appendices([Pen(made.add_worksheet(), palette) for _ in tables], tables)
        made.close()

    drawn(folder / "appendix.xlsx")
    theirs = partial(yardsticks.write, yardsticks.cells_of(folder / "appendix.xlsx"))
    what, against = "appendices of 2,000 units", "XlsxWriter, the same cells"
    yield compared(what, against, 1.5, lambda: drawn(io.BytesIO()), theirs, 7)


def importing(folder: Path) -> Iterator[str]:
    """A month set in a saved workbook, and imported, against lxml writing that one sheet again."""
    book, counts, made = demo(folder), folder / "counts.csv", folder / "made.xlsm"
    units = (f"{unit.name},1" for unit in demo_book().ledger.groups[0].units)
    counts.write_text("\n".join(["单位,区县动态", *units]) + "\n", encoding="utf-8")
    package, cells = book.read_bytes(), {"3月": {(row, 2): row % 5 for row in range(9, 9 + 22)}}

    def imported() -> None:
        made.unlink(missing_ok=True)
        words = ("import", book, counts, "--month", "3", "-o", made)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            assert xlportal([*map(str, words)]) == 0

    lxml = partial(yardsticks.edit_one_sheet, package, "xl/worksheets/sheet7.xml")
    ours, against = partial(set_cells, package, cells), "lxml, that one sheet"
    yield compared("a month's cells set, 22 units", against, 3, ours, lxml, 11)
    note = "; the whole workbook is read before and after"
    yield compared("a month imported, 22 units", "the same", 3, imported, lxml, 11, note)


def making(folder: Path) -> Iterator[str]:
    """A new workbook of 2,000 units against XlsxWriter writing the same cells."""
    peaks = []
    for book in map(made_year, (200, 2000)):
        source, made = folder / "source.json", folder / "new.xlsm"
        source.write_text(json.dumps(document(book), ensure_ascii=False), encoding="utf-8")
        made.unlink(missing_ok=True)
        command = ("python3", "-S", "-c", PEAK, *OURS, "new", made, "--from", source)
        peaks.append(int(output(*command)) / 1024)
    ours, theirs = (
        partial(working_workbook, book, MOMENT),
        partial(yardsticks.write, yardsticks.cells_of(made)),
    )
    note = f"; peak of `new --from` {peaks[1]:.0f} MiB, of 200 units {peaks[0]:.0f} MiB"
    what, against = "`new --from`, 2,000 units", "XlsxWriter, the same cells"
    yield compared(what, against, 1.5, ours, theirs, 3, note)


def auditing(folder: Path) -> Iterator[str]:
    """The audit of ten times the text against once, of the circular and of marks alone."""
    book = demo(folder)
    circular = (REPOSITORY / "tests" / "data" / "circular-2020-02.txt").read_text(encoding="utf-8")
    for what, text in (("circular", circular), ("tabs and quotes", '\t"' * len(circular))):
        once, ten = folder / f"{what}.txt", folder / f"{what} 10.txt"
        once.write_text(text, encoding="utf-8")
        ten.write_text(text * 10, encoding="utf-8")
        big, small = ((*OURS, "audit", path, book, "--month", "2") for path in (ten, once))
        yield compared(f"audit, 10 × the text ({what})", "1 ×", 12, big, small, 5)


def pressing(folder: Path) -> Iterator[str]:
    """The calls of a press for 2,000 units against 20, and the first press against the second."""
    books = [workbook(folder, units, (1, 2)) for units in (20, 2000)]
    found = [json.loads(output(PYTHON, "-m", "bench.pressing", book)) for book in books]
    (few, first, second), (many, *_) = found
    note = f"{many} / {few} calls"
    yield line("a press, calls, 2,000 units", "20", 1, many / few, note)
    note = f"{first:.1f} s / {second:.1f} s"
    yield line("first press after opening, 20 units", "the second", None, first / second, note)


def recalculating(_: Path) -> Iterator[str]:
    """A month of 22 units through the real pipeline against functions that do nothing."""
    names = tuple((f"第{n}单位",) for n in range(22))
    counts = tuple((float(n % 4), 0.0, None, None) for n in range(22))
    column, blank = tuple((float(n),) for n in range(22)), ((None,),) * 22
    calls: list[tuple[str, tuple[Any, ...]]] = [
        ("xp_info_score", (names, counts, ((2.0, None, 10.0, None),), 1.5)),
        ("xp_average", (names, column)),
        ("xp_pass_line", (names, column, 0.8)),
        ("xp_pass_rate", (names, column, 0.8)),
        ("xp_score", (names, column, blank, 0.8, 8.3, 2.0, "四舍五入")),
        ("xp_rank", (names, column, "并列取末位")),
    ]
    with windows_xlwings() as udfs:
        module = vars(sys.modules["xlportal.excel.udfs"])
        real = dict(module)

        def recalculated() -> list[Any]:
            return [udfs.call_udf("xlportal.excel.udfs", *call) for call in calls]

        def nothing(name: str, result: Any) -> Any:
            idle = lambda *_: result  # noqa: E731
            idle.__xlfunc__ = real[name].__xlfunc__
            return idle

        idle = {n: nothing(n, r) for (n, _), r in zip(calls, recalculated(), strict=True)}

        def theirs() -> None:
            module.update(idle)
            recalculated()
            module.update(real)

        what, against = "a month recalculated, 22 units", "functions that do nothing"
        yield compared(what, against, 2, recalculated, theirs, 21)


def native(folder: Path) -> Iterator[str]:
    """The command against LibreOffice recalculating the workbook's native formulas."""
    profile, target = folder / "profile", folder / "computed.xlsx"
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(ALWAYS, encoding="utf-8")
    office = (shutil.which("soffice") or "soffice", f"-env:UserInstallation={profile.as_uri()}",
              "--headless", "--convert-to", "xlsx", "--outdir", folder / "saved")  # fmt: skip
    for units in (20, 200, 2000):
        path = workbook(folder, units)
        command = (*OURS, "compute", path, "--month", "12", "-o", target)
        what = f"`xlportal compute`, 12 months × {units:,} units"
        yield compared(what, "LibreOffice, native formulas", 1, command, (*office, path), 1)


def demo(folder: Path) -> Path:
    """Return the demo's workbook, made in ``folder``."""
    output(*OURS, "demo", folder / "demo")
    return folder / "demo" / "2020年门户网站考核.xlsm"


def made_year(units: int, months: Sequence[int] = range(1, 13)) -> Book:
    """Return a book with one group of ``units`` and three items, the same at every run."""
    chance = random.Random(units)
    roster = tuple(Unit(f"第{index}单位") for index in range(1, units + 1))
    group = replace(demo_book().ledger.groups[0], units=roster)

    def count() -> Count | None:
        pieces = chance.choice((0, 0, 1, 2, 3, 5))
        return Count(pieces, chance.randint(0, pieces) if pieces % 2 else 0) if pieces else None

    def entries() -> tuple[Entry, ...]:
        rows = [(unit.name, tuple(count() for _ in group.items)) for unit in roster]
        return tuple(Entry(group.annex, name, counts) for name, counts in rows if any(counts))

    filled = tuple(MonthEntries(month, entries()) for month in months)
    return Book(Ledger(2020, (group,), (), filled))


def workbook(folder: Path, units: int, months: Sequence[int] = range(1, 13)) -> Path:
    """Return a workbook of made-up months, written into ``folder``."""
    path = folder / f"{units}.xlsm"
    path.write_bytes(working_workbook(made_year(units, months), MOMENT))
    return path


PARTS = (starting, computing, reading, assessing, ranking, drawing, importing, making, auditing,
         pressing, recalculating, native)  # fmt: skip


def main(wanted: list[str]) -> None:
    """Run the comparisons named, or all of them; keep the table of all."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "tests")])
    table = list(HEAD)
    for part in [part for part in PARTS if not wanted or part.__name__ in wanted]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for found in part(Path(folder)):
                print(found, flush=True)
                table.append(found)
    if not wanted:
        before, _, rest = TABLE.read_text(encoding="utf-8").partition(HEAD[0])
        _, _, after = rest.partition("\n\n")
        TABLE.write_text(before + "\n".join(table) + "\n\n" + after, encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
