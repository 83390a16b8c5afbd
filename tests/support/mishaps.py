"""What happens to a program while it writes: it is killed, the disk fills up, the folder is locked.

Each happens for real, to a child process.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from xlportal import files as safe_files

NOBODY = 65534


def in_child(action: Callable[[], int | None]) -> int:
    """Return the exit code of ``action`` in a forked child, negative for the signal that ended it."""
    sys.stdout.flush()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        code = 70
        try:
            code = action() or 0
        except BaseException:  # noqa: BLE001 - the child must end here, whatever it was
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_at(moment: int, action: Callable[[], int | None]) -> int:
    """Return how ``action`` ended that was killed at a moment of its writing.

    A moment is any line, call or return within the module that writes files, counted from 1.
    """
    own = safe_files.__file__
    count = 0

    def watch(frame: FrameType, _event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code.co_filename != own:
            return None
        count += 1
        if count == moment:
            os.kill(os.getpid(), signal.SIGKILL)
        return watch

    def watched() -> int | None:
        sys.settrace(watch)
        return action()

    return in_child(watched)


def with_little_room(size: int, action: Callable[[], int | None]) -> int:
    """Return how ``action`` ended where no file may grow beyond ``size`` bytes."""

    def limited() -> int | None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        return action()

    return in_child(limited)


def as_somebody(action: Callable[[], int | None]) -> int:
    """Return how ``action`` ended for a user whom permissions bind, which they do not bind root."""

    def lowered() -> int | None:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return action()

    return in_child(lowered)


def files(folder: Path) -> dict[str, bytes]:
    """Return the contents of a folder by name."""
    return {path.name: path.read_bytes() for path in folder.iterdir()}
