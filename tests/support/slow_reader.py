"""What a careful person reads out of the cells of a workbook, place by place, without the package.

Knows where everything stood when the workbook was written and follows nobody who moved it. What is
not clear beyond doubt is :class:`Unclear`; the package has to call that an error.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction
from typing import Any

Cells = Mapping[tuple[int, int], object]
Sheets = Mapping[str, Cells]

ROUNDING = {"四舍五入": "half_up", "截尾": "truncate"}
TIES = {"并列取末位": "last", "并列取首位": "first", "并列不占位": "dense", "并列取平均": "average"}
NO_DEDUCTION = {"无扣分", "无", "—", "－", "-"}
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"


class Unclear(Exception):
    """What a cell, or what stands together in some, cannot be read in one way only."""


@dataclass(frozen=True)
class Months:
    """The document as far as it is clear, and the first month whose sheet is not."""

    document: dict[str, Any]
    unclear_from: int


def read_slowly(sheets: Sheets, written: Sheets) -> Months:
    """Return what ``sheets`` say; ``written`` are the cells as they were written.

    Raises :class:`Unclear` where nothing can be computed at all.
    """
    parameters = sheets["参数"]
    places = {
        label: _only(parameters, label)
        for label in ("年度", "月份", "发文机关", "发文日期", "专栏名称")
    }
    row, column = places["年度"]
    year = _whole(parameters.get((row, column + 1)))
    if year is None or not 1900 <= year <= 9999:
        raise Unclear("year")
    rows = [
        _header(parameters, written["参数"], _row(written["参数"], text))
        for text in ("考核组全称", "每件分值")
    ]
    if rows[0] >= rows[1] - 1:
        raise Unclear("tables")
    _nothing_numbered(parameters, [*range(rows[0]), rows[1] - 1])
    groups = _groups(parameters, range(rows[0] + 1, rows[1] - 1))
    _items(parameters, rows[1] + 1, groups)
    _units(sheets["单位"], written["单位"], groups)
    document: dict[str, Any] = {
        "year": year, "groups": list(groups.values()), "opening": [], "months": [],
    }  # fmt: skip
    unclear_from = 13
    for month in range(1, 13):
        try:
            entries = _month(sheets[f"{month}月"], groups, month)
        except Unclear:
            unclear_from = min(unclear_from, month)
            continue
        if entries is not None:
            document["months"].append({"month": month, "entries": entries})
    document["opening"] = _opening(sheets["期初"], written["期初"], groups, document["months"])
    return Months(document, unclear_from)


def seen(value: object) -> object:
    """Return a number, a text without outer spaces, or nothing; anything else is unclear."""
    if value is None:
        return None
    if isinstance(value, str):
        text = value.strip().strip(UNSEEN).strip()
        if re.fullmatch(r"#[A-Z0-9/_]+[!?]?", text.upper()):
            raise Unclear(text)
        return text or None
    if isinstance(value, (bool, dt.date, dt.time)):
        raise Unclear(repr(value))
    if isinstance(value, float):
        return Fraction(f"{value:.15g}")
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    raise Unclear(repr(value))


def _number(value: object) -> Fraction | None:
    found = seen(value)
    if not isinstance(found, str):
        return found  # type: ignore[return-value]
    text = unicodedata.normalize("NFKC", found)
    share = text.endswith("%")
    text = text.removesuffix("%").strip()
    if not re.fullmatch(r"[+-]?([0-9]+\.?[0-9]*|\.[0-9]+)", text) or len(text) > 200:
        raise Unclear(found)
    return Fraction(text) / (100 if share else 1)


def _whole(value: object) -> int | None:
    found = _number(value)
    if found is not None and found.denominator != 1:
        raise Unclear(str(found))
    return None if found is None else int(found)


def _text(value: object) -> str:
    found = seen(value)
    if found is None:
        return ""
    return found if isinstance(found, str) else _plain(Fraction(found))  # type: ignore[arg-type]


def _plain(value: Fraction) -> str:
    with localcontext(prec=800):
        digits = format(Decimal(value.numerator) / value.denominator, "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def _name(value: object) -> str:
    return " ".join(_text(value).split())


def _key(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _bare(value: object) -> str:
    return "".join(value.split()) if isinstance(value, str) else ""


def _row(cells: Cells, text: str) -> int:
    return min(row for (row, _), value in cells.items() if _bare(value) == text)


def _only(cells: Cells, text: str) -> tuple[int, int]:
    """Return the one place where ``text`` stands."""
    places = [place for place, value in cells.items() if _bare(value) == text]
    if len(places) != 1:
        raise Unclear(f"label {text}")
    return places[0]


def _header(cells: Cells, written: Cells, row: int) -> int:
    """Return the one row in which the headers stand that were written into ``row``."""
    wanted = {column: _bare(value) for (of, column), value in written.items() if of == row}
    rows = [
        other
        for other in {of for of, _ in cells}
        if all(_bare(cells.get((other, column))) == text for column, text in wanted.items())
    ]
    if len(rows) != 1:
        raise Unclear(f"headers {wanted}")
    return rows[0]


def _nothing_numbered(cells: Cells, rows: Iterable[int]) -> None:
    """Refuse rows that begin with a number where no table is."""
    for row in rows:
        try:
            found = _whole(cells.get((row, 0)))
        except Unclear:
            continue
        if found is not None:
            raise Unclear("a row outside its table")


def _end(cells: Cells) -> int:
    return max(row for row, _ in cells) + 1


def _blank(cells: Cells, row: int, columns: range) -> bool:
    for column in columns:
        try:
            if seen(cells.get((row, column))) is not None:
                return False
        except Unclear:
            return False
    return True


def _groups(cells: Cells, rows: range) -> dict[int, dict[str, Any]]:
    groups: dict[int, dict[str, Any]] = {}
    for row in rows:
        if _blank(cells, row, range(10)):
            continue
        values = [cells.get((row, column)) for column in range(10)]
        annex, decimals = _whole(values[0]), _whole(values[6])
        if annex is None or annex in groups or not 1 <= annex <= 999:
            raise Unclear("annex")
        if decimals is None or not 0 <= decimals <= 10:
            raise Unclear("decimals")
        name, short = _name(values[1]), _name(values[2])
        words = [_text(value) for value in values[7:10]]
        known = words[0] in ROUNDING and words[1] in TIES and words[2] in {"是", "否"}
        if not name or not short or not known:
            raise Unclear("words")
        groups[annex] = {
            "annex": annex, "name": name, "short": short,
            "bonus": _parameter(values[3]), "pass_ratio": _parameter(values[4]),
            "pass_score": _parameter(values[5]), "decimals": decimals,
            "rounding": ROUNDING[words[0]], "ties": TIES[words[1]], "deductions": words[2] == "是",
            "items": [], "units": [],
        }  # fmt: skip
    if not groups:
        raise Unclear("no groups")
    return groups


def _parameter(value: object) -> Fraction:
    found = _number(value)
    if found is None or found <= 0:
        raise Unclear("parameter")
    return found


def _items(cells: Cells, first: int, groups: Mapping[int, dict[str, Any]]) -> None:
    for row in range(first, _end(cells)):
        if _blank(cells, row, range(4)):
            continue
        annex = _whole(cells.get((row, 0)))
        name, measure = _name(cells.get((row, 1))), _name(cells.get((row, 2)))
        if annex not in groups or not name or not measure:
            raise Unclear("item")
        items = groups[annex]["items"]
        if _bare(name) in {_bare(item["name"]) for item in items}:
            raise Unclear("item twice")
        items.append({"name": name, "unit": measure, "points": _parameter(cells.get((row, 3)))})
    if not all(group["items"] for group in groups.values()):
        raise Unclear("no items")


def _units(cells: Cells, written: Cells, groups: Mapping[int, dict[str, Any]]) -> None:
    header = _header(cells, written, 2)
    _nothing_numbered(cells, range(header))
    found: list[tuple[int, int, int, dict[str, Any]]] = []
    for row in range(header + 1, _end(cells)):
        if _blank(cells, row, range(6)):
            continue
        annex, order = _whole(cells.get((row, 0))), _whole(cells.get((row, 1)))
        name = _name(cells.get((row, 2)))
        former = [
            " ".join(part.split()) for part in re.split("[；;\n]", _text(cells.get((row, 3))))
        ]
        ends = [_whole(cells.get((row, column))) for column in (4, 5)]
        start, stop = (1 if ends[0] is None else ends[0]), (12 if ends[1] is None else ends[1])
        if annex not in groups or not name or not 1 <= start <= stop <= 12 or (order or 0) < 0:
            raise Unclear("unit")
        unit = {
            "name": name,
            "former": [part for part in former if part],
            "from": start,
            "to": stop,
        }
        found.append((annex, 10**9 if order is None else order, row, unit))
    for annex, _, _, unit in sorted(found, key=lambda listed: listed[:3]):
        groups[annex]["units"].append(unit)
    for group in groups.values():
        keys = [{_key(name) for name in (u["name"], *u["former"])} for u in group["units"]]
        if not keys or sum(map(len, keys)) != len(set().union(*keys)):
            raise Unclear("names")


def _unit(group: dict[str, Any], value: object) -> dict[str, Any]:
    key = _key(_text(value))
    for unit in group["units"]:
        if key in {_key(name) for name in (unit["name"], *unit["former"])}:
            return unit  # type: ignore[no-any-return]
    raise Unclear(f"no unit {key}")


def _pair(pieces: object, in_column: object) -> list[int] | None:
    left, right = seen(pieces), seen(in_column)
    if isinstance(left, str):
        written = re.fullmatch(r"([0-9]+) *\( *([0-9]+) *\)", unicodedata.normalize("NFKC", left))
        if written and right is None:
            return _checked(int(written[1]), int(written[2]))
    if left is None and right is None:
        return None
    return _checked(*(_digits(value) for value in (left, right)))


def _digits(value: object) -> int:
    if value is None:
        return 0
    if isinstance(value, str):
        text = unicodedata.normalize("NFKC", value)
        if not re.fullmatch("[0-9]{1,50}", text):
            raise Unclear(value)
        return int(text)
    if not isinstance(value, Fraction) or value.denominator != 1:
        raise Unclear(str(value))
    return int(value)


def _checked(pieces: int, in_column: int) -> list[int]:
    if not 0 <= in_column <= pieces <= 999_999:
        raise Unclear("count")
    return [pieces, in_column]


def _month(
    cells: Cells, groups: Mapping[int, dict[str, Any]], month: int
) -> list[dict[str, Any]] | None:
    row, column = _only(cells, "本月无采用")
    _only(cells, "本月工作提示")
    mark = seen(cells.get((row, column + 1)))
    if mark not in {None, "是", "否"}:
        raise Unclear("mark")
    titles = sorted(
        (row, int(found[1]))
        for (row, column), value in cells.items()
        if column == 0 and isinstance(value, str)
        and (found := re.match(r"\s*附表\s*([0-9]+)(\s|$)", value))
    )  # fmt: skip
    ends = [*(row for row, _ in titles[1:]), _end(cells)]
    blocks: list[_Block] = []
    for (title, annex), end in zip(titles, ends, strict=False):
        if annex not in groups:
            raise Unclear("title")
        blocks.append(_Block(cells, range(title, end), groups[annex]))
    if sorted(block.group["annex"] for block in blocks) != sorted(groups):
        raise Unclear("blocks")
    if not any(block.touched() for block in blocks):
        return [] if mark == "是" else None
    if mark == "是":
        raise Unclear("mark")
    return [entry for block in blocks for entry in block.entries(month)]


class _Block:
    """One group's rows on one month sheet; its headers are clear."""

    def __init__(self, cells: Cells, rows: range, group: dict[str, Any]) -> None:
        self.cells, self.group = cells, group
        headers = [row for row in rows if self.is_header(row)]
        labels_rows = [
            row
            for row in rows
            if row > min(headers, default=-1)
            and any(_bare(cells.get((row, c))) == "采用" for c in range(20))
        ]
        if not headers or not labels_rows or not 0 < labels_rows[0] - headers[0] < 7:
            raise Unclear("no headers")
        header, labels = headers[0], labels_rows[0]
        self.rows = range(labels + 1, rows.stop)
        last = max(column for (row, column) in cells if row == header) + 1
        texts = [_bare(cells.get((header, column))) for column in range(last)]
        wanted = [_bare(item["name"]) for item in group["items"]]
        self.place: dict[str, int] = {}
        for text in ("参加考核单位", "扣分", "扣分原因（备注）", *wanted):
            if texts.count(text) != 1:
                raise Unclear(f"header {text}")
            self.place[text] = texts.index(text)
        for text in wanted:
            column = self.place[text]
            under = [_bare(cells.get((labels, column + side))) for side in (0, 1)]
            if under != ["采用", "其中专栏"] or texts[column + 1]:
                raise Unclear("labels")
        head = [row for row in range(rows.start + 1, labels + 1) if row != header]
        if not all(_blank(cells, row, range(c, c + 1)) for row in head for c in self.names()):
            raise Unclear("a name above")
        self.taken = sorted(self.place[text] + side for text in wanted for side in (0, 1))
        between = range(self.place["参加考核单位"] + 1, self.place["扣分"])
        self.strays = [column for column in between if column not in self.taken]
        if any(texts[column] for column in self.strays):
            raise Unclear("another item")

    def is_header(self, row: int) -> bool:
        return any(_bare(self.cells.get((row, c))) == "参加考核单位" for c in range(20))

    def names(self) -> tuple[int]:
        return (self.place["参加考核单位"],)

    def holds(self, row: int) -> bool:
        columns = (*self.taken, self.place["扣分"], self.place["扣分原因（备注）"])
        return not all(_blank(self.cells, row, range(c, c + 1)) for c in columns)

    def stray(self, row: int) -> bool:
        return not all(_blank(self.cells, row, range(c, c + 1)) for c in self.strays)

    def touched(self) -> bool:
        return any(self.holds(row) or self.stray(row) for row in self.rows)

    def entries(self, month: int) -> list[dict[str, Any]]:
        listed: list[str] = []
        entries: list[dict[str, Any]] = []
        for row in self.rows:
            holds = self.holds(row)
            name = seen(self.cells.get((row, self.place["参加考核单位"])))
            if self.stray(row) or (name is None and holds):
                raise Unclear("stray or no name")
            if name is None:
                continue
            unit = _unit(self.group, name)
            takes_part = unit["from"] <= month <= unit["to"]
            if unit["name"] in listed or (holds and not takes_part):
                raise Unclear("unit")
            listed.append(unit["name"])
            if holds:
                entries.append(self.entry(row, unit))
        for unit in self.group["units"]:
            if unit["from"] <= month <= unit["to"] and unit["name"] not in listed:
                raise Unclear("unit missing")
        return entries

    def entry(self, row: int, unit: dict[str, Any]) -> dict[str, Any]:
        lost = seen(self.cells.get((row, self.place["扣分"])))
        points = Fraction(0) if lost in NO_DEDUCTION else _number(lost) or Fraction(0)
        if points < 0 or (points and not self.group["deductions"]):
            raise Unclear("deduction")
        _text(self.cells.get((row, self.place["扣分原因（备注）"])))
        counts = {}
        for item in self.group["items"]:
            column = self.place[_bare(item["name"])]
            count = _pair(*(self.cells.get((row, column + side)) for side in (0, 1)))
            counts |= {item["name"]: count} if count else {}
        return {
            "group": self.group["annex"], "unit": unit["name"], "deduction": points,
            "counts": counts, "note": "",
        }  # fmt: skip


def _opening(
    cells: Cells,
    written: Cells,
    groups: Mapping[int, dict[str, Any]],
    months: list[dict[str, Any]],
) -> list[dict[str, Any]]:
    header = _header(cells, {place: text for place, text in written.items() if place[1] < 4}, 2)
    _nothing_numbered(cells, range(header))
    place = _opening_places(cells, header, groups)
    openings: list[dict[str, Any]] = []
    listed: set[tuple[int, str]] = set()
    columns = sorted(column + side for column in place.values() for side in (0, 1))
    for row in range(header + 1, _end(cells)):
        if all(_blank(cells, row, range(c, c + 1)) for c in (2, 3, *columns)):
            continue
        annex = _whole(cells.get((row, 0)))
        if annex not in groups:
            raise Unclear("opening annex")
        opening = _carried(cells, row, groups[annex], place)
        unit = _unit(groups[annex], opening["unit"])
        if (annex, unit["name"]) in listed or any(
            filed["month"] <= opening["through"] and unit["from"] <= filed["month"] <= unit["to"]
            for filed in months
        ):
            raise Unclear("opening twice, or overlapping")
        listed.add((annex, unit["name"]))
        openings.append(opening)
    return openings


def _opening_places(
    cells: Cells, header: int, groups: Mapping[int, dict[str, Any]]
) -> dict[str, int]:
    last = max(column for row, column in cells if row == header) + 1
    texts = [_bare(cells.get((header, column))) for column in range(last)]
    names = dict.fromkeys(_bare(item["name"]) for g in groups.values() for item in g["items"])
    for name in names:
        if texts.count(name) != 1 or texts[texts.index(name) + 1 :][:1] != ["其中专栏"]:
            raise Unclear("opening item")
    if any(text and text != "其中专栏" and text not in names for text in texts[4:]):
        raise Unclear("another item")
    return {name: texts.index(name) for name in names}


def _carried(
    cells: Cells, row: int, group: dict[str, Any], place: Mapping[str, int]
) -> dict[str, Any]:
    unit = _unit(group, cells.get((row, 1)))
    through, score = _whole(cells.get((row, 2))), _number(cells.get((row, 3)))
    if through is None or not 1 <= through <= 12 or score is None or score < 0:
        raise Unclear("opening")
    own = {_bare(item["name"]): item["name"] for item in group["items"]}
    counts = {}
    for name, column in place.items():
        if name in own:
            count = _pair(cells.get((row, column)), cells.get((row, column + 1)))
            counts |= {own[name]: count} if count else {}
        elif not _blank(cells, row, range(column, column + 2)):
            raise Unclear("foreign")
    return {
        "group": group["annex"], "unit": unit["name"], "through": through, "score": score,
        "counts": counts,
    }  # fmt: skip
