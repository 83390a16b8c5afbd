from __future__ import annotations

import make_audit_page

from support.tools import REPOSITORY


def test_the_committed_page_is_the_audit_of_today() -> None:
    committed = (REPOSITORY / "docs" / "audit-2020-02.md").read_text(encoding="utf-8")
    assert committed == make_audit_page.page(), "run `make audit-page` and commit the result"


def test_every_finding_has_its_line() -> None:
    page = make_audit_page.page()
    assert "45 处不符" in page
    assert sum(line.startswith(("| 附表", "| 正文")) for line in page.splitlines()) == 45
