"""The template: the workbook of the office's own groups with nothing filed.

``python -m xlportal.excel.template FILE`` writes it; the committed ``workbook_template.xlsm``
is this module's output, part by part (a test rebuilds it).
"""

import datetime as dt
import sys
from pathlib import Path

from xlportal.core.defaults import empty_book
from xlportal.excel.project import working_workbook
from xlportal.files import write_bytes

YEAR = 2026
_CREATED = dt.datetime(2026, 1, 1)


def template() -> bytes:
    """Return the template's .xlsm package; on other systems than Windows always the same."""
    return working_workbook(empty_book(YEAR), _CREATED)


if __name__ == "__main__":
    write_bytes(Path(sys.argv[1]), template())
