"""A LibreOffice that hangs fails its own test, never the whole run."""

from __future__ import annotations

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
    started = note.read_text(encoding="ascii").split()
    assert len(started) == isolation.ATTEMPTS
    states = [Path(f"/proc/{process}/stat") for process in started]
    assert {s.read_text("ascii").split()[2] for s in states if s.exists()} <= {"Z"}
