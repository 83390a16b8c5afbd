"""What a press of a button is given, and where its effects are looked for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

FUYANG = "富阳区行政服务中心"


def cell(book: Any, unit: str, column: str = "C", sheet: str = "2月") -> Any:
    """Return the cell of a unit's first count, or another of its row."""
    names = book.sheets[sheet].range("B1:B60").value
    return book.sheets[sheet].range(f"{column}{names.index(unit) + 1}")


def answer_to(action: str, folder: Path, units: Sequence[str]) -> str:
    """Return what the macro would have asked for: a file of counts, a span, a yes."""
    if action == "import_counts":
        counts = folder / "篇数.csv"
        lines = ("单位,经验介绍", *(f"{unit},3（1）" for unit in units))
        counts.write_text("\n".join(lines), encoding="utf-8")
        return str(counts)
    if action == "audit":
        return str(folder / "2020年2月门户网站考核通报.docx")
    return "2-3" if action == "period" else "yes"
