"""A real spreadsheet program behind the real xlwings front, for pressing the buttons in tests.

LibreOffice is driven through UNO; this module is the engine that xlwings talks to. It counts every
call and can fail at any of them. The defects of LibreOffice it works around are named where it
does; a file saved by it is test output only.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import gc
import os
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import xlwings as xw
from xlwings import base_classes

from support.tools import FONTS, require

_SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"
_ZERO_DAY = dt.datetime(1899, 12, 30)
_DATES, _FAILED = 2, 4
_EXCEL_FILTER = "Calc MS Excel 2007 XML"
_HEARTBEAT = 0.5
"""Seconds after which to look whether LibreOffice still lives."""


# Whether each office that ran in this process had crashed by its end.
crashes: list[bool] = []


class InjectedFailureError(RuntimeError):
    """The failure a test asked for."""


class Ledger:
    """Counts the calls into the engine and fails at the one a test names.

    That is the call of number ``fail_at``, or the first of the kind ``fail_on``.
    """

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.log: list[str] = []
        self.fail_at: int | None = None
        self.fail_on: str | None = None

    def note(self, call: str) -> None:
        self.calls[call] += 1
        self.log.append(call)
        first = self.calls[call] == 1
        if len(self.log) == self.fail_at or (call == self.fail_on and first):
            raise InjectedFailureError(call)

    def clear(self, fail_at: int | None = None) -> None:
        self.calls.clear()
        self.log.clear()
        self.fail_at = fail_at
        self.fail_on = None


def counted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Note a call in the ledger before it is made."""

    def noting(self: Any, *arguments: Any, **options: Any) -> Any:
        self.office.ledger.note(f"{type(self).__name__}.{function.__name__}")

        def called() -> Any:
            with _python_errors():
                return function(self, *arguments, **options)

        return self.office.on_main_thread(called)

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
    """A running LibreOffice."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ledger = Ledger()
        self.state: dict[str, Any] = {
            "screen_updating": True, "display_alerts": True, "enable_events": True,
            "calculation": "automatic", "status_bar": False,
        }  # fmt: skip
        self.statuses: list[Any] = []
        self.books: list[Book] = []
        self.uno = _import_uno()
        self.job = _job_class()
        self.pipe = f"xlportal{uuid.uuid4().hex}"
        self.process = self._start()
        self.desktop = self._connect()

    def _start(self) -> subprocess.Popen[bytes]:
        profile = (self.folder / "profile").as_uri()
        return subprocess.Popen(
            [require("soffice", "LibreOffice"), f"-env:UserInstallation={profile}", "--headless",
             "--norestore", "--nologo", f"--accept=pipe,name={self.pipe};urp;"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=os.environ | {"FONTCONFIG_FILE": str(FONTS)},
        )  # fmt: skip

    def _connect(self) -> Any:
        local = self.uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        address = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        for _ in range(600):
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
        while not job.done.wait(_HEARTBEAT):
            if self.process.poll() is not None:
                message = "LibreOffice is gone"
                raise RuntimeError(message)
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

    @property
    def crashed(self) -> bool:
        """Whether LibreOffice is gone, as against a test that found a mistake of ours."""
        try:
            return self.process.poll() is not None or self.desktop.Components is None
        except Exception:  # noqa: BLE001 - the bridge raises what it likes
            return True

    def close(self) -> None:
        for book in list(self.books):
            with contextlib.suppress(Exception):
                self.on_main_thread(partial(book.document.close, True))  # noqa: FBT003 - UNO's own
            book.document = None
        self.books.clear()
        with contextlib.suppress(Exception):
            self.desktop.terminate()
        # Every proxy has to go while its bridge is alive, or the next one is disturbed.
        self.desktop = None
        gc.collect()
        self.process.kill()
        self.process.wait()


class Engine:
    """What xlwings asks of an engine."""

    name = "excel"
    type = "desktop"

    def __init__(self, office: Office) -> None:
        self.office = office
        self.apps = Apps(office, self)

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


class Apps(base_classes.Apps):
    def __init__(self, office: Office, engine: Engine) -> None:
        self.app = App(office, engine)

    def keys(self) -> list[int]:
        return [1]

    def __iter__(self) -> Iterator[App]:
        return iter([self.app])

    def __len__(self) -> int:
        return 1

    def __getitem__(self, _: int) -> App:
        return self.app


def _recorded(name: str) -> property:
    def read(self: App) -> Any:
        self.office.ledger.note(f"App.{name}")
        return self.office.state[name]

    def write(self: App, value: object) -> None:
        self.office.ledger.note(f"App.{name}=")
        self.office.state[name] = value
        if name == "status_bar":
            self.office.statuses.append(value)

    return property(read, write)


class App(base_classes.App):
    screen_updating = _recorded("screen_updating")
    display_alerts = _recorded("display_alerts")
    enable_events = _recorded("enable_events")
    calculation = _recorded("calculation")
    status_bar = _recorded("status_bar")
    pid = 1

    def __init__(self, office: Office, engine: Engine) -> None:
        self.office = office
        self.engine = engine

    @property
    def api(self) -> Any:
        return self.office.desktop

    @property
    def books(self) -> Books:
        return Books(self.office, self)

    def activate(self, steal_focus: bool = False) -> None:  # noqa: FBT001, FBT002 - xlwings' own
        del steal_focus


class Books(base_classes.Books):
    def __init__(self, office: Office, app: App) -> None:
        self.office = office
        self.app = app

    @property
    def active(self) -> Book:
        return self.office.books[-1]

    def __call__(self, key: int | str) -> Book:
        for index, book in enumerate(self.office.books, start=1):
            if key in {index, book.name}:
                return book
        raise KeyError(key)

    def __len__(self) -> int:
        return len(self.office.books)

    def __iter__(self) -> Iterator[Book]:
        return iter(self.office.books)

    @counted
    def open(self, fullname: str, *_: object) -> Book:
        book = Book(self.office, self.app, Path(fullname))
        self.office.books.append(book)
        return book


class Book(base_classes.Book):
    def __init__(self, office: Office, app: App, path: Path) -> None:
        self.office = office
        self._app = app
        self.path = path
        self.address: str | None = None
        self.document = office.load(path)

    @property
    def app(self) -> App:
        return self._app

    @property
    def api(self) -> Any:
        """As much of Excel's own workbook as the buttons ask for."""
        protected = self.document.isProtected()
        return SimpleNamespace(ProtectStructure=protected, SaveCopyAs=self.save_copy)

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
    def name(self) -> str:
        return self.path.name

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

    @counted
    def save(self, path: str | None = None, password: str | None = None) -> None:
        del password
        self._store(Path(path) if path else self.path, _EXCEL_FILTER)

    def activate(self) -> None:
        self.document.CurrentController.Frame.activate()


class Sheets(base_classes.Sheets):
    def __init__(self, book: Book) -> None:
        self.book = book
        self.office = book.office

    @property
    def api(self) -> Any:
        return self.book.document.Sheets

    @property
    def active(self) -> Sheet:
        self.office.ledger.note("Sheets.active")
        return Sheet(self.book, self.book.document.CurrentController.ActiveSheet)

    @counted
    def __call__(self, key: int | str) -> Sheet:
        sheets = self.book.document.Sheets
        if isinstance(key, str) and not sheets.hasByName(key):
            raise KeyError(key)
        found = sheets.getByName(key) if isinstance(key, str) else sheets.getByIndex(key - 1)
        return Sheet(self.book, found)

    def __len__(self) -> int:
        return int(self.book.document.Sheets.Count)

    def __iter__(self) -> Iterator[Sheet]:
        self.office.ledger.note("Sheets.__iter__")
        return iter([self(index) for index in range(1, len(self) + 1)])


class Sheet(base_classes.Sheet):
    def __init__(self, book: Book, sheet: Any) -> None:
        self._book = book
        self.office = book.office
        self.sheet = sheet

    @property
    def api(self) -> Any:
        """As much of Excel's own sheet as the buttons ask for."""
        return SimpleNamespace(ProtectContents=self.sheet.isProtected())

    @property
    def book(self) -> Book:
        return self._book

    @property
    def name(self) -> str:
        self.office.ledger.note("Sheet.name")
        return str(self.sheet.Name)

    @name.setter
    def name(self, value: str) -> None:
        self.office.ledger.note("Sheet.name=")
        self.sheet.Name = value

    @property
    def charts(self) -> list[Chart]:
        self.office.ledger.note("Sheet.charts")
        charts = self.sheet.Charts
        return [Chart(self, charts.getByIndex(index)) for index in range(charts.Count)]

    @property
    def index(self) -> int:
        return int(self.sheet.RangeAddress.Sheet) + 1

    @property
    def used_range(self) -> Range:
        self.office.ledger.note("Sheet.used_range")
        cursor = self.sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO's own argument
        address = cursor.RangeAddress
        return Range(self, 1, 1, address.EndRow + 1, address.EndColumn + 1)

    def range(self, arg1: Any, arg2: Any = None) -> Range:
        if isinstance(arg1, str):
            address = self.sheet.getCellRangeByName(arg1).RangeAddress
            first = (address.StartRow + 1, address.StartColumn + 1)
            last = (address.EndRow + 1, address.EndColumn + 1)
        else:
            first = _corner(arg1)
            last = first if arg2 is None else _corner(arg2)
        return Range(self, *first, *last)

    @counted
    def activate(self) -> None:
        self._book.document.CurrentController.setActiveSheet(self.sheet)

    @counted
    def delete(self) -> None:
        sheets = self._book.document.Sheets
        # removeByName damages tables on the sheet left of the one removed.
        sheets.moveByName(self.sheet.Name, 0)
        sheets.removeByName(self.sheet.Name)

    @counted
    def copy(self, before: Sheet | None, after: Sheet | None) -> None:
        place = after or before
        assert place is not None
        position = place.sheet.RangeAddress.Sheet + (1 if after else 0)
        target = place.book.document
        with _without_vba(target):
            target.Sheets.importSheet(self._book.document, self.sheet.Name, position)


class Range(base_classes.Range):
    max_cells_per_read = None
    max_cells_per_write = None

    def __init__(
        self, sheet: Sheet, row: int, column: int, last_row: int, last_column: int
    ) -> None:
        self.sheet = sheet
        self.office = sheet.office
        self.place = (row, column, last_row, last_column)
        self.options: Any = None

    @property
    def cells(self) -> Any:
        row, column, last_row, last_column = self.place
        return self.sheet.sheet.getCellRangeByPosition(
            column - 1, row - 1, last_column - 1, last_row - 1
        )

    @property
    def api(self) -> Any:
        return self.cells

    @property
    def row(self) -> int:
        return self.place[0]

    @property
    def column(self) -> int:
        return self.place[1]

    @property
    def shape(self) -> tuple[int, int]:
        row, column, last_row, last_column = self.place
        return last_row - row + 1, last_column - column + 1

    def __call__(self, arg1: int, arg2: int | None = None) -> Range:
        row = self.row + arg1 - 1
        column = self.column + (arg2 or 1) - 1
        return Range(self.sheet, row, column, row, column)

    @property
    def raw_value(self) -> list[list[object]]:
        self.office.ledger.note("Range.raw_value")
        values = [list(row) for row in self.cells.getDataArray()]
        for row, column in self._places(self.cells.queryContentCells(_DATES)):
            values[row][column] = _ZERO_DAY + dt.timedelta(days=values[row][column])  # type: ignore[arg-type]
        if self.cells.AbsoluteName and self.shape != (1, 1):
            # Asked of a single cell, queryFormulaCells answers for the whole sheet.
            for row, column in self._places(self.cells.queryFormulaCells(_FAILED)):
                values[row][column] = _Error(self.cells.getCellByPosition(column, row).String)
        return values

    @raw_value.setter
    def raw_value(self, value: Any) -> None:
        self.office.ledger.note("Range.raw_value=")
        rows = value if isinstance(value, (list, tuple)) else [[value]]
        with _python_errors():
            self.cells.setDataArray(tuple(tuple(_written(cell) for cell in row) for row in rows))

    def _places(self, ranges: Any) -> Iterator[tuple[int, int]]:
        row, column, last_row, last_column = self.place
        for found in ranges.RangeAddresses:
            for r in range(max(found.StartRow, row - 1), min(found.EndRow, last_row - 1) + 1):
                for c in range(
                    max(found.StartColumn, column - 1), min(found.EndColumn, last_column - 1) + 1
                ):
                    yield r - row + 1, c - column + 1

    @counted
    def select(self) -> None:
        self.sheet.book.document.CurrentController.select(self.cells)

    @property
    def formula(self) -> Any:
        self.office.ledger.note("Range.formula")
        names = self.sheet.book.document.Sheets.ElementNames
        return [
            [_in_excel(formula, names) for formula in row] for row in self.cells.getFormulaArray()
        ]

    @formula.setter
    def formula(self, value: Any) -> None:
        self.office.ledger.note("Range.formula=")
        names = self.sheet.book.document.Sheets.ElementNames
        rows = value if isinstance(value, (list, tuple)) else [[value]]
        with _python_errors():
            self.cells.setFormulaArray(tuple(tuple(_ours(f, names) for f in row) for row in rows))

    @counted
    def replace_all(self, old: str, new: str, whole: object, match_case: object) -> None:
        del whole, match_case
        if self.sheet.sheet.isProtected():
            # As Excel does: nothing, and without a word.
            return
        row, column, _, _ = self.place
        old, new = old.replace("!", "."), new.replace("!", ".")
        for r, formulas in enumerate(self.cells.getFormulaArray()):
            for c, formula in enumerate(formulas):
                if formula.startswith("=") and old in formula:
                    cell = self.sheet.sheet.getCellByPosition(column + c - 1, row + r - 1)
                    cell.Formula = formula.replace(old, new)


class Names(base_classes.Names):
    def __init__(self, book: Book) -> None:
        self.book = book

    def __call__(self, key: str) -> Name:
        return Name(self.book, self.book.document.NamedRanges.getByName(key))

    def snapshot(self) -> list[Any]:
        self.book.office.ledger.note("Names.snapshot")
        return [(name, self(name)) for name in self.book.document.NamedRanges.ElementNames]


class Name(base_classes.Name):
    def __init__(self, book: Book, name: Any) -> None:
        self.book = book
        self.found = name

    @property
    def name(self) -> str:
        return str(self.found.Name)

    @property
    def refers_to(self) -> str:
        return "=" + _in_excel(self.found.Content, self.book.document.Sheets.ElementNames)

    @refers_to.setter
    def refers_to(self, value: str) -> None:
        self.book.office.ledger.note("Name.refers_to=")
        self.found.Content = _ours(value[1:], self.book.document.Sheets.ElementNames)

    @property
    def refers_to_range(self) -> Range:
        self.book.office.ledger.note("Name.refers_to_range")
        cells = self.found.ReferredCells
        address = cells.RangeAddress
        sheet = Sheet(self.book, cells.Spreadsheet)
        return Range(sheet, address.StartRow + 1, address.StartColumn + 1,
                     address.EndRow + 1, address.EndColumn + 1)  # fmt: skip


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
        self.chart = chart
        self.series = series

    @property
    def Formula(self) -> str:  # noqa: N802 - Excel's own name
        self.chart.sheet.office.ledger.note("Series.Formula")
        (sequence,) = self.series.DataSequences
        names = self.chart.sheet.book.document.Sheets.ElementNames
        return f"=SERIES(,,{_in_excel(sequence.Values.SourceRangeRepresentation, names)},1)"

    @Formula.setter
    def Formula(self, value: str) -> None:  # noqa: N802
        self.chart.sheet.office.ledger.note("Series.Formula=")
        names = self.chart.sheet.book.document.Sheets.ElementNames
        provider = self.chart.document.DataProvider
        made = provider.createDataSequenceByRangeRepresentation(_ours(value.split(",")[2], names))
        made.Role = "values-y"
        (sequence,) = self.series.DataSequences
        sequence.setValues(made)
        self.series.setData((sequence,))


def _corner(place: Any) -> tuple[int, int]:
    return (place.row, place.column) if isinstance(place, Range) else place


def _in_excel(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula as Excel writes it: its array, its references to other sheets."""
    formula = formula[1:-1] if formula.startswith("{=") else formula
    for name in sheets:
        formula = formula.replace(f"{name}.", f"{name}!")
    return formula


def _ours(formula: str, sheets: Sequence[str]) -> str:
    """Return a formula of Excel's as LibreOffice writes references to other sheets."""
    for name in sheets:
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
        import uno  # noqa: PLC0415 - only where LibreOffice is

        uno.getComponentContext()
    except Exception as error:
        if os.environ.get("XLPORTAL_REQUIRE"):
            raise
        pytest.skip(f"python3-uno is missing: {error}")
    return uno


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
    sheets = book.impl.document.Sheets
    for sheet in map(sheets.getByIndex, range(sheets.Count)):
        cursor = sheet.createCursor()
        cursor.gotoEndOfUsedArea(False)  # noqa: FBT003 - UNO's own argument
        end = cursor.RangeAddress
        cells = sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)
        state.append((sheet.Name, cells.getFormulaArray(), sheet.IsVisible))
    return state


@contextlib.contextmanager
def unlocked(book: Any) -> Iterator[None]:
    """Lift the sheets' protection for a while, as the macro of 下一个月 does."""
    sheets = book.impl.document.Sheets
    locked = [sheet for sheet in map(sheets.getByIndex, range(sheets.Count)) if sheet.isProtected()]
    for sheet in locked:
        sheet.unprotect("")
    yield
    for sheet in locked:
        sheet.protect("")


@contextlib.contextmanager
def running_office() -> Iterator[Office]:
    """Run LibreOffice as xlwings' engine; put xlwings back as it was afterwards."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        office = Office(Path(name))
        engine = xw.Engine(impl=Engine(office))
        before = (xw.engines.active, dict(xw.engines.engines_by_name))
        xw.engines.add(engine)
        engine.activate()
        try:
            yield office
        finally:
            crashes.append(office.crashed)
            xw.engines.active, xw.engines.engines_by_name = before
            xw.engines.engines.remove(engine)
            if hasattr(xw.Book, "_mock_caller"):
                del xw.Book._mock_caller  # noqa: SLF001 - it would leak into other tests
            office.close()
