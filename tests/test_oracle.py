"""A fixed sample of what ``make oracle`` does with thousands (see :mod:`oracle`)."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings

from support.documents import documents
from support.whole_way import judge_files


@settings(max_examples=40, derandomize=True)
@given(document=documents(full=True))
def test_random_documents_of_every_key_agree_with_an_independent_calculation(
    document: dict[str, Any],
) -> None:
    judge_files(document)
