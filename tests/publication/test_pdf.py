"""PDF through LibreOffice, and what is said where it is missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from conftest import Run
from support.tools import require
from xlportal.errors import CannotProceed
from xlportal.publication import pdf


def pages(path: Path) -> int:
    text = subprocess.run(["pdfinfo", path], check=True, capture_output=True, text=True).stdout
    return int(text.partition("Pages:")[2].split()[0])


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine without LibreOffice."""
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    monkeypatch.setattr(pdf, "_usual_places", lambda: ())


def test_copy_and_circular_are_printed_beside_themselves(
    run: Run, demo_workbook: Path, tmp_path: Path
) -> None:
    require("soffice", "LibreOffice")
    copy, circular = tmp_path / "a.xlsx", tmp_path / "b.docx"
    printed = run("compute", demo_workbook, "--month", 2, "-o", copy, "--pdf")
    assert (printed.code, printed.out.splitlines()[-1]) == (0, f"PDF 已写入 {tmp_path / 'a.pdf'}")
    assert run("circular", demo_workbook, "--month", 2, "-o", circular, "--pdf").code == 0
    assert pages(tmp_path / "a.pdf") == 8
    assert pages(tmp_path / "b.pdf") == 4
    assert {path.name for path in tmp_path.iterdir()} == {"a.xlsx", "a.pdf", "b.docx", "b.pdf"}


@pytest.mark.usefixtures("nowhere")
@pytest.mark.parametrize(("command", "name"), [("compute", "a.xlsx"), ("circular", "a.docx")])
def test_without_libreoffice_the_file_itself_is_written_and_one_line_says_so(
    run: Run, demo_workbook: Path, tmp_path: Path, command: str, name: str
) -> None:
    outcome = run(command, demo_workbook, "--month", 2, "-o", tmp_path / name, "--pdf")
    assert outcome.code == 2
    assert outcome.err.count("\n") == 1
    assert "没有 LibreOffice，没有生成 PDF" in outcome.err
    assert f"{name}”已经写好" in outcome.err
    assert [path.name for path in tmp_path.iterdir()] == [name]


@pytest.mark.usefixtures("nowhere")
def test_json_stays_one_document(run: Run, demo_workbook: Path, tmp_path: Path) -> None:
    words = ("--month", 2, "-o", tmp_path / "a.xlsx", "--json", "--pdf")
    outcome = run("compute", demo_workbook, *words)
    assert outcome.code == 2
    assert outcome.json["month"] == 2


def test_libreoffice_is_found_where_its_installer_puts_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "LibreOffice/program/soffice.exe"
    program.parent.mkdir(parents=True)
    program.touch()
    monkeypatch.setattr(pdf.shutil, "which", lambda _: None)
    monkeypatch.setenv("PROGRAMFILES", str(tmp_path))
    assert pdf._program() == str(program)  # noqa: SLF001


def test_a_libreoffice_that_fails_leaves_the_earlier_pdf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    earlier = tmp_path / "a.pdf"
    earlier.write_bytes(b"earlier")
    monkeypatch.setattr(pdf.shutil, "which", lambda _: "/bin/false")
    with pytest.raises(CannotProceed, match="没能生成 PDF"):
        pdf.write_pdf(tmp_path / "a.xlsx")
    assert earlier.read_bytes() == b"earlier"


def test_an_open_pdf_stops_the_command_before_anything_is_written(
    run: Run, demo_workbook: Path, tmp_path: Path
) -> None:
    (tmp_path / ".~lock.a.pdf#").touch()
    outcome = run("compute", demo_workbook, "--month", 2, "-o", tmp_path / "a.xlsx", "--pdf")
    assert outcome.code == 2
    assert not (tmp_path / "a.xlsx").exists()
