"""``xlportal export``: the whole workbook as an assessment document."""

from pathlib import Path

from xlportal.commands import terminal
from xlportal.core.document import document
from xlportal.core.problems import has_errors
from xlportal.files import check_writable


def run(book: Path, output: Path | None) -> int:
    """Write the workbook's data to ``output``, or print them."""
    if output is not None:
        terminal.require_suffix(output, ".json")
        check_writable(output, book)
    reading = terminal.read_book(book)
    if reading.book is None or has_errors(reading.problems):
        return terminal.refuse(reading.problems)
    exported = document(reading.book)
    if output is None:
        terminal.print_json(exported)
    else:
        terminal.put_output(output, terminal.as_json(exported).encode("utf-8"))
        terminal.say(f"已导出 {output}")
    return terminal.DONE
