"""The circular's wording as staff keep it in the workbook: sentences with placeholders.

Spec section 6. A sentence falls away by itself where one of its placeholders has nothing to say:
【累计期】 in January, 【专栏采用】 in a group without bonus, 【本月前列】 where nobody scored.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum

from xlportal.core.rules import Group

PLACEHOLDER = re.compile(r"【([^【】]*)】")


class Part(Enum):
    """The part of the circular a sentence belongs to; the value is the word staff choose."""

    TITLE = "标题"
    LEAD = "开头"
    HEADING = "组标题"
    BODY = "组正文"
    HINT = "提示"
    SIGNATURE = "落款"
    DATE = "日期"
    RECIPIENTS = "发送"

    @property
    def per_group(self) -> bool:
        """Return whether the part is written once for every group."""
        return self in {Part.HEADING, Part.BODY}


class When(Enum):
    """When a sentence is used, besides its placeholders having something to say."""

    ALWAYS = "总是"
    DEDUCTIONS = "有扣分"
    NO_DEDUCTIONS = "没有扣分"
    NOBODY_SCORED = "无人得分"


@dataclass(frozen=True)
class Sentence:
    """One row of the wording; ``annex`` restricts it to one group."""

    part: Part
    text: str
    when: When = When.ALWAYS
    annex: int | None = None

    @property
    def placeholders(self) -> tuple[str, ...]:
        """Return the names of the placeholders in the text."""
        return tuple(PLACEHOLDER.findall(self.text))

    def unknown_placeholders(self) -> tuple[str, ...]:
        """Return the placeholders that mean nothing in this part of the circular."""
        known = GENERAL_PLACEHOLDERS | (GROUP_PLACEHOLDERS if self.part.per_group else {})
        return tuple(name for name in self.placeholders if name not in known)


GENERAL_PLACEHOLDERS = {
    "年度": "考核年度，如 2020",
    "月份": "考核月份，如 2月",
    "累计期": "累计的月份，如 1-2月；1月没有",
    "专栏": "专栏名称，取自参数表",
    "本月工作提示": "月份表里填的工作提示；没填就没有",
    "发文机关": "取自参数表",
    "落款日期": "发文日期，如 2020年3月2日",
}
GROUP_PLACEHOLDERS = {
    "组序": "第几个考核组，如 1",
    "考核组": "考核组全称",
    "考核组简称": "考核组简称",
    "单位统称": "考核组全称去掉“考核组”三字",
    "附表": "附表1、附表2",
    "采用情况": "各项目本月和累计采用数",
    "专栏采用": "同时上专栏的本月和累计篇数；不设专栏加成的组没有",
    "平均分": "信息平均分",
    "及格线": "及格线",
    "参评单位数": "本月参加考核的单位数",
    "超过及格线单位数": "超过及格线的单位数",
    "达标率": "如 14.3%",
    "本月前列位次": "第一位、前二位",
    "本月前列": "本月得分前二位的单位；无人得分就没有",
    "累计前列位次": "第一位、前二位",
    "累计前列": "累计得分前二位的单位；1月没有",
    "扣分情况": "逐个单位的扣分和原因；没有扣分就没有",
}

NEEDED = {
    "月份": Part.TITLE,
    "采用情况": Part.BODY,
    "平均分": Part.BODY,
    "及格线": Part.BODY,
    "参评单位数": Part.BODY,
    "超过及格线单位数": Part.BODY,
    "达标率": Part.BODY,
    "本月前列": Part.BODY,
    "累计前列": Part.BODY,
    "附表": Part.BODY,
    "发文机关": Part.SIGNATURE,
    "落款日期": Part.DATE,
}
"""The placeholders without which a circular leaves something out, and where they belong."""

NEEDED_IN_COLUMN = "专栏采用"
NEEDED_DEDUCTIONS = "扣分情况"
NEEDED_HINT = "本月工作提示"
"""Placeholders needed only with a column bonus, with deductions, with a hint of some month."""


def missing_placeholders(
    wording: Sequence[Sentence], groups: Sequence[Group], *, hinted: bool
) -> Iterator[tuple[str, Part]]:
    """Yield the needed placeholders that the wording leaves out for any group, with their parts.

    ``hinted`` is whether any month has a hint (本月工作提示).
    """
    used = {
        group.annex: {
            name
            for sentence in wording
            if sentence.annex in {None, group.annex}
            for name in sentence.placeholders
        }
        for group in groups
    }
    needed = {name: (part, groups) for name, part in NEEDED.items()} | {
        NEEDED_IN_COLUMN: (Part.BODY, [group for group in groups if group.rules.bonus != 1]),
        NEEDED_DEDUCTIONS: (Part.BODY, [group for group in groups if group.rules.deductions]),
        NEEDED_HINT: (Part.HINT, groups if hinted else ()),
    }
    for name, (part, concerned) in needed.items():
        if any(name not in used[group.annex] for group in concerned):
            yield name, part


DEFAULT_WORDING = (
    Sentence(Part.TITLE, "关于门户网站【月份】考核情况的通报"),
    Sentence(
        Part.LEAD,
        "根据《杭州市审管办（公资办）关于加强门户网站建设的实施办法》（杭审管办〔2015〕13号），"
        "现将门户网站【月份】考核情况通报如下：",
    ),
    Sentence(Part.HEADING, "【组序】. 【考核组】"),
    Sentence(
        Part.BODY,
        "【月份】，各单位认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。",
        When.NO_DEDUCTIONS,
    ),
    Sentence(Part.BODY, "【月份】，栏目更新维护出现扣分的是：【扣分情况】。", When.DEDUCTIONS),
    Sentence(Part.BODY, "【月份】，各【单位统称】报送并被采用【采用情况】。"),
    Sentence(Part.BODY, "其中同时被“【专栏】”专栏采用【专栏采用】。"),
    Sentence(
        Part.BODY,
        "信息平均分为【平均分】分，及格线为【及格线】分，【参评单位数】家参加考核单位中有"
        "【超过及格线单位数】家超过及格线，达标率为【达标率】。",
    ),
    Sentence(Part.BODY, "【月份】得分【本月前列位次】的是【本月前列】。"),
    Sentence(Part.BODY, "【月份】没有单位得分。", When.NOBODY_SCORED),
    Sentence(Part.BODY, "【累计期】累计得分【累计前列位次】的是【累计前列】。"),
    Sentence(Part.BODY, "具体得分和排名详见【附表】。"),
    Sentence(Part.HINT, "【本月工作提示】"),
    Sentence(Part.SIGNATURE, "【发文机关】"),
    Sentence(Part.DATE, "【落款日期】"),
    Sentence(
        Part.RECIPIENTS,
        "发：各区县（市）审管办（行政服务中心）、开发区行政服务中心；各处室、直属事业单位信息员",
    ),
    Sentence(Part.RECIPIENTS, "送：市审管办党组成员；各处室、直属事业单位主要负责人"),
)
