"""The page of everything the program says besides problems in the data: ``docs/messages.md``.

    python docs/make_messages.py docs/messages.md

The sentences are read from the source, so that none is forgotten; a test compares the committed
page with it.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

from xlportal.files import write_bytes
from xlportal.sheets.interface import MACRO_TEXTS

PACKAGE = Path(__file__).resolve().parents[1] / "xlportal"
_BLANK = "……"
_HEAD = """\
# 程序说的其他话

数据里的问题另有[一页](problems.md)。这里是别的：文件打不开、正在使用、宏没有启动等等。
每句话说的就是怎么办，“……”处是当时的文件名、表名或数字。没有做成的时候，什么也没有改动。
本页由程序生成（`make messages`）。
"""
_NOT_SAID = ("title", "category")


def page() -> str:
    """Return the page as Markdown."""
    sections = {
        "点按钮时": _in_excel(),
        "宏自己说的": [text for key, text in MACRO_TEXTS.items() if key not in _NOT_SAID],
        "用命令时，点按钮时也可能": _elsewhere(),
    }
    return "\n".join(
        [_HEAD, *(line for title in sections for line in _list(title, sections[title]))]
    )


def _list(title: str, sentences: Iterable[str]) -> Iterator[str]:
    yield f"## {title}"
    yield ""
    for sentence in dict.fromkeys(sentences):
        yield f"- {sentence}"
    yield ""


def _in_excel() -> Iterator[str]:
    for path in sorted((PACKAGE / "excel").glob("*.py")):
        yield from _sentences(path)


def _elsewhere() -> Iterator[str]:
    for path in sorted(PACKAGE.rglob("*.py")):
        if path.parent.name != "excel":
            yield from _sentences(path)


def _sentences(path: Path) -> Iterator[str]:
    """Yield the text of every ``CannotProceed`` that a module raises."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "CannotProceed":
            text = "".join(_text(argument) for argument in node.args)
            if text.strip(_BLANK):
                yield text


def _text(node: ast.expr) -> str:
    if isinstance(node, ast.JoinedStr):
        return "".join(_text(value) for value in node.values)
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else _BLANK


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), page().encode("utf-8"))
