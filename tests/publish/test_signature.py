"""Where issuer and date stand, by hand from GB/T 9704."""

from __future__ import annotations

import pytest

from xlportal.core.wording import Part
from xlportal.publish.filling import Paragraph
from xlportal.publish.signature import signature_indents


@pytest.mark.parametrize(
    ("issuer", "date", "indents"),
    [
        ("网站建设考核领导小组", "2020年3月2日", (2, 4)),
        ("办公室", "2020年12月31日", (8, 2)),
        ("市审管办", "2020年3月2日", (6, 2)),
        ("杭州市审管办公室", "2020年3月2日", (2, 2)),
        ("长" * 40, "2020年3月2日", (2, 20)),
    ],
)
def test_the_date_begins_two_characters_right_and_the_longer_one_sets_the_edge(
    issuer: str, date: str, indents: tuple[float, float]
) -> None:
    paragraphs = Paragraph(Part.SIGNATURE, issuer), Paragraph(Part.DATE, date)
    assert tuple(signature_indents(paragraphs).values()) == indents
