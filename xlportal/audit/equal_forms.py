"""The forms that are one in print, and a text taken apart into what can be misprinted.

Spec section 7 lists what is equal. ``CHARACTERS`` and ``FORMS`` are that list; besides, former
names are their unit's, and :mod:`told` knows ties, the numbers of headings, figures that never end
and dates left open. Whatever differs otherwise is a finding.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from xlportal.core.rules import visible

WORD, FIGURE, LABEL, NAME, DATE = "word", "figure", "label", "name", "date"
TABLE = "table"
"""The kind of what stands for a whole table in a text."""
LINE = "\n"
"""What ends a line that the next one may go on from."""

MOST_IN_WORDS = 999
_DIGITS = "零一二三四五六七八九"
_ZEROS = "零〇○"


def in_words(number: int) -> str:
    """Return a number up to ``MOST_IN_WORDS`` in the words of counting, such as ``一百零三``."""
    hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
    words = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += f"{_DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        words += "零"
    return words + (_DIGITS[ones] if ones or not number else "")


_NUMBERS = {in_words(number): str(number) for number in range(MOST_IN_WORDS + 1)}
_NUMBERS |= {"两": "2", "〇": "0"}


def counted(text: str) -> str:
    """Return the digits of a number in the words of counting, any other text as it is."""
    return _NUMBERS.get(text, text)


def _decimal(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


def _months(text: str) -> str:
    parts = re.split(f"[{_DASHES}]", text.removesuffix("份").removesuffix("月"))
    return "-".join(map(counted, parts)) + "月"


def _date(text: str) -> str:
    year, month, day = re.split("[年月/.-]", text.removesuffix("日"))
    if not year.isdecimal():
        year = "".join("0" if digit in _ZEROS else _NUMBERS[digit] for digit in year)
    return f"{year}年{counted(month).lstrip('0')}月{counted(day).lstrip('0')}日"


_DASHES = "-‐‑‒–—―−至"
_WORDS = r"[零〇一二两三四五六七八九十百]{1,7}"
_COUNT = rf"(?:\d{{1,2}}|{_WORDS})"
_YEAR = rf"(?:\d{{4}}|[{_DIGITS}{_ZEROS}]{{4}})"

CHARACTERS = {
    # widths: ASCII as wide as a Chinese character, Chinese marks half as wide
    **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **dict(zip("｡､｢｣", "。、「」", strict=True)),
    # 〔〕, []
    **dict(zip("〔〕﹝﹞", "[][]", strict=True)),
}
FORMS: tuple[tuple[str, str, Callable[[str], str]], ...] = (
    # 2020年3月2日, 二〇二〇年三月二日, 2020-03-02, 2020/3/2, 2020.3.2
    (DATE, rf"{_YEAR}年{_COUNT}月{_COUNT}日", _date),
    (DATE, "|".join(rf"\d{{4}}{m}\d\d?{m}\d\d?(?!\d)" for m in ("-", "/", r"\.")), _date),
    # 1-2月, 1—2月, 1至2月; 2月, 2月份
    (LABEL, rf"{_COUNT}(?:[{_DASHES}]{_COUNT})?月份?", _months),
    (LABEL, r"附表\d{1,3}", str),
    # 62.250, 62.25
    (FIGURE, r"\d+(?:\.\d+)?", _decimal),
    # 十四家, 14家; 两家, 二家; 前二位, 前两位
    (FIGURE, rf"{_WORDS}(?=[家位篇条分个名项次件季])", counted),
    # the full stop in ASCII; other Chinese marks are but wider
    (WORD, r"\.", lambda _: "。"),
)
_QUOTES = (("“", "”", '"'), ("‘", "’", "'"))
"""The ASCII mark is the opening or the closing one, as its place has it."""
_BLANK = re.compile(
    r"(?:\s|[\x00-\x08\x0e-\x1f\x7f\u00ad\u180e\u200b-\u200f\u202a-\u202d\u2060-\u206f\ufeff])+"
)
_TRANSLATION = str.maketrans(CHARACTERS)


class Token(NamedTuple):
    """A figure, label, name, date or character: its one form, and from where to where it is typed.

    ``field`` and ``label`` say what it is of, where the workbook tells it and it is no word.
    """

    kind: str
    key: str
    typed: str
    start: int
    end: int
    field: str | None = None
    label: str = ""


@dataclass(frozen=True)
class Text:
    """Paragraphs and tables as typed, taken apart; ``blocks`` are the tokens that begin one."""

    typed: str
    tokens: tuple[Token, ...]
    blocks: frozenset[int]

    def shown(self, start: int, end: int) -> str:
        """Return the tokens from ``start`` to ``end`` as typed, in one line."""
        return one_line(self.typed[self.tokens[start].start : self.tokens[end - 1].end])

    @property
    def lines(self) -> set[int]:
        """Return the tokens that begin a line."""
        starts = [token.start for token in self.tokens]
        found = (place.start() for place in re.finditer(LINE, self.typed))
        return {bisect_left(starts, place) for place in found} - {len(starts)}


class Reader:
    """Takes texts apart. ``names`` are what units and groups are and were called, and now are."""

    def __init__(self, names: Mapping[str, str]) -> None:
        self._names = {plain(name): plain(now) for name, now in names.items() if plain(name)}
        longest = sorted(self._names, key=len, reverse=True)
        whole = (re.escape(name) + r"(?!\d)" * name[-1].isdecimal() for name in longest)
        firsts = "".join(sorted({re.escape(name[0]) for name in longest}))
        forms = (f"(?P<f{number}>{pattern})" for number, (_, pattern, _) in enumerate(FORMS))
        known = [f"(?=[{firsts}])(?P<{NAME}>{'|'.join(whole)})"] if longest else []
        self._pattern = re.compile("|".join([*known, *forms, "."]), re.DOTALL)

    def text(self, blocks: Iterable[str | tuple[str, str]]) -> Text:
        """Return paragraphs taken apart, and tables, given by a key and what is shown of them."""
        typed: list[str] = []
        tokens: list[Token] = []
        begun, at = set(), 0
        for block in blocks:
            begun.add(len(tokens))
            shown = block if isinstance(block, str) else block[1]
            if isinstance(block, str):
                tokens += self.read(block, at)
            else:
                tokens.append(Token(TABLE, block[0], shown, at, at + len(shown)))
            typed.append(shown)
            at += len(shown) + len(LINE)
        return Text(LINE.join(typed), tuple(tokens), frozenset(begun))

    def read(self, typed: str, at: int = 0) -> tuple[Token, ...]:
        """Return a text taken apart, as it stands from ``at`` on in a longer one."""
        text, places = _without_blanks(typed)
        tokens = []
        for found in self._pattern.finditer(text):
            kind, key, group = WORD, found[0], found.lastgroup
            if group == NAME:
                kind, key = NAME, self._names[key]
            elif group:
                kind, _, canonical = FORMS[int(group[1:])]
                key = canonical(key)
            start, end = places[found.start()], places[found.end() - 1] + 1
            tokens.append(Token(kind, key, typed[start:end], at + start, at + end))
        return tuple(tokens)

    @cache  # noqa: B019 - a reader lives as long as its audit
    def key(self, text: str) -> tuple[str, ...]:
        """Return what texts that are equal in print share."""
        return tuple(token.key for token in self.read(text))


def plain(text: str) -> str:
    """Return a text in one width and without blanks."""
    return _without_blanks(text)[0]


def one_line(text: str) -> str:
    """Return a text with single blanks between its words and nothing that cannot be seen."""
    return " ".join(visible(text).split())


def _without_blanks(typed: str) -> tuple[str, Sequence[int]]:
    """Return the characters that can be misprinted, and where in ``typed`` each stands."""
    text = typed.translate(_TRANSLATION)
    for opening, closing, mark in _QUOTES:
        if mark in text:
            text = _directed(text, opening, closing, mark)
    blanks = {place for blank in _BLANK.finditer(text) for place in range(*blank.span())}
    return _BLANK.sub("", text), [place for place in range(len(text)) if place not in blanks]


def _directed(text: str, opening: str, closing: str, mark: str) -> str:
    """Return a text whose ASCII quotation marks open and close as the Chinese ones do."""
    characters = list(text)
    is_open = False
    for found in re.finditer(f"[{opening}{closing}{mark}。]", text):
        place = found.start()
        if found[0] == mark:
            characters[place] = closing if is_open else opening
        is_open = characters[place] == opening
    return "".join(characters)
