from __future__ import annotations

import make_pictures

from support.tools import REPOSITORY

FOLDER = REPOSITORY / "docs" / "pictures"


def test_the_pictures_are_of_what_is_made_today() -> None:
    committed = (FOLDER / make_pictures.SOURCES).read_text(encoding="utf-8")
    assert committed == make_pictures.sources(), "run `make pictures manual` and commit the result"


def test_every_picture_is_there() -> None:
    names = {*make_pictures.COPY_PAGES, *make_pictures.TREND_PAGES, *make_pictures.BOOK_PAGES}
    assert {f"{name}.png" for name in names} <= {path.name for path in FOLDER.iterdir()}
