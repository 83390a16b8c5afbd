"""The ribbon tab 门户考核 as a part of the workbook's package."""

from __future__ import annotations

from collections.abc import Mapping
from xml.sax.saxutils import quoteattr

from xlportal.sheets.interface import BUTTONS, CATEGORY, Button

PART = "customUI/customUI14.xml"
_NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_RELATION = "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility"
_RELATIONS = "_rels/.rels"


def with_ribbon(parts: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return a package's parts with the ribbon tab among them, in place of an older one."""
    relations = parts[_RELATIONS].decode("utf-8")
    if PART in relations:
        return {**parts, PART: ribbon().encode("utf-8")}
    relation = f'<Relationship Id="rIdRibbon" Type="{_RELATION}" Target="{PART}"/>'
    return {
        **parts,
        _RELATIONS: relations.replace("</Relationships>", f"{relation}</Relationships>").encode(),
        PART: ribbon().encode("utf-8"),
    }


def ribbon() -> str:
    """Return the XML of the ribbon tab."""
    buttons = "".join(_button(button) for button in BUTTONS)
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<customUI xmlns="{_NAMESPACE}"><ribbon><tabs>'
        f'<tab id="portalTab" label="{CATEGORY}" keytip="Y">'
        f'<group id="portalGroup" label="每月考核">{buttons}</group>'
        "</tab></tabs></ribbon></customUI>"
    )


def _button(button: Button) -> str:
    return (
        f'<button id="portal_{button.action}" tag="{button.action}" size="large"'
        f" label={quoteattr(button.label)} screentip={quoteattr(button.label)}"
        f" supertip={quoteattr(button.tip)} imageMso={quoteattr(button.icon)}"
        f' keytip="{button.key}" onAction="PortalRibbon"/>'
    )
