"""A real spreadsheet program behind the real xlwings front, for pressing the buttons in tests.

LibreOffice is driven through UNO; this module is the engine that xlwings talks to. It counts every
call and can fail at any of them. The defects of LibreOffice it works around are named where it
does; a file saved by it is test output only. What it asks of LibreOffice costs time by the number
of questions: names and places are remembered.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import xlwings as xw
from xlwings import base_classes

from support.engine_range import ErrorValue, Range, corner, in_excel, ours
from support.office import Office, counted, noted
from support.soffice import Soffice

_EXCEL_FILTER = "Calc MS Excel 2007 XML"


class Engine:
    """What xlwings asks of an engine."""

    name = "excel"
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.apps = Apps({1: App(office, self)})

    @staticmethod
    def prepare_xl_data_element(value: object, _: object) -> object:
        return "" if value is None else value

    @staticmethod
    def clean_value_data(
        data: Any, _dates: object, empty: object, _numbers: object, err_to_str: object
    ) -> list[list[object]]:
        def clean(value: object) -> object:
            if value == "":
                return empty
            if isinstance(value, ErrorValue):
                return value.text if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(dict[int, "App"]):
    """The running programs: one, by its number."""

    def __iter__(self) -> Iterator[Any]:
        return iter(self.values())


class App(base_classes.App):
    pid = 1
    screen_updating = display_alerts = enable_events = True
    calculation = "automatic"

    def __init__(self, office: Office, engine: Engine) -> None:
        self.office = office
        self.engine = engine

    def _say(self, text: str) -> None:
        self.office.ledger.note("App.status_bar=")
        self.office.statuses.append(text)

    status_bar = property(None, _say)

    def _stop_copying(self, _: object) -> None:
        self.office.ledger.note("App.cut_copy_mode=")
        self.office.copied = None

    cut_copy_mode = property(None, _stop_copying)

    @property
    def books(self) -> Books:
        return Books(self.office, self)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - xlwings' own
        del steal_focus


class Books(base_classes.Books):
    def __init__(self, office: Office, app: App) -> None:
        self.office = office
        self.app = app

    def __call__(self, key: str) -> Book:
        for book in self.office.books:
            if book.name == key:
                return book
        raise KeyError(key)

    @counted
    def open(self, fullname: str, *_: object) -> Book:
        book = Book(self.app, Path(fullname))
        self.office.books.append(book)
        return book


class Book(base_classes.Book):
    app: Any = None
    name = ""
    address: str | None = None

    def __init__(self, app: App, path: Path) -> None:
        self.app, self.office = app, app.office
        self.path, self.name = path, path.name
        self.alone: Sequence[str] = ()
        """Names of sheets that are a chart each, which xlwings leaves out."""
        self.document = self.office.load(path)
        self.pages = self.document.Sheets

    @property
    def api(self) -> Any:
        """As much of Excel's own workbook as the buttons ask for."""
        protected, charts = self.document.isProtected(), SimpleNamespace(Count=len(self.alone))
        return SimpleNamespace(ProtectStructure=protected, SaveCopyAs=self.save_copy, Charts=charts)

    @counted
    def save_copy(self, path: str) -> None:
        self._store(Path(path), _EXCEL_FILTER)

    @counted
    def to_pdf(self, path: str, quality: str) -> None:
        del quality
        self._store(Path(path), "calc_pdf_Export")

    def _store(self, path: Path, filter_name: str) -> None:
        self.document.storeToURL(path.as_uri(), (self.office.option("FilterName", filter_name),))

    @property
    def fullname(self) -> str:
        self.office.ledger.note("Book.fullname")
        return self.address or str(self.path)

    @property
    def sheets(self) -> Sheets:
        return Sheets(self)

    @property
    def names(self) -> Names:
        return Names(self)

    @counted
    def close(self) -> None:
        if self in self.office.books:
            self.office.books.remove(self)
            self.document.close(True)  # noqa: FBT003 - UNO's own argument

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book, self.office = book, book.office

    @property
    @noted
    def active(self) -> Sheet:
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet.Name)

    @noted
    def __call__(self, key: int | str) -> Sheet:
        names = self.book.pages.ElementNames
        name = names[key - 1] if isinstance(key, int) else key
        if name not in names:
            raise KeyError(key)
        return Sheet(self.book, name)

    def __len__(self) -> int:
        return int(self.book.pages.Count)

    @noted
    def __iter__(self) -> Iterator[Sheet]:
        names = (name for name in self.book.pages.ElementNames if name not in self.book.alone)
        return iter([Sheet(self.book, name) for name in names])


class Sheet(base_classes.Sheet):
    book: Any = None

    def __init__(self, book: Book, name: str) -> None:
        self.book, self.office = book, book.office
        self._name = name

    @cached_property
    def sheet(self) -> Any:
        return self.book.pages.getByName(self._name)

    @property
    def api(self) -> Any:
        """As much of Excel's own sheet as the buttons ask for."""
        return SimpleNamespace(ProtectContents=self.sheet.isProtected())

    def _get_name(self) -> str:
        self.office.ledger.note("Sheet.name")
        return self._name

    def _set_name(self, value: str) -> None:
        self.office.ledger.note("Sheet.name=")
        self.sheet.Name = self._name = value

    name = property(_get_name, _set_name)

    @property
    @noted
    def charts(self) -> list[Chart]:
        charts = self.sheet.Charts
        return [Chart(self, charts.getByIndex(index)) for index in range(charts.Count)]

    @property
    @noted
    def used_range(self) -> Range:
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO's own argument
        address = cursor.RangeAddress
        return Range(self, (1, 1), (address.EndRow + 1, address.EndColumn + 1))

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            found = (self.sheet.getCellRangeByName(each).RangeAddress for each in arg1.split(","))
            first, *others = (Range.of(self, address) for address in found)
            first.others = others
            return first
        first = corner(arg1)
        return Range(self, first, first if arg2 is None else corner(arg2))

    @counted
    def activate(self) -> None:
        self.book.document.CurrentController.setActiveSheet(self.sheet)

    @counted
    def delete(self) -> None:
        # removeByName damages tables on the sheet left of the one removed.
        self.book.pages.moveByName(self._name, 0)
        self.book.pages.removeByName(self._name)

    @counted
    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        place = after or before
        assert place is not None
        target = place.book
        position = target.pages.ElementNames.index(place._name) + (1 if after else 0)  # noqa: SLF001
        with _without_vba(target.document):
            target.pages.importSheet(self.book.document, self._name, position)


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book, self.office = book, book.office

    def __call__(self, key: str) -> Name:
        return Name(self.book, self.book.document.NamedRanges.getByName(key))

    @noted
    def snapshot(self) -> list[Any]:
        return [(name, self(name)) for name in self.book.document.NamedRanges.ElementNames]


class Name(base_classes.Name):
    name = ""

    def __init__(self, book: Book, name: Any) -> None:
        self.book, self.office = book, book.office
        self.found, self.name = name, str(name.Name)

    def _get_refers_to(self) -> str:
        return "=" + in_excel(self.found.Content, self.book.pages.ElementNames)

    def _set_refers_to(self, value: str) -> None:
        self.office.ledger.note("Name.refers_to=")
        self.found.Content = ours(value[1:], self.book.pages.ElementNames)

    refers_to = property(_get_refers_to, _set_refers_to)

    @property
    @noted
    def refers_to_range(self) -> Range:
        cells = self.found.ReferredCells
        return Range.of(Sheet(self.book, cells.Spreadsheet.Name), cells.RangeAddress)


class Chart(base_classes.Chart):
    def __init__(self, sheet: Sheet, chart: Any) -> None:
        self.sheet = sheet
        self.document = chart.EmbeddedObject

    @property
    def series(self) -> list[SimpleNamespace]:
        """The chart's data, as series of Excel's that have a formula."""
        (system,) = self.document.FirstDiagram.CoordinateSystems
        found = [series for kind in system.ChartTypes for series in kind.DataSeries]
        return [SimpleNamespace(api=Series(self, series)) for series in found]


class Series:
    def __init__(self, chart: Chart, series: Any) -> None:
        self.office, self.names = chart.sheet.office, chart.sheet.book.pages.ElementNames
        self.data = chart.document.DataProvider
        self.series = series
        (self.sequence,) = series.DataSequences

    @property
    @noted
    def Formula(self) -> str:  # noqa: N802 - Excel's own name
        place = in_excel(self.sequence.Values.SourceRangeRepresentation, self.names)
        return f"=SERIES(,,{place},1)"

    @Formula.setter
    def Formula(self, value: str) -> None:  # noqa: N802
        self.office.ledger.note("Series.Formula=")
        made = self.data.createDataSequenceByRangeRepresentation(
            ours(value.split(",")[2], self.names)
        )
        made.Role = "values-y"
        self.sequence.setValues(made)
        self.series.setData((self.sequence,))


@contextlib.contextmanager
def _without_vba(document: Any) -> Iterator[None]:
    """Import into a document with macros: in VBA mode LibreOffice loses the bridge."""
    libraries = document.BasicLibraries
    before = libraries.VBACompatibilityMode
    libraries.VBACompatibilityMode = False
    try:
        yield
    finally:
        libraries.VBACompatibilityMode = before


def open_state(book: Any) -> list[tuple[Any, ...]]:
    """Return name, cells, formulas and visibility of every sheet of an open workbook."""
    state = []
    for sheet in book.impl.sheets:
        found = sheet.sheet
        state.append((found.Name, sheet.used_range.cells.getFormulaArray(), found.IsVisible))
    return state


@contextlib.contextmanager
def unlocked(book: Any) -> Iterator[None]:
    """Lift the sheets' protection for a while, as the macro of 下一个月 does."""
    locked = [page for found in book.impl.sheets if (page := found.sheet).isProtected()]
    for sheet in locked:
        sheet.unprotect("")
    yield
    for sheet in locked:
        sheet.protect("")


@contextlib.contextmanager
def running_office(soffice: Soffice) -> Iterator[Office]:
    """Make a LibreOffice xlwings' engine, for the rest of this process."""
    office = Office(soffice.pipe)
    engine = xw.Engine(impl=Engine(office))
    xw.engines.add(engine)
    engine.activate()
    try:
        yield office
    finally:
        office.close()
