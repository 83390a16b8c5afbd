from __future__ import annotations

from make_problems import page

from support.tools import REPOSITORY
from xlportal.core.catalogue import kinds


def test_the_committed_page_is_what_the_code_says() -> None:
    committed = (REPOSITORY / "docs" / "problems.md").read_text(encoding="utf-8")
    assert committed == page(), "run `make catalogue` and commit the result"


def test_every_problem_has_a_line_of_its_own() -> None:
    lines = page().splitlines()
    for kind in kinds():
        assert len([line for line in lines if line.startswith(f"| `{kind.code}` |")]) == 1


def test_no_word_in_braces_is_left_and_the_severities_are_counted() -> None:
    assert "{" not in page()
    warnings = sum(kind.severity.value == "warning" for kind in kinds())
    assert f"**提醒**（{warnings} 种）" in page()
