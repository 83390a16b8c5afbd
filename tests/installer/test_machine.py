from __future__ import annotations

import struct
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from portal_setup.machine import unsuitable
from support.office_pc import office_pc

THIS = f"{sys.version_info.major}.{sys.version_info.minor}"


def test_a_python_of_python_org_in_a_supported_version_is_suitable() -> None:
    assert unsuitable([THIS]) == ""


@pytest.mark.parametrize(
    ("versions", "change", "reason"),
    [
        (["3.2"], {}, f"它是 Python {THIS}，这里要 3.2 中的一个"),
        ([THIS], {"implementation": SimpleNamespace(name="pypy")}, "不是 python.org 的"),
        ([THIS], {"base_prefix": r"C:\Program Files\WindowsApps\Python"}, "来自微软商店"),
    ],
)
def test_another_python_is_not_and_the_reason_is_said(
    monkeypatch: pytest.MonkeyPatch, versions: list[str], change: dict[str, object], reason: str
) -> None:
    for name, value in change.items():
        monkeypatch.setattr(sys, name, value)
    assert reason in unsuitable(versions)


def test_a_conda_python_and_a_32_bit_one_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(struct, "calcsize", lambda _: 4)
    assert "32 位" in unsuitable([THIS])
    (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(sys, "base_prefix", str(tmp_path))
    assert "Anaconda" in unsuitable([THIS])


def test_a_python_that_is_started_answers_in_utf_8_whatever_the_code_page(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    # In the locale C, which a test's computer may have, Python takes UTF-8 of its own accord.
    pc = replace(pc, environ={**pc.environ, "LC_ALL": "C.UTF-8"})
    program = "import sys; print(sys.flags.utf8_mode, sys.flags.ignore_environment)"
    assert pc.run_python(sys.executable, "-c", program).said.split() == ["1", "1"]


def test_settings_of_other_pythons_do_not_reach_what_is_installed(tmp_path: Path) -> None:
    pc = office_pc(tmp_path)
    steered = {"PYTHONPATH": "/elsewhere", "PIP_INDEX_URL": "https://example.org", "CONDA_X": "1"}
    pc = replace(pc, environ={**pc.environ, **steered})
    program = "import os, json; print(json.dumps(dict(os.environ)))"
    said = pc.run([sys.executable, "-c", program]).said
    assert not [name for name in steered if name in said]
