"""Reading JSON as what it has to be: every refusal names the place, what was found, what fits."""

from __future__ import annotations

import datetime as dt
import json
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, TypeVar

from xlportal.core.exact import parse_decimal
from xlportal.core.limits import ANNEXES, FIRST_MONTH, LAST_MONTH, MAX_TEXT
from xlportal.errors import CannotProceed

_MOST_DIGITS = 100
_Choice = TypeVar("_Choice", bound=Enum)


class DocumentError(CannotProceed):
    """A document that is JSON but not an assessment document; the text is for staff."""


@dataclass(frozen=True)
class Node:
    """A value of the document with its path, for reading it as what it has to be."""

    value: Any
    path: str

    def refuse(self, wanted: str) -> DocumentError:
        """Return the error that something else was ``wanted`` here."""
        shown = json.dumps(self.value, ensure_ascii=False, default=str)
        space = " " if wanted[0].isascii() else ""
        return DocumentError(f"{self.path}：找到的是 {shown[:60]}，应为{space}{wanted}")

    def fields(self, *known: str, needed: Sequence[str] = ()) -> dict[str, Node]:
        """Return the fields of an object; one that is not ``known`` or is left out is refused."""
        if not isinstance(self.value, Mapping):
            raise self.refuse("一个对象 {…}")
        for name in self.value:
            if name not in known:
                listed = "、".join(known)
                raise DocumentError(f"{self.path}：不认识的字段 “{name}”，只能有 {listed}")
        for name in needed:
            if name not in self.value:
                raise DocumentError(f"{self.path}：缺少字段 “{name}”")
        return {key: self.at(key) for key in self.value}

    def at(self, name: str) -> Node:
        """Return the value of a key that is there."""
        return Node(self.value[name], f"{self.path}.{name}")

    def parts(self) -> list[Node]:
        """Return the parts of a list."""
        if not isinstance(self.value, list):
            raise self.refuse("一个列表 […]")
        return [Node(part, f"{self.path}[{index}]") for index, part in enumerate(self.value)]

    def text(self) -> str:
        """Return a text that a cell can hold."""
        if not isinstance(self.value, str) or len(self.value) > MAX_TEXT:
            raise self.refuse(f"不超过 {MAX_TEXT} 字的文字")
        if any(map(_is_unprintable, self.value)):
            raise self.refuse("不含控制字符的文字")
        return self.value

    def name(self) -> str:
        """Return a name: not empty, on one line, no blanks to spare."""
        text = self.text()
        if not text or text != " ".join(text.split()):
            raise self.refuse("不空、写在一行里、前后和中间没有多余空格的名称")
        return text

    def former_names(self) -> tuple[str, ...]:
        """Return names without the mark that separates former names in the workbook."""
        for part in self.parts():
            if any(mark in part.name() for mark in ";；"):
                raise part.refuse("不含分号的名称（工作簿里用分号隔开几个曾用名）")
        return tuple(part.name() for part in self.parts())

    def whole(self, least: int, most: int) -> int:
        """Return a whole number between ``least`` and ``most``."""
        if type(self.value) is not int or not least <= self.value <= most:
            raise self.refuse(f"{least} 到 {most} 的整数")
        return self.value

    def month(self) -> int:
        """Return the number of a month."""
        return self.whole(FIRST_MONTH, LAST_MONTH)

    def annex(self) -> int:
        """Return the number of an appendix."""
        return self.whole(*ANNEXES)

    def number(self) -> Fraction:
        """Return an exact number, written as a text or as a JSON number."""
        value = self.value
        if isinstance(value, Decimal) and abs(value.adjusted()) > _MOST_DIGITS:
            # Its exponent alone would fill the memory.
            raise self.refuse("位数正常的数")
        if type(value) is int or isinstance(value, Decimal):
            return Fraction(value)
        parsed = parse_decimal(value) if isinstance(value, str) else None
        if parsed is None:
            raise self.refuse('写成文字的十进制数，如 "1.5"')
        return parsed

    def flag(self) -> bool:
        """Return true or false."""
        if not isinstance(self.value, bool):
            raise self.refuse("true 或 false")
        return self.value

    def choice(self, words: type[_Choice]) -> _Choice:
        """Return the one of ``words`` whose value it is."""
        for word in words:
            if word.value == self.value:
                return word
        raise self.refuse("、".join(f'"{word.value}"' for word in words) + " 之一")

    def date(self) -> dt.date:
        """Return a date."""
        try:
            return dt.date.fromisoformat(self.text())
        except ValueError as error:
            raise self.refuse("2020-03-02 这样的日期") from error


def _is_unprintable(character: str) -> bool:
    if character in "\n\t":
        return False
    return unicodedata.category(character) in {"Cc", "Cs"} or character in "\ufffe\uffff"


def loaded(text: str) -> Node:
    """Return the JSON ``text`` as a node. Raises ``ValueError`` where it is not JSON."""
    try:
        value = json.loads(
            text, parse_float=Decimal, parse_constant=_no_constant, object_pairs_hook=_object
        )
    except RecursionError as error:
        raise ValueError(str(error)) from error
    return Node(value, "文档")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON; a name given twice would silently lose what it said first."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise DocumentError(f"文档：同一处写了两个“{twice}”，不知道以哪个为准")
    return found


def _no_constant(name: str) -> object:
    message = f"{name} is not JSON"
    raise ValueError(message)
