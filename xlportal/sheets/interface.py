"""What the workbook offers in Excel, in words: buttons, worksheet functions, what macros say.

The workbook carries the macros' texts on a hidden sheet, so that their source stays ASCII.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from xlportal.core.rules import ROUNDING_WORDS, TIES_WORDS

CATEGORY = "门户考核"
TAB_KEY = "KH"
"""Excel's own tabs have one letter each, 帮助 among them, and K is none of theirs."""

MONTHLY, REVIEWING, WORKBOOK = "每月", "核对与更正", "工作簿"


@dataclass(frozen=True)
class Button:
    """A button: its action, its place and looks on the ribbon, the key that reaches it.

    One that stands on sheets as well has a macro of its own.
    """

    action: str
    label: str
    group: str
    icon: str
    key: str
    tip: str
    macro: str = ""


BUTTONS = (
    Button(
        "import_counts", "导入篇数", MONTHLY, "GetExternalDataFromText", "D",
        "选一个别的系统导出的篇数表，填进当月的表。",
    ),
    Button(
        "compute", "计算排名", MONTHLY, "CalculateNow", "J",
        "检查当月数据，算出得分和排名，把附表和通报放进工作簿。", "PortalCompute",
    ),
    Button(
        "check", "检查数据", MONTHLY, "DataValidation", "C",
        "列出全年填报中的问题，点一下就到那一格。", "PortalCheck",
    ),
    Button(
        "send_copy", "导出发送版", MONTHLY, "FileSendAsAttachment", "F",
        "在工作簿旁边生成不带宏的副本，可直接发给别人；要的话再加一份 PDF。", "PortalSendCopy",
    ),
    Button(
        "word", "生成通报", MONTHLY, "FileSaveAsWordDocx", "W",
        "在工作簿旁边生成 Word 通报，含附表。", "PortalWord",
    ),
    Button(
        "next_month", "下一个月", MONTHLY, "DateAndTimeInsert", "N",
        "转到下一个没填的月份，单位按名单排好。", "PortalNextMonth",
    ),
    Button(
        "audit", "核对印发稿", REVIEWING, "Spelling", "H",
        "选一份已印发的通报，列出与规则不符的每一处。",
    ),
    Button(
        "period", "期间通报", REVIEWING, "Consolidate", "Q",
        "季度、半年、全年或任意几个月的通报和附表。",
    ),
    Button(
        "correction", "更正通报", REVIEWING, "ReplaceDialog", "G",
        "已发送的月份改过数以后，生成更正通报和对照表。",
    ),
    Button(
        "refit", "更新工作簿", WORKBOOK, "RefreshAll", "U",
        "加了项目、考核组、单位或升级以后，在旁边生成新工作簿，数据都带过去。",
    ),
    Button(
        "new_year", "新的一年", WORKBOOK, "FileNew", "X",
        "生成下一年的工作簿，规则、名单、措辞都带过去。",
    ),
    Button("about", "关于", WORKBOOK, "Help", "A", "自检：有什么要改；版本，日志的位置。"),
)  # fmt: skip

SHEET_BUTTONS = tuple(button for button in BUTTONS if button.macro)
"""Those that stand on 说明 and the months' sheets, too."""


def _one_of(words: Mapping[Any, str]) -> str:
    """Return the words of a choice as people tell it: 甲、乙 或 丙."""
    *others, last = words.values()
    return f"{'、'.join(others)} 或 {last}"


ARGUMENTS: Mapping[str, str] = {
    "names": "单位名称一栏",
    "counts": "篇数各栏，每个项目从“采用”起：采用、其中专栏，月表里还有项目分",
    "points": "每件分值一行",
    "bonus": "专栏加成，不设加成填 1",
    "infos": "信息分一栏",
    "ratio": "及格比例，如 0.8",
    "deductions": "扣分一栏",
    "pass_score": "达标分值",
    "decimals": "小数位数",
    "rounding": _one_of(ROUNDING_WORDS),
    "scheme": "按及格线折算（不写也是）或 直接计分",
    "additions": "加分一栏，没有的不写",
    "scores": "得分一栏",
    "ties": _one_of(TIES_WORDS),
}

OPTIONAL = frozenset({"scheme", "additions"})
"""Arguments that may be left out."""

FUNCTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "xp_item_score": (
        "项目分：一个项目的篇数 × 每件分值，上专栏的再乘加成。",
        ("names", "counts", "points", "bonus"),
    ),
    "xp_info_score": ("信息分：各项目分之和。", ("names", "counts", "points", "bonus")),
    "xp_average": ("平均分：信息分之和 ÷ 参加考核单位数。", ("names", "infos")),
    "xp_pass_line": ("及格线：平均分 × 及格比例。", ("names", "infos", "ratio")),
    "xp_pass_rate": ("达标率：信息分超过及格线的单位占百分之几。", ("names", "infos", "ratio")),
    "xp_score": (
        "得分：按及格线折算或直接计分，加分、扣分以后，最低 0 分。",
        ("names", "infos", "deductions", "ratio", "pass_score", "decimals", "rounding", "scheme",
         "additions"),
    ),
    "xp_rank": ("排名：按得分从高到低，相同时按并列规则。", ("names", "scores", "ties")),
}  # fmt: skip
"""Worksheet function: its description and its arguments, in their order."""

MACRO_TEXTS: Mapping[str, str] = {
    "title": "门户网站考核",
    "category": CATEGORY,
    "busy": "正在处理，请稍候……",
    "file_import_counts": "选择导出的篇数表",
    "kinds_import_counts": "篇数表 (*.csv; *.xlsx),*.csv;*.xlsx",
    "file_audit": "选择已印发的通报或附表",
    "kinds_audit": "通报 (*.docx; *.txt; *.xlsx),*.docx;*.txt;*.xlsx",
    "type_period": "通报哪几个月？可写：1季度、上半年、下半年、全年，或起止月份，如 1-5。",
    "choose_send_copy": "要不要再存一份 PDF？",
    "failed": "没有完成，工作簿没有改动。请重新打开工作簿再试；还是不行，请找管理员。详情：",
    "unopened": "已经写好，但没能打开，多半是开着一个同名的工作簿。请关掉那一个，再打开：",
    "cold": "计算部分没有启动。请重新打开工作簿再试；还是不行，请找管理员。详情：",
    "no_python": "计算部分没有装在这台电脑上。请运行“安装.cmd”，再重新打开工作簿。",
    "no_base": "电脑上的 Python 卸载或升级过。请再运行一次“安装.cmd”，再重新打开工作簿。",
    "no_library": (
        "计算部分缺一个文件（DLL），多半被杀毒软件隔离了。请管理员照“管理员须知”加排除项，"
        "再运行一次“安装.cmd”，重新打开工作簿。"
    ),
    "no_start": (
        "计算部分启动不了，多半是杀毒软件或安全策略不许 Excel 启动程序。"
        "请管理员照“管理员须知”放行，再重新打开工作簿。"
    ),
    "meanwhile": "在此之前得分、排名照常算，只是按钮用不了。详情：",
    "mac": "苹果电脑上不能用这些按钮，得分照常算。请在 Windows 的 Excel 中打开。",
    "wps": "WPS 里不能用这些按钮，得分照常算。请用 Excel 打开这个工作簿。",
    "name": (
        "文件名里有 =、;、% 或 $( ，或者所在文件夹的名称里有 ;、% 或 $( ，按钮用不了。"
        "请关闭工作簿，改掉这些符号或换一个文件夹，再打开。"
    ),
    "long": "工作簿的地址太长，按钮用不了。请关闭工作簿，移到本机一个名称短些的文件夹，再打开。",
}  # fmt: skip
"""What the macros say, and under ``file_``, ``type_`` or ``choose_`` what a button asks first."""


def descriptions() -> Iterator[tuple[str, ...]]:
    """Yield name, description and argument descriptions of every worksheet function."""
    for name, (description, arguments) in FUNCTIONS.items():
        yield (name, description, *(ARGUMENTS[argument] for argument in arguments))
