"""Changing single cells in the package of a workbook, everything else byte for byte as it was."""

from __future__ import annotations

import datetime as dt
import re
from fractions import Fraction
from pathlib import Path
from xml.sax.saxutils import escape

from xlportal.sheets.grid import Formula
from xlportal.sheets.package import pack, parts


class Surgery:
    """A workbook's package whose cells can be changed as a careless program would."""

    def __init__(self, package: bytes) -> None:
        self.parts = parts(package)
        workbook = self.parts["xl/workbook.xml"].decode()
        relations = self.parts["xl/_rels/workbook.xml.rels"].decode()
        targets = {
            found["id"]: found["target"]
            for entry in re.findall(r"<Relationship [^>]*>", relations)
            if (found := _attributes(entry, "Id", "Target"))
        }
        self.places = {
            name: "xl/" + targets[relation]
            for name, relation in re.findall(r'<sheet name="([^"]+)"[^>]*r:id="([^"]+)"', workbook)
        }

    def has(self, where: str) -> bool:
        """Return whether the file has the cell, such as ``2月!C21``."""
        sheet, _, cell = where.partition("!")
        return sheet in self.places and f'<c r="{cell}"'.encode() in self.parts[self.places[sheet]]

    def put(self, where: str, value: object) -> None:
        """Put a value into a cell that the file has, such as ``2月!C21``; its style stays."""
        sheet, _, cell = where.partition("!")
        part = self.parts[self.places[sheet]].decode()
        pattern = rf'<c r="{cell}"([^>]*?)(?:/>|>.*?</c>)'
        assert re.search(pattern, part, re.DOTALL), f"there is no cell {where}"
        changed = re.sub(
            pattern, lambda found: _cell(cell, found[1], value), part, count=1, flags=re.DOTALL
        )
        self.parts[self.places[sheet]] = changed.encode()

    def save(self, path: Path) -> Path:
        """Write the package to ``path`` and return it."""
        path.write_bytes(pack(self.parts))
        return path


def _attributes(entry: str, identity: str, target: str) -> dict[str, str]:
    return {
        "id": re.search(rf'\b{identity}="([^"]+)"', entry)[1],  # type: ignore[index]
        "target": re.search(rf'\b{target}="([^"]+)"', entry)[1],  # type: ignore[index]
    }


def _cell(cell: str, attributes: str, value: object) -> str:
    head = f'<c r="{cell}"' + "".join(re.findall(r' s="[0-9]+"', attributes))
    if value is None:
        return f"{head}/>"
    if isinstance(value, (bool, dt.date)):
        kind, text = ("b", int(value)) if isinstance(value, bool) else ("d", value.isoformat())
        return f'{head} t="{kind}"><v>{text}</v></c>'
    if isinstance(value, Fraction):
        value = float(value)
    if isinstance(value, (int, float)):
        return f"{head}><v>{value!r}</v></c>"
    if isinstance(value, Formula):
        return f"{head}><f>{escape(value.text.removeprefix('='))}</f></c>"
    text = str(value)
    if text.startswith("#"):
        return f'{head} t="e"><v>{text}</v></c>'
    return f'{head} t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
