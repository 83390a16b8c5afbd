"""A fixed sample of what ``make oracle`` does with thousands."""

import subprocess
import sys
from functools import partial
from typing import Any

import pytest

from support.documents import judge_drawn
from support.recalculated import judge_formulas, recalculated_with_macros
from support.tools import REPOSITORY, unmeasured
from support.whole_way import judge_files
from xlportal.core.demo import demo_book
from xlportal.core.document import document as as_document

pytestmark = pytest.mark.usefixtures("untraced")


def test_random_documents_of_every_key_agree_with_an_independent_calculation() -> None:
    program = [sys.executable, REPOSITORY / "tests" / "oracle.py", "0", "10", "0", "0", "0"]
    done = subprocess.run(program, env=unmeasured(), capture_output=True, text=True, check=False)
    assert "10 as files, 0 as formulas" in done.stdout, done.stderr[-3000:]


def test_results_are_right_where_macros_run_and_their_functions_answer_nothing(office: Any) -> None:
    drawn: list[dict[str, Any]] = []
    judge_drawn(drawn.append, number=16, count=3)
    assert judge_formulas(drawn, partial(recalculated_with_macros, office)) > 50


def test_texts_that_read_as_excels_errors_come_back_as_texts() -> None:
    document = as_document(demo_book())
    document["settings"]["issuer"] = "#NULL!"
    document["groups"][0]["units"][0]["former"] = ["#VALUE!"]
    document["months"][0]["hint"] = "#PYTHON!"
    document["months"][0]["entries"][0] |= {"note": "#N/A", "remark": "#NAME?"}
    judge_files(document)
