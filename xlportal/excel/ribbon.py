"""The ribbon tab 门户考核 as a part of the workbook's package."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from operator import attrgetter

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
    """Return the XML of the ribbon tab: the buttons in their groups."""
    groups = [
        _MAKE.group(*map(_button, buttons), id=f"portal_{buttons[0].action}_group", label=name)
        for name, found in groupby(BUTTONS, attrgetter("group"))
        if (buttons := [*found])
    ]
    tab = _MAKE.tab(*groups, id="portal_tab", label=CATEGORY, keytip=TAB_KEY)
    return _part(_MAKE.customUI(_MAKE.ribbon(_MAKE.tabs(tab))))


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
