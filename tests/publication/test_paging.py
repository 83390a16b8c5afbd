"""Runs of rows a page, counted by hand."""

from __future__ import annotations

from xlportal.publication.paging import page_runs


def test_rows_that_fit_are_one_run() -> None:
    assert page_runs([10] * 5, 50, 100) == [(0, 4)]


def test_the_first_page_has_room_of_its_own() -> None:
    assert page_runs([10] * 8, 20, 30) == [(0, 1), (2, 4), (5, 7)]


def test_a_row_higher_than_a_page_stands_alone() -> None:
    assert page_runs([99, 10, 99], 30, 30) == [(0, 0), (1, 1), (2, 2)]


def test_no_rows_are_no_run() -> None:
    assert page_runs([], 30, 30) == []
