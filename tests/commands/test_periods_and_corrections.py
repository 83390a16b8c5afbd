"""``--period`` and ``--correction`` as they are run, through real files."""

import datetime as dt
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from docx import Document

from support.outcome import Run
from xlportal.commands import compute

Write = Callable[..., Path]
UNIT = "富阳区行政服务中心"


@pytest.fixture
def book_of(run: Run, tmp_path: Path, write_json: Write) -> Callable[..., Path]:
    """Makes a workbook of a document."""

    def make(document: Any, name: str = "年.xlsm") -> Path:
        book = tmp_path / name
        source = write_json(document, f"{book.stem}.json")
        assert run("new", book, "--from", source).code == 0
        source.unlink()
        return book

    return make


def with_months(document: Any, *months: int) -> Any:
    """Return the demo's document with further months in which one unit a group got something."""
    added = json.loads(json.dumps(document))
    for month in months:
        entries = [
            {"group": 1, "unit": UNIT, "counts": {"区县动态": [month, 0]}},
            {"group": 2, "unit": "秘书处", "counts": {"中心动态": [1, 0]}},
        ]
        added["months"].append({"month": month, "entries": entries})
    return added


def corrected(document: Any, pieces: int) -> Any:
    """Return a document with another count of one unit in February."""
    changed = json.loads(json.dumps(document))
    for entry in changed["months"][0]["entries"]:
        if entry["unit"] == UNIT:
            entry["counts"]["区县动态"] = [pieces, 0]
    return changed


def test_a_period_is_computed_and_its_circular_written(
    run: Run, book_of: Callable[..., Path], demo_document: Any, tmp_path: Path
) -> None:
    book = book_of(with_months(demo_document, 3))
    found = run("compute", book, "--period", "2-3", "--json")
    assert (found.code, found.json["period"], found.json["label"]) == (0, [2, 3], "2-3月")
    row = next(row for row in found.json["groups"][0]["rows"] if row["unit"] == UNIT)
    # March: 3 pieces of one unit in 14, 6 / (0.8 * 6 / 14) * 8.3 = 145.25
    assert (row["scores"], row["score"]) == ({"2": "62.25", "3": "145.25"}, "207.5")
    assert found.json["circular"][0] == "关于门户网站2020年2-3月考核情况的通报"
    copy = tmp_path / "2020年2-3月门户网站考核.xlsx"
    assert found.json["output"] == str(copy)
    assert openpyxl.load_workbook(copy)["附表1"]["A2"].value == (
        "区县（市）审管办考核组2-3月门户网站考核统计表"
    )
    assert run("circular", book, "--period", "2-3").code == 0
    word = Document(str(tmp_path / "2020年2-3月门户网站考核通报.docx"))
    assert [p.text for p in word.paragraphs][: len(found.json["circular"])] == (
        found.json["circular"]
    )
    assert "14 家参加考核" in run("compute", book, "--period", "2-3").out


@pytest.mark.parametrize(
    ("period", "wrong"), [("1-2", "1月：这个月已算在期初里"), ("2-4", "3月：这个月还没有填")]
)
def test_a_month_of_the_span_that_is_not_filled_is_an_error(
    run: Run, demo_workbook: Path, tmp_path: Path, period: str, wrong: str
) -> None:
    out = tmp_path / "a.xlsx"
    outcome = run("compute", demo_workbook, "--period", period, "-o", out, "--json")
    assert (outcome.code, outcome.json["groups"]) == (1, [])
    assert wrong in outcome.err
    assert run("circular", demo_workbook, "--period", period, "-o", out.with_suffix(".docx")).code
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_sent_or_does_not_differ_is_not_corrected(
    run: Run, book_of: Callable[..., Path], demo_document: Any, tmp_path: Path
) -> None:
    book = book_of(demo_document)
    before = book.read_bytes()
    never = run("compute", book, "--month", 2, "--correction", "--json")
    assert (never.code, never.json["groups"], len(never.err.splitlines())) == (1, [], 1)
    assert "没有找到2月的发送记录" in never.err
    assert run("compute", book, "--month", 2).code == 0
    for command in ("compute", "circular"):
        same = run(command, book, "--month", 2, "--correction")
        assert (same.code, same.err) == (
            1, "2月现在算出的与发送过的没有不同，没有生成更正通报。\n",
        )  # fmt: skip
    assert {path.name for path in tmp_path.iterdir()} == {"年.xlsm", "2020年2月门户网站考核.xlsx"}
    assert book.read_bytes() == before


def test_a_month_that_was_sent_and_mended_is_corrected(
    run: Run,
    book_of: Callable[..., Path],
    demo_document: Any,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    days = iter(dt.datetime(2020, 4, day) for day in range(1, 9))
    monkeypatch.setattr(compute, "now", lambda: next(days))
    sent = book_of(demo_document)
    run("compute", sent, "--month", 2)
    copy = tmp_path / "2020年2月门户网站考核.xlsx"
    assert openpyxl.load_workbook(copy).sheetnames == ["通报", "附表1", "附表2", "走势", "明细"]
    copy.rename(tmp_path / "发给各单位的.xlsx")
    mended = book_of(corrected(demo_document, 2), "改好的.xlsm")
    # Looking at the month first does not lose what was sent.
    assert run("compute", mended, "--month", 2).code == 0
    outcome = run("compute", mended, "--month", 2, "--correction", "--json")
    assert outcome.code == 0
    told = {(row["unit"], row["what"]): (row["printed"], row["right"])
            for row in outcome.json["corrections"]}  # fmt: skip
    # 6 pieces, average 12 / 14: 4 / (0.8 * 12 / 14) * 8.3 = 48.42, 8 as well: 96.83
    assert told[UNIT, "2月区县动态"] == ("3", "2")
    assert told[UNIT, "2月得分"] == ("62.25", "48.42")
    assert told["钱塘新区管委会", "2月得分"] == ("83", "96.83")
    made = openpyxl.load_workbook(tmp_path / "2020年2月门户网站考核更正.xlsx")
    assert made.sheetnames == ["通报", "附表1", "附表2", "更正", "走势", "明细"]
    assert made["更正"]["A2"].value == "门户网站2月考核更正表"
    # The circular that goes with it, and the correction of a correction.
    assert run("circular", mended, "--month", 2, "--correction").code == 0
    word = Document(str(tmp_path / "2020年2月门户网站考核更正通报.docx"))
    assert word.paragraphs[0].text == "关于更正门户网站2月考核情况的通报"
    assert word.tables[0].rows[0].cells[0].text == "序号"
    assert [cell.text for cell in word.tables[-1].rows[1].cells][2:] == [
        UNIT, "2月区县动态", "3", "2",
    ]  # fmt: skip
    again = book_of(corrected(demo_document, 1), "再改的.xlsm")
    second = run("compute", again, "--month", 2, "--correction", "--json")
    assert second.json["corrections"][0] == {
        "appendix": "附表1", "unit": UNIT, "what": "2月区县动态", "printed": "2", "right": "1",
    }  # fmt: skip


def test_the_record_is_found_where_the_copy_was_put(
    run: Run, book_of: Callable[..., Path], demo_document: Any, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "发送"
    elsewhere.mkdir()
    run("compute", book_of(demo_document), "--month", 2, "-o", elsewhere / "二月.xlsx")
    mended = book_of(corrected(demo_document, 2), "改好的.xlsm")
    assert run("compute", mended, "--month", 2, "--correction").code == 1
    outcome = run("compute", mended, "--month", 2, "--correction", "-o", elsewhere / "更正.xlsx")
    assert outcome.code == 0


def test_a_file_in_the_folder_that_is_no_copy_of_ours_is_passed_over(
    run: Run, demo_workbook: Path, tmp_path: Path
) -> None:
    book = tmp_path / "年.xlsm"
    shutil.copy(demo_workbook, book)
    (tmp_path / "坏的.xlsx").write_bytes(b"PK\x03\x04 not a package")
    openpyxl.Workbook().save(tmp_path / "别人的.xlsx")
    outcome = run("compute", book, "--month", 2, "--correction")
    assert (outcome.code, len(outcome.err.splitlines())) == (1, 1)
