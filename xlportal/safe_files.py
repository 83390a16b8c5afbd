"""Reading and writing whole files so that nothing is ever lost.

A file is written beside its place and moved into it, so that at every moment either the old file
or the new one stands there, never half of one.
"""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from xlportal.errors import CannotProceed

MAX_FILE = 256 * 2**20
"""No workbook, table or document of an office is as large."""


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises :class:`CannotProceed` where it cannot be read."""
    try:
        found = path.stat()
        if stat.S_ISDIR(found.st_mode):
            raise CannotProceed(f"“{path}”是文件夹，不是文件。请给出文件名。")
        if not stat.S_ISREG(found.st_mode):
            raise CannotProceed(f"“{path}”不是普通文件，没有读取。")
        if found.st_size > MAX_FILE:
            raise CannotProceed(f"“{path}”大得不正常（{found.st_size >> 20} MB），没有读取。")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise CannotProceed(f"找不到文件“{path}”。请检查文件名和所在的文件夹。") from error
    except OSError as error:
        raise CannotProceed(f"读不了文件“{path}”：{_reason(error)}。") from error


def check_writable(path: Path, *sources: Path) -> None:
    """Refuse a place that cannot be written: no folder, a folder, an open file, a source itself."""
    if not path.parent.is_dir():
        raise CannotProceed(f"没有文件夹“{path.parent}”。请先建好它，或换一个位置。")
    if path.is_dir():
        raise CannotProceed(f"“{path}”是文件夹。请给出要写的文件名。")
    for source in sources:
        if path.exists() and source.exists() and path.samefile(source):
            raise CannotProceed(f"输出文件不能就是输入文件“{source}”。请换一个文件名。")
    for mark in _open_marks(path):
        if mark.exists():
            raise CannotProceed(
                f"“{path}”正在 Excel 或其他程序中打开，请先关闭它。"
                f"若其实没有打开，请删除“{mark.name}”。"
            )


def write_bytes(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step.

    Raises :class:`CannotProceed` where that cannot be done; the old file is untouched then.
    """
    try:
        temporary = _write_beside(path, content)
    except OSError as error:
        raise CannotProceed(f"写不了“{path}”：{_reason(error)}。原有文件没有改动。") from error
    try:
        temporary.replace(path)
    except OSError as error:
        temporary.unlink(missing_ok=True)
        raise CannotProceed(
            f"写不了“{path}”：{_reason(error)}。它可能正在 Excel 中打开，请关闭后再试。"
        ) from error


def _write_beside(path: Path, content: bytes) -> Path:
    handle, name = tempfile.mkstemp(prefix=".xlportal-", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_mode(path))
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _mode(path: Path) -> int:
    """Return the permissions of the file to be replaced, or those of an ordinary new file."""
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _open_marks(path: Path) -> tuple[Path, ...]:
    """Return the files by which Excel, WPS and LibreOffice mark ``path`` as open."""
    return (
        path.with_name(f"~${path.name}"),
        path.with_name(f"~${path.name[2:]}"),
        path.with_name(f".~{path.name}"),
        path.with_name(f".~lock.{path.name}#"),
    )


def _reason(error: OSError) -> str:
    """Return why the system refused, in Chinese where the reason is a known one."""
    known = {
        errno.EACCES: "没有权限",
        errno.EPERM: "没有权限",
        errno.ENOSPC: "磁盘已满",
        errno.EDQUOT: "磁盘配额已用完",
        errno.EFBIG: "文件大小超过了系统允许的限度",
        errno.EROFS: "磁盘是只读的",
        errno.ENAMETOOLONG: "文件名太长",
        errno.EISDIR: "它是文件夹",
    }
    return known.get(error.errno or 0, "系统不允许（" + str(error.strerror) + "）")
