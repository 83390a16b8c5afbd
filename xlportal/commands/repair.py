"""``xlportal repair``: a workbook fitted to the version installed now, its data untouched."""

from pathlib import Path

from xlportal.commands import terminal
from xlportal.excel.project import clear_com_cache, repaired
from xlportal.files import check_new, read_bytes, write_new
from xlportal.sheets.read_files import read_workbook


def run(book: Path, output: Path) -> int:
    """Write ``book`` to ``output`` with the macros and settings of what is installed."""
    terminal.require_suffix(output, ".xlsm")
    check_new(output, book)
    read_workbook(book)
    write_new(output, repaired(read_bytes(book)))
    clear_com_cache()
    terminal.say(f"已生成 {output}，数据没有改动。以后请用这一个。")
    return terminal.DONE
