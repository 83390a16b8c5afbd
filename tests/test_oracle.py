"""A fixed sample of what ``make oracle`` does with thousands: 40 documents, a quarter at a time."""

from __future__ import annotations

import pytest

from oracle import judge_some


@pytest.mark.parametrize("number", range(4))
def test_random_documents_of_every_key_agree_with_an_independent_calculation(number: int) -> None:
    assert judge_some((number, "files", 10)) == 10
