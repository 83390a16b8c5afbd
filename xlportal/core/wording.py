"""The circular's wording as staff keep it in the workbook: sentences with placeholders.

Spec section 6. A sentence falls away by itself where one of its placeholders has nothing to say:
【累计期】 in January, 【专栏采用】 in a group without bonus, 【本月前列】 where nobody scored.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import chain

from xlportal.core.rules import match_key

PLACEHOLDER = re.compile(r"【([^【】]*)】")
PLACEHOLDER_MARKS = {*"【】"}


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
    NOTHING_ADOPTED = "无人采用"
    NOBODY_SCORED = "无人得分"
    SO_FAR = "有累计"
    NO_SO_FAR = "没有累计"
    PERIOD = "期间"
    CORRECTION = "更正"


OCCASIONS = (When.PERIOD, When.CORRECTION)
"""Sentences that other papers than a month's own circular have."""


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

    def speaks_of(self, annex: int) -> bool:
        """Return whether the sentence is one of a group's."""
        return self.annex in {None, annex}


GENERAL_PLACEHOLDERS = {
    "年度": "考核年度，如 2020",
    "月份": "考核月份，如 2月；期间通报里如 1季度",
    "累计期": "累计的月份，如 1-2月；1月没有，从1月起的期间也没有",
    "专栏": "专栏名称，取自参数表",
    "本月工作提示": "月份表里填的工作提示；没填就没有",
    "发文机关": "取自参数表",
    "落款日期": "发文日期，如 2020年3月2日；期间通报、更正通报里留空白",
}
ADOPTED = "采用情况"
ADOPTED_SO_FAR = "累计采用"
COLUMN_ADOPTED = "专栏采用"
PASSED = "超过及格线单位数"
GROUP_PLACEHOLDERS = {
    "组序": "第几个考核组，如 1",
    "考核组": "考核组全称",
    "考核组简称": "考核组简称",
    "单位统称": "取自参数表；没填就是“各”加考核组全称，去掉“考核组”三字",
    "附表": "附表1、附表2",
    ADOPTED: "别的行没有写到的各项目，本月和累计篇数",
    ADOPTED_SO_FAR: "有累计篇数的各项目，如 1-3月累计采用区县动态14篇；没有就连前面的标点一起不印",
    COLUMN_ADOPTED: "同时上专栏的本月和累计篇数；不设专栏加成的组没有",
    "缺报月份": "累计里不含的月份，如 3月；没有缺的就没有",
    "平均分": "信息平均分；直接计分的组没有",
    "及格线": "及格线；直接计分的组没有",
    "参评单位数": "参加考核的单位数",
    PASSED: "超过及格线的单位数；直接计分的组没有",
    "达标率": "如 14.3%；直接计分的组没有",
    "未达标单位": "没有超过及格线的单位；直接计分的组没有",
    "零采用单位": "一篇也没有被采用的单位；没有就没有",
    "本月前列位次": "第一位、前二位",
    "本月前列": "得分前二位的单位（期间通报里是期间得分）；无人得分就没有",
    "累计前列位次": "第一位、前二位",
    "累计前列": "累计得分前二位的单位；1月没有，从1月起的期间也没有",
    "扣分情况": "逐个单位的扣分和原因；没有扣分就没有",
    "加分情况": "逐个单位的加分和原因；没有加分就没有",
    "全年排名": "全年通报里按名次列出各单位；别的通报里没有",
}
MONTH_END, SO_FAR_END = "本月", "累计"
ITEM_PLACEHOLDERS = {
    "": "写项目的名称，如【区县动态】：区县动态7篇，1-2月累计14篇",
    MONTH_END: "如【区县动态本月】：7篇",
    SO_FAR_END: "如【区县动态累计】：1-2月累计14篇；1月就连前面的标点一起不印",
}
"""What the placeholders of an item are called behind its name, and say."""


def item_placeholders(item: str) -> tuple[str, ...]:
    """Return the names of the placeholders an item has."""
    return tuple(f"{item}{end}" for end in ITEM_PLACEHOLDERS)


def is_like_placeholder(item: str, items: Sequence[str]) -> bool:
    """Return whether a placeholder of an item would be another's, or could not be written."""
    general = {match_key(name) for name in (*GENERAL_PLACEHOLDERS, *GROUP_PLACEHOLDERS)}
    derived = {match_key(name) for other in items for name in item_placeholders(other)[1:]}
    own = {match_key(name) for name in item_placeholders(item)}
    return bool(own & general) or match_key(item) in derived or bool(PLACEHOLDER_MARKS & {*item})


def placeholders_of(part: Part, items: Sequence[str]) -> frozenset[str]:
    """Return the placeholders that mean something in a part of the circular."""
    if not part.per_group:
        return frozenset(GENERAL_PLACEHOLDERS)
    own = chain.from_iterable(map(item_placeholders, items))
    return frozenset({*GENERAL_PLACEHOLDERS, *GROUP_PLACEHOLDERS, *own})


def wording_of(wording: Sequence[Sentence], occasion: When | None = None) -> tuple[Sentence, ...]:
    """Return the sentences of a paper: a month's own, a period's (期间) or a correction's (更正).

    What is said on an occasion stands in place of what is always said in its part; a correction
    adds to what the groups' parts say of the month, while none of that holds for a period.
    """
    every = _completed(wording, occasion) if occasion else wording
    parts = {s.part for s in every if occasion and s.when is occasion}
    if occasion is When.CORRECTION:
        parts = {part for part in parts if not part.per_group}
    if occasion is When.PERIOD:
        parts |= {Part.BODY}
        every = [s for s in every if s.when in {When.ALWAYS, occasion}]
    return tuple(
        s for s in every if s.when is occasion or (s.when not in OCCASIONS and s.part not in parts)
    )


def _completed(wording: Sequence[Sentence], occasion: When) -> Sequence[Sentence]:
    """Return the wording, with the house's own sentences of an occasion where it has none."""
    if any(sentence.when is occasion for sentence in wording):
        return wording
    last = {sentence.part: place for place, sentence in enumerate(wording)}
    house = [sentence for sentence in DEFAULT_WORDING if sentence.when is occasion]
    placed = [*enumerate(wording), *((last.get(s.part, len(wording)), s) for s in house)]
    return [sentence for _, sentence in sorted(placed, key=lambda pair: pair[0])]


def sentences(*rows: tuple[str, str, str] | tuple[str, str, str, int]) -> tuple[Sentence, ...]:
    """Return the sentences of a table as staff know it: part, when, text, for which group alone."""
    return tuple(Sentence(Part(part), text, When(when), *of) for part, when, text, *of in rows)


_BASIS = "根据《杭州市审管办（公资办）关于加强门户网站建设的实施办法》（杭审管办〔2015〕13号），"
_MISTAKEN = (
    "已印发的门户网站【月份】考核情况通报中有的数字有误，现更正如下，"
    "原印数字与更正后的数字对照见更正表。更正后的【月份】考核情况："
)
_MEASURED = (
    "信息平均分为【平均分】分，及格线为【及格线】分，【参评单位数】家参加考核单位中有"
    "【超过及格线单位数】家超过及格线，达标率为【达标率】。"
)
_INFORMED = "各区县（市）审管办（行政服务中心）、开发区行政服务中心；各处室、直属事业单位信息员"
DETAILS = "（具体得分和排名详见【附表】）。"
HEADING_WORDING = sentences(
    ("标题", "总是", "关于门户网站【月份】考核情况的通报"),
    ("标题", "期间", "关于门户网站【年度】年【月份】考核情况的通报"),
    ("标题", "更正", "关于更正门户网站【月份】考核情况的通报"),
    ("开头", "总是", f"{_BASIS}现将门户网站【月份】考核情况通报如下："),
    ("开头", "更正", _MISTAKEN),
    ("组标题", "总是", "【组序】. 【考核组】"),
)
MEASURED_WORDING = sentences(("组正文", "总是", _MEASURED))
CUMULATIVE_WORDING = sentences(
    ("组正文", "有累计", f"【累计期】累计得分【累计前列位次】的是【累计前列】{DETAILS}"),
    ("组正文", "无人得分", "没有单位得分。"),
    ("组正文", "有累计", "以上【累计期】累计，不含【缺报月份】。"),
)
PERIOD_WORDING = sentences(
    ("组正文", "期间", "【月份】，【单位统称】报送并被采用【采用情况】。"),
    ("组正文", "期间", "其中同时被“【专栏】”专栏采用【专栏采用】。"),
    ("组正文", "期间", "没有稿件被采用的是【零采用单位】。"),
    ("组正文", "期间", f"得分【本月前列位次】的是【本月前列】{DETAILS}"),
    ("组正文", "期间", "【累计期】累计得分【累计前列位次】的是【累计前列】。"),
    ("组正文", "期间", "全年排名依次为：【全年排名】。"),
)
CLOSING_WORDING = sentences(
    ("提示", "总是", "【本月工作提示】"),
    ("落款", "总是", "【发文机关】"),
    ("日期", "总是", "【落款日期】"),
    ("发送", "总是", f"发：{_INFORMED}"),
    ("发送", "总是", "送：市审管办党组成员；各处室、直属事业单位主要负责人"),
)
DEFAULT_WORDING = (
    *HEADING_WORDING,
    *sentences(
        ("组正文", "总是", "【月份】，【单位统称】"),
        ("组正文", "没有扣分", "认真维护各自责任栏目，更新及时，审核到位，没有出现扣分。"),
        ("组正文", "有扣分", "栏目更新维护出现扣分的是：【扣分情况】。"),
        ("组正文", "总是", "报送并被采用【采用情况】。"),
        ("组正文", "总是", "其中同时被“【专栏】”专栏采用【专栏采用】。"),
        ("组正文", "无人采用", "没有稿件被采用，【累计采用】。"),
        ("组正文", "总是", "加分的是：【加分情况】。"),
    ),
    *MEASURED_WORDING,
    *sentences(
        ("组正文", "有累计", "得分【本月前列位次】的是【本月前列】。"),
        ("组正文", "没有累计", f"得分【本月前列位次】的是【本月前列】{DETAILS}"),
    ),
    *CUMULATIVE_WORDING,
    *PERIOD_WORDING,
    *CLOSING_WORDING,
)
