"""Making xlwings a considerate guest of Excel: two habits of its own are switched off.

At the end of its process xlwings kills every Excel that shows no workbook window, a colleague's
protected view among them; and it asks a busy Excel again without end. Whatever starts Python for a
workbook imports this first.
"""

from __future__ import annotations

import atexit
import sys

ATTEMPTS = 20_000
"""How often a busy Excel is asked before the press is given up; each time takes about 0.1 ms."""

_WINDOWS = "xlwings._xlwindows"


def behave() -> None:
    """Switch both habits off where xlwings has them, which is on Windows."""
    windows = sys.modules.get(_WINDOWS)
    if windows is not None:
        atexit.unregister(windows.cleanup)
        windows.N_COM_ATTEMPTS = ATTEMPTS  # type: ignore[attr-defined]
