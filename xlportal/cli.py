"""The ``xlportal`` command: its words, its help, its exit codes.

0 done, 1 problems found in the data, 2 wrong usage or unreadable file (spec section 5). Nothing
heavy is imported before the words are understood, so that help and usage errors come at once.
"""

from __future__ import annotations

import argparse
import importlib
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence

from xlportal import __version__
from xlportal.errors import CannotProceed

TYPE_CHECKING = False
if TYPE_CHECKING:
    # Only the type checker needs these, and importing them would double the time of a usage error.
    from pathlib import Path
    from typing import Any, NoReturn, TypeAlias

UNUSABLE = 2
INTERRUPTED = 130
DEBUG = "XLPORTAL_DEBUG"
SHELLS = ("bash", "zsh", "fish", "powershell")

_Argument: TypeAlias = "tuple[str, Mapping[str, Any]]"


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


def _month(text: str) -> int:
    if not re.fullmatch(r"0?[1-9]|1[0-2]", text):
        raise argparse.ArgumentTypeError(f"应是 1 到 12 的整数，不能是 {text}")
    return int(text)


def _year(text: str) -> int:
    if not re.fullmatch(r"(19|[2-9]\d)\d\d", text):
        raise argparse.ArgumentTypeError(f"应是 2020 这样的四位年份，不能是 {text}")
    return int(text)


def _shell(text: str) -> str:
    if text not in SHELLS:
        raise argparse.ArgumentTypeError(f"应是 {'、'.join(SHELLS)} 之一，不能是 {text}")
    return text


def _output(metavar: str, text: str) -> _Argument:
    return "-o", {"dest": "output", "metavar": metavar, "type": _path, "help": text}


_BOOK: _Argument = (
    "book",
    {"metavar": "BOOK", "type": _path, "help": "填报工作簿（.xlsm 或 .xlsx）"},
)
_MONTH: _Argument = (
    "--month",
    {"metavar": "月", "type": _month, "required": True, "help": "考核月份，1 到 12"},
)
_ANY_MONTH: _Argument = ("--month", {**_MONTH[1], "required": False})
_PDF: _Argument = (
    "--pdf",
    {"action": "store_true", "help": "同时在旁边生成 PDF（要装有 LibreOffice）"},
)
_JSON: _Argument = (
    "--json",
    {"dest": "as_json", "action": "store_true", "help": "结果输出为 JSON"},
)

COMMANDS: Mapping[str, tuple[str, str, tuple[_Argument, ...]]] = {
    "new": (
        "new",
        "生成一年的填报工作簿",
        (
            ("book", {"metavar": "BOOK.xlsm", "type": _path, "help": "要生成的工作簿"}),
            ("--year", {"metavar": "年", "type": _year, "help": "考核年度，默认今年"}),
            (
                "--from",
                {
                    "dest": "source",
                    "metavar": "DOC.json",
                    "type": _path,
                    "help": "装入的数据：考核数据文件，或另一个工作簿",
                },
            ),
            (
                "--after",
                {
                    "dest": "previous",
                    "metavar": "OLD.xlsm",
                    "type": _path,
                    "help": "上一年的工作簿：沿用规则、名单和措辞，月份空着",
                },
            ),
        ),
    ),
    "demo": (
        "demo",
        "用 2020 年 2 月通报的数据演示一遍",
        (
            (
                "folder",
                {
                    "metavar": "DIR",
                    "type": _path,
                    "nargs": "?",
                    "default": "demo",
                    "help": "放结果的文件夹，默认 demo",
                },
            ),
        ),
    ),
    "compute": (
        "compute",
        "计算一个月，生成附表和通报（不带宏的 .xlsx）",
        (_BOOK, _MONTH, _output("OUT.xlsx", "输出文件，默认放在工作簿旁边"), _PDF, _JSON),
    ),
    "check": ("check", "检查工作簿里的问题", (_BOOK, _ANY_MONTH, _JSON)),
    "circular": (
        "circular",
        "生成一个月的通报（Word，附表在内）",
        (_BOOK, _MONTH, _output("OUT.docx", "输出文件，默认放在工作簿旁边"), _PDF),
    ),
    "audit": (
        "audit",
        "核对印发的通报：哪些数字、名次、字句与规则不符",
        (
            (
                "published",
                {
                    "metavar": "PUBLISHED",
                    "type": _path,
                    "help": "通报（.docx、.txt）或附表（.xlsx）",
                },
            ),
            _BOOK,
            _MONTH,
            _JSON,
        ),
    ),
    "repair": (
        "repair",
        "升级之后更新工作簿里的宏和设置，数据不动",
        (
            ("book", {"metavar": "BOOK.xlsm", "type": _path, "help": "原来的工作簿，不会改动"}),
            ("-o", {**_output("NEW.xlsm", "更新后的工作簿")[1], "required": True}),
        ),
    ),
    "import": (
        "import_month",
        "把别的系统导出的一个月篇数填进工作簿，另存为新文件",
        (
            _BOOK,
            ("counts", {"metavar": "COUNTS", "type": _path, "help": "导出的 CSV 或 .xlsx"}),
            _MONTH,
            ("-o", {**_output("NEW.xlsm", "填好的新工作簿")[1], "required": True}),
        ),
    ),
    "export": (
        "export",
        "把工作簿导出为考核数据文件（JSON）",
        (_BOOK, _output("DOC.json", "输出文件，默认输出到屏幕")),
    ),
    "completion": (
        "completion",
        "输出命令行补全脚本（bash、zsh、fish、powershell）",
        (("shell", {"metavar": "SHELL", "type": _shell, "help": "哪一种命令行"}),),
    ),
}
"""Command: its module in :mod:`xlportal.commands`, its text, its arguments."""

_TRANSLATIONS = (
    (r"the following arguments are required: (.*)", r"缺少 \1"),
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
    try:
        return _run(vars(parser().parse_args(words)))
    except CannotProceed as error:
        print(error, file=sys.stderr)
        return UNUSABLE
    except KeyboardInterrupt:
        print("已取消。", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return UNUSABLE
    except Exception as error:
        if os.environ.get(DEBUG):
            raise
        return _report(error)


def _run(arguments: dict[str, Any]) -> int:
    module, _, _ = COMMANDS[arguments.pop("command")]
    command = importlib.import_module(f"xlportal.commands.{module}")
    if arguments.get("as_json"):
        _set_stream(sys.stdout, encoding="utf-8")
    code: int = command.run(**arguments)
    sys.stdout.flush()
    return code


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and reports wrong usage as one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self.add_argument("-h", "--help", action="help", help="显示这段帮助")

    def add_argument_group(self, *names: Any, **options: Any) -> Any:
        """Return a new group of arguments under its Chinese title."""
        titles = {"positional arguments": "参数", "options": "选项"}
        return super().add_argument_group(*(titles.get(name, name) for name in names), **options)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the usage as one Chinese line."""
        for pattern, translation in _TRANSLATIONS:
            found = re.fullmatch(pattern, message)
            if found:
                message = found.expand(translation).replace(", ", "、")
                break
        raise CannotProceed(f"用法不对：{message}。运行 {self.prog} --help 查看用法。")


class _Formatter(argparse.HelpFormatter):
    """Help with a Chinese heading."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage line."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command with all its commands."""
    whole = _Parser(prog="xlportal", description="门户网站考核：从填报工作簿到附表和通报。")
    version = f"xlportal {__version__}"
    whole.add_argument("--version", action="version", version=version, help="显示版本")
    commands = whole.add_subparsers(
        title="命令", metavar="命令", required=True, dest="command", parser_class=_Parser
    )
    for name, (_, text, arguments) in COMMANDS.items():
        command = commands.add_parser(name, prog=f"xlportal {name}", help=text, description=text)
        for flag, options in arguments:
            command.add_argument(flag, **options)
    return whole


def _set_stream(stream: Any, **settings: str) -> None:
    """Change how a stream encodes text, where it is one that encodes."""
    if hasattr(stream, "reconfigure"):
        stream.reconfigure(**settings)


def _report(error: Exception) -> int:
    """Keep the details of an unforeseen error in a file and say so in one line."""
    import tempfile
    import traceback
    from pathlib import Path

    log = Path(tempfile.gettempdir()) / "xlportal-error.log"
    log.write_text("".join(traceback.format_exception(error)), encoding="utf-8")
    name = type(error).__name__
    print(f"程序出错了（{name}），没有完成。请把日志 {log} 交给维护人员。", file=sys.stderr)
    return UNUSABLE
