"""One case a kind of thing that makes no sense, on the demo's data."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from xlportal.core.book import Book
from xlportal.core.check_book import check_book, check_results
from xlportal.core.checks import Place, Tables
from xlportal.core.demo import demo_book
from xlportal.core.document import document, read_document

DEMO = document(demo_book())


def changed(change: Callable[[Any], object]) -> Book:
    """Return the demo's book with a change."""
    copied = json.loads(json.dumps(DEMO))
    change(copied)
    return read_document(json.dumps(copied))


def test_the_demo_is_sound() -> None:
    assert [*check_book(demo_book()), *check_results(demo_book(), 2, 2)] == []


# What a sheet does not let stand, a document may bring; all others: sheets/test_every_problem.
CASES: list[tuple[Callable[[Any], object], str, Place]] = [
    (lambda d: d["groups"][1].update(pass_score="10000001"), "number-huge",
     Place(Tables.GROUPS, 1, "pass_score")),
    (lambda d: d["groups"][0]["items"][1].update(points="-1"), "parameter-wrong",
     Place(Tables.ITEMS, 1, "points", 1)),
    (lambda d: d["groups"][0]["units"][1].update(former=["上城区审管办"]), "unit-repeated",
     Place(Tables.UNITS, 1, "former", 1)),
    (lambda d: d["months"][0]["entries"][14].update(deduction="-1"), "deduction-wrong",
     Place(Tables.ENTRIES, 14, "deduction", 2, 2)),
    (lambda d: d["opening"][0].update(score="-1"), "score-wrong",
     Place(Tables.OPENING, 0, "score", 1)),
    (lambda d: d.update(changes=[{"group": 1, "from": 6, "rule": "pass_ratio", "value": "0"}]),
     "parameter-wrong", Place(Tables.CHANGES, 0, "value")),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code", "place"), CASES, ids=[case[1] for case in CASES])
def test_what_makes_no_sense_is_found_where_it_stands(
    change: Callable[[Any], object], code: str, place: Place
) -> None:
    found = [(fault.kind.code, fault.place) for fault in check_book(changed(change))]
    assert found[:1] == [(code, place)]
    assert all(place.table is Tables.WORDING for _, place in found[1:])


def test_a_name_nobody_knows_is_answered_by_the_unit_that_is_missing_there() -> None:
    book = changed(lambda d: d["months"][0]["entries"][11].update(unit="富春区行政服务中心"))
    (fault,) = check_book(book)
    assert fault.words["hint"] == "（是不是“富阳区行政服务中心”？）"


def test_what_no_sheet_has_a_place_for_is_no_item_s_name() -> None:
    fault = next(check_book(demo_book(), frozenset({"经验介绍", "调查报告x"})))
    assert (fault.kind.code, fault.place) == (
        "item-reserved", Place(Tables.ITEMS, 1, "name", 1),
    )  # fmt: skip


def missing_before_may(d: Any) -> None:
    """Group 1 carries in January; group 2 is there from March on."""
    d["months"] = [{"month": 5, "entries": []}]
    d["groups"][1] |= {"from": 3}
    d["opening"] = d["opening"][:6]


@pytest.mark.parametrize(
    ("change", "month", "found"),
    [
        (lambda _: None, 1, [("month-carried", "1月")]),
        (lambda _: None, 3, [("month-not-filled", "")]),
        (lambda d: d["months"][0].update(unfilled=[2]), 2, [("group-not-filled", "2")]),
        (lambda d: d["months"].append({"month": 4, "entries": []}), 4, [("month-gap", "3月")]),
        (missing_before_may, 5, [("month-gap", f"{month}月") for month in (2, 3, 4)]),
        (lambda d: [g.update({"from": 3}) for g in d["groups"]], 2, [("month-empty", "")]),
        (lambda d: d["months"][0].update(date="2020-05-01"), 2, [("date-stale", "2020-05-01")]),
    ],
)
def test_what_is_wrong_only_where_a_month_s_results_are_asked_for(
    change: Callable[[Any], object], month: int, found: list[tuple[str, str]]
) -> None:
    faults = check_results(changed(change), month, month)
    assert [(fault.kind.code, fault.found) for fault in faults] == found
