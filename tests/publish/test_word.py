"""The Word circular, read back with python-docx."""

import datetime as dt
import io
import subprocess
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Mm

from support.tools import convert, validation_errors
from xlportal.core.book import Book
from xlportal.core.demo import demo_book
from xlportal.core.ledger import Count, Entry, MonthEntries
from xlportal.core.rules import Unit
from xlportal.publish.appendix import Appendix, shown
from xlportal.publish.asked import Asked
from xlportal.publish.content import Publication, made
from xlportal.publish.word import word_document

MOMENT = dt.datetime(2020, 3, 2)


def published(book: Book, month: int = 2) -> Publication:
    return made(book, Asked.of(month)).published


def opened(book: Book, month: int = 2) -> Any:
    return Document(io.BytesIO(word_document(published(book, month), MOMENT)))


FEBRUARY = published(demo_book())


@pytest.fixture(scope="module")
def february() -> Any:
    return opened(demo_book())


def crowded(units: int) -> Book:
    """A book whose second group has many units, one with a name of 40 characters."""
    demo = demo_book()
    names = ["长" * 40, *(f"第{number}单位" for number in range(2, units + 1))]
    first, second = demo.ledger.groups
    second = replace(second, units=tuple(Unit(name) for name in names))
    entries = (
        Entry(2, names[0], (Count(3, 1), None, None), Fraction(1), "更新不及时"),
        Entry(2, names[-1], (Count(5), None, Count(1))),
    )
    ledger = replace(
        demo.ledger, groups=(first, second), opening=(), months=(MonthEntries(2, entries),)
    )
    return replace(demo, ledger=ledger)


def expected_rows(table: Appendix) -> list[list[str]]:
    """Return the table as a full rectangle, every span repeating its text."""
    header = [[""] * len(table.columns) for _ in range(3)]
    for cell in table.header:
        for row in range(cell.row, cell.row + cell.rows):
            for column in range(cell.column, cell.column + cell.columns):
                header[row][column] = cell.text
    return header + [list(map(shown, table.columns, row)) for row in table.rows]


def rows(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def test_the_text_is_that_of_the_sheet_then_the_appendices(february: Any) -> None:
    texts = [paragraph.text for paragraph in february.paragraphs]
    first, second = FEBRUARY.appendices
    properties = february.core_properties
    assert properties.title == "2020年2月门户网站考核通报"
    assert {properties.author, properties.last_modified_by} == {"网站建设考核领导小组"}
    assert {properties.created, properties.modified} == {MOMENT.replace(tzinfo=dt.UTC)}
    assert texts == [
        *FEBRUARY.texts, "", first.label, first.title, first.note, second.label, second.title, "",
    ]  # fmt: skip


def test_a_sentence_is_one_run_and_nothing_in_it_cannot_be_seen(february: Any) -> None:
    runs = [run.text for paragraph in february.paragraphs for run in paragraph.runs]
    body = next(text for text in FEBRUARY.texts if "达标率为14.3%" in text)
    sentences = [f"{sentence}。" for sentence in body.rstrip("。").split("。")]
    first = runs.index(sentences[0])
    assert runs[first : first + len(sentences)] == sentences
    assert {len(cell.paragraphs[0].runs) for cell in february.tables[0].rows[3].cells} <= {0, 1}
    raw = "".join(node.text or "" for node in february.element.iter(qn("w:t")))
    assert not [character for character in raw if not character.isprintable() and character != "　"]


def test_no_line_ends_within_a_span_of_months(february: Any) -> None:
    texts = [node.text for node in february.element.body.xpath("w:p/w:r/w:t")]
    assert not [text for text in texts if "1-2" in text]
    assert len(february.element.body.xpath("w:p/w:r/w:noBreakHyphen")) == sum(
        text.count("1-2月") for text in FEBRUARY.texts
    )


@pytest.mark.parametrize("book", [demo_book(), crowded(60)], ids=["demo", "crowded"])
def test_the_tables_read_back_are_the_assessment(book: Book) -> None:
    expected = [expected_rows(table) for table in published(book).appendices]
    found = opened(book).tables
    assert [rows(table) for table in found] == expected
    for table in found:
        assert sum(column.width for column in table.columns) == pytest.approx(Mm(257), abs=Mm(0.5))


def test_the_closing_stands_together_the_recipients_at_the_foot(february: Any) -> None:
    names = [paragraph.style.name for paragraph in february.paragraphs]
    # The signature takes the text above it to its page.
    assert february.paragraphs[names.index("落款") - 1].paragraph_format.keep_with_next
    recipients = [p for p in february.paragraphs if p.style.name == "发送"]
    assert len(recipients) == 2
    for paragraph in recipients:
        (frame,) = paragraph._p.xpath("w:pPr/w:framePr")  # noqa: SLF001
        assert (frame.get(qn("w:yAlign")), frame.get(qn("w:vAnchor"))) == ("bottom", "margin")
        # 156 millimetres, the text's width, are 8844.1 twips.
        assert frame.get(qn("w:w")) == "8845"


def test_the_page_is_the_official_format_s(february: Any) -> None:
    upright, *sideways = february.sections
    assert [length.mm for length in (upright.page_width, upright.page_height)] == pytest.approx(
        [210, 297], abs=0.1
    )
    margins = (
        upright.top_margin, upright.bottom_margin, upright.left_margin, upright.right_margin,
    )  # fmt: skip
    assert [margin.mm for margin in margins] == pytest.approx([37, 35, 28, 26], abs=0.1)
    (section,) = sideways
    assert section.orientation == 1
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [margin.mm for margin in margins] == pytest.approx([28, 26, 20, 20], abs=0.1)


def test_every_font_is_named_for_east_asian_text(february: Any) -> None:
    fonts = february.styles.element.iter(qn("w:rFonts"))
    names = [
        {font.get(qn(f"w:{script}")) for script in ("eastAsia", "ascii", "hAnsi", "cs")}
        for font in fonts
    ]
    assert all(len(name) == 1 for name in names)
    assert set().union(*names) == {"仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"}


def test_page_numbers_stand_between_dashes_on_the_outer_side(february: Any) -> None:
    assert february.settings.odd_and_even_pages_header_footer
    section = february.sections[0]
    for footer, alignment in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        text = "".join(node.text for node in footer._element.iter(qn("w:t")))  # noqa: SLF001
        assert text == "— 1 —"
        assert paragraph.style.paragraph_format.alignment == alignment
        assert paragraph.style.font.size.pt == 14
    assert all(section.footer.is_linked_to_previous for section in list(february.sections)[1:])


def test_header_rows_repeat_and_no_row_breaks(february: Any) -> None:
    for table in february.tables:
        repeated = [row._tr.xpath("w:trPr/w:tblHeader") for row in table.rows]  # noqa: SLF001
        assert [bool(mark) for mark in repeated] == [True] * 3 + [False] * (len(repeated) - 3)
        assert all(row._tr.xpath("w:trPr/w:cantSplit") for row in table.rows)  # noqa: SLF001


def test_control_characters_are_left_out() -> None:
    demo = demo_book()
    settings = replace(demo.settings, hints={2: "请\x01注意。"})
    assert "请注意。" in [
        paragraph.text for paragraph in opened(replace(demo, settings=settings)).paragraphs
    ]


def test_it_is_valid_and_the_header_is_repeated_on_every_page(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    path.write_bytes(word_document(published(crowded(60)), MOMENT))
    assert validation_errors(path) == []
    text = convert(path, "pdf", tmp_path).with_suffix(".txt")
    subprocess.run(["pdftotext", "-layout", str(path.with_suffix(".pdf")), str(text)], check=True)
    pages = text.read_text(encoding="utf-8").replace(" ", "").split("\f")
    of_the_second = [page for page in pages if "无扣分" in page]
    assert len(of_the_second) >= 3
    assert all("参加考核单位" in page and "排名" in page for page in of_the_second)
    assert "第60单位" in of_the_second[-1]
