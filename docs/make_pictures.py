"""Pictures of the demo's pages for the documents: ``python docs/make_pictures.py docs/pictures``.

Printed by LibreOffice, with fonts that stand in for the official ones: Excel's pages differ a
little. What a page shows is found by its text, so that a page more or less moves nothing.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FONTS = ROOT / "tests" / "support" / "fonts.conf"
RESOLUTION = "80"
BOOK, COPY, CIRCULAR = (
    "2020年门户网站考核.xlsm",
    "2020年2月门户网站考核.xlsx",
    "2020年2月门户网站考核通报.docx",
)
PAGES = {
    "guide": (BOOK, "门户网站考核　说明　第"),
    "parameters": (BOOK, "门户网站考核　参数　第"),
    "roster": (BOOK, "门户网站考核　单位　第"),
    "month": (BOOK, "2020年2月　门户网站考核填报表"),
    "appendix-1": (COPY, "附表1："),
    "appendix-2": (COPY, "附表2："),
    "trend-1": (COPY, "区县（市）审管办考核组1-2月走势"),
    "trend-2": (COPY, "机关处室及直属事业单位考核组1-2月走势"),
    "details": (COPY, "2020年2月门户网站考核明细"),
    "circular-1": (CIRCULAR, "关于门户网站"),
    "circular-2": (CIRCULAR, "发：各区县"),
    "circular-3": (CIRCULAR, "附表1："),
    "circular-4": (CIRCULAR, "附表2："),
    "circular-sheet": (COPY, "关于门户网站"),
}
"""A picture's name: the file, and a text that stands on its page."""


def main(folder: Path) -> None:
    """Write every picture into ``folder``."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        demo = Path(name)
        _run(sys.executable, "-m", "xlportal", "demo", demo)
        for file in (BOOK, COPY, CIRCULAR):
            printed = _printed(demo / file)
            pages = _run("pdftotext", printed, "-").decode("utf-8").split("\f")
            texts = ["".join(page.split()) for page in pages]
            for picture, (source, text) in PAGES.items():
                if source == file:
                    wanted = "".join(text.split())
                    page = next(n for n, found in enumerate(texts, start=1) if wanted in found)
                    _picture(printed, str(page), folder / picture)


def _printed(path: Path) -> Path:
    profile = (path.parent / "profile").as_uri()
    _run("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf",
         "--outdir", path.parent, path)  # fmt: skip
    return path.with_suffix(".pdf")


def _picture(document: Path, page: str, path: Path) -> None:
    words = ("-png", "-singlefile", "-r", RESOLUTION, "-f", page, "-l", page)
    _run("pdftoppm", *words, document, path)


def _run(*words: str | Path) -> bytes:
    environ = os.environ | {"FONTCONFIG_FILE": str(FONTS)}
    return subprocess.run([*map(str, words)], check=True, capture_output=True, env=environ).stdout


if __name__ == "__main__":
    main(Path(sys.argv[1]))
