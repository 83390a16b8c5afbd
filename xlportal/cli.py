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

_Argument: TypeAlias = "tuple[str, Mapping[str, Any]]"


def as_path(text: str) -> Path:
    """Return the path that a word names."""
    from pathlib import Path

    if not text.strip():
        raise argparse.ArgumentTypeError("没有写文件名")
    return Path(text)


def _month(text: str) -> int:
    narrow = text.translate(_NARROW).strip()
    if not re.fullmatch(r"0?[1-9]|1[0-2]", narrow):
        raise argparse.ArgumentTypeError(f"应是 1 到 12 的整数，不能是{_said(text)}")
    return int(narrow)


def _year(text: str) -> int:
    narrow = text.translate(_NARROW).strip()
    if not re.fullmatch(r"(19|[2-9]\d)\d\d", narrow):
        raise argparse.ArgumentTypeError(f"应是 2020 这样的四位年份，不能是{_said(text)}")
    return int(narrow)


_NARROW = str.maketrans("０１２３４５６７８９", "0123456789")


def _said(text: str) -> str:
    return f" {text}" if text.strip() else "空的"


def _output(metavar: str, text: str) -> _Argument:
    return "-o", {"dest": "output", "metavar": metavar, "type": as_path, "help": text}


_BOOK: _Argument = (
    "book",
    {"metavar": "工作簿", "type": as_path, "help": "填报工作簿（.xlsm 或 .xlsx）"},
)
_MONTH: _Argument = (
    "--month",
    {"metavar": "月份", "type": _month, "required": True, "help": "考核月份，1 到 12"},
)
_ANY_MONTH: _Argument = ("--month", {**_MONTH[1], "required": False})
_JSON: _Argument = (
    "--json",
    {"dest": "as_json", "action": "store_true", "help": "结果输出为 JSON"},
)

COMMANDS: Mapping[str, tuple[str, str, tuple[_Argument, ...]]] = {
    "new": (
        "new",
        "生成一年的填报工作簿",
        (
            ("book", {"metavar": "新工作簿.xlsm", "type": as_path, "help": "要生成的工作簿"}),
            ("--year", {"metavar": "年份", "type": _year, "help": "考核年度，默认今年"}),
            (
                "--from",
                {
                    "dest": "source",
                    "metavar": "数据",
                    "type": as_path,
                    "help": "装入的数据：考核数据文件，或另一个工作簿",
                },
            ),
            (
                "--after",
                {
                    "dest": "previous",
                    "metavar": "去年的.xlsm",
                    "type": as_path,
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
                    "metavar": "文件夹",
                    "type": as_path,
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
        (_BOOK, _MONTH, _output("输出.xlsx", "输出文件，默认放在工作簿旁边"), _JSON),
    ),
    "check": ("check", "检查工作簿里的问题", (_BOOK, _ANY_MONTH, _JSON)),
    "circular": (
        "circular",
        "生成一个月的通报（Word，附表在内）",
        (_BOOK, _MONTH, _output("输出.docx", "输出文件，默认放在工作簿旁边")),
    ),
    "audit": (
        "audit",
        "核对印发的通报：哪些数字、名次、字句与规则不符",
        (
            (
                "published",
                {
                    "metavar": "通报",
                    "type": as_path,
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
            ("book", {"metavar": "工作簿.xlsm", "type": as_path, "help": "原来的工作簿，不会改动"}),
            ("-o", {**_output("新工作簿.xlsm", "更新后的工作簿")[1], "required": True}),
        ),
    ),
    "import": (
        "import_month",
        "把别的系统导出的一个月篇数填进工作簿，另存为新文件",
        (
            _BOOK,
            ("counts", {"metavar": "导出文件", "type": as_path, "help": "导出的 CSV 或 .xlsx"}),
            _MONTH,
            ("-o", {**_output("新工作簿.xlsm", "填好的新工作簿")[1], "required": True}),
        ),
    ),
    "export": (
        "export",
        "把工作簿导出为考核数据文件（JSON）",
        (_BOOK, _output("数据.json", "输出文件，默认输出到屏幕")),
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
        return _run(_understood(sys.argv[1:] if words is None else words))
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
    if arguments.get("as_json") or module == "export":
        _set_stream(sys.stdout, encoding="utf-8")
    code: int = command.run(**arguments)
    sys.stdout.flush()
    return code


def _understood(words: Sequence[str]) -> dict[str, Any]:
    """Return the arguments that ``words`` give; raise what is wrong with them as one line."""
    if not words:
        raise _wrong_usage(f"缺少命令，可用的有 {'、'.join(COMMANDS)}")
    _refuse_unknown_options(words)
    given, left = parser().parse_known_args(words)
    if left:
        raise _wrong_usage(f"不认识 {'、'.join(left)}", given.command)
    return vars(given)


def _refuse_unknown_options(words: Sequence[str]) -> None:
    """Refuse what looks like an option and is none, before anything else is found missing."""
    name = next((word for word in words if word in COMMANDS), "")
    arguments = COMMANDS[name][2] if name else (("--version", {"action": "version"}),)
    options = {flag: given for flag, given in arguments if flag.startswith("-")}
    known = {"-h", "--help", *options}
    is_value = False
    for word in words:
        flag = word.partition("=")[0]
        if word == "--":
            return
        if not is_value and word[:1] in _DASHES and flag not in known and word[:2] != "-o":
            raise _wrong_usage(f"不认识 {word}{_suggestion(word, sorted(known))}", name)
        is_value = not is_value and word in options and "action" not in options[word]


_DASHES = tuple("-‐‑–—―−－")


def _suggestion(word: str, known: Sequence[str]) -> str:
    from xlportal.core.likeness import probably_meant

    bare = word.partition("=")[0].lstrip("".join(_DASHES)).lower()
    meant = probably_meant(f"--{bare}", known)
    return f"，是不是 {meant}？" if meant else ""


def _wrong_usage(what: str, command: str = "") -> CannotProceed:
    words = f"xlportal {command}".rstrip()
    end = "" if what.endswith("？") else "。"
    return CannotProceed(f"用法不对：{what}{end}运行 {words} --help 查看用法。")


class _Parser(argparse.ArgumentParser):
    """A parser that speaks Chinese and reports wrong usage as one line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        # Colours would be counted as characters where help is lined up.
        self.color = False
        self.add_argument("-h", "--help", action="help", help="显示这段帮助")

    def add_argument_group(self, *names: Any, **options: Any) -> Any:
        """Return a new group of arguments under its Chinese title."""
        titles = {"positional arguments": "参数", "options": "选项"}
        return super().add_argument_group(*(titles.get(name, name) for name in names), **options)

    def error(self, message: str) -> NoReturn:
        """Raise what is wrong with the usage as one Chinese line."""
        command = self.prog.partition(" ")[2]
        for pattern, translation in _TRANSLATIONS:
            found = re.fullmatch(pattern, message)
            if found:
                message = found.expand(translation).replace(", ", "、")
                break
        for flag, options in COMMANDS[command][2] if command else ():
            if flag.startswith("-") and "metavar" in options and message.startswith("缺少"):
                message = message.replace(flag, f"{flag} {options['metavar']}")
        raise _wrong_usage(message, command)


class _Formatter(argparse.HelpFormatter):
    """Help with a Chinese heading, its columns lined up although Chinese characters are wide."""

    def __init__(self, prog: str, **options: Any) -> None:
        super().__init__(prog, **{"max_help_position": 32, **options})

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        """Add the usage line."""
        super().add_usage(usage, actions, groups, "用法: " if prefix is None else prefix)

    def add_argument(self, action: argparse.Action) -> None:
        """Add an argument, and room for it."""
        from xlportal.core.widths import display_width

        super().add_argument(action)
        wide = [display_width(self._format_action_invocation(action)) + self._current_indent]
        if action.nargs == argparse.PARSER:
            wide += [len(name) + self._current_indent + 2 for name in COMMANDS]
        self._action_max_length = max(self._action_max_length, *wide)

    def _format_action(self, action: argparse.Action) -> str:
        from xlportal.core.widths import display_width

        text = super()._format_action(action)
        if action.nargs == argparse.PARSER:
            # Its first line only says again what its heading says.
            return text.partition("\n")[2]
        shown = self._format_action_invocation(action)
        wide = display_width(shown) - len(shown)
        return text.replace(shown + " " * (wide + 2), f"{shown}  ", 1)


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
    from xlportal.error_log import keep_log

    name = type(error).__name__
    print(f"程序出错了（{name}），没有完成。请找维护人员。日志：{keep_log(error)}", file=sys.stderr)
    return UNUSABLE
