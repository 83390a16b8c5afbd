"""``xlportal export``: the whole workbook as an assessment document."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.terminal import (
    DONE,
    as_json,
    print_json,
    put_output,
    read_book,
    refuse,
    require_suffix,
    say,
)
from xlportal.core.document import document
from xlportal.core.problems import has_errors
from xlportal.files import check_writable


def run(book: Path, output: Path | None) -> int:
    """Write the workbook's data to ``output``, or print them."""
    if output is not None:
        require_suffix(output, ".json")
        check_writable(output, book)
    reading = read_book(book)
    if reading.book is None or has_errors(reading.problems):
        return refuse(reading.problems)
    exported = document(reading.book)
    if output is None:
        print_json(exported)
    else:
        put_output(output, as_json(exported).encode("utf-8"))
        say(f"已导出 {output}")
    return DONE
