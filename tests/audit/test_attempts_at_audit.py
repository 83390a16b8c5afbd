"""What an adversary tried to get past the audit, and what honest people may do."""

import io
import re
from collections.abc import Callable
from typing import Any

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from support.misprints import WORDS, demo_circular
from support.tools import saved
from xlportal.audit.findings import Audit
from xlportal.errors import CannotProceed
from xlportal.sheets.package import pack, parts

MATH = 'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
OTHER = 'xmlns:c="http://schemas.openxmlformats.org/markup-compatibility/2006"'


def fields(found: Audit) -> list[str]:
    return [one.field for one in found.findings]


def replaced(text: str, *changes: str) -> str:
    """A text with every other of ``changes`` replaced by the one after it."""
    for old, new in zip(changes[::2], changes[1::2], strict=True):
        assert old in text
        text = text.replace(old, new, 1)
    return text


def word(*changes: str, styles: str = "", edge: str = "— ", **others: str) -> Audit:
    """The audit of the Word circular with parts of its text replaced, and other parts."""
    found = {name: part.decode() for name, part in parts(demo_circular().word).items()}
    found["word/document.xml"] = replaced(found["word/document.xml"], *changes)
    found["word/styles.xml"] = replaced(found["word/styles.xml"], "</w:st", f"{styles}</w:st")
    found["word/footer-odd.xml"] = replaced(found["word/footer-odd.xml"], "— ", edge)
    found |= others
    return demo_circular().audited(pack({k: v.encode() for k, v in found.items()}), "docx")


def run(text: str, looks: str = "") -> str:
    return f"<w:r><w:rPr>{looks}</w:rPr><w:t>{text}</w:t></w:r>"


# In place of “14” in “14家参加”: what is found, or what is said where only an eye can tell.
STYLE = (
    '<w:style w:type="character" w:styleId="A"><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="B"><w:basedOn w:val="A"/></w:style>'
)
PLACES = [
    (run("14", '<w:rStyle w:val="B"/>'), ["units"], ""),
    *((run(text), ["units"], "") for text in ("1\u03364\u0336", "1'4", "⒕", "1۴", "l4", "1Ч")),
    *((run(f"14{c}"), ["wording"], "") for c in "\u20e3\ufe0f\u3164\u2800\U000e0031\uf038\u202e"),
    (f"<m:oMath {MATH}><m:r><m:t>15</m:t></m:r></m:oMath>", ["units"], "公式"),
    (f"<m:oMath {MATH}><m:f><m:r><m:t>1</m:t></m:r><m:r><m:t>4</m:t></m:r></m:f></m:oMath>", [], "公式"),
    (run("14") + "<w:r><w:drawing/></w:r>", [], "图片"),
    (run("14") + "<w:r><w:pict/></w:r>", [], "图片"),
    (run("1") + '<w:r><w:sym w:font="Wingdings" w:char="0034"/></w:r>', [], "符号"),
    (run("14", "<w:strike/>"), [], "删除线"),
    (run("1") + run("4", '<w:vertAlign w:val="superscript"/>'), [], "上下标"),
    ('<w:bdo w:val="rtl">' + run("14") + "</w:bdo>", [], "认不出"),
    (f"<c:AlternateContent {OTHER}><c:Choice Requires='q'>{run('14')}</c:Choice><c:Fallback>{run('15')}"
     "</c:Fallback></c:AlternateContent>", [], "认不出"),
    (run("14", '<w:strike w:val="false"/><w:vertAlign w:val="baseline"/>'), [], ""),
    (run("1") + "<w:r><w:softHyphen/></w:r>" + run("4"), [], ""),
    (run("\u206714\u2069"), [], ""),
    (f'<w:fldSimple w:instr=" TIME ">{run("14")}</w:fldSimple>', [], "日期"),
]  # fmt: skip


ROW = '<w:trHeight w:val="390" w:hRule="atLeast"/><w:cantSplit/></w:trPr>'
WHOLE = [
    *((("14家参加", f"</w:t></w:r>{made}<w:r><w:t>家参加"), "— ", *rest) for made, *rest in PLACES),
    ((ROW, f"<w:hidden/>{ROW}"), "— ", ["row"], ""),
    ((ROW, f'<w:ins w:id="1"/>{ROW}'), "— ", [], "修订"),
    (("近期，", "[bookmark: 作废]近期，"), "— ", ["wording"], ""),
    (("<w:sectPr", "<w:altChunk/><w:sectPr"), "— ", [], "图片"),
    ((), "2019年通报", [], "页眉"),
    ((), "第1页　共3页", [], ""),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "edge", "wanted", "note"), WHOLE)
def test_a_document_is_what_is_seen_of_it(
    changes: tuple[str, ...], edge: str, wanted: list[str], note: str
) -> None:
    found = word(*changes, styles=STYLE, edge=edge)
    assert fields(found) == wanted
    assert note in "".join(found.notes) if note else found.notes == ()
    assert "\u202e" not in "".join(one.message for one in found.findings)


def test_a_package_that_opens_another_document_is_refused() -> None:
    with pytest.raises(CannotProceed):
        word(**{"_rels/.rels": f'<r><x Type="{OTHER[9:-1]}/officeDocument" Target="a.xml"/></r>'})


NUMBERS = [
    ("decimal", "", []), ("chineseCounting", "2", []), ("decimal", "1", ["1."]), ("decimal", "5", ["5."]),
    *((form, "", ["#.", "#."]) for form in ("upperRoman", "decimalEnclosedCircle", "bullet")),
]  # fmt: skip


@pytest.mark.parametrize(("form", "again", "printed"), NUMBERS)
def test_headings_have_the_numbers_that_word_gives_them(
    form: str, again: str, printed: list[str]
) -> None:
    """The numbers hang on styles that others are based on."""
    over = f'<w:lvlOverride w:ilvl="1"><w:startOverride w:val="{again}"/></w:lvlOverride>'
    numbering = (
        f'<w:numbering {WORDS}><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="3"/>'
        '<w:numFmt w:val="none"/><w:lvlText w:val="（%1）"/></w:lvl><w:lvl w:ilvl="1"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="%2."/></w:lvl></w:abstractNum><w:num w:numId="1">'
        '<w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/>'
        f"{over if again else ''}</w:num></w:numbering>"
    )
    styles = "".join(
        f'<w:style w:styleId="N{n}"><w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="{n}"/></w:numPr></w:pPr></w:style>'
        f'<w:style w:styleId="S{n}"><w:basedOn w:val="N{n}"/></w:style>' for n in (1, 2)
    )  # fmt: skip
    old, one, two = (f'{name}"/></w:pPr><w:r><w:t>' for name in ("Heading1", "S1", "S2"))
    changes = f"{old}1. 区", f"{one}区", f"{old}2. 机", f"{two}机"
    found = word(*changes, styles=styles, **{"word/numbering.xml": numbering})
    assert [finding.published for finding in found.findings] == printed


def sheets(change: Callable[[Any], object], old: str = "$", new: str = "") -> Audit:
    """The audit of the copy to send after a change of 附表1, and in the text of its part."""
    workbook = openpyxl.load_workbook(io.BytesIO(demo_circular().sheets))
    change(workbook["附表1"])
    found = parts(saved(workbook))
    part = found["xl/worksheets/sheet2.xml"].decode()
    found["xl/worksheets/sheet2.xml"] = re.sub(old, new, part).encode()
    return demo_circular().audited(pack(found), "xlsx")


# The score 62.25 stands in L17.
FORMATS = {
    "0.0": "62.3（62.25）", "0": "62（62.25）", '"63"': '62.25（"63"）', ";;;": "62.25（;;;）", "0.00%": "62.25（0.00%）",
    '0.00"分"': '62.25（0.00"分"）', "0.00_ ": "", "#,##0.00": "", "0.00;[Red]-0.00": "", "0.000": "", "G/通用格式": "",
    '_(* #,##0.00_);_(* \\(#,##0.00\\);_(* "-"??_);_(@_)': "",
}  # fmt: skip


@pytest.mark.parametrize(("code", "printed"), FORMATS.items())
def test_a_number_is_what_its_format_shows(code: str, printed: str) -> None:
    found = sheets(lambda sheet: setattr(sheet["L17"], "number_format", code))
    assert [one.published for one in found.findings] == [printed] * bool(printed)


def put(cell: str, value: object) -> Callable[[Any], object]:
    return lambda sheet: setattr(sheet[cell], "value", value)


RICH = CellRichText("富阳", TextBlock(InlineFont(b=True), "区行政服务中心"))
SHEETS = [
    (str, '<mergeCells count="[0-9]+">', '<mergeCells count="1"><mergeCell ref="L17:M17"/>', ["rank"]),
    (lambda s: setattr(s.row_dimensions[10], "height", 7.25), 'ht="7.25"', 'ht="0"', ["row"]),
    (lambda s: setattr(s.column_dimensions["L"], "width", 7.25), 'width="7.25"', 'width="0"', ["column"]),
    (put("L17", "\u202e62.25"), "$", "", ["score"]),
    (put("L17", 62.2501), "$", "", ["score"]),
    (put("L17", "=63"), "<f>63</f><v ?/?>(</v>)?", "<f>63</f><v>62.25</v>", []),
    (put("R10", "作废"), "$", "", ["column"]),
    (put("M22", 3), "$", "", ["wording"]),
    (put("B17", RICH), "$", "", []),
    (lambda s: setattr(s, "title", "Sheet1"), "$", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("change", "old", "new", "wanted"), SHEETS)
def test_a_sheet_is_what_is_seen_of_it(change: Any, old: str, new: str, wanted: list[str]) -> None:
    found = sheets(change, old, new)
    assert fields(found) == wanted
    assert any("公式" in note for note in found.notes) == ("<f>" in new)


# One line of the text dump changed, or more.
TEXTS = [
    (["附表1：", "附表ｌ："], ["label"]),
    (["3月2日", "3⽉2日"], ["date"]),
    (["3月2日", "㋂2日"], ["date"]),
    (["近期，", '"近期，', "建设好。", '建设好。"'], ["wording"]),
    (["\n\n\t1\n\t上城", "\n\n\t\n\t滨江新区\n" + "\t0\n" * 13 + "\n\t1\n\t上城"], ["row"]),
    (["\n\n\t1\n\t上城", "\n\n" + "".join(f"\t{n}\n" for n in "甲123456789") + "\t0\n" * 5 + "\n\t1\n\t上城"], ["row"]),
    (["\t江干区审管办\n" + "\t0\n" * 7 + "\t\n", "\t江干区审管办\n" + "\t0\n" * 7 + "\t2\n"], ["average"]),
    (["富阳区行政服务中心\n\t3", "富阳区行政服务中心\n\t4", "钱塘新区管委会\n\t4", "钱塘新区管委会\n\t3"], ["count", "count"]),
    (["平均分为1分", "平均分为3分", "平均分为3分，及格线为2", "平均分为1分，及格线为2"], ["average", "average"]),
    (["附表1：\n", "附表3：\n", "附表2：\n", "附表1：\n", "附表3：\n", "附表2：\n"], ["wording"]),
    (["1. 区县", "1.\t区县", "2. 机关", "二、\t机关", "发：", "发：\t", "\n\n送：", "\n送：\t"], []),
    (["领导小组\n\n2020", "领导小组\t2020"], []),
    (["2020年3月2日", "\t\t\t2020年03月02日"], []),
    (["分为1分，", "分为1分，\n\n", "钱塘新区", "钱塘新\n区", "14家", "1\u00a04家"], []),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "wanted"), TEXTS)
def test_a_text_is_found_wrong_where_it_is(changes: list[str], wanted: list[str]) -> None:
    text = replaced(demo_circular().text, *changes)
    assert fields(demo_circular().audited(text, "txt")) == wanted
