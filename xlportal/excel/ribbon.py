"""The ribbon tab 门户考核 as a part of the workbook's package."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree
from lxml.builder import ElementMaker

from xlportal.sheets.interface import BUTTONS, CATEGORY, TAB_KEY, Button

PART = "customUI/customUI14.xml"
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_RELATIONS = "_rels/.rels"
_MAKE = ElementMaker(namespace=_NAMESPACE, nsmap={None: _NAMESPACE})


def with_ribbon(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a package's parts with the ribbon tab among them, in place of an older one."""
    relations = etree.fromstring(parts[_RELATIONS])
    if PART not in {relation.get("Target") for relation in relations}:
        relation = etree.SubElement(relations, relations[0].tag)
        relation.attrib.update({"Id": "rIdRibbon", "Type": _RELATION, "Target": PART})
    return {**parts, _RELATIONS: _part(relations), PART: ribbon()}


def ribbon() -> bytes:
    """Return the XML of the ribbon tab: the buttons' groups in the order of their first button."""
    groups = dict.fromkeys(button.group for button in BUTTONS)
    tab = _MAKE.tab(
        *(_group(number, name) for number, name in enumerate(groups, start=1)),
        id="portalTab",
        label=CATEGORY,
        keytip=TAB_KEY,
    )
    return _part(_MAKE.customUI(_MAKE.ribbon(_MAKE.tabs(tab))))


def _group(number: int, name: str) -> etree._Element:
    buttons = [_button(button) for button in BUTTONS if button.group == name]
    return _MAKE.group(*buttons, id=f"portalGroup{number}", label=name)


def _button(button: Button) -> etree._Element:
    return _MAKE.button(
        {
            "id": f"portal_{button.action}",
            "tag": button.action,
            "size": "large",
            "label": button.label,
            "screentip": button.label,
            "supertip": button.tip,
            "imageMso": button.icon,
            "keytip": button.key,
            "onAction": "PortalRibbon",
        }
    )


def _part(root: etree._Element) -> bytes:
    made: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return made
