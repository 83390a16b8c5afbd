"""Runs every comparison and keeps the table: ``python -m bench [NAME…]``, ``make bench``.

Every ratio is ours over theirs, measured in turn in one run, so that the speed of the machine
cancels out. The table stands in ``docs/performance.md``, its numbers in ``docs/performance.json``.
"""

from __future__ import annotations

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
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from bench import yardsticks
from bench.pressing import made_year, pressed
from support.tools import REPOSITORY
from support.windows import windows_xlwings
from xlportal.cli import main as xlportal
from xlportal.core.document import document
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
BOOK = "2020年门户网站考核.xlsm"
MOMENT = dt.datetime(2020, 3, 2)
HEAD = ["| what | against | ratio | to reach | reached | median |", "|---|---|---|---|---|---|"]
PEAK = (
    "import resource as r, subprocess as s, sys; s.run(sys.argv[1:], check=True, stdout=s.DEVNULL);"
    "print(r.getrusage(r.RUSAGE_CHILDREN).ru_maxrss)"
)
ALWAYS = """<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load">
<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""
"""The setting by which LibreOffice calculates whatever it loads."""


@dataclass(frozen=True)
class Figure:
    """One line of the result; ``most`` is what was to be reached, None where nothing was set."""

    what: str
    against: str
    ratio: float
    most: float | None = None
    note: str = ""

    @property
    def line(self) -> str:
        """Return the line of the table."""
        most = "stated" if self.most is None else f"≤ {self.most:g}"
        mark = "" if self.most is None else "yes" if self.ratio <= self.most else "**no**"
        cells = (self.what, self.against, f"{self.ratio:.2f}", most, mark, self.note)
        return f"| {' | '.join(cells)} |"


def compared(
    what: str, against: str, most: float | None, ours: Side, theirs: Side, runs: int = 7
) -> Figure:
    """Return the median ratio of runs in turn, the median seconds of both in its note."""
    seconds(ours), seconds(theirs)
    pairs = [(seconds(ours), seconds(theirs)) for _ in range(runs)]
    ratio = statistics.median(mine / other for mine, other in pairs)
    medians = (statistics.median(side) for side in zip(*pairs, strict=True))
    shown = [f"{s:.2f} s" if s >= 1 else f"{s * 1000:.0f} ms" for s in medians]
    return Figure(what, against, ratio, most, " / ".join(shown))


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


def starting(_: Path) -> Iterator[Figure]:
    """Help and a usage error against Python alone."""
    for word in ("--help", "check"):
        alone = (PYTHON, "-c", "pass")
        yield compared(f"`xlportal {word}`", "`python -c pass`", 4, (*OURS, word), alone, 21)


def computing(folder: Path) -> Iterator[Figure]:
    """The command on the demo against the script a colleague would write."""
    book, copy, cells = demo(folder), folder / "copy.xlsx", folder / "cells.json"
    command = (*OURS, "compute", book, "--month", "2", "-o", copy)
    output(*command)
    cells.write_text(json.dumps(yardsticks.cells_of(copy)), encoding="utf-8")
    script = (PYTHON, yardsticks.__file__, book, cells, folder / "theirs.xlsx")
    what = "`xlportal compute`, demo, whole process"
    yield compared(what, "a colleague's script", 0.8, command, script, 11)


def reading(folder: Path) -> Iterator[Figure]:
    """Reading a year of 2,000 units against openpyxl alone, read-only."""
    path = workbook(folder, 2000)
    yield compared(
        "reading 12 months × 2,000 units", "openpyxl, read-only", 1.3,
        lambda: read_workbook(path), lambda: yardsticks.read(path), 3,
    )  # fmt: skip


def assessing(_: Path) -> Iterator[Figure]:
    """A year exactly against pandas in floats, and against one of a tenth of the units.

    Both sides start from what was filed and make their frames themselves.
    """
    years = {units: made_year(units).ledger for units in (2000, 20000)}

    def exact(units: int) -> Callable[[], None]:
        def assess() -> None:
            # A copy that remembers nothing of an earlier assessment.
            groups = tuple(replace(group) for group in years[units].groups)
            year = assess_year(replace(years[units], groups=groups))
            for month in years[units].filled:
                _ = year[month].groups[0].figures

        return assess

    for units, ledger in years.items():
        what = f"a year of {units:,} units × 12 × 3, exact"
        floats = lambda ledger=ledger: yardsticks.assessed(ledger)  # noqa: E731
        yield compared(what, "pandas in floats", 3, exact(units), floats, 7 if units == 2000 else 3)
    small, big = map(exact, years)
    yield compared("the same, 10 × the units: time", "2,000 units", 12, big, small, 3)
    yield Figure("the same: memory", "2,000 units", memory(big) / memory(small), 12)


def memory(function: Callable[[], object]) -> int:
    """Return the most bytes that a call holds at once."""
    tracemalloc.start()
    function()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most


def ranking(_: Path) -> Iterator[Figure]:
    """The worksheet function for ranks, cells in and out, against pandas' own rank alone."""
    chance = random.Random(1)
    scores = [chance.randrange(20000) / 100 for _ in range(50000)]
    names, column = [[f"第{n}单位"] for n in range(50000)], [[score] for score in scores]
    series = pd.Series(scores)
    yield compared(
        "`xp_rank`, 50,000 scores", "`Series.rank`", 3,
        lambda: live.ranks(names, column, [["并列取末位"]]),
        lambda: series.rank(method="max", ascending=False), 21,
    )  # fmt: skip


def drawing(folder: Path) -> Iterator[Figure]:
    """The appendices of 2,000 units against XlsxWriter writing the same cells."""
    book = made_year(2000, (1, 2))
    groups = assess_year(book.ledger)[2].groups
    tables = appendices(Asked.of(2), groups, book.ledger, "最多跑一次")

    def drawn(target: Path | io.BytesIO) -> None:
        made = open_workbook(target)
        palette = Palette(made)
        draw_appendices([Pen(made.add_worksheet(), palette) for _ in tables], tables)
        made.close()

    drawn(folder / "appendix.xlsx")
    cells = yardsticks.cells_of(folder / "appendix.xlsx")
    yield compared(
        "appendices of 2,000 units", "XlsxWriter, the same cells", 1.5,
        lambda: drawn(io.BytesIO()), lambda: yardsticks.write(cells),
    )  # fmt: skip


def importing(folder: Path) -> Iterator[Figure]:
    """A month set in a saved workbook, and imported, against lxml writing that one sheet again."""
    book, counts, made = demo(folder), folder / "counts.csv", folder / "made.xlsm"
    units = json.loads(book.with_suffix(".json").read_text(encoding="utf-8"))["groups"][0]["units"]
    lines = [f"{unit['name']},{n % 5}" for n, unit in enumerate(units)]
    counts.write_text("\n".join(["单位,区县动态", *lines]) + "\n", encoding="utf-8")
    package = book.read_bytes()
    cells = {"3月": {(row, 2): row % 5 for row in range(9, 9 + 22)}}

    def imported() -> None:
        made.unlink(missing_ok=True)
        words = ("import", book, counts, "--month", "3", "-o", made)
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
            xlportal([*map(str, words)])

    def theirs() -> bytes:
        return yardsticks.edit_one_sheet(package, "xl/worksheets/sheet7.xml")

    against = "lxml, that one sheet"
    set_month = lambda: set_cells(package, cells)  # noqa: E731
    yield compared("a month's cells set, 22 units", against, 3, set_month, theirs, 11)
    found = compared("a month imported, 22 units", "the same", 3, imported, theirs, 11)
    yield replace(found, note=f"{found.note}; the whole workbook is read before and after")


def making(folder: Path) -> Iterator[Figure]:
    """A new workbook of 2,000 units against XlsxWriter writing the same cells."""
    peaks = []
    for units in (200, 2000):
        source, made = folder / f"{units}.json", folder / f"new{units}.xlsm"
        text = json.dumps(document(made_year(units)), ensure_ascii=False)
        source.write_text(text, encoding="utf-8")
        command = ("python3", "-S", "-c", PEAK, *OURS, "new", made, "--from", source)
        peaks.append(int(output(*command)) / 1024)
    book, cells = made_year(2000), yardsticks.cells_of(made)
    found = compared(
        "`new --from`, 2,000 units", "XlsxWriter, the same cells", 1.5,
        lambda: working_workbook(book, MOMENT), lambda: yardsticks.write(cells), 3,
    )  # fmt: skip
    peak = f"peak of `new --from` {peaks[1]:.0f} MiB, of 200 units {peaks[0]:.0f} MiB"
    yield replace(found, note=f"{found.note}; {peak}")


def auditing(folder: Path) -> Iterator[Figure]:
    """The audit of ten times the text against once, of the circular and of marks alone."""
    book = demo(folder)
    circular = (REPOSITORY / "tests" / "data" / "circular-2020-02.txt").read_text(encoding="utf-8")
    for what, text in (("circular", circular), ("tabs and quotes", '\t"' * len(circular))):
        once, ten = folder / f"{what}.txt", folder / f"{what} 10.txt"
        once.write_text(text, encoding="utf-8")
        ten.write_text(text * 10, encoding="utf-8")
        big, small = ((*OURS, "audit", path, book, "--month", "2") for path in (ten, once))
        yield compared(f"audit, 10 × the text ({what})", "1 ×", 12, big, small, 5)


def pressing(folder: Path) -> Iterator[Figure]:
    """The calls of a press for 2,000 units against 20, and the first press against the second."""
    found = [pressed(workbook(folder, units, (1, 2))) for units in (20, 2000)]
    few, many = (press["calls"] for press in found)
    yield Figure("a press, calls, 2,000 units", "20", many / few, 1, f"{many} / {few} calls")
    first, second = found[0]["seconds"]
    note = f"{first:.1f} s / {second:.1f} s"
    yield Figure("first press after opening, 20 units", "the second", first / second, None, note)


def recalculating(_: Path) -> Iterator[Figure]:
    """A month of 22 units through the real pipeline against functions that do nothing."""
    names = tuple((f"第{n}单位",) for n in range(22))
    counts = tuple((float(n % 4), 0.0, None, None) for n in range(22))
    column = tuple((float(n),) for n in range(22))
    calls: dict[str, tuple[Any, ...]] = {
        "xp_info_score": (names, counts, ((2.0, None, 10.0, None),), 1.5),
        "xp_average": (names, column),
        "xp_pass_line": (names, column, 0.8),
        "xp_pass_rate": (names, column, 0.8),
        "xp_score": (names, column, ((None,),) * 22, 0.8, 8.3, 2.0, "四舍五入"),
        "xp_rank": (names, column, "并列取末位"),
    }
    with windows_xlwings() as udfs:
        module = sys.modules["xlportal.excel.udfs"]
        real = {name: getattr(module, name) for name in calls}

        def recalculated() -> dict[str, Any]:
            return {n: udfs.call_udf("xlportal.excel.udfs", n, given) for n, given in calls.items()}

        idle: dict[str, Any] = {}
        for name, result in recalculated().items():
            idle[name] = lambda *_, result=result: result
            idle[name].__xlfunc__ = real[name].__xlfunc__

        def theirs() -> None:
            vars(module).update(idle)
            recalculated()
            vars(module).update(real)

        what, against = "a month recalculated, 22 units", "functions that do nothing"
        yield compared(what, against, 2, recalculated, theirs, 21)


def native(folder: Path) -> Iterator[Figure]:
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
    return folder / "demo" / BOOK


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
    figures: list[Figure] = []
    print(*HEAD, sep="\n")
    for part in [part for part in PARTS if not wanted or part.__name__ in wanted]:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            for figure in part(Path(folder)):
                figures.append(figure)
                print(figure.line, flush=True)
    if not wanted:
        before, _, rest = TABLE.read_text(encoding="utf-8").partition(HEAD[0])
        lines = [*HEAD, *(figure.line for figure in figures)]
        text = "\n".join(lines) + "\n\n" + rest.partition("\n\n")[2]
        TABLE.write_text(before + text, encoding="utf-8")
        kept = {"date": dt.date.today().isoformat(), "figures": [asdict(f) for f in figures]}
        text = json.dumps(kept, ensure_ascii=False, indent=1)
        TABLE.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
