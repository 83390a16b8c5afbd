"""Word files read as a reader sees them: each way to write the right text, and a wrong one."""

from collections.abc import Callable
from typing import Any

import pytest
from lxml import etree

from support.misprints import WORDS, W, Word, demo_circular
from xlportal.audit.findings import Audit

RUN = "<w:r><w:t>{}</w:t></w:r>"
FIGURE = "及格线为"
"""Words that stand once, in the first group's body, before 0.8."""


def elements(text: str) -> list[Any]:
    return list(etree.fromstring(f"<w:x {WORDS}>{text}</w:x>"))


def with_figure(made: str) -> bytes:
    """The circular with a pass line written as ``made``, in the midst of its sentence."""
    word = Word(demo_circular().word)
    run = next(r for r in word.root.iter(f"{W}r") if FIGURE in "".join(r.itertext()))
    before, _, after = "".join(run.itertext()).partition(FIGURE)
    parts = RUN.format(before + FIGURE) + made + RUN.format(after.removeprefix("0.8"))
    for part in elements(parts):
        run.addprevious(part)
    run.getparent().remove(run)
    return word.saved()


def audited(content: bytes) -> Audit:
    return demo_circular().audited(content, "docx")


def r(text: str) -> str:
    return RUN.format(text)


FIELD = '<w:r><w:fldChar w:fldCharType="{}"/></w:r>'
SHOWN = {
    "runs": r("{}"),
    "split runs": "<w:r><w:t>0</w:t></w:r><w:proofErr/><w:r><w:t>.</w:t></w:r>" + r("{last}"),
    "tracked insertion": '<w:ins w:id="1">' + r("{}") + "</w:ins>",
    "tracked deletion beside": r("{}") + '<w:del w:id="1"><w:r><w:delText>9</w:delText></w:r></w:del>',
    "moved": '<w:moveFrom w:id="1">' + r("7") + '</w:moveFrom><w:moveTo w:id="2">' + r("{}") + "</w:moveTo>",
    "smart tag": '<w:smartTag w:element="x">' + r("{}") + "</w:smartTag>",
    "content control": "<w:sdt><w:sdtPr/><w:sdtContent>" + r("{}") + "</w:sdtContent></w:sdt>",
    "simple field": '<w:fldSimple w:instr="DOCPROPERTY 7">' + r("{}") + "</w:fldSimple>",
    "field": FIELD.format("begin") + "<w:r><w:instrText>REF 9</w:instrText></w:r>"
    + FIELD.format("separate") + r("{}") + FIELD.format("end"),
    "hyperlink": "<w:hyperlink>" + r("{}") + "</w:hyperlink>",
    "hidden text beside": r("{}") + "<w:r><w:rPr><w:vanish/></w:rPr><w:t>9</w:t></w:r>",
    "hidden not": '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>{}</w:t></w:r>',
    "comment marks": '<w:commentRangeStart w:id="1"/>' + r("{}") + '<w:commentRangeEnd w:id="1"/>',
}  # fmt: skip


@pytest.mark.parametrize("way", SHOWN)
def test_what_is_shown_is_read(way: str) -> None:
    right, wrong = (SHOWN[way].replace("{last}", n[2]).replace("{}", n) for n in ("0.8", "0.9"))
    assert audited(with_figure(right)).findings == ()
    (found,) = audited(with_figure(wrong)).findings
    assert (found.field, found.published, found.recomputed) == ("pass_line", "0.9", "0.8")


def test_unaccepted_changes_are_mentioned_and_are_no_finding() -> None:
    found = audited(with_figure(SHOWN["tracked insertion"].format("0.8")))
    assert found.findings == ()
    assert len(found.notes) == 1
    assert "修订" in found.notes[0]
    assert audited(demo_circular().word).notes == ()


def spoilt(change: Callable[[Any], None]) -> Audit:
    """The audit after a change of the document's body."""
    word = Word(demo_circular().word)
    change(word.root[0])
    return audited(word.saved())


BOX = (
    '<w:p><w:r><mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">'
    "<mc:Choice><w:drawing><w:txbxContent>{0}</w:txbxContent></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><w:txbxContent>{0}</w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent></w:r></w:p>"
)


def paragraph(body: Any, words: str) -> Any:
    return next(p for p in body.iterchildren(f"{W}p") if words in "".join(p.itertext()))


def test_a_text_box_is_read_once() -> None:
    def boxed(body: Any) -> None:
        hint = paragraph(body, "近期")
        whole = etree.tostring(hint).decode()
        hint.getparent().replace(hint, elements(BOX.format(whole))[0])

    assert spoilt(boxed).findings == ()
    (found,) = spoilt(
        lambda body: body.insert(
            3, elements(BOX.format("<w:p><w:r><w:t>另有3家。</w:t></w:r></w:p>"))[0]
        )
    ).findings
    assert (found.field, found.published, found.recomputed) == ("wording", "另有3家。", "")


def test_a_nested_table_is_read_with_its_cell() -> None:
    def nested(body: Any, text: str) -> None:
        cell = next(c for c in body.iter(f"{W}tc") if "".join(c.itertext()) == "62.25")
        inner = f"<w:tbl><w:tr><w:tc><w:p>{r(text)}</w:p></w:tc></w:tr></w:tbl><w:p/>"
        cell.remove(cell.find(f"{W}p"))
        cell.extend(elements(inner))

    assert spoilt(lambda body: nested(body, "62.25")).findings == ()
    (found,) = spoilt(lambda body: nested(body, "62.52")).findings
    assert (found.field, found.published) == ("score", "62.52")


def test_a_row_deleted_under_tracking_is_missing() -> None:
    def deleted(body: Any) -> None:
        row = next(t for t in body.iter(f"{W}tr") if "淳安县审管办" in "".join(t.itertext()))
        properties = row.find(f"{W}trPr")
        properties.append(elements('<w:del w:id="1"/>')[0])

    (found,) = spoilt(deleted).findings
    assert (found.field, found.unit, found.published) == ("row", "淳安县审管办", "")


def test_a_footnote_is_read() -> None:
    word = Word(demo_circular().word)
    note = '<w:footnote w:id="{}"{}><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:footnote>'
    notes = note.format(0, ' w:type="separator"', "线") + note.format(1, "", "另有3家")
    word.parts["word/footnotes.xml"] = f"<w:footnotes {WORDS}>{notes}</w:footnotes>".encode()
    assert [one.published for one in audited(word.saved()).findings] == ["另有3家"]


def test_the_strict_form_is_read_the_same() -> None:
    word = Word(demo_circular().word)
    usual, strict = "http://schemas.openxmlformats.org/", "http://purl.oclc.org/ooxml/"
    for subject in ("officeDocument", "wordprocessingml"):
        for name, part in word.parts.items():
            old, new = f"{usual}{subject}/2006/".encode(), f"{strict}{subject}/".encode()
            word.parts[name] = part.replace(old, new)
    word.root = etree.fromstring(word.parts["word/document.xml"])
    assert audited(word.saved()).findings == ()
