"""A LibreOffice that this process is connected to, and the ledger of what is asked of it."""

import contextlib
import importlib
import os
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from support.tools import REQUIRE, require

_SYSTEM_PACKAGES = "/usr/lib/python3/dist-packages"


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
            with python_errors():
                return function(self, *arguments, **options)

        return self.office.on_main_thread(called)

    return noting


def noted(function: Callable[..., Any]) -> Callable[..., Any]:
    """Note a call in the ledger, then make it: nothing in it opens, closes or shows a window."""

    def noting(self: Any, *arguments: Any) -> Any:
        self.office.ledger.note(f"{type(self).__name__}.{function.__name__}")
        with python_errors():
            return function(self, *arguments)

    return noting


@contextlib.contextmanager
def python_errors() -> Iterator[None]:
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
        self.books: list[Any] = []
        self.copied: Any = None
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
