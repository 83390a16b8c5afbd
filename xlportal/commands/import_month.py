"""``xlportal import``: a month's counts from another system's export, into a new workbook."""

from pathlib import Path

from xlportal.commands import terminal
from xlportal.core.problems import has_errors
from xlportal.files import check_new, read_bytes, write_new
from xlportal.intake.importing import intake, left_over
from xlportal.score.assessment import assess_year
from xlportal.sheets import layout
from xlportal.sheets.edit import set_cells
from xlportal.sheets.read_files import grids_of
from xlportal.sheets.reading import read
from xlportal.sheets.results import month_results


def run(book: Path, counts: Path, month: int, output: Path) -> int:
    """Write ``book`` to ``output`` with the month's counts from the export in ``counts``."""
    terminal.require_suffix(output, book.suffix.lower())
    check_new(output, book, counts)
    package = read_bytes(book)
    grids = grids_of(package, str(book))
    reading = read(grids)
    sheet = layout.month_sheet(month)
    if reading.book is None or sheet not in grids:
        return terminal.refuse(reading.problems)
    groups = reading.book.ledger.groups
    taken = intake(counts, grids[sheet], reading.book, month)
    if has_errors(taken.problems):
        return terminal.refuse(taken.problems)
    after = read(grids_of(set_cells(package, {sheet: taken.cells}), str(output)))
    checked = after.checked(month)
    assessment = assess_year(checked.book.ledger)[month] if checked.book else None
    results = month_results(grids[sheet], groups, assessment)
    write_new(output, set_cells(package, {sheet: taken.cells}, {sheet: results}))
    left = left_over(reading, checked)
    terminal.warn(*terminal.problem_lines([*taken.problems, *left]))
    terminal.mention(*taken.mentions)
    terminal.say(f"{taken.told}，新工作簿是 {output}，以后请用这一个")
    if has_errors(left):
        terminal.say("新工作簿里还有上面列出的错误，改好后才能计算。")
    return terminal.DONE
