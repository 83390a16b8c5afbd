"""What the tests share: the command run in this process, and the demo's files."""

import atexit
import contextlib
import functools
import io
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest

from support import isolation
from support.outcome import Outcome, Run
from support.tools import require
from xlportal.cli import main

hypothesis.settings.register_profile(
    "project", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("project")


@pytest.fixture
def untraced() -> Iterator[None]:
    """Coverage looks away: what many steps repeat is told by other tests, in half the time."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs ``xlportal`` with the given words."""

    def run_command(*words: object) -> Outcome:
        capsys.readouterr()
        try:
            code = main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return run_command


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Run a test that drives LibreOffice in a process of its own."""
    if "office" not in getattr(item, "fixturenames", ()) or not shutil.which("soffice"):
        return None
    made_demo()
    return isolation.protocol(item, nextitem)


def pytest_sessionfinish() -> None:
    """End the LibreOffice that the tests shared: not every process of theirs ends as Python does."""
    isolation.end_office()


@functools.cache
def made_demo() -> Path:
    """Return a folder in which ``xlportal demo`` has run, once for all tests."""
    folder = Path(tempfile.mkdtemp(prefix="xlportal-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with contextlib.redirect_stdout(io.StringIO()):
        assert main(["demo", str(folder)]) == 0
    return folder


@pytest.fixture(scope="session")
def demo_folder() -> Path:
    """A folder in which ``xlportal demo`` has run. Its files are not to be changed."""
    return made_demo()


@pytest.fixture(scope="session")
def demo_workbook(demo_folder: Path) -> Path:
    return demo_folder / "2020年门户网站考核.xlsm"


@pytest.fixture(scope="session")
def demo_document(demo_folder: Path) -> dict[str, Any]:
    text = (demo_folder / "2020年门户网站考核.json").read_text(encoding="utf-8")
    document: dict[str, Any] = json.loads(text)
    return document


@pytest.fixture
def write_json(tmp_path: Path) -> Callable[[Any], Path]:
    """Writes a JSON document and returns its path."""

    def write(value: Any, name: str = "data.json") -> Path:
        path = tmp_path / name
        path.write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
        return path

    return write


@pytest.fixture
def office() -> Iterator[Any]:
    """LibreOffice as xlwings' engine, with nothing open."""
    require("soffice", "LibreOffice")
    from support.libreoffice_engine import running_office  # noqa: PLC0415 - only where buttons are

    with running_office(isolation.offices[0]) as running:
        yield running


@pytest.fixture
def opened(office: Any) -> Callable[[Path], Any]:
    """Opens a workbook in LibreOffice as the one whose button is pressed."""
    import xlwings as xw  # noqa: PLC0415 - only where buttons are

    def open_book(path: Path) -> Any:
        app: Any = xw.apps.active
        book = app.books.open(path)
        book.set_mock_caller()
        office.ledger.clear()
        return book

    return open_book
