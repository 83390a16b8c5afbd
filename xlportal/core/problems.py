"""A problem found in a year's data: its kind, where it stands, what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from xlportal.core.rules import visible


class Severity(Enum):
    """Errors stop the appendices of a month; warnings do not. ``word`` is what staff read."""

    ERROR = "error", "错误"
    WARNING = "warning", "提醒"

    def __init__(self, code: str, word: str) -> None:
        self.code = code
        self.word = word


@dataclass(frozen=True)
class Kind:
    """A kind of problem: a code that never changes, what is wrong, what to do.

    ``{found}`` and other words in braces are filled in where the problem is found; whom it is
    about stands before the sentence.
    """

    code: str
    wrong: str
    mend: str
    severity: Severity


@dataclass(frozen=True)
class Problem:
    """A problem found: its kind, where it stands, what was found there."""

    kind: Kind
    sheet: str
    cell: str
    found: str
    wrong: str
    mend: str
    subject: str = ""

    @property
    def is_error(self) -> bool:
        """Return whether the problem stops the appendices of its month."""
        return self.kind.severity is Severity.ERROR

    @property
    def where(self) -> str:
        """Return the place as staff read it, such as ``2月!C12``."""
        return f"{self.sheet}!{self.cell}" if self.cell else self.sheet

    @property
    def message(self) -> str:
        """Return the one line staff read: place, what is wrong, what to do."""
        subject = f"（{self.subject}）" if self.subject else ""
        return f"{self.where}{subject}：{self.wrong}，{self.mend}。"

    def document(self) -> dict[str, str]:
        """Return the JSON-ready problem."""
        return {
            "code": self.kind.code,
            "severity": self.kind.severity.code,
            "sheet": self.sheet,
            "cell": self.cell,
            "found": self.found,
            "fix": self.mend,
            "message": self.message,
        }


def problem(
    kind: Kind, sheet: str, cell: str = "", found: str = "", subject: str = "", **words: object
) -> Problem:
    """Return the problem of ``kind`` at a place, its sentences filled in."""
    seen = " ".join(visible(found).split())
    filled = {**words, "found": seen if len(seen) <= _SHOWN else seen[: _SHOWN - 1] + "…"}
    wrong, mend = kind.wrong.format(**filled), kind.mend.format(**filled)
    return Problem(kind, sheet, cell, found, wrong, mend, subject)


def has_errors(problems: Iterable[Problem]) -> bool:
    """Return whether any of ``problems`` is an error."""
    return any(found.is_error for found in problems)


def errors_first(problems: Iterable[Problem]) -> list[Problem]:
    """Return the problems in the order people mend them: errors, then warnings, as found."""
    return sorted(problems, key=lambda found: not found.is_error)


def summary(problems: Iterable[Problem]) -> str:
    """Return how many there are of each severity, such as ``错误 2 处，提醒 1 处``."""
    found = [problem.kind.severity for problem in problems]
    counted = [f"{severity.word} {found.count(severity)} 处" for severity in Severity]
    return "，".join(counted) if found else "没有错误，也没有提醒"


_SHOWN = 40
"""Characters of what was found that a message repeats."""
