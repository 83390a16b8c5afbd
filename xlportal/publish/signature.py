"""Where the issuer and the date at the end of a circular stand.

GB/T 9704 says so for a page without a seal: the date begins two characters right of the issuer, and
neither comes nearer than two characters to the right edge.
"""

from __future__ import annotations

from xlportal.core.widths import display_width

_EDGE = 2
_WIDEST = 28 - _EDGE
"""Chinese characters of a line of 28 that an issuer can take; a longer one goes on below."""


def signature_indents(issuer: str, date: str) -> tuple[float, float]:
    """Return the right indents of the issuer's and of the date's line, in Chinese characters."""
    longer = min(display_width(issuer) / 2, _WIDEST) - display_width(date) / 2
    return max(_EDGE, 2 * _EDGE - longer), max(_EDGE, longer)
