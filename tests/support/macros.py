"""The macros of a workbook, read as a virus scanner would."""

import warnings
from pathlib import Path


def modules_with_code(path: Path) -> dict[str, str]:
    """Return the modules that hold code, as olevba lists them."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from oletools.olevba import VBA_Parser  # noqa: PLC0415 - warns when imported

        parser = VBA_Parser(str(path))
        found = {name: code for _, _, name, code in parser.extract_macros()}
        parser.close()
    return {name: code for name, code in found.items() if _has_code(code)}


def _has_code(module: str) -> bool:
    return any(line.strip() and not line.startswith("Attribute ") for line in module.splitlines())
