"""Pictures of what xlportal makes: the demo's files, printed by LibreOffice, a picture a page.

``python docs/make_pictures.py FOLDER`` writes them into ``FOLDER``. The fonts of the tests stand in
for the office's own, as on any machine without them. ``sources.txt`` beside the pictures says what
they were taken of, so that a test notices when they are stale.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from xlportal.assessment import assess
from xlportal.demo import MONTH, demo_book
from xlportal.excel.project import working_workbook
from xlportal.publication.content import publication
from xlportal.publication.problem_sheet import write_problem_book
from xlportal.publication.render import render
from xlportal.publication.word import word_document
from xlportal.workbook import layout
from xlportal.workbook.edit import Value, set_cells
from xlportal.workbook.files import grids_of
from xlportal.workbook.package import pack, parts
from xlportal.workbook.reading import read

REPOSITORY = Path(__file__).parents[1]
FONTS = REPOSITORY / "tests/support/fonts.conf"
RESOLUTION = 80
SHEETS = "xl/worksheets/sheet"

BOOK = "2020年门户网站考核.xlsm"
COPY = "2020年2月门户网站考核.xlsx"
CIRCULAR = "2020年2月门户网站考核通报.docx"
COPY_PAGES = {"appendix-1": "附表1：", "appendix-2": "附表2："}
TREND_PAGES = {
    "trend-1": "区县（市）审管办考核组1-2月走势",
    "trend-2": "机关处室及直属事业单位考核组1-2月走势",
}
FOOTER = "门户网站考核　{}　第"
BOOK_PAGES = {
    "guide": FOOTER.format(layout.GUIDE),
    "parameters": FOOTER.format(layout.PARAMETERS),
    "roster": FOOTER.format(layout.ROSTER),
    "opening": FOOTER.format(layout.OPENING),
    "month": "2020年2月　门户网站考核填报表",
}
SLIPS: dict[tuple[int, int], Value] = {
    (11, 2): "三", (14, 2): -1, (20, 3): 5, (22, 1): "钱塘新区",
}  # fmt: skip
"""Wrong input for the picture of 检查, by row and column of the month's sheet."""
MOMENT = dt.datetime(2020, 3, 2)
SOURCES = "sources.txt"


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name)
        subprocess.run([sys.executable, "-m", "xlportal", "demo", name], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
        copy = converted(demo / COPY, "pdf")
        keep(copy, COPY_PAGES | TREND_PAGES, folder)
        circular = converted(demo / CIRCULAR, "pdf")
        for page in range(1, len(texts(circular)) + 1):
            picture(circular, page, folder / f"circular-{page}.png")
        book = converted(without_formulas(demo / BOOK), "fods")
        keep(converted(with_buttons(book), "pdf"), BOOK_PAGES, folder)
        keep(converted(problem_book(demo), "pdf"), {"problems": "检查"}, folder)
    (folder / SOURCES).write_text(sources(), encoding="utf-8")


def problem_book(folder: Path) -> Path:
    """Return the workbook with the sheet 检查 of a month in which slips were made."""
    changed = set_cells(working_workbook(demo_book(), MOMENT), {layout.month_sheet(MONTH): SLIPS})
    problems = read(grids_of(changed, BOOK)).all_problems()
    path = folder / "problems.xlsx"
    write_problem_book(path, problems, MOMENT)
    return path


def sources() -> str:
    """Return the fingerprint of everything the pictures are taken of."""
    book = demo_book()
    printed = publication(book, assess(book.ledger, MONTH))
    with tempfile.TemporaryDirectory() as name:
        problems = problem_book(Path(name)).read_bytes()
    visible = parts(working_workbook(book, MOMENT))
    seen = [data for name, data in sorted(visible.items()) if not name.endswith(".bin")]
    files = [*seen, render(printed, MOMENT), word_document(printed, MOMENT), problems]
    return hashlib.sha256(b"".join(files)).hexdigest() + "\n"


def without_formulas(book: Path) -> Path:
    """Return the workbook with the results it holds in place of its formulas.

    LibreOffice has no worksheet functions of ours, and would show what they say without macros.
    """
    content = {
        name: re.sub(rb"<f(?: [^>]*)?>.*?</f>", b"", data) if name.startswith(SHEETS) else data
        for name, data in parts(book.read_bytes()).items()
    }
    made = book.with_name("results.xlsm")
    made.write_bytes(pack(content))
    return made


def with_buttons(book: Path) -> Path:
    """Return the workbook made such that its buttons are printed."""
    text = book.read_text(encoding="utf-8")
    made = book.with_name("printed.fods")
    made.write_text(text.replace('form:printable="false"', 'form:printable="true"'), "utf-8")
    return made


def keep(document: Path, pages: dict[str, str], folder: Path) -> None:
    """Keep a picture of the first page that shows each text, under its name."""
    shown = texts(document)
    for name, text in pages.items():
        page = next(n for n, found in enumerate(shown, start=1) if squeezed(text) in found)
        picture(document, page, folder / f"{name}.png")


def texts(document: Path) -> list[str]:
    """Return the text of every page, without blanks."""
    found = subprocess.run(["pdftotext", str(document), "-"], check=True, capture_output=True)
    return [squeezed(page) for page in found.stdout.decode("utf-8").split("\f")[:-1]]


def squeezed(text: str) -> str:
    """Return ``text`` without blanks."""
    return "".join(text.split())


def picture(document: Path, page: int, path: Path) -> None:
    """Write the picture of a page."""
    words = ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", str(page)]
    subprocess.run([*words, str(document), str(path.with_suffix(""))], check=True)


def converted(path: Path, target: str) -> Path:
    """Return ``path`` as LibreOffice saves it as ``target``."""
    office = shutil.which("soffice")
    if office is None:
        sys.exit("LibreOffice is missing")
    profile = (path.parent / "profile").as_uri()
    subprocess.run(
        [office, f"-env:UserInstallation={profile}", "--headless", "--convert-to", target,
         "--outdir", str(path.parent), str(path)],
        check=True, capture_output=True, env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
    )  # fmt: skip
    return path.with_suffix(f".{target}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
