"""Slips in a printed circular, one at a time, and how the audit takes each.

A slip is a character replaced, deleted or inserted, or a row, column, paragraph, sentence or name
moved, removed, doubled or added. It is equal where it changes only what spec section 7 holds equal;
else it has to be found, once.
"""

import datetime as dt
import io
import random
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache, partial
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeVar

import openpyxl
from lxml import etree

from support.dumps import dump
from support.tools import convert_all, saved
from xlportal.audit.audit import audit
from xlportal.audit.findings import Audit
from xlportal.audit.published import parse_published
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.publish.appendix import Column
from xlportal.publish.asked import Asked
from xlportal.publish.content import Publication, made
from xlportal.publish.render import render
from xlportal.publish.word import word_document
from xlportal.sheets.package import DOCUMENT, pack, parts

MOMENT = dt.datetime(2020, 3, 2)
POOL = "05七甲处月份篇位，、。：（-%“A .１\u200b"
T = TypeVar("T")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORDS = f'xmlns:w="{W[1:-1]}"'
AT_ONCE = 50
"""Files that one LibreOffice saves again."""


class Slip(NamedTuple):
    """A circular with one slip: what was done to what, what makes the file as it now is."""

    kind: str
    told: str
    made: Callable[[], bytes]
    equal: bool = False


class Circular:
    """What a book publishes for a month or period, in three kinds of files, and their audit."""

    def __init__(
        self, book: Book, month: int | None, period: tuple[int, int] | None = None
    ) -> None:
        self.book = book
        self.publication = told = made(book, Asked.of(month, period)).published
        self.text = dump(told)
        self.word = word_document(told, MOMENT)
        self.sheets = render(told, MOMENT)

    def audited(self, content: bytes | str, kind: str) -> Audit:
        content = content.encode() if isinstance(content, str) else content
        printed = parse_published(content, Path(f"a.{kind}"))
        return audit(printed, self.publication, self.book.ledger.groups)


@cache
def demo_circular() -> Circular:
    """The published circular's month, right."""
    return Circular(demo_book(), 2)


def saved_again(circulars: Sequence[Circular], kind: str, folder: Path) -> list[bytes]:
    """Return the files of circulars as LibreOffice saves them again, in a new part of ``folder``."""
    (folder / "again").mkdir(parents=True)
    paths = [folder / f"{number}.{kind}" for number in range(len(circulars))]
    for path, circular in zip(paths, circulars, strict=True):
        path.write_bytes(circular.word if kind == "docx" else circular.sheets)
    some = [paths[start : start + AT_ONCE] for start in range(0, len(paths), AT_ONCE)]
    again = [path for part in some for path in convert_all(part, kind, folder / "again")]
    return [path.read_bytes() for path in again]


def tidy(text: str) -> str:
    """The one form of what is equal in print, as far as these slips can make it."""
    text = re.sub(r"\n\t|\n{2,}", "|", text)
    text = text.replace("\u200b", "").translate(
        {ord(wide): narrow for wide, narrow in zip("１，：（）%", "1,:()%", strict=True)}
    )
    text = re.sub(r"\d+\.\d+", lambda number: number[0].rstrip("0").rstrip("."), text)
    text = re.sub(r"(?<!\d)\.|\.(?!\d)", "。", re.sub(r"\s", "", text))
    text = re.sub(r"(\d)[-—至](\d+月)", r"\1-\2", text)
    return re.sub(r"七(?=[家位篇条分月])", "7", re.sub(r"(\d月)份", r"\1", text))


def changed(text: str, chance: random.Random) -> Iterator[tuple[str, str]]:
    """Every character of a text deleted, replaced, and one inserted before it: what, and how."""
    for place in range(len(text)):
        for what, middle in (
            ("deleted", ""),
            ("replaced", chance.choice(POOL)),
            ("inserted", chance.choice(POOL) + text[place]),
        ):
            new = text[:place] + middle + text[place + 1 :]
            around = slice(max(0, place - 9), place + 9)
            yield f"{what}: {text[around]} → {new[around]}", new


def of_text(circular: Circular, chance: random.Random) -> Iterator[Slip]:
    """Characters of the text dump, line by line."""
    lines, right = circular.text.split("\n"), tidy(circular.text)
    for number, line in enumerate(lines):
        cell, words = line[:1] if line.startswith("\t") else "", line.lstrip("\t")
        for what, new in changed(words, chance):
            text = "\n".join([*lines[:number], cell + new, *lines[number + 1 :]])
            yield Slip("txt", what, text.encode, right == tidy(text))


def of_word(circular: Circular, chance: random.Random) -> Iterator[Slip]:
    """Characters of the Word document, run by run."""
    word = Word(circular.word)
    for element in list(word.root.iter(f"{W}t")):
        old, around = element.text or "", "".join(element.getparent().getparent().itertext())
        for what, new in changed(old, chance):
            element.text = new
            told = "".join(element.getparent().getparent().itertext())
            yield Slip("docx", what, word.saved, tidy(around) == tidy(told))
        element.text = old


def of_sheets(circular: Circular, chance: random.Random) -> Iterator[Slip]:
    """Characters of the cells of the copy to send."""
    workbook = openpyxl.load_workbook(io.BytesIO(circular.sheets))
    sheets = [sheet for sheet in workbook if not sheet.title.startswith("走势")]
    cells = [cell for sheet in sheets for row in sheet for cell in row if cell.value is not None]
    for cell in cells:
        old, shown = cell.value, str(cell.value)
        for what, new in changed(shown, chance):
            cell.value = _typed(new) if isinstance(old, int | float) else new or None
            yield Slip("xlsx", f"{cell.parent.title} {what}", partial(saved, workbook),
                       tidy(shown) == tidy(new) or _typed(new) == old)  # fmt: skip
        cell.value = old


def _typed(text: str) -> object:
    return float(text) if re.fullmatch(r"\d+(\.\d+)?", text) else text or None


def of_structure(circular: Circular, _: random.Random) -> Iterator[Slip]:
    """Paragraphs, rows and columns removed, doubled, exchanged."""
    told = circular.publication
    for what, paragraphs in altered(told.paragraphs):
        yield _published(f"paragraph {what}", replace(told, paragraphs=paragraphs))
    for number, table in enumerate(told.appendices):
        for what, rows in altered(table.rows):
            cells = zip(*rows, strict=True)
            made = tuple(replace(c, cells=own) for c, own in zip(table.made, cells, strict=True))
            yield _published(f"row {what}", _with_table(told, number, made))
        for what, columns in altered(table.made):
            # Columns below one cell only: else it would be printed in two parts.
            if "exchanged" not in what or _heads(columns) == _heads(table.made):
                yield _published(f"column {what}", _with_table(told, number, columns))


def altered(members: tuple[T, ...]) -> Iterator[tuple[str, tuple[T, ...]]]:
    """Each member removed, doubled, and exchanged with the next and with the one after it."""
    for place, member in enumerate(members):
        yield f"{place} removed", members[:place] + members[place + 1 :]
        yield f"{place} doubled", (*members[:place], member, *members[place:])
        for other in range(place + 1, min(place + 3, len(members))):
            changed = [*members]
            changed[place], changed[other] = members[other], member
            yield f"{place} exchanged with {other}", tuple(changed)


def _heads(columns: tuple[Column, ...]) -> list[tuple[str, ...]]:
    return [column.heads[:-1] for column in columns]


def _with_table(told: Publication, number: int, made: tuple[Column, ...]) -> Publication:
    tables = [*told.appendices]
    tables[number] = replace(tables[number], made=made)
    return replace(told, appendices=tuple(tables))


def _published(what: str, told: Publication) -> Slip:
    return Slip("txt", what, dump(told).encode)


def of_sentences(circular: Circular, _: random.Random) -> Iterator[Slip]:
    """Sentences of the text removed, doubled and exchanged."""
    for line in circular.text.split("\n"):
        sentences = re.findall("[^。]+。", line) if not line.startswith("\t") else []
        for one, other in pairwise([*sentences, ""]):
            yield _replaced(circular, one, "")
            yield _replaced(circular, one, one * 2)
            if other:
                yield _replaced(circular, one + other, other + one)


def of_names(circular: Circular, _: random.Random) -> Iterator[Slip]:
    """Units of the same and of another group added to lists, and put in cells of tables."""
    units = [unit.name for group in circular.book.ledger.groups for unit in group.units]
    for found in re.findall("的是[^。（]+", circular.text):
        for name in (*units, "某区审管办"):
            if name not in found:
                yield _replaced(circular, found, f"{found}、{name}")
    for found in re.findall(f"\t(?:{'|'.join(map(re.escape, units))})\n", circular.text):
        for name in (units[0], units[-1], units[3]):
            if name not in found:
                yield _replaced(circular, found, f"\t{name}\n")


def _replaced(circular: Circular, old: str, new: str) -> Slip:
    return Slip("txt", f"{old} → {new}", circular.text.replace(old, new, 1).encode)


ALL: tuple[Callable[[Circular, random.Random], Iterator[Slip]], ...] = (
    of_text, of_word, of_sheets, of_structure, of_sentences, of_names,
)  # fmt: skip


class Tally(NamedTuple):
    """How slips were taken, and those that were taken wrongly."""

    counts: Counter[str]
    missed: list[str]
    beside: list[str]


def taken(circular: Circular, slips: Iterable[Slip]) -> Tally:
    """Audit every slip."""
    tally = Tally(Counter(), [], [])
    for slip in slips:
        findings = circular.audited(slip.made(), slip.kind).findings
        wrong = "；".join(finding.message for finding in findings)
        if slip.equal:
            tally.counts["equal" if not findings else "beside the point"] += 1
            tally.beside.extend([f"{slip.kind} {slip.told}: {wrong}"] if findings else [])
        else:
            tally.counts["found" if findings else "missed"] += 1
            tally.missed.extend([] if findings else [f"{slip.kind} {slip.told}"])
            if len(findings) > 1:
                tally.counts["beside the point"] += 1
                tally.beside.append(f"{slip.kind} {slip.told}: {wrong}")
    return tally


class Word:
    """A Word document whose text is changed in place."""

    def __init__(self, content: bytes) -> None:
        self.parts = parts(content)
        self.root = etree.fromstring(self.parts[DOCUMENT])

    def saved(self) -> bytes:
        return pack(self.parts | {DOCUMENT: etree.tostring(self.root)})
