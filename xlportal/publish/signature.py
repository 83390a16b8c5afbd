"""Where the issuer and the date at the end of a circular stand.

GB/T 9704 says so for a page without a seal: the date begins two characters right of the issuer, and
neither comes nearer than two characters to the right edge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from xlportal.core.widths import display_width
from xlportal.core.wording import Part
from xlportal.publish.filling import Paragraph

_EDGE = 2
_WIDEST = 28 - _EDGE
"""Chinese characters of a line of 28 that an issuer can take; a longer one goes on below."""


def signature_indents(paragraphs: Iterable[Paragraph]) -> Mapping[Part, float]:
    """Return the right indents of issuer and date, in Chinese characters."""
    widths = {Part.SIGNATURE: 0.0, Part.DATE: 0.0}
    for part, text in ((one.part, one.text) for one in paragraphs if one.part in widths):
        widths[part] = max(widths[part], display_width(text) / 2)
    longer = min(widths[Part.SIGNATURE], _WIDEST) - widths[Part.DATE]
    return {Part.SIGNATURE: max(_EDGE, 2 * _EDGE - longer), Part.DATE: max(_EDGE, longer)}
