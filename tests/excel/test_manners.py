"""xlwings kept from killing other people's Excel and from asking a busy one for ever."""

from __future__ import annotations

import atexit
import sys
from typing import Any
from unittest.mock import patch

import pytest

from support.windows import windows_xlwings
from xlportal.excel import manners


def test_on_windows_the_cleaning_up_that_kills_excels_is_struck_off() -> None:
    with patch.object(atexit, "unregister") as unregister, windows_xlwings():
        windows: Any = sys.modules["xlwings._xlwindows"]
        unregister.assert_called_with(windows.cleanup)
        assert manners.ATTEMPTS == windows.N_COM_ATTEMPTS


def test_elsewhere_there_is_nothing_to_switch_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "xlwings._xlwindows", raising=False)
    with patch.object(atexit, "unregister") as unregister:
        manners.behave()
    unregister.assert_not_called()
