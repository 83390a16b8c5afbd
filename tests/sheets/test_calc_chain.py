from __future__ import annotations

import pytest

from xlportal.sheets.calc_chain import without_cells, without_part

CHAIN = (
    b'<calcChain><c r="A1" i="1"/><c r="B1"/><c r="C1" i="2"/><c r="A1"/><c r="D1"/></calcChain>'
)


@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (set(), CHAIN),
        ({("3", "A1")}, CHAIN),
        ({("1", "B1")}, CHAIN.replace(b'<c r="B1"/>', b"")),
        (
            {("2", "C1")},
            CHAIN.replace(b'<c r="C1" i="2"/><c r="A1"/>', b'<c i="2" r="A1"/>'),
        ),
        (
            {("1", "A1"), ("2", "C1"), ("2", "A1")},
            b'<calcChain><c i="1" r="B1"/><c i="2" r="D1"/></calcChain>',
        ),
    ],
)
def test_the_chain_names_the_other_cells_on_their_own_sheets(
    gone: set[tuple[str, str]], left: bytes
) -> None:
    assert without_cells(CHAIN, gone) == left


def test_a_chain_without_cells_is_none() -> None:
    assert without_cells(b'<calcChain><c r="A1" i="1"/></calcChain>', {("1", "A1")}) is None


def test_a_chain_that_is_gone_is_declared_nowhere() -> None:
    parts = {
        "[Content_Types].xml": b'<Types><Override PartName="/xl/calcChain.xml"/><Default/></Types>',
        "r": b'<R><Relationship Target="calcChain.xml"/><Relationship Target="styles.xml"/></R>',
    }
    assert without_part(parts, "xl/calcChain.xml", "r") == {
        "[Content_Types].xml": b"<Types><Default/></Types>",
        "r": b'<R><Relationship Target="styles.xml"/></R>',
    }
