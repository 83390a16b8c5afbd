"""What an audit finds: the print beside what the workbook gives."""

from dataclasses import asdict, dataclass
from typing import Any

ROW, COLUMN, WORDING, NAME, LABEL = "row", "column", "wording", "name", "label"
_NOTHING = "（空）"
HEADINGS = ("附表", "单位", "在哪里", "印的是", "应是")
"""The columns of the findings as rows."""


@dataclass(frozen=True)
class Finding:
    """Something printed that does not follow.

    ``published`` is empty where it was left out, ``recomputed`` where nothing belongs there;
    ``field`` is one of spec section 7; ``annex`` and ``unit`` are None where it is no group's or no
    unit's; ``where`` is for people.
    """

    annex: int | None
    unit: str | None
    field: str
    published: str
    recomputed: str
    where: str

    @property
    def message(self) -> str:
        """Return the finding as one line for people."""
        place = f"{self.where}（{self.unit}）" if self.unit else self.where
        return (
            f"{place}：印的是“{self.published or _NOTHING}”，"
            f"按规则应是“{self.recomputed or _NOTHING}”"
        )

    @property
    def row(self) -> tuple[str, ...]:
        """Return the finding as a row of a sheet, under ``HEADINGS``."""
        annex = f"附表{self.annex}" if self.annex else ""
        shown = (self.published or _NOTHING, self.recomputed or _NOTHING)
        return annex, self.unit or "", self.where, *shown


@dataclass(frozen=True)
class Audit:
    """What follows from the rules (``agreements`` counts it) and what does not.

    ``notes`` say what a reader should know besides, such as what was not compared.
    """

    agreements: int = 0
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()

    def document(self) -> dict[str, Any]:
        """Return the audit as ``--json`` gives it, less the time it is about."""
        return {
            "agreements": self.agreements,
            "notes": [*self.notes],
            "findings": [asdict(one) | {"message": one.message} for one in self.findings],
        }
