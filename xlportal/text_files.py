"""Text files as offices save them: UTF-8, GB18030, or UTF-16 with its mark."""

from __future__ import annotations

import codecs

from xlportal.errors import CannotProceed

_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, name: str) -> str:
    """Return the text that a file called ``name`` holds.

    Raises :class:`CannotProceed` where it is no text.
    """
    marked = [encoding for mark, encoding in _MARKED if content.startswith(mark)]
    for encoding in marked or ("utf-8", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotProceed(f"“{name}”不是文字文件，或编码认不出来。请另存为 UTF-8 的文字文件。")
