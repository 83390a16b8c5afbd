"""The ``xlportal`` command: its words, its help, its exit codes (spec section 5).

0 done, 1 problems found in the data, 2 wrong usage, unreadable file or nothing written. Nothing
heavy is imported before the words are understood, so that help and usage errors come at once.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib
import io
import os
import re
import sys

from xlportal import __version__
from xlportal.core.widths import display_width
from xlportal.errors import CannotProceed

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Only the type checker needs these, and importing them would double the time of a usage error.
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path
    from typing import Any, NoReturn, TypeAlias

    _Add: TypeAlias = Callable[[Any], object]

UNUSABLE = 2
INTERRUPTED = 130
DEBUG = "XLPORTAL_DEBUG"

_HELP_COLUMN, _HELP_WIDTH = 30, 120
_OTHER_DASH = re.compile(r"[‐‑–—―−－]+(?=[a-z])")
"""What word processors make of the dashes before an option's name."""

_HEADINGS = {"usage": "用法", "positional arguments": "参数", "options": "选项"}
_TRANSLATIONS = (
    (r"the following arguments are required: 命令", r"缺少命令"),
    (r"the following arguments are required: (.*)", r"缺少 \1"),
    (r"one of the arguments (\S+) (\S+) is required", r"缺少 \1 或 \2"),
    (r"argument (\S+): not allowed with argument (\S+)", r"\1 和 \2 只能用一个"),
    (r"unrecognized arguments: (.*)", r"不认识 \1"),
    (r"argument \S+: invalid choice: '?([^' ]*)'?.*", r"没有 \1 这个命令"),
    (r"argument (\S+): expected one argument", r"\1 后面要跟一个值"),
    (r"argument (\S+): (.*[\u4e00-\u9fff].*)", r"\1 \2"),
    (r"argument (\S+): .*", r"\1 的值不对"),
)


def main(words: Sequence[str] | None = None) -> int:
    """Run the command given by ``words`` (those of the process if None), return its exit code."""
    _set_stream(sys.stdout, errors="backslashreplace")
    _set_stream(sys.stderr, errors="backslashreplace")
    given = sys.argv[1:] if words is None else words
    try:
        return _run(vars(parser().parse_args([_OTHER_DASH.sub("--", word) for word in given])))
    except CannotProceed as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("已取消。", file=sys.stderr)
        return INTERRUPTED
    except (ImportError, MemoryError):
        if os.environ.get(DEBUG):
            raise
        print("内存不够，或程序没有装全，没有完成。请关掉别的程序再试。", file=sys.stderr)
        return UNUSABLE
    except OSError as error:
        return _unwritable(error)
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _report(error)


def _run(arguments: dict[str, Any]) -> int:
    name = arguments.pop("command")
    with _waiting(name):
        command = importlib.import_module(f"xlportal.commands.{_MODULES.get(name, name)}")
        if arguments.get("as_json") or name == "export":
            _set_stream(sys.stdout, encoding="utf-8")
        code: int = command.run(**arguments)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code


@contextlib.contextmanager
def _waiting(name: str) -> Iterator[None]:
    """Say on a terminal what is being done, once it has taken a second."""
    if sys.stderr is None or not sys.stderr.isatty():
        yield
        return
    import threading

    words = f"正在{_commands()[name][1]}，请稍候……"
    timer = threading.Timer(_PATIENCE, print, (words,), {"file": sys.stderr})
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


_PATIENCE = 1.0
_MODULES = {"import": "import_month", "circular": "compute"}
"""Modules of :mod:`xlportal.commands` that are not called as their command is."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command with all its commands."""
    whole = _Parser(prog="xlportal", description="门户网站考核：从填报工作簿到附表和通报。")
    version = f"xlportal {__version__}"
    whole.add_argument("--version", action="version", version=version, help="显示版本")
    commands = whole.add_subparsers(title="命令", metavar="命令", required=True, dest="command")
    for name, (text, _, arguments) in _commands().items():
        made = commands.add_parser(name, help=text, description=f"{text}。")
        for add in arguments:
            add(made)
    return whole


def _commands() -> dict[str, tuple[str, str, Sequence[_Add]]]:
    """Return what each command does, what is said while it does, what it is given."""
    book = _argument("book", "工作簿", "填报工作簿（.xlsm 或 .xlsx），不会改动")
    json = _flag("--json", "结果输出为 JSON", dest="as_json")
    time = _either(
        _argument("--month", "月份", "考核月份，1 到 12", _month),
        _argument("--period", "起-止", "一段时间，如 1-3 即 1季度", _period),
        required=True,
    )
    correction = _flag("--correction", "更正已经发送的那个月")
    beside = "输出文件，默认放在工作簿旁边"
    return {
        "new": ("生成一年的填报工作簿", "生成工作簿", [
            _argument("book", "新工作簿.xlsm", "要生成的工作簿"),
            _argument("--year", "年份", "考核年度，默认今年", _year),
            _either(
                _argument("--from", "数据", _FROM, dest="source"),
                _argument("--after", "去年.xlsm", "沿用去年的规则、名单和措辞", dest="previous"),
            ),
        ]),
        "demo": ("用 2020 年 2 月通报的数据演示一遍", "演示", [
            _argument("folder", "文件夹", "放结果的文件夹，默认 demo", nargs="?", default="demo"),
        ]),
        "compute": ("计算一个月或一段时间，生成附表和通报（不带宏的 .xlsx）", "计算", [
            book, time, correction, _output("输出.xlsx", beside), json,
        ]),
        "check": ("检查工作簿里的问题", "检查", [
            book, _argument("--month", "月份", "只看这个月用到的内容", _month), json,
        ]),
        "circular": ("生成一个月或一段时间的通报（Word，附表在内）", "写通报", [
            book, time, correction, _output("输出.docx", beside),
            lambda to: to.set_defaults(is_word=True),
        ]),
        "audit": ("核对印发的通报：哪些数字、名次、字句与规则不符", "核对", [
            _argument("published", "通报", "通报（.docx、.txt）或附表（.xlsx）"), book, time, json,
        ]),
        "export": ("把工作簿导出为考核数据文件（JSON）", "导出", [
            book, _output("数据.json", "输出文件，默认输出到屏幕"),
        ]),
        "import": ("把别的系统导出的一个月篇数填进工作簿，另存为新文件", "导入", [
            book, _argument("counts", "导出文件", "导出的 .csv 或 .xlsx"),
            _argument("--month", "月份", "填哪个月，1 到 12", _month, required=True),
            _output("新工作簿.xlsm", "填好的新工作簿", required=True),
        ]),
        "repair": ("升级之后更新工作簿里的宏和设置，数据不动", "更新工作簿", [
            book, _output("新工作簿.xlsm", "更新后的工作簿", required=True),
        ]),
    }  # fmt: skip


_FROM = "装入考核数据文件，或另一个工作簿的全部内容"


def _argument(
    name: str, metavar: str, text: str, read: Callable[[str], Any] | None = None, **options: Any
) -> _Add:
    """Return what adds an argument to a parser: a file's name unless something else is ``read``."""
    kind = read or as_path
    return lambda to: to.add_argument(name, metavar=metavar, type=kind, help=text, **options)


def _output(metavar: str, text: str, **options: Any) -> _Add:
    return _argument("-o", metavar, text, dest="output", **options)


def _flag(name: str, text: str, **options: Any) -> _Add:
    return lambda to: to.add_argument(name, action="store_true", help=text, **options)


def _either(*arguments: _Add, required: bool = False) -> _Add:
    def add(to: Any) -> None:
        group = to.add_mutually_exclusive_group(required=required)
        for one in arguments:
            one(group)

    return add


def as_path(text: str) -> Path:
    """Return the path that a word names."""
    from pathlib import Path

    if not text.strip():
        raise argparse.ArgumentTypeError("没有写文件名")
    return Path(text)


def _month(text: str) -> int:
    return _whole(text, 1, 12, "1 到 12 的整数")


def _year(text: str) -> int:
    from xlportal.core.limits import YEARS

    return _whole(text, *YEARS, "2020 这样的四位年份")


def _whole(text: str, least: int, most: int, wanted: str) -> int:
    if not (text.strip().isdecimal() and least <= int(text) <= most):
        raise _not_wanted(wanted, text)
    return int(text)


def _period(text: str) -> tuple[int, int]:
    from xlportal.core.labels import period_of

    first, last = period_of(text) or (0, 0)
    if first == last:
        raise _not_wanted("1-3 这样的起止月份，或 1季度、上半年、全年", text)
    return first, last


def _not_wanted(wanted: str, text: str) -> argparse.ArgumentTypeError:
    found = f" {text}" if text.strip() else "空的"
    return argparse.ArgumentTypeError(f"应是 {wanted}，不能是{found}")


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and reports wrong usage as one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_formatter, **options)
        # Colours would be counted as characters where help is lined up.
        self.color = False
        self.add_argument("-h", "--help", action="help", help="显示这段帮助")

    def format_help(self) -> str:
        """Return the help in Chinese, lined up although Chinese characters are wide."""
        text = re.sub(r"(?m)^[a-z ]+(?=:)", lambda head: _HEADINGS[head[0]], super().format_help())
        return re.sub(r"(?m)^( +\S.*?) {2,}(?=\S)", _padded, text)

    def _print_message(self, message: str, file: Any = None) -> None:
        """Print help or version; that it cannot be printed is not kept quiet."""
        print(message, end="", file=file, flush=True)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the usage as one Chinese line."""
        found = ((re.fullmatch(pattern, message), text) for pattern, text in _TRANSLATIONS)
        said = next((match.expand(text) for match, text in found if match), "参数不对")
        said = said.replace(", ", "、")
        raise CannotProceed(f"用法不对：{said}。运行 {self.prog} --help 查看用法。")


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.HelpFormatter(prog, max_help_position=_HELP_COLUMN, width=_HELP_WIDTH)


def _padded(head: re.Match[str]) -> str:
    return head[1] + " " * (_HELP_COLUMN - display_width(head[1]))


def _set_stream(stream: Any, **settings: str) -> None:
    """Change how a stream encodes text, where it is one that encodes."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**settings)


def _unwritable(error: OSError) -> int:
    """Say that the output cannot be written, unless whoever read it has gone away."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        # What is left in the stream is not to fail once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if not isinstance(error, BrokenPipeError):
        print("结果写不出去，可能磁盘满了或没有权限，没有完成。", file=sys.stderr)
    return UNUSABLE


def _report(error: Exception) -> int:
    """Keep the details of an unforeseen error in a file and say so in one line."""
    from xlportal.files import keep_log

    name = type(error).__name__
    print(f"程序出错了（{name}），没有完成。请找维护人员。日志：{keep_log(error)}", file=sys.stderr)
    return UNUSABLE
