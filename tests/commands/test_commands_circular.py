"""``xlportal circular`` run as staff run it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docx import Document

from conftest import Run


def test_the_circular_stands_beside_the_workbook_unless_told_otherwise(
    run: Run, demo_workbook: Path, tmp_path: Path
) -> None:
    book = tmp_path / "年.xlsm"
    shutil.copy(demo_workbook, book)
    outcome = run("circular", book, "--month", 2)
    made = tmp_path / "2020年2月门户网站考核通报.docx"
    assert (outcome.code, outcome.out) == (0, f"通报已写入 {made}\n")
    assert Document(str(made)).paragraphs[0].text == "关于门户网站2月考核情况的通报"
    assert run("circular", book, "--month", 2, "-o", tmp_path / "甲.docx").code == 0
    assert (tmp_path / "甲.docx").exists()


def test_a_month_with_an_error_gives_no_circular(
    run: Run, demo_document: Any, write_json: Callable[[Any], Path], tmp_path: Path
) -> None:
    source = write_json(demo_document)
    book = tmp_path / "a.xlsm"
    assert run("new", book, "--from", source).code == 0
    outcome = run("circular", book, "--month", 3, "-o", tmp_path / "a.docx")
    assert outcome.code == 1
    assert "3月：这个月还没有填" in outcome.err
    assert not (tmp_path / "a.docx").exists()
