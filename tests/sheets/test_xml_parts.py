from __future__ import annotations

import pytest

from xlportal.sheets.xml_parts import NotEditable, Splice, elements, escaped, spliced

PART = '<a 甲="1&gt;2"><b x=">"/><c >一<d/></c\n><c/></a>'.encode()


def whole(part: bytes, name: str) -> list[bytes]:
    return [part[element.start : element.end] for element, _ in elements(part, name)]


def test_elements_are_found_with_their_very_bytes() -> None:
    assert whole(PART, "b") == [b'<b x=">"/>']
    assert whole(PART, "c") == ["<c >一<d/></c\n>".encode(), b"<c/>"]
    assert whole(PART, "a") == [PART]
    element, text = elements(PART, "c")[0]
    assert PART[element.inner : element.close] == "一<d/>".encode()
    assert text == "一"


def test_the_prefix_of_a_name_does_not_matter() -> None:
    part = b'<x:a xmlns:x="urn:x"><x:c/></x:a>'
    assert [element.name for element, _ in elements(part, "c")] == ["x:c"]


def test_the_text_within_is_that_of_the_runs_without_phonetic_guides() -> None:
    part = "<si><r><t>上</t></r><r><t>城</t></r><rPh><t>ㄕ</t></rPh></si>".encode()
    assert [text for _, text in elements(part, "si", "t")] == ["上城"]


def test_splices_leave_every_other_byte() -> None:
    assert spliced(b"0123456789", [Splice(8, 9, b"x"), Splice(2, 4, b""), Splice(5, 5, b"yz")]) == (
        b"014yz567x9"
    )


@pytest.mark.parametrize(
    "part",
    [
        b'<!DOCTYPE a [<!ENTITY b "b">]><a>&b;</a>',
        b'<?xml version="1.0" encoding="GBK"?><a/>',
        "<a/>".encode("utf-16"),
        b"<a><b></a>",
        b"",
    ],
)
def test_what_spreadsheet_programs_do_not_write_is_refused(part: bytes) -> None:
    with pytest.raises(NotEditable):
        elements(part, "a")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a<b>&", "a&lt;b&gt;&amp;"),
        ("\x00\x1b\r", "_x0000__x001B__x000D_"),
        ("_x0041_", "_x005F_x0041_"),
        ("\ud800\uffff", "\ufffd_xFFFF_"),
        ("一\t二\n𠮷", "一\t二\n𠮷"),
    ],
)
def test_text_is_written_so_that_xml_can_hold_it(text: str, written: str) -> None:
    assert escaped(text) == written
