"""Keeping the details of an unforeseen error for whoever maintains the program."""

from __future__ import annotations

import os
import tempfile
import traceback

_PREFIX, _SUFFIX = "xlportal-", ".log"
NOT_KEPT = "没有写成"


def keep_log(error: BaseException) -> str:
    """Return the path of a new file with the details of ``error``, or that there is none.

    A file of its own each time: one of a fixed name may belong to somebody else, or lead elsewhere.
    """
    try:
        with tempfile.NamedTemporaryFile(
            "w",
            encoding="utf-8",
            errors="backslashreplace",
            prefix=_PREFIX,
            suffix=_SUFFIX,
            delete=False,
        ) as file:
            file.writelines(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - whoever reports an error cannot deal with another one
        return NOT_KEPT
    return file.name


def logs() -> str:
    """Return where such files are, as a pattern of their paths."""
    return os.path.join(tempfile.gettempdir(), f"{_PREFIX}*{_SUFFIX}")  # noqa: PTH118 - no file
