"""``xlportal repair``: a workbook fitted to the version installed now, its data untouched."""

from __future__ import annotations

from pathlib import Path

from xlportal.commands.common import DONE, require_suffix, say
from xlportal.errors import CannotProceed
from xlportal.excel.repair import clear_com_cache, repaired
from xlportal.safe_files import check_writable, read_bytes, write_bytes
from xlportal.workbook.files import read_workbook


def run(book: Path, output: Path) -> int:
    """Write ``book`` to ``output`` with the macros and settings of what is installed."""
    require_suffix(output, ".xlsm")
    check_writable(output, book)
    if output.exists():
        raise CannotProceed(f"“{output}”已经存在，没有改动它。请换一个文件名。")
    read_workbook(book)
    write_bytes(output, repaired(read_bytes(book)))
    clear_com_cache()
    say(f"已生成 {output}，数据没有改动。以后请用这一个。")
    return DONE
