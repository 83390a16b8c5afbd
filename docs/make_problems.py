"""The page of the documentation that lists every problem: ``docs/problems.md``.

``make catalogue`` writes it; a test compares the committed page with it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from xlportal.core.catalogue import kinds
from xlportal.core.problems import Kind, Severity
from xlportal.files import write_bytes

_WORDS = {
    "found": "……", "units": "……", "hint": "", "what": "〔哪一项〕", "wanted": "〔可填的值〕",
    "block": "附表…", "item": "……", "kept": "……", "label": "1-…月", "least": "…", "limit": "…",
    "most": "…",
    "month": "…月", "now": "……", "other": "第 … 行", "pieces": "…", "row": "…",
}  # fmt: skip
_HEAD = """\
# 检查出的问题

`xlportal check`、“检查数据”按钮和每次计算之前，都按下面这张表检查整个工作簿。
每个问题说明在哪张表、哪一格、找到了什么、应该怎么填。

- **错误**（{errors} 种）：改好之前，那个月的附表和通报不会生成，原有的也不会改动。
- **提醒**（{warnings} 种）：不妨碍计算，请核对。

一处失误只列一条，由它引起的别的不对不另列。
本页由程序生成（`make catalogue`）；代码永不改变，`--json` 里的 `code` 就是它。
"""


def page() -> str:
    """Return the page as Markdown."""
    every = kinds()
    counted = [sum(kind.severity is severity for kind in every) for severity in Severity]
    head = _HEAD.format(errors=counted[0], warnings=counted[1])
    return "\n".join([head, *_table(every), ""])


def _table(kinds: tuple[Kind, ...]) -> Iterator[str]:
    yield "| 代码 | 级别 | 有什么不对 | 怎么改 |"
    yield "|---|---|---|---|"
    for kind in kinds:
        wrong, mend = (text.format(**_WORDS) for text in (kind.wrong, kind.mend))
        yield f"| `{kind.code}` | {kind.severity.word} | {wrong} | {mend} |"


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), page().encode("utf-8"))
