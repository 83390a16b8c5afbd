"""Reading and writing whole files so that nothing is ever lost.

A file is written beside its place and moved into it, so that at every moment either the old file
or the new one stands there, never half of one. What a person may have changed is kept.
"""

from __future__ import annotations

import contextlib
import errno
import os
import shutil
import stat
from collections.abc import Iterator
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
    """Refuse a place that cannot be written: no folder, no file, an open file, a source itself."""
    try:
        _check_place(path)
        for source in sources:
            if path.exists() and source.exists() and path.samefile(source):
                raise CannotProceed(f"输出文件不能就是输入文件“{source}”。请换一个文件名。")
    except OSError as error:
        raise CannotProceed(f"写不了“{path}”：{_reason(error)}。") from error
    mark = _open_mark(path)
    if mark is not None:
        raise CannotProceed(
            f"“{path}”正在{_program(path)}中打开，请先关闭它。若其实没有打开，请删除“{mark.name}”。"
        )


def check_new(path: Path, *sources: Path) -> None:
    """Refuse a place that cannot be written, or where anything stands already."""
    check_writable(path, *sources)
    if path.exists():
        raise _taken(path)


def is_open(path: Path) -> bool:
    """Return whether Excel, WPS, Word or LibreOffice have marked a file as open."""
    return _open_mark(path) is not None


def make_folder(path: Path) -> None:
    """Make a folder where there is none yet."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise CannotProceed(f"“{path}”是文件，不是文件夹。请换一个名称。") from error
    except OSError as error:
        raise CannotProceed(f"建不了文件夹“{path}”：{_reason(error)}。") from error


def write_bytes(path: Path, content: bytes, kept: Path | None = None) -> None:
    """Put ``content`` at ``path`` in one step, where the old file gets the name ``kept`` if given.

    Raises :class:`CannotProceed` where that cannot be done; nothing has changed then.
    """
    place = Path(os.path.realpath(path))
    with _beside(place, content) as temporary:
        if kept is not None:
            _name_too(place, kept)
        try:
            temporary.replace(place)
        except OSError:
            _remove(kept or temporary)
            raise


def write_new(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path``, where nothing may stand, in one step.

    Raises :class:`CannotProceed` where something does, even if it came a moment ago.
    """
    with _beside(path, content) as temporary:
        _move_to_free_place(temporary, path)


def _check_place(path: Path) -> None:
    if not path.parent.is_dir():
        raise CannotProceed(f"没有文件夹“{path.parent}”。请先建好它，或换一个位置。")
    if path.is_dir():
        raise CannotProceed(f"“{path}”是文件夹。请给出要写的文件名。")
    if path.exists() and not path.is_file():
        raise CannotProceed(f"“{path}”不是普通文件，没有写。请换一个文件名。")
    if path.exists() and os.access(path.parent, os.W_OK) and not os.access(path, os.W_OK):
        raise CannotProceed(f"“{path}”是只读的，没有改动它。请取消只读，或换一个文件名。")


def _taken(path: Path) -> CannotProceed:
    return CannotProceed(f"“{path}”已经存在，没有改动它。请换一个文件名。")


@contextlib.contextmanager
def _beside(path: Path, content: bytes) -> Iterator[Path]:
    """Give a new file beside ``path`` with ``content``, safely on the disk, until it is moved.

    What goes wrong becomes :class:`CannotProceed`, and nothing is left beside.
    """
    temporary = path.with_name(f".xlportal-{os.urandom(6).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            temporary.chmod(stat.S_IMODE(path.stat().st_mode))
        yield temporary
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        held = isinstance(error, PermissionError) and os.path.lexists(path)
        hint = f"它可能正在{_program(path)}中打开，请关闭后再试。" if held else ""
        raise CannotProceed(
            f"写不了“{path}”：{_reason(error)}。原有文件没有改动。{hint}"
        ) from error
    finally:
        _remove(temporary)


def _name_too(path: Path, other: Path) -> None:
    """Give a file another name besides; on a disk that knows no second names, a copy."""
    try:
        other.hardlink_to(path)
    except OSError:
        shutil.copy2(path, other)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


def _move_to_free_place(source: Path, path: Path) -> None:
    """Let a file stand where none does. Raises ``FileExistsError`` where one does."""
    if os.name == "nt":
        source.rename(path)
        return
    try:
        path.hardlink_to(source)
    except FileExistsError:
        raise
    except OSError:
        # A disk that knows no hard links: all that is left is to look first.
        if path.exists():
            raise FileExistsError(errno.EEXIST, "exists") from None
        source.rename(path)


def _open_mark(path: Path) -> Path | None:
    """Return the file by which Excel, WPS, Word or LibreOffice mark ``path`` as open, if any."""
    # Word leaves out the first letters of a long name.
    names = [path.name, path.name[1:], path.name[2:]] if _is_word(path) else [path.name]
    marks = [*(f"~${name}" for name in names), f".~{path.name}", f".~lock.{path.name}#"]
    return next((path.with_name(m) for m in marks if os.path.lexists(path.with_name(m))), None)


def _is_word(path: Path) -> bool:
    return path.suffix.lower() == ".docx"


def _program(path: Path) -> str:
    return f" {'Word' if _is_word(path) else 'Excel'} 或其他程序"


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过了系统允许的限度",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EISDIR: "它是文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}


def _reason(error: OSError) -> str:
    """Return why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统不允许（错误 {error.errno}）")
