"""A fixed sample of what ``make oracle`` does with thousands: 40 documents, a quarter at a time."""

from __future__ import annotations

import pytest

from oracle import judge_some
from support.whole_way import judge_files
from xlportal.core.demo import demo_book
from xlportal.core.document import document as as_document


@pytest.mark.parametrize("number", range(4))
def test_random_documents_of_every_key_agree_with_an_independent_calculation(number: int) -> None:
    assert judge_some((number, "files", 10)) == 10


def test_texts_that_read_as_excels_errors_come_back_as_texts() -> None:
    document = as_document(demo_book())
    document["settings"]["issuer"] = "#NULL!"
    document["groups"][0]["units"][0]["former"] = ["#VALUE!"]
    document["months"][0]["hint"] = "#PYTHON!"
    document["months"][0]["entries"][0] |= {"note": "#N/A", "remark": "#NAME?"}
    judge_files(document)
