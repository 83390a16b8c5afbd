"""Text files as offices save them: UTF-8, UTF-16 or GB18030, marked as such or not."""

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
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotProceed(f"“{name}”不是文字文件，或编码认不出来。请另存为 UTF-8 的文字文件。")


def _encodings(content: bytes) -> list[str]:
    """Return the encodings a text may have, the likeliest first."""
    marked = [encoding for mark, encoding in _MARKED if content.startswith(mark)]
    if not marked and b"\0" in content:
        # Commas, digits and line ends have an empty half in UTF-16 and none elsewhere.
        upper_first = content[::2].count(0) > content[1::2].count(0)
        marked = ["utf-16-be" if upper_first else "utf-16-le"]
    return marked or ["utf-8", "gb18030"]
