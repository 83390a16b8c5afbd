"""What the workbook part of a package says: its sheets and their parts, its names, its texts."""

from __future__ import annotations

import posixpath
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property

from xlportal.sheets.xml_parts import Element, NotEditable, elements

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"


@dataclass(frozen=True)
class WorkbookXml:
    """The workbook part and its relations; ``read`` returns the bytes of the part it is given."""

    read: Callable[[str], bytes]

    @cached_property
    def sheets(self) -> Mapping[str, str]:
        """Return the part of every sheet by the sheet's name, in the order of the tabs."""
        parts = {relation.attributes["Id"]: _part(relation) for relation in self._relations}
        return {sheet["name"]: parts.get(_relation(sheet), "") for sheet in self._sheets}

    @cached_property
    def hidden(self) -> frozenset[str]:
        """Return the names of the sheets that are not shown."""
        return frozenset(s["name"] for s in self._sheets if s.get("state", "visible") != "visible")

    @cached_property
    def from_1904(self) -> bool:
        """Return whether dates count from 1904, as they once did on the Macintosh."""
        found = elements(self.read(WORKBOOK), "workbookPr")
        return any(e.attributes.get("date1904") in {"1", "true"} for e, _ in found)

    @cached_property
    def identities(self) -> Mapping[str, str]:
        """Return the number by which the calculation chain knows a sheet, by the sheet's name."""
        return {sheet["name"]: sheet["sheetId"] for sheet in self._sheets}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Return what every name stands for that is defined for the whole workbook."""
        found = elements(self.read(WORKBOOK), "definedName")
        return {
            element.attributes["name"]: text
            for element, text in found
            if "localSheetId" not in element.attributes
        }

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Return the texts that cells refer to by number."""
        part = self.related("sharedStrings")
        return tuple(text for _, text in elements(self.read(part), "si", "t")) if part else ()

    def related(self, kind: str) -> str:
        """Return the part that the workbook has for a purpose, empty where it has none."""
        wanted = f"/{kind}"
        found = (_part(r) for r in self._relations if r.attributes["Type"].endswith(wanted))
        return next(found, "")

    @cached_property
    def _relations(self) -> tuple[Element, ...]:
        found = elements(self.read(RELATIONS), "Relationship")
        return tuple(element for element, _ in found)

    @cached_property
    def _sheets(self) -> tuple[Mapping[str, str], ...]:
        found = tuple(element.attributes for element, _ in elements(self.read(WORKBOOK), "sheet"))
        if not found:
            raise NotEditable("no sheets")
        return found


def _relation(sheet: Mapping[str, str]) -> str:
    return next((value for name, value in sheet.items() if name.endswith(":id")), "")


def _part(relation: Element) -> str:
    target = relation.attributes["Target"]
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join("xl", target))
