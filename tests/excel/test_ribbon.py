from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

from xlportal.excel.ribbon import PART, ribbon
from xlportal.sheets.interface import BUTTONS
from xlportal.sheets.package import parts

CUSTOM_UI = "{http://schemas.microsoft.com/office/2009/07/customui}"


def test_the_tab_has_every_button_with_icon_tip_and_key() -> None:
    root = ET.fromstring(ribbon())
    (tab,) = root.iter(f"{CUSTOM_UI}tab")
    assert tab.get("label") == "门户考核"
    shown = [
        (b.get("tag"), b.get("label"), b.get("onAction")) for b in tab.iter(f"{CUSTOM_UI}button")
    ]
    assert shown == [(b.action, b.label, "PortalRibbon") for b in BUTTONS]
    keys = [button.get("keytip") for button in tab.iter(f"{CUSTOM_UI}button")]
    assert len(set(keys)) == len(keys)
    for button in tab.iter(f"{CUSTOM_UI}button"):
        assert button.get("imageMso")
        assert button.get("screentip")
        assert button.get("supertip")


def test_the_workbook_carries_the_ribbon(demo_workbook: Path) -> None:
    content = parts(demo_workbook.read_bytes())
    assert content[PART].decode() == ribbon()
    assert f'Target="{PART}"'.encode() in content["_rels/.rels"]
