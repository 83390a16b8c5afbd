"""One number of a correct circular changed: it is found, and nothing else is reported."""

from __future__ import annotations

import atexit
import random
import re
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from support.dumps import dump
from xlportal.audit.audit import Audit, audit
from xlportal.audit.read_published import read_published
from xlportal.core.demo import demo_book

BOOK = demo_book()
CORRECT = dump(BOOK, 2)
NUMBERS = list(re.finditer(r"[0-9]+(?:\.[0-9]+)?", CORRECT))


FOLDER = Path(tempfile.mkdtemp(prefix="xlportal-audit-"))
atexit.register(shutil.rmtree, FOLDER, ignore_errors=True)


def audited(text: str) -> Audit:
    path = FOLDER / "a.txt"
    path.write_bytes(text.encode())
    return audit(read_published(path), BOOK, 2)


def test_the_correct_circular_has_no_finding() -> None:
    assert audited(CORRECT).findings == ()
    assert audited(CORRECT).agreements > 300


def test_every_single_number_changed_is_the_one_finding() -> None:
    for number in NUMBERS:
        wrong = str(int(number[0].partition(".")[0]) + 1)
        text = f"{CORRECT[: number.start()]}{wrong}{CORRECT[number.end() :]}"
        found = audited(text).findings
        assert len(found) == 1, (number, wrong, [f.message for f in found])
        assert wrong in found[0].published


@given(st.sampled_from(NUMBERS), st.decimals(0, 9999, places=1))
@settings(max_examples=100)
def test_a_number_changed_to_any_other_is_the_one_finding(
    number: re.Match[str], to: object
) -> None:
    wrong = str(to)
    if float(wrong) == float(number[0]):
        return
    text = f"{CORRECT[: number.start()]}{wrong}{CORRECT[number.end() :]}"
    found = audited(text).findings
    assert len(found) == 1, [f.message for f in found]


def test_a_hint_in_several_lines_without_full_stops_is_its_own_circular_s(tmp_path: Path) -> None:
    hint = "请各单位按时报送，勿延误\n３月15日前，报送选题\n要求：\n注意时效"
    book = replace(BOOK, settings=replace(BOOK.settings, hints={2: hint}))
    path = tmp_path / "a.txt"
    path.write_text(dump(book, 2), encoding="utf-8")
    assert audit(read_published(path), book, 2).findings == ()
    path.write_text(dump(book, 2).replace("15日", "16日"), encoding="utf-8")
    assert len(audit(read_published(path), book, 2).findings) == 1


def full_width(text: str) -> str:
    return text.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789."})


def test_full_width_digits_and_lines_of_windows_are_read_as_meant() -> None:
    assert audited(full_width(CORRECT)).findings == ()
    assert audited(CORRECT.replace("\n", "\r\n")).findings == ()


def test_tables_in_another_order_are_audited_the_same() -> None:
    start, second = CORRECT.index("附表1：\n"), CORRECT.index("附表2：\n")
    swapped = f"{CORRECT[:start]}{CORRECT[second:]}\n{CORRECT[start:second]}"
    assert audited(swapped).findings == ()


def test_what_is_left_out_of_the_text_is_named() -> None:
    found = audited(CORRECT.replace("，达标率为14.3%", "")).findings
    assert [(f.annex, f.field, f.published) for f in found] == [(1, "pass_rate", "")]


def test_a_sentence_that_the_workbook_does_not_have_is_listed() -> None:
    found = audited(CORRECT.replace("近期，", "特此表扬富阳。近期，")).findings
    assert [(f.field, f.published) for f in found] == [("sentence", "特此表扬富阳。")]


def test_a_table_left_out_is_listed() -> None:
    found = audited(CORRECT[: CORRECT.index("附表2：\n")]).findings
    assert [(f.annex, f.field) for f in found] == [(2, "table")]


@given(st.integers(0, 10**9))
@settings(max_examples=100)
def test_lines_shuffled_doubled_and_dropped_do_no_harm(seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    lines = CORRECT.split("\n")
    for _ in range(chance.randrange(1, 40)):
        first, second = chance.randrange(len(lines)), chance.randrange(len(lines))
        action = chance.randrange(4)
        if action == 0:
            lines[first], lines[second] = lines[second], lines[first]
        elif action == 1:
            lines.insert(first, lines[second])
        elif action == 2:
            lines[first] = lines[first][: chance.randrange(len(lines[first]) + 1)]
        else:
            lines[first] = chance.choice(["", "\t", "3（1）", "附表1", "注：", "\t9", "。", "1月"])
    outcome = audited("\n".join(lines))
    assert all(f.message and f.document()["field"] for f in outcome.findings)
