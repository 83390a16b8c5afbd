"""Which of the known names a mistyped one was probably meant to be."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

from xlportal.core.rules import Group


def probably_meant(name: str, known: Sequence[str]) -> str | None:
    """Return the one of ``known`` that ``name`` is part of, or else resembles; None for none."""
    fuller = [other for other in known if name in other or other in name]
    if len(fuller) == 1:
        return fuller[0]
    alike = difflib.get_close_matches(name, known, n=1)
    return alike[0] if alike else None


def likely_unit(groups: Sequence[Group], name: str) -> str:
    """Return a question whether a unit of the groups was meant, empty where none is like it."""
    meant = probably_meant(name, [unit.name for group in groups for unit in group.units])
    return f"（是不是“{meant}”？）" if meant else ""
