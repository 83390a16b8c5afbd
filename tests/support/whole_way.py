"""A document judged against the oracle: by values alone, and the whole way through real files."""

import contextlib
import io
import json
import tempfile
from pathlib import Path

from support.oracle import (
    Document,
    complete_months,
    expected_groups,
    expected_label,
    expected_period,
    filled_months,
    spans,
)
from xlportal.cli import main
from xlportal.core.document import document as book_document
from xlportal.core.document import read_document
from xlportal.score.assessment import assess_period, assess_year
from xlportal.score.result import group_result


def judge_values(document: Document) -> None:
    """Assert that a document is given back, and that every month and period of it is right."""
    book = read_document(json.dumps(document, ensure_ascii=False))
    assert book_document(book) == document
    year = assess_year(book.ledger)
    for month in complete_months(document):
        assert [*map(group_result, year[month].groups)] == expected_groups(document, month), month
    for span in spans(document):
        found = [*map(group_result, assess_period(year, *span))]
        assert found == expected_period(document, *span), span


def judge_files(document: Document) -> None:
    """Assert that a workbook made of ``document`` gives it back and computes what it has to.

    Every filled month is computed; of the periods the longest and the first are.
    """
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        book, source, back = folder / "book.xlsm", folder / "data.json", folder / "back.json"
        source.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
        assert _run("new", book, "--from", source)[0] == 0
        assert _run("export", book, "-o", back)[0] == 0
        assert json.loads(back.read_text(encoding="utf-8")) == document
        complete = complete_months(document)
        for month in filled_months(document):
            code, result = _computed(book, "--month", month)
            expected = expected_groups(document, month) if month in complete else []
            assert (code, result["groups"]) == (0 if expected else 1, expected), month
        longest_first = sorted(spans(document), key=lambda span: span[0] - span[1])
        for span in longest_first[:1] + longest_first[1:][-1:]:
            code, result = _computed(book, "--period", f"{span[0]}-{span[1]}")
            assert (code, result["groups"]) == (0, expected_period(document, *span)), span
            assert (result["period"], result["label"]) == ([*span], expected_label(*span))


def _computed(book: Path, *span: object) -> tuple[int, Document]:
    """Return exit code and result of ``compute --json``, less keys of rows the spec leaves free."""
    code, out = _run("compute", book, *span, "--json")
    result: Document = json.loads(out)
    for row in (row for group in result["groups"] for row in group["rows"]):
        row.pop("notes", None)
    return code, result


def _run(*words: object) -> tuple[int, str]:
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main([str(word) for word in words])
    assert "程序出错" not in err.getvalue(), err.getvalue()
    return code, out.getvalue()
