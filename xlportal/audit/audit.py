"""A published circular held against the recomputation: what agrees, and every finding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from xlportal.audit.compare_tables import compare_tables
from xlportal.audit.compare_text import compare_text, speaks
from xlportal.audit.comparing import Comparison
from xlportal.audit.published import Published
from xlportal.core.book import Book
from xlportal.publish.content import publication
from xlportal.score.assessment import Assessment, assess, assess_year


@dataclass(frozen=True)
class Audit:
    """How many printed figures follow from the rules, and all that do not."""

    month: int
    agreements: int
    findings: tuple[Comparison, ...]

    def document(self) -> dict[str, Any]:
        """Return the audit as ``--json`` gives it (spec section 7)."""
        return {
            "month": self.month,
            "agreements": self.agreements,
            "findings": [finding.document() for finding in self.findings],
        }


def audit(published: Published, book: Book, month: int) -> Audit:
    """Return the audit of a circular of ``month``; ``book`` has to have that month filled."""
    compared = list(_compared(published, book, assess(book.ledger, month)))
    findings = tuple(one for one in compared if not one.agrees)
    return Audit(month, len(compared) - len(findings), findings)


def _compared(published: Published, book: Book, assessment: Assessment) -> Iterator[Comparison]:
    groups = [group.group for group in assessment.groups]
    spoken = speaks(published, assessment)
    yield from compare_text(published, book, assessment, complete=spoken or not published.tables)
    tables = publication(
        book, assess_year(book.ledger, assessment.month), assessment.month
    ).appendices
    complete = spoken and bool(published.tables)
    yield from compare_tables(published, tables, groups, complete=complete)
