"""PDF of a finished file through LibreOffice, where it is installed."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from xlportal.errors import CannotProceed
from xlportal.safe_files import write_bytes

PROGRAMS = ("soffice", "libreoffice")
_SECONDS = 180


def pdf_path(path: Path) -> Path:
    """Return where the PDF of ``path`` goes: beside it, under its name."""
    return path.with_suffix(".pdf")


def write_pdf(path: Path) -> Path:
    """Write the PDF of a finished .xlsx or .docx beside it; return where it stands.

    Raises :class:`CannotProceed` where LibreOffice is missing or does not manage it; an earlier
    PDF is untouched then.
    """
    program = _program()
    if program is None:
        raise CannotProceed(
            f"这台电脑上没有 LibreOffice，没有生成 PDF；“{path}”已经写好。"
            "可用 Excel、Word 或 WPS 打开它，另存为 PDF。"
        )
    target = pdf_path(path)
    write_bytes(target, _converted(program, path))
    return target


def _program() -> str | None:
    """Return LibreOffice's program, looked for on the path and where its installers put it."""
    for name in PROGRAMS:
        found = shutil.which(name)
        if found:
            return found
    return next((str(place) for place in _usual_places() if place.is_file()), None)


def _usual_places() -> tuple[Path, ...]:
    windows = (os.environ.get(name) for name in ("PROGRAMFILES", "PROGRAMFILES(X86)"))
    return (
        *(Path(folder) / "LibreOffice/program/soffice.exe" for folder in windows if folder),
        Path("/Applications/LibreOffice.app/Contents/MacOS/soffice"),
    )


def _converted(program: str, path: Path) -> bytes:
    """Return the PDF of ``path``, made with a profile of its own: no open window is disturbed."""
    with tempfile.TemporaryDirectory(prefix="xlportal-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        profile = (folder / "profile").as_uri()
        words = [program, f"-env:UserInstallation={profile}", "--headless", "--norestore"]
        words += ["--convert-to", "pdf", "--outdir", str(folder), str(path.absolute())]
        try:
            subprocess.run(words, check=True, capture_output=True, timeout=_SECONDS)
            return pdf_path(folder / path.name).read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            raise CannotProceed(
                f"LibreOffice 没能生成 PDF；“{path}”已经写好。"
                "可用 Excel、Word 或 WPS 打开它，另存为 PDF。"
            ) from error
