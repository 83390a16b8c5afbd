"""Random slips in a filled workbook, and the judgement whether the package took them rightly.

A slip changes the values of some cells: it types something else, deletes, swaps or copies cells,
swaps units' rows. What the package then computes without complaint must be what the slow reader and
the slow calculation get from the same cells; what they find unclear must be an error.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import functools
import io
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from openpyxl.utils.cell import coordinate_to_tuple

from support.oracle import expected_groups
from support.slow_reader import Months, Unclear, read_slowly
from support.surgery import Surgery
from xlportal.cli import main
from xlportal.core.demo import demo_book
from xlportal.core.document import document, read_document
from xlportal.core.problems import has_errors
from xlportal.publish.content import publication
from xlportal.score.assessment import assess
from xlportal.score.result import result
from xlportal.sheets import files
from xlportal.sheets.archive import archive_rows
from xlportal.sheets.contents import contents
from xlportal.sheets.grid import Formula, Grid, address
from xlportal.sheets.reading import read

Place = tuple[int, int]
Sheets = dict[str, dict[Place, object]]
Where = tuple[str, int, int]


@functools.cache
def filled_document() -> str:
    """The demo with two more months, deductions, a renamed and a late unit, as JSON."""
    filled = document(demo_book().ledger)
    first, second = filled["groups"]
    first["units"][11]["former"] = ["富阳县行政服务中心", "富阳区审管办"]
    first["units"][12]["from"] = 3
    second["units"][3]["to"] = 2
    filled["months"][0]["entries"] = [
        entry for entry in filled["months"][0]["entries"] if entry["unit"] != "临安市审管办"
    ]
    for month in (3, 5):
        entries = copy.deepcopy(filled["months"][0]["entries"])
        filled["months"].append({"month": month, "entries": entries})
        for index, entry in enumerate(entries):
            group = filled["groups"][entry["group"] - 1]
            name = group["items"][index % 3]["name"]
            entry["counts"] = {name: [index % 5 + month, index % 4]}
            if index % 7 == 0 and group["deductions"]:
                entry |= {"deduction": "0.5", "note": "更新不及时"}
        filled["months"][-1]["entries"] = [e for e in entries if e["unit"] != "综合管理处"]
    return json.dumps(filled)


@functools.cache
def _written() -> Sheets:
    ledger = read_document(filled_document())
    book = demo_book()
    book = type(book)(ledger, book.settings, book.wording)
    sheets: Sheets = {name: dict(cells) for name, cells in contents(book).items()}
    sent = archive_rows(assess(ledger, 2), dt.datetime(2020, 3, 2, 9, 30))
    header = ("月份", "发送时间", "附表号", "单位名称", "得分", "排名", "累计得分", "累计排名")
    sheets["存档"] = {
        (row, column): value
        for row, line in enumerate([header, *sent])
        for column, value in enumerate(line)
    }
    return sheets


def written() -> Sheets:
    """Return the cells of the workbook that is then spoilt."""
    return {name: dict(cells) for name, cells in _written().items()}


def filled_book() -> Any:
    """Return the book whose workbook is spoilt."""
    book = demo_book()
    return type(book)(read_document(filled_document()), book.settings, book.wording)


@functools.cache
def _targets() -> tuple[Where, ...]:
    """Every cell a clerk can type in, and the headers; the filled months count most."""
    sheets = _written()
    places: list[Where] = []
    for name, width, spare in (
        ("参数", 10, 2),
        ("单位", 6, 4),
        ("期初", 12, 3),
        ("通报模板", 4, 2),
    ):
        last = max(row for row, _ in sheets[name])
        places += [(name, row, c) for row in range(2, last + spare) for c in range(width)]
    for name, weight in (("2月", 6), ("3月", 4), ("4月", 1), ("5月", 2)):
        last = max(row for row, _ in sheets[name])
        places += weight * [
            (name, row, c) for row in range(2, last + 4) for c in range(10) if (row, c) != (3, 3)
        ]
    return tuple(places)


@functools.cache
def _counted() -> tuple[Where, ...]:
    """The cells where units' names, counts, deductions and reasons stand."""
    return tuple(w for w in _targets() if w[0] in {"2月", "3月", "5月"} and w[1] > 8 and w[2] > 0)


_TEXTS = (
    "三", "３", " 4 ", "3（1）", "3(1)", "１０（２）", "2（3）", "3（1", "（1）", "3（1）（1）", "[2]", "1-2",
    "", " ", "\u200b", "0", "00", "-1", "－2", "+3", "1.5", ".5", "3.", "1e3", "80%", "０．８", "1,000",
    "无", "无扣分", "—", "是", "否", "也许", "=1+1", "@x", "#REF!", "#N/A", "#DIV/0!", "TRUE", "1月",
    "2020-3-1", "四舍五入", "截尾", "并列取首位", "并列不占位", "并列取平均", "富阳区行政服务中心",
    "富阳县行政服务中心", "富阳区审管办；秘书处", "上城区 审管办", "秘书处", "临安市审管办", "综合管理处",
    "某某处", "区县动态", "中心动态", "经验介绍", "扣分", "序号", "参加考核单位", "其中专栏", "采用",
    "附表1", "附表2　机关", "附表3", "合计", "标题", "组正文", "【月份】", "【月】", "本月无采用", "9" * 60,
)  # fmt: skip
_VALUES: tuple[object, ...] = (
    None, 0, 1, 2, 3, 4, 7, 12, 13, 99, 1000, 999_999, 10**6, 10**15, -1, 0.0, 1.0, 2.5, 0.8, 1.5,
    8.3, 20.75, 0.1 + 0.2, 1 / 3, 1e-9, 1e20, 1e300, -0.5, True, False,
    dt.datetime(2020, 3, 1), dt.datetime(2020, 3, 1, 9, 30), Formula("=1+1"),
)  # fmt: skip
_TYPED = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn")), max_size=6)
VALUES = st.one_of(
    st.sampled_from(_TEXTS),
    st.sampled_from(_VALUES),
    st.integers(0, 12),
    st.integers(-(10**7), 10**7),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text("0123456789（）()【】 .-０１２一二条篇分", max_size=7),
    _TYPED,
)
PLACES = st.one_of(
    st.deferred(lambda: st.sampled_from(_counted())),
    st.deferred(lambda: st.sampled_from(_targets())),
)


class Spoilt:
    """The cells of the workbook with slips in them; shown as what is different."""

    def __init__(self, sheets: Sheets) -> None:
        self.sheets = sheets

    @property
    def changes(self) -> dict[str, object]:
        """Return the changed cells, such as ``2月!C21``, with what stands in them now."""
        before = _written()
        return {
            f"{name}!{address(*place)}": cells.get(place)
            for name, cells in self.sheets.items()
            for place in sorted({*cells, *before[name]})
            if repr(cells.get(place)) != repr(before[name].get(place))
        }

    def __repr__(self) -> str:
        return f"Spoilt({str(self.changes)[:3000]})"


@st.composite
def slips(draw: st.DrawFn) -> Spoilt:
    """The workbook with one to four slips in it."""
    sheets = written()
    for _ in range(draw(st.integers(1, 4))):
        _SLIPS[draw(st.sampled_from(list(_SLIPS)))](draw, sheets)
    return Spoilt(sheets)


def _type(draw: st.DrawFn, sheets: Sheets) -> None:
    sheet, row, column = draw(PLACES)
    sheets[sheet][row, column] = draw(VALUES)


def _delete(draw: st.DrawFn, sheets: Sheets) -> None:
    sheet, row, column = draw(PLACES)
    width, height = draw(st.integers(1, 6)), draw(st.integers(1, 3))
    for place in [(row + r, column + c) for r in range(height) for c in range(width)]:
        sheets[sheet].pop(place, None)


def _swap(draw: st.DrawFn, sheets: Sheets) -> None:
    first, second = draw(PLACES), draw(PLACES)
    one, other = (sheets[s].get((r, c)) for s, r, c in (first, second))
    sheets[first[0]][first[1:]], sheets[second[0]][second[1:]] = other, one


def _copy(draw: st.DrawFn, sheets: Sheets) -> None:
    source, target = draw(PLACES), draw(PLACES)
    width, height = draw(st.integers(1, 8)), draw(st.integers(1, 4))
    moved = {
        (r, c): sheets[source[0]].get((source[1] + r, source[2] + c))
        for r in range(height)
        for c in range(width)
    }
    for (r, c), value in moved.items():
        sheets[target[0]][target[1] + r, target[2] + c] = value


def _swap_rows(draw: st.DrawFn, sheets: Sheets) -> None:
    sheet, row, _ = draw(PLACES)
    other = row + draw(st.integers(-3, 3))
    for column in range(13):
        cells = sheets[sheet]
        if other >= 2:
            values = cells.get((row, column)), cells.get((other, column))
            cells[other, column], cells[row, column] = values


_SLIPS = {"type": _type, "delete": _delete, "swap": _swap, "copy": _copy, "rows": _swap_rows}


@st.composite
def shifts(draw: st.DrawFn) -> Mapping[str, tuple[int, int]]:
    """How far the sheets are moved down and to the right as a whole: that does no harm."""
    names = draw(st.lists(st.sampled_from(["参数", "单位", "期初", "2月", "3月"]), max_size=2))
    return {name: (draw(st.integers(0, 3)), draw(st.integers(0, 2))) for name in names}


def grids_of(sheets: Sheets, shifted: Mapping[str, tuple[int, int]]) -> dict[str, Grid]:
    """Return the grids of the cells, some of the sheets moved as a whole."""
    grids = {}
    for name, cells in sheets.items():
        down, right = shifted.get(name, (0, 0))
        moved = {(row + down, column + right): value for (row, column), value in cells.items()}
        grids[name] = Grid.of(name, moved)
    return grids


@dataclass(frozen=True)
class Verdict:
    """How a spoilt workbook was taken, for counting."""

    stopped: int
    agreed: int
    warned: bool


COUNTS: Counter[str] = Counter()


def judge(sheets: Sheets, grids: Mapping[str, Grid]) -> Verdict:
    """Compare what the package makes of ``grids`` with what ``sheets`` say, month by month."""
    reading = read(grids)
    for problem in reading.all_problems():
        assert "\n" not in problem.message, problem
        assert "{" not in problem.kind.mend or problem.mend != problem.kind.mend, problem
        json.dumps(problem.document(), ensure_ascii=False)
    slow, reason = _slowly(sheets)
    assert slow is not None or has_errors(reading.problems), f"not clear, yet no error: {reason}"
    stopped = agreed = 0
    for month in range(1, 13):
        problems = reading.problems_of(month)
        if has_errors(problems):
            stopped += 1
            continue
        assert slow is not None, f"{month}: not clear, yet no error"
        assert month < slow.unclear_from, f"{month}: not clear, yet no error"
        assert reading.book is not None
        assessment = assess(reading.book.ledger, month)
        computed = result(assessment, [], problems, "")["groups"]
        assert computed == expected_groups(_plain(slow.document), month), f"{month} differs"
        publication(reading.book, assessment)
        agreed += 1
    warned = any(not problem.is_error for problem in reading.all_problems())
    COUNTS.update(inputs=1, stopped_months=stopped, agreed_months=agreed)
    COUNTS["inputs with an agreed month"] += agreed > 0
    return Verdict(stopped, agreed, warned)


def _slowly(sheets: Sheets) -> tuple[Months | None, str]:
    try:
        return read_slowly(sheets, _written()), ""
    except Unclear as reason:
        return None, str(reason)


def _plain(value: Any) -> Any:
    """Return a document with its fractions as the slow calculation takes them."""
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return str(value) if isinstance(value, Fraction) else value


def month_numbers() -> st.SearchStrategy[int]:
    """Months, those that are filled more often."""
    return st.one_of(st.sampled_from([2, 3, 5]), st.integers(1, 12))


class FileFuzz:
    """Slips made in a real workbook file, judged through the file and the command."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        book, source = folder / "base.xlsm", folder / "base.json"
        source.write_text(filled_document(), encoding="utf-8")
        with contextlib.redirect_stdout(io.StringIO()):
            assert main(["new", str(book), "--from", str(source)]) == 0
        self.package = book.read_bytes()
        grids = files.read_workbook(book)
        del grids["存档"]
        self.sheets = {
            name: {
                (row, column): value
                for row, values in enumerate(grid.rows)
                for column, value in enumerate(values)
                if value is not None
            }
            for name, grid in grids.items()
        }

    def judge(self, spoilt: Spoilt, month: int) -> None:
        """Put the slips into the file, read it, and have the command compute a month."""
        surgery = Surgery(self.package)
        sheets: Sheets = {name: dict(cells) for name, cells in self.sheets.items()}
        for where, value in spoilt.changes.items():
            if surgery.has(where):
                surgery.put(where, value)
                sheet, _, cell = where.partition("!")
                row, column = coordinate_to_tuple(cell)
                sheets[sheet][row - 1, column - 1] = value
        book = surgery.save(self.folder / "spoilt.xlsm")
        judge(sheets, files.read_workbook(book))
        self._compute(book, sheets, month)

    def _compute(self, book: Path, sheets: Sheets, month: int) -> None:
        out, words = io.StringIO(), ["--month", str(month), "--json"]
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(io.StringIO()):
            code = main(["compute", str(book), *words, "-o", str(self.folder / "out.xlsx")])
        answer = json.loads(out.getvalue())
        assert code == int(answer["output"] is None)
        COUNTS.update({"files computed by the command": 1, f"of them with exit code {code}": 1})
        if code == 0:
            slow, _ = _slowly(sheets)
            assert slow is not None
            assert answer["groups"] == expected_groups(_plain(slow.document), month)
