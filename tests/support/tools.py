"""What stands in for Excel: LibreOffice opens what we write, the validator judges it, openpyxl saves.

Where a program is missing its tests are skipped, unless ``XLPORTAL_REQUIRE`` is set (as in ``.ci/run``):
then they fail.
"""

import functools
import io
import json
import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import xlportal

REPOSITORY = Path(__file__).parents[2]
PACKAGE = Path(xlportal.__file__).parent
"""The package under test: the sources here, or an installed wheel."""
REQUIRE = "XLPORTAL_REQUIRE"
FONTS = Path(__file__).with_name("fonts.conf")
VALIDATOR = REPOSITORY / "node_modules" / ".bin" / "ooxml-validator"


def unmeasured() -> dict[str, str]:
    """Return the environment of a program of which coverage learns nothing, in half the time."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}


def require(program: str | Path, what: str) -> str:
    """Return the path of a program; without it the calling test is skipped or fails."""
    found = shutil.which(program)
    if found is None:
        if os.environ.get(REQUIRE):
            pytest.fail(f"{what} is required here and missing")
        pytest.skip(f"{what} is missing")
    return found


def validation_errors(path: Path) -> list[dict[str, Any]]:
    """Return what Microsoft's Open XML SDK finds wrong with a file."""
    validator = require(VALIDATOR, "the Open XML validator (npm install)")
    run = subprocess.run([validator, str(path)], capture_output=True, text=True, check=False)
    report = json.loads(run.stdout)
    return list(report["errors"]) if not report["ok"] else []


def saved(workbook: openpyxl.Workbook) -> bytes:
    """Return the file that a workbook is saved as."""
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def convert(path: Path, target: str, folder: Path) -> Path:
    """Open a file in LibreOffice and save it again as ``target`` (such as ``pdf``) in ``folder``."""
    return convert_all([path], target, folder)[0]


def convert_all(paths: Sequence[Path], target: str, folder: Path) -> list[Path]:
    """Open files in LibreOffice, one after another, and save each again in ``folder``."""
    office = require("soffice", "LibreOffice")
    profile = _profile(folder)
    subprocess.run(
        [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--convert-to", target,
         "--outdir", str(folder), *map(str, paths)],
        check=True, capture_output=True, timeout=120 + 20 * len(paths),
        env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
    )  # fmt: skip
    made = [folder / f"{path.stem}.{target.partition(':')[0]}" for path in paths]
    for path, result in zip(paths, made, strict=True):
        assert result.exists(), f"LibreOffice could not open {path.name}"
    return made


@functools.cache
def _profile(folder: Path) -> Path:
    return folder / "libreoffice-profile"
