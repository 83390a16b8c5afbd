"""The values of a worksheet part.

Two readers give the same. The quick one splits the bytes with patterns and takes only parts that
it understands to the last cell: those that spreadsheet programs write. Everything else, such as
comments in the XML or a formula without a result, is left to the parser of XML.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, TypeAlias
from xml.parsers import expat

from xlportal.sheets.stored import Meanings

MOST_PLACES = 20_000_000
"""More cells than any assessment has; beyond, a sheet is not read into memory."""

_NAMESPACE = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_MAIN = frozenset(
    {
        _NAMESPACE.decode(),
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
    }
)
_ADDRESS = re.compile("([A-Z]{1,3})([1-9][0-9]{0,6})")


Rows: TypeAlias = list[list[object]]
"""Rows of values from A1 on; they end where their cells do."""


class NotReadable(ValueError):
    """A part that no spreadsheet program writes, or one too large to be read."""


def sheet_rows(part: bytes, values: Values) -> Rows:
    """Return the rows of a worksheet part. Raises :class:`NotReadable` where it is none.

    ``values`` serves all sheets of a workbook.
    """
    rows = read_quickly(part, values)
    return read_thoroughly(part, values.meanings) if rows is None else rows


def parse(parser: Any, part: bytes) -> None:
    """Let a parser of XML read a part that may have no document type, and so no entities."""
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    try:
        parser.Parse(part, True)  # noqa: FBT003 - the parser's way to say that this is all
    except expat.ExpatError as error:
        raise NotReadable(str(error)) from error


def _refuse_doctype(*_: object) -> None:
    raise NotReadable("a document type")


def _column(letters: str) -> int:
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _place(reference: str) -> tuple[int, int]:
    found = _ADDRESS.fullmatch(reference)
    if found is None:
        raise NotReadable(f"no address: {reference}")
    return int(found[2]) - 1, _column(found[1])


class _Rows:
    """The rows of a sheet as they come, counted from 0; those that never come are empty."""

    def __init__(self) -> None:
        self.rows: Rows = []
        self.places = 0

    def put(self, row: int, columns: Sequence[int], values: list[object]) -> None:
        """Put ``values`` into ``columns`` of a row; a range of columns is one from the first."""
        width = len(values) if type(columns) is range else max(columns) + 1
        missing = row + 1 - len(self.rows)
        self.places += width + max(missing, 0)
        if self.places > MOST_PLACES:
            raise NotReadable("too many cells")
        self.rows += [[] for _ in range(missing)]
        found = self.rows[row]
        if type(columns) is range and not found:
            self.rows[row] = values
            return
        found += [None] * (width - len(found))
        for column, value in zip(columns, values, strict=True):
            found[column] = value


_START = re.compile(
    rb'\s*(?:<\?xml version="1\.0" encoding="(?:UTF|utf)-8"(?: standalone="yes")?\?>\s*)?'
    rb'<worksheet xmlns="' + re.escape(_NAMESPACE) + rb'"'
)
_DATA, _DATA_END, _ROW_END = b"<sheetData>", b"</sheetData>", b"</row>"
_ROW = re.compile(rb'(?:<row [^<>]*/>)*<row r="([1-9][0-9]{0,6})"[^<>]*>')
_CELL = re.compile(
    rb'<c r="([A-Z]{1,3})([0-9]+)"'
    rb"([^<>]*/>|[^<>]*>(?:<f[^<>]*/>|<f[^<>]*>[^<>]*</f>)?(?:<v>[^<>]*</v>|<v/>)?</c>)"
)
_REST = re.compile(
    rb'(?: s="([0-9]+)")?(?: t="(s|str|b|e|n)")?(?: cm="[0-9]+")?(?: vm="[0-9]+")?'
    rb"(?:/>|>(<f[^<>]*/>|<f[^<>]*>([^<>\r]*)</f>)?(?:<v>([^<>&\r]*)</v>|<v/>)?</c>)"
)


class _Unusual(Exception):
    """Something the quick reader leaves to the thorough one."""


class Values(dict[bytes, object]):
    """The values of cells by what stands behind their address; the same is worked out once."""

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings

    def __missing__(self, rest: bytes) -> object:
        found = _REST.fullmatch(rest)
        if found is None:
            raise _Unusual
        style, kind, has_formula, formula, stored = found.groups(b"")
        text = _plain_text(formula) if has_formula and not stored else None
        value = self[rest] = self.meanings.value(
            kind.decode() or "n", style.decode(), stored.decode(), text
        )
        return value


def _plain_text(escaped: bytes) -> str:
    """Return the text that stands in XML as ``escaped``."""
    if b"&#" in escaped:
        raise _Unusual
    text = escaped.decode("utf-8")
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))


class _Columns(dict[tuple[bytes, ...], Sequence[int]]):
    """The columns of a row's cells by their letters; most rows have the same."""

    def __missing__(self, letters: tuple[bytes, ...]) -> Sequence[int]:
        columns = [_column(letter.decode()) for letter in letters]
        plain = range(len(columns))
        self[letters] = plain if columns == list(plain) else columns
        return self[letters]


def read_quickly(part: bytes, values: Values) -> Rows | None:
    """Return the rows of a part that is written the usual way throughout, None for any other."""
    start, end = part.find(_DATA), part.rfind(_DATA_END)
    if not 0 < start < end or not _is_plain(part, start, end):
        return None
    try:
        return _quick_rows(part[start + len(_DATA) : end], values)
    except _Unusual:
        return None


def _is_plain(part: bytes, start: int, end: int) -> bool:
    """Return whether the part has one namespace for its cells, no comments and the like."""
    opened = _START.match(part)
    return (
        opened is not None
        and part.find(_NAMESPACE, opened.end()) < 0
        and part.find(b"xmlns", start, end) < 0
        and part.find(b"<!") < 0
        and part.find(b"<?", opened.end()) < 0
    )


def _quick_rows(data: bytes, values: Values) -> Rows:
    found, columns = _Rows(), _Columns()
    *pieces, last = data.split(_ROW_END)
    if b"<c" in last:
        raise _Unusual
    for piece in pieces:
        row = _ROW.match(piece)
        cells = _CELL.findall(piece, row.end()) if row else []
        if row is None or piece.count(b"<c", row.end()) != len(cells):
            raise _Unusual
        if cells:
            letters, numbers, rests = zip(*cells, strict=True)
            if numbers.count(row[1]) != len(numbers):
                raise _Unusual
            found.put(int(row[1]) - 1, columns[letters], list(map(values.__getitem__, rests)))
    return found.rows


def read_thoroughly(part: bytes, meanings: Meanings) -> Rows:
    """Return the rows of a part, whatever it looks like, as long as it is a worksheet."""
    return _Thorough(meanings).read(part)


_SPACE = " "
"""Parts the namespace of an element from its name, as the parser reports it."""


class _Thorough:
    """Reads a worksheet part with the parser of XML, whatever it looks like."""

    def __init__(self, meanings: Meanings) -> None:
        self.meanings = meanings
        self.found = _Rows()
        self.path: list[str] = []
        self.row = self.column = -1
        self.cell: Mapping[str, str] = {}
        self.texts: dict[str, list[str]] = {}

    def read(self, part: bytes) -> Rows:
        """Return the rows of ``part``."""
        parser = expat.ParserCreate(namespace_separator=_SPACE)
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._finish
        parser.CharacterDataHandler = self._characters
        parse(parser, part)
        return self.found.rows

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        namespace, _, local = name.rpartition(_SPACE)
        self.path.append(local if namespace in _MAIN else "")
        begin = self._BEGIN.get(self.path[-1])
        if begin:
            begin(self, attributes)

    def _finish(self, _: str) -> None:
        if self.path.pop() == "c":
            self._put()

    def _characters(self, text: str) -> None:
        inside = self.path[-1]
        if inside in {"v", "f"} or (inside == "t" and "is" in self.path and "rPh" not in self.path):
            self.texts.setdefault(inside, []).append(text)

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self.row = int(attributes["r"]) - 1 if "r" in attributes else self.row + 1
        self.column = -1

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self.cell = attributes
        self.texts = {}
        if "r" in attributes:
            self.row, self.column = _place(attributes["r"])
        else:
            self.column += 1

    def _begin_formula(self, _: Mapping[str, str]) -> None:
        self.texts["f"] = []

    def _begin_value(self, _: Mapping[str, str]) -> None:
        self.texts["v"] = []

    _BEGIN: ClassVar = {
        "row": _begin_row,
        "c": _begin_cell,
        "f": _begin_formula,
        "v": _begin_value,
    }

    def _put(self) -> None:
        texts = {name: "".join(parts) for name, parts in self.texts.items()}
        kind = self.cell.get("t", "n")
        stored = texts.get("t" if kind == "inlineStr" else "v")
        value = self.meanings.value(kind, self.cell.get("s", ""), stored, texts.get("f"))
        self.found.put(self.row, [self.column], [value])
