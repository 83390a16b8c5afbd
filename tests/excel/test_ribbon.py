from __future__ import annotations

import string
from pathlib import Path

from lxml import etree

from xlportal.excel.project import RIBBON_PART as PART
from xlportal.excel.project import ribbon
from xlportal.sheets.interface import BUTTONS, TAB_KEY
from xlportal.sheets.package import parts

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"
EXCELS_OWN_TABS = {"F", "H", "N", "JI", "P", "M", "A", "R", "W", "L", "Y", "X", "B", "Q"}
"""Key tips of the tabs of Excel 2016 to 365, 帮助 (Y), 加载项 (X) and 操作说明搜索 (Q) among them."""
EXCEL_2003_MENUS = {"E", "V", "I", "O", "T", "D"}
"""Letters that still open the menus of old."""


def test_the_tab_has_every_button_in_its_group_with_icon_tip_and_key() -> None:
    (tab,) = etree.fromstring(ribbon()).iter(f"{CUSTOM_UI}tab")
    assert tab.get("label") == "门户考核"
    shown = [(g.get("label"), b.get("tag"), b.get("label")) for g in tab for b in g]
    assert shown == [(b.group, b.action, b.label) for b in BUTTONS]
    for button in tab.iter(f"{CUSTOM_UI}button"):
        assert button.get("onAction") == "PortalRibbon"
        assert button.get("imageMso")
        assert button.get("screentip")
        assert button.get("supertip")


def test_no_key_tip_collides_with_another() -> None:
    taken = EXCELS_OWN_TABS | EXCEL_2003_MENUS
    assert not [key for key in taken if TAB_KEY.startswith(key) or key.startswith(TAB_KEY)]
    keys = [button.key for button in BUTTONS]
    assert len(set(keys)) == len(keys)
    assert set(keys) <= set(string.ascii_uppercase)


def test_the_workbook_carries_the_ribbon_once(demo_workbook: Path) -> None:
    content = parts(demo_workbook.read_bytes())
    assert content[PART] == ribbon()
    assert content["_rels/.rels"].count(PART.encode()) == 1
