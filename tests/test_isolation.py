"""A LibreOffice that crashes or hangs fails its own test, never the whole run."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from support import isolation


def test_a_test_that_hangs_is_ended_with_the_programs_it_started(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "started"

    def hang(_: pytest.Item) -> None:
        program = subprocess.Popen(["sleep", "600"])
        with note.open("a", encoding="ascii") as file:
            file.write(f"{program.pid}\n")
        time.sleep(600)

    monkeypatch.setattr(isolation, "PATIENCE", 1.0)
    monkeypatch.setattr(isolation, "_run", hang)
    reports = isolation.run_isolated(request.node)
    assert [report.outcome for report in reports] == ["failed"]
    started = [int(line) for line in note.read_text(encoding="ascii").split()]
    assert len(started) == isolation.ATTEMPTS
    assert not any(map(_lives, started))


def test_a_test_whose_process_dies_is_a_failure(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(isolation, "_run", lambda _: os.kill(os.getpid(), signal.SIGABRT))
    reports = isolation.run_isolated(request.node)
    assert [report.outcome for report in reports] == ["failed"]
    assert "-6" in str(reports[0].longrepr)


def _lives(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="ascii").split()[2] != "Z"
    except FileNotFoundError:
        return False
