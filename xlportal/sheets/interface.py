"""What the workbook offers in Excel, in words: buttons, worksheet functions, what macros say.

The workbook carries the macros' texts on a hidden sheet, so that their source stays ASCII.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

CATEGORY = "门户考核"


@dataclass(frozen=True)
class Button:
    """A button: the action it presses, how it looks and which key reaches it."""

    action: str
    macro: str
    label: str
    icon: str
    key: str
    tip: str


BUTTONS = (
    Button(
        "compute", "PortalCompute", "计算排名", "CalculateNow", "J",
        "检查当月数据，算出得分和排名，把附表和通报放进工作簿。",
    ),
    Button(
        "check", "PortalCheck", "检查数据", "DataValidation", "C",
        "列出全年填报中的问题，点一下就到那一格。",
    ),
    Button(
        "send_copy", "PortalSendCopy", "导出发送版", "FileSendAsAttachment", "F",
        "在工作簿旁边生成不带宏的副本，可直接发给别人。",
    ),
    Button(
        "word", "PortalWord", "生成通报", "FileSaveAsWordDocx", "W",
        "在工作簿旁边生成 Word 通报，含附表。",
    ),
    Button(
        "next_month", "PortalNextMonth", "下一个月", "DateAndTimeInsert", "N",
        "转到下一个没填的月份，单位按名单排好。",
    ),
    Button("about", "PortalAbout", "关于", "Help", "A", "版本和日志的位置。"),
)  # fmt: skip

ARGUMENTS: Mapping[str, str] = {
    "names": "单位名称一栏",
    "counts": "篇数各栏，每个项目两栏：采用、其中专栏",
    "points": "每件分值一行",
    "bonus": "专栏加成，不设加成填 1",
    "infos": "信息分一栏",
    "ratio": "及格比例，如 0.8",
    "deductions": "扣分一栏",
    "pass_score": "达标分值",
    "decimals": "小数位数",
    "rounding": "四舍五入 或 截尾",
    "scores": "得分一栏",
    "ties": "并列取末位、并列取首位、并列不占位 或 并列取平均",
}

FUNCTIONS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "xp_item_score": (
        "一个项目的得分：篇数 × 每件分值，上专栏的再乘加成。",
        ("names", "counts", "points", "bonus"),
    ),
    "xp_info_score": ("信息分：各项目得分之和。", ("names", "counts", "points", "bonus")),
    "xp_average": ("平均分：信息分之和 ÷ 参加考核单位数。", ("names", "infos")),
    "xp_pass_line": ("及格线：平均分 × 及格比例。", ("names", "infos", "ratio")),
    "xp_pass_rate": ("达标率：信息分超过及格线的单位占百分之几。", ("names", "infos", "ratio")),
    "xp_score": (
        "得分：信息分 ÷ 及格线 × 达标分值 − 扣分，最低 0 分。",
        ("names", "infos", "deductions", "ratio", "pass_score", "decimals", "rounding"),
    ),
    "xp_rank": ("排名：按得分从高到低，相同时按并列规则。", ("names", "scores", "ties")),
}
"""Worksheet function: its description and its arguments, in their order."""

MACRO_TEXTS: Mapping[str, str] = {
    "title": "门户网站考核",
    "category": CATEGORY,
    "busy": "正在处理，请稍候……",
    "failed": (
        "没有完成，工作簿没有改动。Python 部分可能没有装好，请找管理员；"
        "刚升级过的话，请先用 xlportal repair 更新这个工作簿。详情："
    ),
    "cold": (
        "计算部分没有启动，得分不会自动更新。请找管理员检查安装；"
        "刚升级过的话，请先用 xlportal repair 更新这个工作簿。详情："
    ),
    "bare": ("这是空白模板，不能直接使用。请用 xlportal new 生成当年的工作簿，再打开那个工作簿。"),
    "mac": "苹果电脑上不能用这些按钮。请在 Windows 的 Excel 中打开，或用 xlportal 命令计算。",
    "wps": "WPS 里不能用这些按钮。请用 Excel 打开，或把文件交给 xlportal 命令计算，结果一样。",
    "name": (
        "文件名里有 =、; 或 %，或者所在文件夹的名称里有 ; 或 %，按钮用不了。"
        "请关闭工作簿，改掉这些符号或换一个文件夹，再打开。"
    ),
}


def descriptions() -> Iterator[tuple[str, ...]]:
    """Yield name, description and argument descriptions of every worksheet function."""
    for name, (description, arguments) in FUNCTIONS.items():
        yield (name, description, *(ARGUMENTS[argument] for argument in arguments))
