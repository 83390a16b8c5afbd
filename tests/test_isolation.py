"""A LibreOffice that hangs or dies fails its own test, never the whole run and no other test."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from support import isolation
from support.tools import unmeasured

CONFTEST = """
from types import SimpleNamespace
import pytest
from support import isolation

isolation._office = lambda: SimpleNamespace(uses=0, process=SimpleNamespace(poll=lambda: None))
isolation.offices.append(SimpleNamespace(uses=0, close=lambda: None))
isolation.ATTEMPTS = 1

@pytest.fixture
def office():
    return None

@pytest.fixture(scope="module")
def shared():
    yield print("made")
    print("taken away")

def pytest_runtest_protocol(item, nextitem):
    return isolation.protocol(item, nextitem) if "office" in item.fixturenames else None
"""
FIRST = """
import os
def test_before(shared): pass
def test_killed(office): os.kill(os.getpid(), 9)
"""


def test_a_test_that_is_killed_is_one_failure_and_no_other_test_s(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST, encoding="utf-8")
    (tmp_path / "test_first.py").write_text(FIRST, encoding="utf-8")
    (tmp_path / "test_second.py").write_text("def test_after(): pass\n", encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", "-s", "-p", "no:cacheprovider", tmp_path],
        cwd=Path(__file__).parent, capture_output=True, text=True, check=False,
        env=unmeasured(),
    )  # fmt: skip
    assert "1 failed, 2 passed" in ran.stdout, ran.stdout + ran.stderr
    assert ran.stdout.count("taken away") == 1


def test_a_test_that_hangs_is_ended_with_the_programs_it_started(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    note = tmp_path / "started"

    def hang(_: pytest.Item) -> list[dict[str, object]]:
        program = subprocess.Popen(["sleep", "600"])
        with note.open("a", encoding="ascii") as file:
            file.write(f"{program.pid}\n")
        time.sleep(600)
        return []

    monkeypatch.setattr(isolation, "PATIENCE", 1.0)
    monkeypatch.setattr(isolation, "_run", hang)
    reports = isolation.run_isolated(request.node)
    assert [report.outcome for report in reports] == ["failed"]
    started = note.read_text(encoding="ascii").split()
    assert len(started) == 1
    states = [Path(f"/proc/{process}/stat") for process in started]
    assert {s.read_text("ascii").split()[2] for s in states if s.exists()} <= {"Z"}
