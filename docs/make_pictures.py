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

from xlportal.core.demo import MONTH, demo_book
from xlportal.excel.project import working_workbook
from xlportal.publish.content import publication
from xlportal.publish.problem_sheet import write_problem_book
from xlportal.publish.render import render
from xlportal.publish.word import word_document
from xlportal.score.assessment import assess
from xlportal.sheets import layout
from xlportal.sheets.edit import Value, set_cells
from xlportal.sheets.files import grids_of
from xlportal.sheets.package import pack, parts
from xlportal.sheets.pen import DEFAULT_FONT
from xlportal.sheets.reading import read
from xlportal.sheets.template import styles

REPOSITORY = Path(__file__).parents[1]
FONTS = REPOSITORY / "tests/support/fonts.conf"
RESOLUTION = 80
CROPS = {"month": (0.35, 0.5, 11.0, 5.76)}
"""What is kept of a page in place of the whole: left, top, width, height in inches."""
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
    "month": FOOTER.format(layout.month_sheet(MONTH)),
}
SLIPS: dict[tuple[int, int], Value] = {
    (11, 2): "三", (14, 2): -1, (20, 3): 5, (22, 1): "钱塘新区",
}  # fmt: skip
"""Wrong input for the picture of 检查, by row and column of the month's sheet."""
MOMENT = dt.datetime(2020, 3, 2)
SOURCES = "sources.txt"
DEFAULT_CELL = re.compile(r'<style:style style:name="Default" [^>]*>.*?</style:style>', re.DOTALL)


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
        keep(converted(as_in_excel(book), "pdf"), BOOK_PAGES, folder)
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
    made = [
        working_workbook(book, MOMENT), render(printed, MOMENT), word_document(printed, MOMENT),
        problems,
    ]  # fmt: skip
    seen = [
        data
        for package in made
        for name, data in sorted(parts(package).items())
        if not name.endswith(".bin")
    ]
    return hashlib.sha256(b"".join(seen)).hexdigest() + "\n"


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


def as_in_excel(book: Path) -> Path:
    """Return the workbook made such that its pages look as in Excel.

    Its buttons are printed. And a conditional format, which LibreOffice lets replace the font and
    place of a cell by those of the default cell, finds there what our cells have.
    """
    text = book.read_text(encoding="utf-8")
    text = text.replace('form:printable="false"', 'form:printable="true"')
    made = book.with_name("printed.fods")
    made.write_text(DEFAULT_CELL.sub(lambda found: _as_ours(found[0]), text), "utf-8")
    return made


def _as_ours(style: str) -> str:
    font, size = DEFAULT_FONT["font_name"], DEFAULT_FONT["font_size"]
    changes = {font: styles.FONT, f"{size}pt": f"{styles.SIZE}pt", '"bottom"': '"middle"'}
    for old, new in changes.items():
        style = style.replace(old, new)
    return style


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
    """Write the picture of a page, or of the part that is kept of it."""
    words = ["pdftoppm", "-png", "-singlefile", "-r", str(RESOLUTION), "-f", str(page)]
    for side, inches in zip("xyWH", CROPS.get(path.stem, ()), strict=False):
        words += [f"-{side}", str(round(inches * RESOLUTION))]
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
