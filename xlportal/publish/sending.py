"""What was sent of a month: ``compute`` records it in the copy it writes, corrections look for it.

The record lies in the workbook's archive (sent from Excel) or in the copies themselves.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from xlportal.core.labels import month_label
from xlportal.files import read_bytes
from xlportal.publish.appendix import Appendix
from xlportal.publish.correction import correction
from xlportal.score.assessment import Assessment
from xlportal.sheets.archive import Sent, archive_rows
from xlportal.sheets.reading import Reading
from xlportal.sheets.record import Record, record_of, sendings, with_record


def recorded(package: bytes, assessment: Assessment, moment: dt.datetime, target: Path) -> bytes:
    """Return a copy with the record of this sending, behind those of the file it replaces."""
    earlier, rows = _record(target, assessment.year), [*archive_rows(assessment, moment)]
    return with_record(package, assessment.year, [*earlier, rows])


def sent_before(reading: Reading, month: int, year: int, *beside: Path) -> list[Sent]:
    """Return every sending of a month that is known, the earliest first.

    The copies in the folders of ``beside`` are looked into, whatever they are called.
    """
    copies = sorted({copy for path in beside for copy in path.parent.glob("*.xlsx")})
    found = [sent for sent in reading.sendings if sent.month == month]
    found += [sent for copy in copies for sent in sendings(_record(copy, year), month)]
    once = [sent for place, sent in enumerate(found) if sent not in found[:place]]
    return sorted(once, key=lambda sent: sent.moment)


def correction_of(sent: Sequence[Sent], assessment: Assessment) -> Appendix | None:
    """Return what differs from the last sending that differs, None where none does.

    So a month may be computed after it was mended, and a correction made once more.
    """
    tables = (correction(one, assessment) for one in reversed(sent))
    return next(filter(None, tables), None)


def why_no_correction(month: int, sent: Sequence[Sent]) -> str:
    """Return why there is no correction of a month, in a sentence."""
    label = month_label(month)
    if sent:
        return f"{label}现在算出的与发送过的没有不同，没有生成更正通报。"
    return (
        f"没有找到{label}的发送记录，没有生成更正通报。"
        "请把当时发送的 .xlsx 放到工作簿所在的文件夹里再试。"
    )


def _record(path: Path, year: int) -> Record:
    return record_of(read_bytes(path), year) if path.is_file() else []
