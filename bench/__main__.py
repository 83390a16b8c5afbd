"""Runs every comparison, prints the table of ratios and keeps it as Markdown and as JSON."""

from __future__ import annotations

import datetime as dt
import gc
import io
import json
import os
import platform
import random
import subprocess
import sys
import tempfile
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from bench import native, yardsticks
from bench.clock import Figure, call, pairs, peak, process
from bench.copies import cells_of
from bench.years import year
from xlportal.excel.project import working_workbook
from xlportal.publish.appendix import appendices
from xlportal.publish.appendix_sheet import draw_appendix
from xlportal.score.assessment import assess, assess_year
from xlportal.sheets import live
from xlportal.sheets.files import read_workbook
from xlportal.sheets.pen import Palette, Pen, open_workbook
from xlportal.sheets.reading import read

HERE = Path(__file__).parent
ROOT = HERE.parent
OWN = str(ROOT / ".venv" / "bin" / "python")
"""The Python xlportal lives in: without pandas, as on an office's machine."""
MOMENT = dt.datetime(2020, 3, 2)
SIZES = (20, 200, 2000, 20000)
LONGEST = 300.0
"""Seconds after which LibreOffice is no longer waited for."""


def main() -> None:
    """Run the comparisons named on the command line, or all of them."""
    wanted = sys.argv[1:]
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        for part in PARTS:
            if not wanted or part.__name__.removeprefix("_") in wanted:
                for figure in part(Path(folder)):
                    figures.append(figure)
                    print(_line(figure), flush=True)
    if not wanted:
        _keep(figures)


def _starting(_: Path) -> Iterator[Figure]:
    """Compare help and a usage error with Python alone."""
    for words in (["--help"], ["check"]):
        cpu, wall, ours, bare = pairs(
            lambda words=words: process([OWN, "-m", "xlportal", *words], (0, 2)),  # type: ignore[misc]
            lambda: process([OWN, "-c", "pass"]),
            21,
        )
        what = f"`xlportal {' '.join(words)}`"
        yield Figure(what, "`python -c pass`", cpu, 4, _two(wall, ours, bare))


def _computing(folder: Path) -> Iterator[Figure]:
    """Compare the command on the demo with a bare script with openpyxl, XlsxWriter and pandas."""
    process([OWN, "-m", "xlportal", "demo", str(folder / "demo")])
    book = folder / "demo" / "2020年门户网站考核.xlsm"
    copy, cells = folder / "copy.xlsx", folder / "cells.json"
    command = [OWN, "-m", "xlportal", "compute", str(book), "--month", "2", "-o", str(copy)]
    process(command)
    cells.write_text(json.dumps(cells_of(copy), ensure_ascii=False), encoding="utf-8")
    bare = [sys.executable, str(HERE / "bare.py"), str(book), str(cells), str(folder / "bare.xlsx")]
    cpu, wall, ours, theirs = pairs(lambda: process(command), lambda: process(bare), 7)
    details = {"cpu_ratio": cpu, **_two(wall, ours, theirs)}
    yield Figure("`xlportal compute`, demo, whole process", "bare script", wall, 1.3, details)


def _assessing(_: Path) -> Iterator[Figure]:
    """Compare a year's assessment with pandas in floats, and with one of a tenth of the units."""
    small, large = _assessed(2000), _assessed(20000)
    details = {**large.details, "peak_ratio": large.peak / large.pandas_peak}
    what = "assessment, 20,000 units × 12 months × 3 items, exact"
    yield Figure(what, "pandas, floats (groupby, rank)", large.ratio, 3, details)
    yield Figure("the same: time for 10 × the units", "2,000 units", large.cpu / small.cpu, 12, {})
    yield Figure("the same: memory", "2,000 units", large.peak / small.peak, 12, {})


@dataclass(frozen=True)
class _Assessed:
    ratio: float
    cpu: float
    peak: int
    pandas_peak: int
    details: dict[str, Any]


def _assessed(units: int) -> _Assessed:
    ledger = year(units).ledger
    counts = yardsticks.frame(ledger)

    def ours() -> object:
        # A copy that remembers nothing of an earlier assessment.
        groups = tuple(replace(group) for group in ledger.groups)
        return assess_year(replace(ledger, groups=groups))

    def theirs() -> object:
        return yardsticks.assessed(ledger, counts)

    ratio, wall, mine, other = pairs(lambda: call(ours), lambda: call(theirs), 7)
    return _Assessed(ratio, mine.cpu, _peak(ours), _peak(theirs), _two(wall, mine, other))


def _ranking(_: Path) -> Iterator[Figure]:
    """Compare the worksheet function for ranks with pandas' own rank alone."""
    chance = random.Random(1)  # noqa: S311 - made-up data, the same every time
    scores = [round(chance.randrange(20000) / 100, 2) for _ in range(50000)]
    column = [[score] for score in scores]
    names = [[f"第{index}单位"] for index in range(50000)]
    series = pd.Series(scores)
    ours = lambda: call(lambda: live.ranks(names, column, [["并列取末位"]]))  # noqa: E731
    cpu, wall, mine, theirs = pairs(
        ours, lambda: call(lambda: series.rank(method="max", ascending=False)), 21
    )
    whole = pairs(
        ours,
        lambda: call(lambda: pd.DataFrame(column)[0].rank(method="max", ascending=False).to_list()),
        21,
    )[0]
    details = {**_two(wall, mine, theirs), "ratio_with_conversion_of_the_cells": whole}
    yield Figure("`xp_rank`, 50,000 scores, cells in, cells out", "`Series.rank`", cpu, 3, details)


def _reading(folder: Path) -> Iterator[Figure]:
    """Compare reading twelve months of 2,000 units with python-calamine."""
    path = folder / "2000.xlsm"
    path.write_bytes(working_workbook(year(2000), MOMENT))
    cpu, wall, ours, theirs = pairs(
        lambda: call(lambda: read_workbook(path)), lambda: call(lambda: yardsticks.read(path)), 7
    )
    judged = call(lambda: read(read_workbook(path))).cpu
    peaks = [peak([sys.executable, "-c", _READ[name], str(path)]) for name in _READ]
    details = {
        **_two(wall, ours, theirs),
        "with_judging_every_cell_ratio": judged / theirs.cpu,
        "peak_MiB": dict(zip(_READ, peaks, strict=True)),
    }
    yield Figure("reading 12 months × 2,000 units", "python-calamine", cpu, 3, details)


_READ = {
    "ours": "import sys, pathlib; from xlportal.sheets.files import read_workbook as r;"
    "grids = r(pathlib.Path(sys.argv[1]))",
    "calamine": "import sys; from python_calamine import CalamineWorkbook as W;"
    "b = W.from_path(sys.argv[1]); rows = [b.get_sheet_by_name(n).to_python()"
    " for n in b.sheet_names]",
    "openpyxl": "import sys, openpyxl; b = openpyxl.load_workbook(sys.argv[1], read_only=True);"
    "rows = [list(s.iter_rows(values_only=True)) for s in b.worksheets]",
}


def _drawing(folder: Path) -> Iterator[Figure]:
    """Compare building an appendix of 2,000 units with XlsxWriter writing its cells."""
    assessment = assess(year(2000, (1, 2)).ledger, 2)

    def drawn() -> bytes:
        stream = io.BytesIO()
        book = open_workbook(stream)
        palette = Palette(book)
        for table in appendices(assessment, "最多跑一次"):
            draw_appendix(Pen(book.add_worksheet(f"附表{table.annex}"), palette), table)
        book.close()
        return stream.getvalue()

    path = folder / "appendix.xlsx"
    path.write_bytes(drawn())
    cells = cells_of(path)
    cpu, wall, ours, theirs = pairs(
        lambda: call(drawn), lambda: call(lambda: yardsticks.write(cells)), 9
    )
    details = {**_two(wall, ours, theirs), "cells": sum(map(len, cells["sheets"].values()))}
    yield Figure("building the appendix of 2,000 units", "XlsxWriter alone", cpu, 1.5, details)


def _pressing(folder: Path) -> Iterator[Figure]:
    """Compare a press for 2,000 units with one for 20, and a cold start with a warm one."""
    found = []
    for units in (20, 2000):
        path = folder / f"press{units}.xlsm"
        path.write_bytes(working_workbook(year(units, (1, 2)), MOMENT))
        found.append(_pressed(path))
    calls = [sum(each["calls"].values()) for each in found]
    same = found[0]["calls"] == found[1]["calls"]
    details: dict[str, Any] = {"calls": calls, "the_same_kinds": same}
    yield Figure(
        "a press, calls into the engine, 2,000 units", "20", calls[1] / calls[0], 1, details
    )
    cold, nothing = "import xlportal.excel.buttons, xlportal.excel.udfs", "pass"
    _, _, loaded, bare = pairs(
        lambda: process([OWN, "-c", cold]), lambda: process([OWN, "-c", nothing]), 7
    )
    warm = found[0]["cpu"]
    yield Figure(
        "a press, 20 units, cold process", "the warm server", (loaded.cpu + warm) / warm, None,
        {"cold_cpu": loaded.cpu, "python_alone_cpu": bare.cpu, "press_cpu": warm,
         "press_2000_cpu": found[1]["cpu"]},
    )  # fmt: skip


def _pressed(path: Path) -> dict[str, Any]:
    """Return calls and seconds of a press; LibreOffice's bridge may need another attempt."""
    where = os.environ | {"PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT}"}
    command = [OWN, str(HERE / "pressing.py"), str(path)]
    for _ in range(_ATTEMPTS):
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=where)
        if done.returncode == 0:
            pressed: dict[str, Any] = json.loads(done.stdout)
            return pressed
    raise RuntimeError(done.stderr)


_ATTEMPTS = 3


def _recalculating(folder: Path) -> Iterator[Figure]:
    """Compare the command with LibreOffice recalculating native formulas, at every size."""
    for units in SIZES:
        book = year(units)
        path, formulas = folder / f"{units}.xlsm", folder / f"native{units}.xlsx"
        path.write_bytes(working_workbook(book, MOMENT))
        native.write_native(book.ledger, formulas)
        del book
        gc.collect()
        target = str(folder / "computed.xlsx")
        command = [OWN, "-m", "xlportal", "compute", str(path), "--month", "12", "-o", target]
        if units == SIZES[0]:
            native.recalculate(formulas, folder, LONGEST)
        theirs = native.recalculate(formulas, folder, LONGEST)
        ours = process(command)
        gave_up = theirs.wall >= LONGEST
        if not gave_up and not native.is_recalculated(folder / "saved" / formulas.name):
            raise RuntimeError(f"LibreOffice did not recalculate {formulas.name}")
        details = {**_two(ours.wall / theirs.wall, ours, theirs), "stopped_waiting": gave_up}
        details["peak_MiB"] = peak(command)
        yield Figure(
            f"`xlportal compute`, 12 months × {units:,} units", "LibreOffice, native formulas",
            ours.wall / theirs.wall, 1, details,
        )  # fmt: skip


PARTS: tuple[Callable[[Path], Iterator[Figure]], ...] = (
    _starting, _computing, _assessing, _ranking, _reading, _drawing, _pressing, _recalculating,
)  # fmt: skip


def _peak(function: Callable[[], object]) -> int:
    tracemalloc.start()
    function()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return peak


def _two(wall: float, ours: Any, theirs: Any) -> dict[str, Any]:
    return {
        "wall_ratio": wall,
        "seconds": {"cpu": [ours.cpu, theirs.cpu], "wall": [ours.wall, theirs.wall]},
    }


def _line(figure: Figure) -> str:
    most = "—" if figure.most is None else f"≤ {figure.most:g}"
    mark = "yes" if figure.reached else "**no**"
    return f"| {figure.what} | {figure.against} | {figure.ratio:.2f} | {most} | {mark} |"


def _keep(figures: list[Figure]) -> None:
    """Write the results beside this file."""
    lines = ["| what | measured against | ratio | to reach | reached |", "|---|---|---|---|---|"]
    lines += [_line(figure) for figure in figures]
    (HERE / "results.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    document = {
        "python": platform.python_version(),
        "date": dt.date.today().isoformat(),
        "figures": [asdict(figure) | {"reached": figure.reached} for figure in figures],
    }
    text = json.dumps(document, ensure_ascii=False, indent=1)
    (HERE / "results.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
