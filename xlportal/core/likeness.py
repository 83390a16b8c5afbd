"""Which of the known names a mistyped one was probably meant to be."""

import difflib
from collections.abc import Sequence


def probably_meant(name: str, known: Sequence[str]) -> str | None:
    """Return the one of ``known`` that ``name`` is part of, or else resembles; None for none."""
    fuller = [other for other in known if name in other or other in name]
    if len(fuller) == 1:
        return fuller[0]
    alike = difflib.get_close_matches(name, known, n=1)
    return alike[0] if alike else None


def probable_successor(name: str, absent: Sequence[str]) -> str | None:
    """Return the unit that ``name`` probably became; those ``absent`` stand nowhere beside it.

    A name that nobody knows where a single unit is missing became that one.
    """
    return absent[0] if len(absent) == 1 else probably_meant(name, absent)


def question(meant: str | None) -> str:
    """Return the question whether ``meant`` was meant, empty for None."""
    return f"（是不是“{meant}”？）" if meant else ""
