"""The audit of the real circular as a page for a head of office: ``docs/audit-2020-02.md``.

python docs/make_audit_page.py docs/audit-2020-02.md
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from xlportal.audit.audit import audit
from xlportal.audit.findings import HEADINGS, Audit, Finding
from xlportal.audit.published import read_published
from xlportal.core.demo import MONTH, demo_book
from xlportal.files import write_bytes
from xlportal.publish.asked import Asked
from xlportal.publish.content import made

CIRCULAR = Path(__file__).resolve().parents[1] / "tests" / "data" / "circular-2020-02.txt"
_SCORES = 44
_KINDS = {
    "units": "单位数、达标率、前列（正文）",
    "label": "表头里上个月的月份",
    "rank": "2月排名",
    "cumulative_rank": "1-2月排名",
    "cumulative_count": "1-2月累计篇数",
    "count": "当月篇数",
}
_SAME_KIND = {"pass_rate": "units", "top": "units"}
_HEAD = """\
# 2020 年 2 月通报核对

把印发的通报（`tests/data/circular-2020-02.txt`，原文照录）与工作簿按规则给出的通报逐字对照：
**{agreements} 处相符，{findings} 处不符**。两个考核组的 {scores} 个得分全部相符，规则由它们证实；
不符的是名次、累计篇数、表头月份和正文里的几个数。空着的数字格按没有印对待。

本页由程序生成（`make audit-page`），与运行下面的命令看到的一样：

```
xlportal audit 通报.txt 2020年门户网站考核.xlsm --month 2
```
"""


def page() -> str:
    """Return the page as Markdown."""
    book = demo_book()
    told = made(book, Asked.of(MONTH)).published
    found = audit(read_published(CIRCULAR), told, book.ledger.groups)
    counts = {"agreements": found.agreements, "findings": len(found.findings), "scores": _SCORES}
    return "\n".join([_HEAD.format(**counts), *_tables(found)])


def _tables(found: Audit) -> Iterator[str]:
    order = list(_KINDS)
    ordered = sorted(found.findings, key=lambda finding: order.index(_kind(finding)))
    for kind, group in groupby(ordered, key=_kind):
        findings = list(group)
        yield f"## {_KINDS[kind]}（{len(findings)} 处）"
        yield ""
        yield f"| {' | '.join(HEADINGS)} |"
        yield f"|{'---|' * len(HEADINGS)}"
        yield from (f"| {' | '.join(finding.row)} |" for finding in findings)
        yield ""


def _kind(finding: Finding) -> str:
    return _SAME_KIND.get(finding.field, finding.field)


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), page().encode("utf-8"))
