"""Months and years as exports write them: in a column 月份, in titles, in names of sheets."""

import datetime as dt
import re
from fractions import Fraction
from typing import NamedTuple

from xlportal.core import catalogue
from xlportal.core.limits import FIRST_MONTH, LAST_MONTH, MONTHS
from xlportal.core.problems import Kind
from xlportal.core.rules import match_key

NUMERALS = ("十二", "十一", "十", "九", "八", "七", "六", "五", "四", "三", "二", "一")
_DIGITS = str.maketrans("零〇○一二三四五六七八九", "000123456789")
_YEAR = re.compile(r"([零〇○一二三四五六七八九]{4})年|(?<!\d)(\d\d)年(?=\d{1,2}月)")
_CLOCK = re.compile(r"\s\d{1,2}:\d{2}[\d:.]*")
_DASHED = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?!\d)")
_COMPACT = re.compile(r"(?<!\d)((?:19|20)\d\d)(0[1-9]|1[0-2])(\d\d)?(?!\d)")
_DATE = re.compile(
    r"(?<!\d)(?P<year>\d{4})年度?(?:(?P<m>\d{1,2})月份?(?P<d>\d{1,2}[日号])?)?"
    r"|(?<!\d)(?P<month>\d{1,2})月份?(?P<day>\d{1,2}[日号])?"
)
_LONGER = re.compile(
    r"(?<!\d)(?:[\d一二三四五六七八九十]{1,2}[-–—~至到和及与]|\d{1,2}[、,])\d{1,2}月"
    r"|(?<!\d)(\d{1,2}月)\d{1,2}[日号][-–—~至到](?:\d{4}年)?(?!\1)\d{1,2}月"
    r"|累计|截至|季度|上半年|下半年|全年|今年以来|年初"
)
REJECTED = re.compile(
    "(?:审核|已)?(?:(?:不予?|未予?被?|没有?)(?:采用|采纳|录用|通过)|退[稿回]|撤[稿回]|作废)"
)
"""How people say that something was not adopted."""
_SOON = 3
"""A date so many months after the counts' own says when their list was made."""


class Moment(NamedTuple):
    """A month somebody wrote, as far as it goes: year, month, whether a day was named."""

    year: int | None
    month: int | None
    has_day: bool = False


def month_in_cell(value: object) -> Moment | None:
    """Return the month that a cell means, None where that is not certain."""
    text = _spelt(value)
    found = _DATE.fullmatch(text)
    if found is None and len(text) <= len("12") and text.isdecimal():
        found = _DATE.fullmatch(f"{text}月")
    moment = _moment(found) if found else None
    return moment if moment and moment.month in MONTHS else None


def stated(title: object, month: int, year: int) -> Kind | None:
    """Return what is wrong with a title: another year or month, several months, not adopted."""
    spelt = _spelt(title)
    if REJECTED.search(spelt):
        return catalogue.IMPORT_NOT_ADOPTED
    every = map(_moment, _DATE.finditer(spelt))
    found = [moment for moment in every if not _is_making(moment, month, year)]
    if any(moment.year not in {None, year} for moment in found):
        return catalogue.IMPORT_OTHER_YEAR
    if _LONGER.search(spelt) or any(moment.month not in {None, month} for moment in found):
        return catalogue.IMPORT_OTHER_MONTH
    return None


def _written(value: object) -> str:
    """Return what a cell holds as people write it; the first of a month may be but a month.

    Of numbers 2020.03 is clear, 2020.1 may be October.
    """
    if isinstance(value, str):
        return value
    if isinstance(value, dt.datetime):
        return f"{value:%Y-%m}" if value.day == 1 else f"{value:%Y-%m-%d}"
    if isinstance(value, bool) or not isinstance(value, (int, float, Fraction)):
        return ""
    number = Fraction(str(value))
    if number.denominator == 1:
        return str(int(number))
    year, month = divmod(number * 100, 100)
    return f"{year}-{month}" if month.denominator == 1 and month != 10 else ""


def _spelt(value: object) -> str:
    """Return what a cell holds with every date as 2020年3月5日 and every month in digits."""
    text = match_key(_CLOCK.sub("", _written(value)))
    for number, word in zip(range(LAST_MONTH, 0, -1), NUMERALS, strict=True):
        text = text.replace(f"{word}月", f"{number}月")
    text = _YEAR.sub(lambda y: f"{y[1].translate(_DIGITS) if y[1] else f'20{y[2]}'}年", text)
    for pattern in (_DASHED, _COMPACT):
        text = pattern.sub(lambda d: f"{d[1]}年{d[2]}月" + (f"{d[3]}日" if d[3] else ""), text)
    return text


def _moment(found: re.Match[str]) -> Moment:
    year, month, day = found["year"], found["m"] or found["month"], found["d"] or found["day"]
    return Moment(int(year) if year else None, int(month) if month else None, bool(day))


def _is_making(moment: Moment, month: int, year: int) -> bool:
    if not moment.has_day or moment.month is None:
        return False
    next_year = moment.year is None and (month, moment.month) == (LAST_MONTH, FIRST_MONTH)
    later = LAST_MONTH * ((moment.year or year + next_year) - year) + moment.month - month
    return 0 < later <= _SOON
