"""A real spreadsheet program behind the real xlwings front, for pressing the buttons in tests.

LibreOffice is driven through UNO; this module is the engine that xlwings talks to. It counts every
call and can fail at any of them. The defects of LibreOffice it works around are named where it
does; a file saved by it is test output only. What it asks of LibreOffice costs time by the number
of questions: names and places are remembered.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import functools
import importlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw
from xlwings import base_classes

from support.soffice import Soffice
from support.tools import REQUIRE, require

_SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"
_ZERO_DAY = dt.datetime(1899, 12, 30)
_DATES, _FAILED = 2, 4
_EXCEL_FILTER = "Calc MS Excel 2007 XML"
_FORMATS = ("CellBackColor", "NumberFormat", "CellProtection", "ConditionalFormat")
_NO_FILL = 0xFFFFFF


class InjectedFailureError(RuntimeError):
    """The failure a test asked for."""


class Ledger:
    """Counts the calls into the engine and fails at the one a test names.

    That is the call of number ``fail_at``, or the first of the kind ``fail_on``.
    """

    def __init__(self) -> None:
        self.clear()

    def note(self, call: str) -> None:
        self.log.append(call)
        first = self.log.count(call) == 1 if call == self.fail_on else False
        if len(self.log) == self.fail_at or first:
            raise InjectedFailureError(call)

    def clear(self, fail_at: int | None = None, fail_on: str | None = None) -> None:
        self.log: list[str] = []
        self.fail_at = fail_at
        self.fail_on = fail_on

    @property
    def calls(self) -> Counter[str]:
        return Counter(self.log)


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Note a call in the ledger, then make it on LibreOffice's own thread."""

    def noting(self: Any, *arguments: Any, **options: Any) -> Any:
        self.office.ledger.note(f"{type(self).__name__}.{function.__name__}")

        def called() -> Any:
            with _python_errors():
                return function(self, *arguments, **options)

        return self.office.on_main_thread(called)

    return noting


def noted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Note a call in the ledger, then make it: nothing in it opens, closes or shows a window."""

    def noting(self: Any, *arguments: Any) -> Any:
        self.office.ledger.note(f"{type(self).__name__}.{function.__name__}")
        with _python_errors():
            return function(self, *arguments)

    return noting


@contextlib.contextmanager
def _python_errors() -> Iterator[None]:
    """Turn LibreOffice's exceptions into Python's: theirs cannot pass through context managers."""
    failure = ""
    try:
        yield
    except InjectedFailureError:
        raise
    except Exception as error:
        if type(error).__module__.split(".")[0] not in {"builtins", "xlwings"}:
            failure = f"{type(error).__name__}: {error}"
        else:
            raise
    if failure:
        raise RuntimeError(failure)


class Office:
    """A LibreOffice that this process is connected to."""

    def __init__(self, pipe: str) -> None:
        self.ledger = Ledger()
        self.statuses: list[str] = []
        self.books: list[Book] = []
        self.copied: Range | None = None
        self.uno = _import_uno()
        self.job = _job_class()
        self.desktop = self._connect(pipe)

    def _connect(self, pipe: str) -> Any:
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        address = f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext"
        for _ in range(1200):
            with contextlib.suppress(Exception):
                context = resolver.resolve(address)
                make = context.ServiceManager.createInstanceWithContext
                self.scheduler = make("com.sun.star.awt.AsyncCallback", context)
                return make("com.sun.star.frame.Desktop", context)
            time.sleep(0.1)
        pytest.fail("LibreOffice did not answer")

    def on_main_thread(self, call: Callable[[], Any]) -> Any:
        """Return what ``call`` returns, made while LibreOffice's main thread waits for it.

        LibreOffice then runs what ``call`` asks of it on that thread. On the threads that serve
        its bridge it crashes every now and then where windows are opened or closed.
        """
        job = self.job(call)
        self.scheduler.addCallback(job, None)
        job.done.wait()
        if job.error is not None:
            raise job.error
        return job.result

    def load(self, path: Path) -> Any:
        # A lock left behind by an office that was killed makes loading answer None.
        path.with_name(f".~lock.{path.name}#").unlink(missing_ok=True)
        document = self.desktop.loadComponentFromURL(path.as_uri(), "_blank", 0, ())
        if document is None:
            message = f"LibreOffice cannot open {path}"
            raise OSError(message)
        # Results stored in the file are kept on loading.
        document.calculateAll()
        return document

    def option(self, name: str, value: object) -> Any:
        made = self.uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        made.Name, made.Value = name, value
        return made

    def close(self) -> None:
        """Close whatever is open; the office waits for whoever comes next."""
        for book in list(self.books):
            with contextlib.suppress(Exception):
                self.on_main_thread(partial(book.document.close, True))  # noqa: FBT003 - UNO's own


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
            if isinstance(value, _Error):
                return value.text if err_to_str else None
            return value

        return [[clean(value) for value in row] for row in data]


class _Error:
    def __init__(self, text: str) -> None:
        self.text = text


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
        first = _corner(arg1)
        return Range(self, first, first if arg2 is None else _corner(arg2))

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


class Range(base_classes.Range):
    max_cells_per_read = None
    max_cells_per_write = None
    row = column = 0
    shape = (0, 0)

    def __init__(self, sheet: Sheet, first: tuple[int, int], last: tuple[int, int]) -> None:
        self.sheet, self.office = sheet, sheet.office
        self.others: Sequence[Range] = ()
        self.first, self.last = first, last
        self.row, self.column = first
        self.shape = (last[0] - first[0] + 1, last[1] - first[1] + 1)
        self.options: Any = None

    @classmethod
    def of(cls, sheet: Sheet, address: Any) -> Range:
        """Return the range that UNO calls by ``address``."""
        first = (address.StartRow + 1, address.StartColumn + 1)
        return cls(sheet, first, (address.EndRow + 1, address.EndColumn + 1))

    @cached_property
    def cells(self) -> Any:
        (top, left), (bottom, right) = self.first, self.last
        return self.sheet.sheet.getCellRangeByPosition(left - 1, top - 1, right - 1, bottom - 1)

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        place = (self.row + arg1 - 1, self.column + (arg2 or 1) - 1)
        return Range(self.sheet, place, place)

    def _get_values(self) -> list[list[object]]:
        self.office.ledger.note("Range.raw_value")
        values = [list(row) for row in self.cells.getDataArray()]
        for row, column in self._places(self.cells.queryContentCells(_DATES)):
            values[row][column] = _ZERO_DAY + dt.timedelta(days=values[row][column])  # type: ignore[arg-type]
        if any(value is None for row in values for value in row):
            for row, column in self._places(self.cells.queryFormulaCells(_FAILED)):
                values[row][column] = _Error(self.cells.getCellByPosition(column, row).String)
        return values

    def _set_values(self, value: Any) -> None:
        self.office.ledger.note("Range.raw_value=")
        with _python_errors():
            self.cells.setDataArray(tuple(tuple(map(_written, row)) for row in _rows(value)))

    raw_value = property(_get_values, _set_values)

    def _places(self, ranges: Any) -> Iterator[tuple[int, int]]:
        """Yield the places, in this range, of cells that were asked for: of a single one all are."""
        (row, column), (height, width) = self.first, self.shape
        for found in ranges.RangeAddresses:
            for r in range(found.StartRow, found.EndRow + 1):
                for c in range(found.StartColumn, found.EndColumn + 1):
                    if 0 <= r - row + 1 < height and 0 <= c - column + 1 < width:
                        yield r - row + 1, c - column + 1

    @property
    def api(self) -> Look:
        """As much of Excel's own range as the buttons ask for."""
        return Look(self)

    @property
    @noted
    def number_format(self) -> str | None:
        key = self.shared("NumberFormat")
        formats = self.sheet.book.document.NumberFormats
        return None if key is None else str(formats.getByKey(key).FormatString)

    def shared(self, name: str) -> Any:
        """Return a property of all areas, None where they are not alike in it."""
        values: set[Any] = set()
        for area in (self, *self.others):
            found = area.cells.UniqueCellFormatRanges
            looks = map(found.getByIndex, range(found.Count))
            values |= {functools.reduce(getattr, name.split("."), look) for look in looks}
        return values.pop() if len(values) == 1 else None

    @noted
    def copy(self, destination: None) -> None:
        del destination
        self.office.copied = self

    @counted
    def paste(self, paste: str, **_: object) -> None:
        """Paste from a row to rows of the same columns: what Excel calls formats, or validation."""
        assert self.office.copied is not None
        if self.sheet.sheet.isProtected():
            message = "The sheet is protected"
            raise OSError(message)
        kinds = _FORMATS if paste == "formats" else ("Validation",)
        for column in range(self.shape[1]):
            copied = self.office.copied.cells.getCellByPosition(column, 0)
            target = self.cells.getCellRangeByPosition(column, 0, column, self.shape[0] - 1)
            for kind in kinds:
                target.setPropertyValue(kind, copied.getPropertyValue(kind))

    @counted
    def select(self) -> None:
        self.sheet.book.document.CurrentController.select(self.cells)

    def _get_formula(self) -> Any:
        self.office.ledger.note("Range.formula")
        names = self.sheet.book.pages.ElementNames
        return [[_in_excel(f, names) for f in row] for row in self.cells.getFormulaArray()]

    def _set_formula(self, value: Any) -> None:
        self.office.ledger.note("Range.formula=")
        names = self.sheet.book.pages.ElementNames
        rows = tuple(tuple(_ours(f, names) for f in row) for row in _rows(value))
        with _python_errors():
            self.cells.setFormulaArray(rows)

    formula = property(_get_formula, _set_formula)

    @counted
    def replace_all(self, old: str, new: str, whole: object, match_case: object) -> None:
        del whole, match_case
        if self.sheet.sheet.isProtected():
            # As Excel does: nothing, and without a word.
            return
        old, new = old.replace("!", "."), new.replace("!", ".")
        for r, formulas in enumerate(self.cells.getFormulaArray()):
            for c, formula in enumerate(formulas):
                if formula.startswith("=") and old in formula:
                    self.cells.getCellByPosition(c, r).Formula = formula.replace(old, new)


class Look:
    """How cells look, as Excel's own range and its interior tell it."""

    def __init__(self, cells: Range) -> None:
        self.cells, self.office = cells, cells.office

    @property
    @noted
    def Locked(self) -> bool | None:  # noqa: N802 - Excel's own name
        return self.cells.shared("CellProtection.IsLocked")

    @property
    def Interior(self) -> Look:  # noqa: N802
        return self

    @property
    @noted
    def Color(self) -> int:  # noqa: N802
        fill = self.cells.shared("CellBackColor")
        # Excel counts colours from blue, and says black of cells that are not all alike.
        return int.from_bytes((fill or 0).to_bytes(3), "little") if fill != -1 else _NO_FILL


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
        return "=" + _in_excel(self.found.Content, self.book.pages.ElementNames)

    def _set_refers_to(self, value: str) -> None:
        self.office.ledger.note("Name.refers_to=")
        self.found.Content = _ours(value[1:], self.book.pages.ElementNames)

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
        place = _in_excel(self.sequence.Values.SourceRangeRepresentation, self.names)
        return f"=SERIES(,,{place},1)"

    @Formula.setter
    def Formula(self, value: str) -> None:  # noqa: N802
        self.office.ledger.note("Series.Formula=")
        made = self.data.createDataSequenceByRangeRepresentation(
            _ours(value.split(",")[2], self.names)
        )
        made.Role = "values-y"
        self.sequence.setValues(made)
        self.series.setData((self.sequence,))


def _corner(place: Any) -> tuple[int, int]:
    return place.first if isinstance(place, Range) else place


def _rows(value: Any) -> Any:
    return value if isinstance(value, (list, tuple)) else [[value]]


def _in_excel(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula as Excel writes it: its array, its references to other sheets."""
    formula = formula[1:-1] if formula.startswith("{=") else formula
    for name in sheets if "." in formula else ():
        formula = formula.replace(f"{name}.", f"{name}!")
    return formula


def _ours(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula of Excel's as LibreOffice writes references to other sheets."""
    for name in sheets if "!" in formula else ():
        formula = formula.replace(f"{name}!", f"{name}.")
    return formula


def _written(value: object) -> object:
    """Return what may be handed over: None breaks the bridge, an empty text leaves a cell empty."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.removeprefix("'")
    return float(value) if isinstance(value, int) else value


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


def _import_uno() -> Any:
    require("soffice", "LibreOffice")
    if _SYSTEM_PACKAGES not in sys.path:
        sys.path.append(_SYSTEM_PACKAGES)
    try:
        return importlib.import_module("uno")
    except ImportError as error:
        if os.environ.get(REQUIRE):
            raise
        pytest.skip(f"python3-uno is missing: {error}")


def _job_class() -> type:
    import unohelper  # noqa: PLC0415 - only where LibreOffice is
    from com.sun.star.awt import XCallback  # noqa: PLC0415

    class Job(unohelper.Base, XCallback):
        """A call that LibreOffice makes when its main thread is free."""

        def __init__(self, call: Callable[[], Any]) -> None:
            self.call = call
            self.done = threading.Event()
            self.result: Any = None
            self.error: BaseException | None = None

        def notify(self, _: object) -> None:
            try:
                self.result = self.call()
            except BaseException as error:  # noqa: BLE001 - raised where the call was asked for
                self.error = error
            self.done.set()

    return Job


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
