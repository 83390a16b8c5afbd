"""The calculation chain: Excel's list of the cells with formulas, which must not name others."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from xlportal.sheets.package import CONTENT_TYPES
from xlportal.sheets.xml_parts import Element, Splice, elements, spliced


def without_cells(part: bytes, gone: Collection[tuple[str, str]]) -> bytes | None:
    """Return the chain without the cells given by sheet number and address; None for an empty one.

    An entry that leaves its sheet out stands on the sheet of the one before.
    """
    chain = list(_with_sheets(part))
    kept = [entry for entry in chain if (entry[1], entry[0].attributes["r"]) not in gone]
    if len(kept) == len(chain):
        return part
    splices: list[Splice] = []
    sheet = ""
    for element, number in chain:
        if (number, element.attributes["r"]) in gone:
            splices.append(Splice(element.start, element.end, b""))
            continue
        if "i" not in element.attributes and number != sheet:
            at = element.start + 1 + len(element.name.encode())
            splices.append(Splice(at, at, f' i="{number}"'.encode()))
        sheet = number
    return spliced(part, splices) if kept else None


def without_part(parts: dict[str, bytes], chain: str, relations: str) -> dict[str, bytes]:
    """Return content types and relations without the chain, which is no longer in the package."""
    return {
        CONTENT_TYPES: _without(parts[CONTENT_TYPES], "Override", "PartName", f"/{chain}"),
        relations: _without(parts[relations], "Relationship", "Target", chain.rpartition("/")[2]),
    }


def _with_sheets(part: bytes) -> Iterator[tuple[Element, str]]:
    number = ""
    for element, _ in elements(part, "c"):
        number = element.attributes.get("i", number)
        yield element, number


def _without(part: bytes, name: str, attribute: str, ending: str) -> bytes:
    return spliced(
        part,
        [
            Splice(element.start, element.end, b"")
            for element, _ in elements(part, name)
            if element.attributes.get(attribute, "").endswith(ending)
        ],
    )
