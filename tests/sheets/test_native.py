"""The formulas beside the functions, recalculated by LibreOffice: no macro, no Python."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, Phase, given, settings

from support.documents import documents
from support.recalculated import computed_cells, differences, recalculated, same
from xlportal.commands.common import as_json
from xlportal.core.document import read_document
from xlportal.sheets.template.writer import write_workbook

CREATED = dt.datetime(2020, 3, 2)
SAMPLE = 6


@pytest.fixture(scope="module")
def sample() -> list[dict[str, Any]]:
    """Random documents of every key, always the same."""
    drawn: list[dict[str, Any]] = []

    @settings(
        max_examples=SAMPLE, derandomize=True, database=None, deadline=None,
        phases=[Phase.generate], suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(documents(full=True))
    def draw(document: dict[str, Any]) -> None:
        drawn.append(document)

    draw()
    return drawn


def test_random_documents_show_what_an_independent_calculation_gives(
    sample: list[dict[str, Any]], tmp_path: Path
) -> None:
    books = [read_document(as_json(document)) for document in sample]
    paths = [tmp_path / f"{number}.xlsx" for number, _ in enumerate(books)]
    for path, book in zip(paths, books, strict=True):
        path.write_bytes(write_workbook(book, CREATED))
    figures = 0
    for path, found, document, book in zip(
        paths, recalculated(paths, tmp_path / "made"), sample, books, strict=True
    ):
        count, wrong = differences(found, document, book.ledger)
        assert wrong == []
        figures += count
        stored = openpyxl.load_workbook(path, data_only=True)
        for sheet, cell in computed_cells(path):
            pair = (stored[sheet][cell].value, found[sheet][cell].value)
            assert same(*pair), (path.name, sheet, cell, *pair)
    assert figures > 500
