"""Reading and writing whole files so that nothing is ever lost; text in the ways offices save it.

A file is written beside its place and moved into it, so that at every moment either the old file
or the new one stands there, never half of one. What a person may have changed is kept.
"""

import codecs
import contextlib
import datetime as dt
import errno
import os
import shutil
import stat
import tempfile
import traceback
from pathlib import Path

from xlportal.errors import CannotProceed

MAX_FILE = 256 * 2**20
"""No workbook, table or document of an office is as large."""


def now() -> dt.datetime:
    """Return the moment that is written into a file as its creation."""
    return dt.datetime.now().replace(microsecond=0)


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


_MARKED = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(content: bytes, name: str) -> str:
    """Return the text that a file called ``name`` holds.

    Raises :class:`CannotProceed` where it is no text.
    """
    for encoding in _encodings(content):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise CannotProceed(f"“{name}”不是文字文件，或编码认不出来。请另存为 UTF-8 的文字文件。")


def _encodings(content: bytes) -> list[str]:
    """Return the encodings a text may have, the likeliest first."""
    marked = [encoding for mark, encoding in _MARKED if content.startswith(mark)]
    if not marked and b"\0" in content:
        # Commas, digits and line ends have an empty half in UTF-16 and none elsewhere.
        upper_first = content[::2].count(0) > content[1::2].count(0)
        marked = ["utf-16-be" if upper_first else "utf-16-le"]
    return marked or ["utf-8", "gb18030"]


def check_writable(path: Path, *sources: Path) -> None:
    """Refuse a place that cannot be written: no folder, no file, an open file, a source itself."""
    try:
        if not path.parent.is_dir():
            raise CannotProceed(f"没有文件夹“{path.parent}”。请先建好它，或换一个位置。")
        if path.is_dir():
            raise CannotProceed(f"“{path}”是文件夹。请给出要写的文件名。")
        if path.exists() and not path.is_file():
            raise CannotProceed(f"“{path}”不是普通文件，没有写。请换一个文件名。")
        if path.exists() and os.access(path.parent, os.W_OK) and not os.access(path, os.W_OK):
            raise CannotProceed(f"“{path}”是只读的，没有改动它。请取消只读，或换一个文件名。")
        for source in sources:
            if path.exists() and source.exists() and path.samefile(source):
                raise CannotProceed(f"输出文件不能就是输入文件“{source}”。请换一个文件名。")
    except OSError as error:
        raise CannotProceed(f"写不了“{path}”：{_reason(error)}。") from error
    mark = open_mark(path)
    if mark is not None:
        raise CannotProceed(
            f"“{path}”正在{_PROGRAMS}中打开，请先关闭它。若其实没有打开，请删除“{mark.name}”。"
        )


def check_new(path: Path, *sources: Path) -> None:
    """Refuse a place that cannot be written, or where anything stands already."""
    check_writable(path, *sources)
    if path.exists():
        raise CannotProceed(f"“{path}”已经存在，没有改动它。请换一个文件名。")


def make_folder(path: Path) -> None:
    """Make a folder where there is none yet."""
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotProceed(f"建不了文件夹“{path}”：{_reason(error)}。") from error


def write_bytes(path: Path, content: bytes, kept: Path | None = None) -> None:
    """Put ``content`` at ``path`` in one step, where the old file gets the name ``kept`` if given.

    Raises :class:`CannotProceed` where that cannot be done; nothing has changed then.
    """
    place = Path(os.path.realpath(path))
    temporary = place.with_name(f".xlportal-{os.urandom(6).hex()}.tmp")
    try:
        with temporary.open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if place.exists():
            temporary.chmod(stat.S_IMODE(place.stat().st_mode))
        if kept is not None:
            shutil.copy2(place, kept)
        temporary.replace(place)
    except OSError as error:
        if kept is not None:
            _remove(kept)
        held = isinstance(error, PermissionError) and os.path.lexists(path)
        hint = f"它可能正在{_PROGRAMS}中打开，请关闭后再试。" if held else ""
        raise CannotProceed(
            f"写不了“{path}”：{_reason(error)}。原有文件没有改动。{hint}"
        ) from error
    finally:
        _remove(temporary)


def write_new(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step. Refuses a place where anything stands."""
    check_new(path)
    write_bytes(path, content)


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink(missing_ok=True)


_PROGRAMS = " Excel、Word 或其他程序"


def open_mark(path: Path) -> Path | None:
    """Return the file by which Excel, WPS, Word or LibreOffice mark ``path`` as open, if any."""
    # Word leaves out the first letters of a long name.
    is_word = path.suffix.lower() == ".docx"
    names = [path.name, path.name[1:], path.name[2:]] if is_word else [path.name]
    marks = [*(f"~${name}" for name in names), f".~{path.name}", f".~lock.{path.name}#"]
    return next((path.with_name(m) for m in marks if os.path.lexists(path.with_name(m))), None)


_REASONS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EFBIG: "文件大小超过了系统允许的限度",
    errno.EROFS: "磁盘是只读的",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EEXIST: "那里有一个文件叫这个名称",
    errno.EISDIR: "它是文件夹",
    errno.ENOTDIR: "路径里有一段是文件，不是文件夹",
    errno.ELOOP: "链接绕成了圈",
    errno.EIO: "磁盘读写出错",
}


def _reason(error: OSError) -> str:
    """Return why the system refused, in Chinese."""
    return _REASONS.get(error.errno or 0, f"系统不允许（错误 {error.errno}）")


_PREFIX, _SUFFIX = "xlportal-", ".log"
NOT_KEPT = "没有写成"


def keep_log(error: BaseException) -> str:
    """Return the path of a new file with the details of ``error``, or that there is none.

    A file of its own each time: one of a fixed name may belong to somebody else, or lead elsewhere.
    """
    try:
        handle, path = tempfile.mkstemp(_SUFFIX, _PREFIX)
        with os.fdopen(handle, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(traceback.format_exception(error))
    except Exception:  # noqa: BLE001 - whoever reports an error cannot deal with another one
        return NOT_KEPT
    return path


def logs() -> str:
    """Return where such files are, as a pattern of their paths."""
    return os.path.join(tempfile.gettempdir(), f"{_PREFIX}*{_SUFFIX}")  # noqa: PTH118 - no file
