"""``xlportal compute`` and ``circular``: a month or period as a macro-free copy, or as Word."""

from pathlib import Path

from xlportal.commands import terminal
from xlportal.errors import CannotProceed
from xlportal.files import check_writable, now
from xlportal.publish.asked import Asked
from xlportal.publish.content import made, sent_before, why_no_correction
from xlportal.score.result import result


def run(
    book: Path,
    month: int | None,
    output: Path | None,
    *,
    as_json: bool = False,
    period: tuple[int, int] | None = None,
    correction: bool = False,
    is_word: bool = False,
) -> int:
    """Compute what is asked into ``output`` and show it, or print it as JSON."""
    if correction and period:
        raise CannotProceed("用法不对：--correction 只能和 --month 一起用。")
    suffix = ".docx" if is_word else ".xlsx"
    if output is not None:
        terminal.require_suffix(output, suffix)
        check_writable(output, book)
    asked, reading = Asked.of(month, period), terminal.read_book(book)
    checked = reading.checked(asked.last, asked.first)
    year = (reading.book.ledger.year or None) if reading.book else None
    if checked.book is None or year is None:
        if as_json:
            terminal.print_json(result(year, asked.named, checked.problems))
        return terminal.refuse(checked.problems)
    sent = sent_before(reading, asked.last, year, book, output or book) if correction else []
    found = made(checked.book, asked, sent)
    published = found.published
    if correction and not published.correction:
        if as_json:
            terminal.print_json(result(year, asked.named, checked.problems))
        terminal.warn(why_no_correction(asked.last, sent))
        return terminal.PROBLEMS
    title = published.circular_title if is_word else published.title
    target = output or book.with_name(title + suffix)
    check_writable(target, book)
    # Only one of the two writers is loaded.
    if is_word:
        from xlportal.publish.word import word_document  # noqa: PLC0415

        content = word_document(published, now())
    else:
        from xlportal.publish.render import copy_of  # noqa: PLC0415

        content = copy_of(found, now(), target)
    terminal.put_output(target, content, checked.problems)
    if as_json:
        texts = published.texts
        terminal.print_json(result(year, found.found, checked.problems, str(target), texts))
    elif is_word:
        terminal.say(f"通报已写入 {target}")
    else:
        terminal.say(*map(terminal.summary_of, found.groups), f"附表和通报已写入 {target}")
    return terminal.DONE
