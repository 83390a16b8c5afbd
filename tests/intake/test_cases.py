"""What an export gives a month, and what is refused: one table, a line an export."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest

from support.cells import grids
from support.exports import DEMO, FU, MI, QIAN, SHANG, errors, given, take, workbook
from support.tools import saved
from xlportal.core.book import Book
from xlportal.core.ledger import Change, Count, MonthEntries
from xlportal.errors import CannotProceed

FIRST, SECOND = DEMO.ledger.groups


def with_groups(*groups: object, changes: tuple[Change, ...] = ()) -> Book:
    return replace(DEMO, ledger=replace(DEMO.ledger, groups=groups, changes=changes))


NO_ITEM = replace(FIRST.items[0], last_month=2)
ENDED = with_groups(replace(FIRST, items=(NO_ITEM, *FIRST.items[1:])), SECOND)
RENAMED = with_groups(
    replace(FIRST, units=(replace(FIRST.units[0], former=("老名字",)), *FIRST.units[1:])), SECOND
)
GIVING = with_groups(replace(FIRST, rules=replace(FIRST.rules, additions=True)), SECOND)
TWIN = with_groups(
    FIRST, replace(SECOND, units=(*SECOND.units, replace(SECOND.units[0], name=SHANG)))
)
LEFT = with_groups(
    replace(FIRST, units=(replace(FIRST.units[0], last_month=2), *FIRST.units[1:])), SECOND
)
LATER = with_groups(replace(FIRST, first_month=4), SECOND)
DEARER = with_groups(
    FIRST, SECOND, changes=(Change(1, 3, "points", Fraction(3), FIRST.items[0].name),)
)


TAKEN = {
    "a long table": (
        f"2020年3月采用情况\n单位,项目,篇数,专栏\n{SHANG},区县动态,3,1\n{MI},中心动态,2,\n合计,,5,1\n",
        {SHANG: "区县动态3（1）", MI: "中心动态2"},
    ),
    "a wide table in any order": (
        f"序号;中心动态;单位;区县动态\n1;;{SHANG};3（1）\n2;2;{MI};\n;2;合计;3\n",
        {SHANG: "区县动态3（1）", MI: "中心动态2"},
    ),
    "with its unit and rate": (
        f"单位,区县动态(条),经验介绍（每篇10分）\n{SHANG},3,１\n",
        {SHANG: "区县动态3 经验介绍1"},
    ),
    "with other plain words": (
        f"单位,“区县动态”采用数,经验介绍（篇）数\n{SHANG},3,1\n",
        {SHANG: "区县动态3 经验介绍1"},
    ),
    "this month": (f"单位,区县动态（本月）\n{SHANG},3\n", {SHANG: "区县动态3"}),
    "the month itself": (f"单位,3月份区县动态\n{SHANG},3\n", {SHANG: "区县动态3"}),
    "the column by its name": (
        f"单位,区县动态,其中“最多跑一次”专栏\n{SHANG},3,2\n",
        {SHANG: "区县动态3（2）"},
    ),
    "a column for every item": (
        f"单位,区县动态,专栏,经验介绍,专栏\n{SHANG},3,1,2,2\n",
        {SHANG: "区县动态3（1） 经验介绍2（2）"},
    ),
    "labels below": (
        f"单位,区县动态,,经验介绍,\n,采用,其中专栏,采用,其中专栏\n{SHANG},3,1,,\n",
        {SHANG: "区县动态3（1）"},
    ),
    "columns of another kind": (
        f"单位,经验介绍,经验介绍标题,电话,得分,合计\n{SHANG},3,怎样办,13800000000,6,3\n",
        {SHANG: "经验介绍3"},
    ),
    "adopted beside sent in": (
        f"单位,项目,报送篇数,采用篇数\n{SHANG},区县动态,9,3\n",
        {SHANG: "区县动态3"},
    ),
    "a month in words": (
        f"月份,单位,区县动态\n3月,{SHANG},3\n三月,{FU},2\n2020-03,{QIAN},4\n",
        {SHANG: "区县动态3", FU: "区县动态2", QIAN: "区县动态4"},
    ),
    "a blank month is the one above": (
        f"月份,单位,区县动态\n3月,{SHANG},3\n,{FU},2\n4月,{QIAN},4\n,{MI},9\n",
        {SHANG: "区县动态3", FU: "区县动态2"},
    ),
    "rows of other months": (
        f"年度,日期,单位,区县动态\n2020,2020-02-03,{SHANG},9\n2020年,20200303,{SHANG},3\n",
        {SHANG: "区县动态3"},
    ),
    "a title in the middle": (f",3月统计,\n单位,区县动态,\n{SHANG},3,\n", {SHANG: "区县动态3"}),
    "the header on every page": (
        f"单位,区县动态\n{SHANG},3\n小计,3\n单位,区县动态\n{FU},2\n合计：,5\n",
        {SHANG: "区县动态3", FU: "区县动态2"},
    ),
    "notes around the table": (
        f"填报单位：宣传处,,时间：2020年3月\n单位,区县动态,\n{SHANG},3,\n注：由宣传处填报,,\n"
        "制表日期：2020年4月2日,,\n",
        {SHANG: "区县动态3"},
    ),
    "characters nobody sees": (
        f"单位,区县\u00ad动态\n\u200b{SHANG},\u202d3\u202c\n{FU}, 4 \n",
        {SHANG: "区县动态3", FU: "区县动态4"},
    ),
    "line breaks within quotes": (
        f'单位,"区县\n动态",备注\n{SHANG},3,"a\nb;c"\n',
        {SHANG: "区县动态3"},
    ),
    "a number with a decimal": (f"单位,区县动态\n{SHANG},1.0\n", {SHANG: "区县动态1"}),
    "GB18030": (f"单位,区县动态\n{SHANG},3\n".encode("gb18030"), {SHANG: "区县动态3"}),
    "UTF-16": (f"单位\t区县动态\n{SHANG}\t3\n".encode("utf-16"), {SHANG: "区县动态3"}),
    "UTF-16 unmarked": (f"单位\t区县动态\n{SHANG}\t3\n".encode("utf-16-be"), {SHANG: "区县动态3"}),
    "a kind of unit": (f"类别,单位,区县动态\n区县,{SHANG},9\n", {SHANG: "区县动态9"}),
    "a group named": (f"考核组,单位,经验介绍\n附表1,{SHANG},9\n", {SHANG: "经验介绍9"}),
}  # fmt: skip

REFUSED = {
    "points beside pieces": (f"单位,区县动态（分）,区县动态（条）\n{SHANG},6,3\n", ["import-columns-two B1"]),
    "two of an item": (f"单位,区县动态,区县动态（条）\n{SHANG},3,3\n", ["import-columns-two C1"]),
    "this month beside another": (f"单位,区县动态（本月）,区县动态\n{SHANG},3,8\n", ["import-columns-two C1"]),
    "score beside pieces": (f"单位,区县动态,区县动态得分\n{SHANG},3,4.5\n", ["import-columns-two C1"]),
    "share beside pieces": (f"单位,区县动态,区县动态占比\n{SHANG},3,50%\n", ["import-columns-two C1"]),
    "the same by bands": (f",采用情况,,报送情况,\n单位,区县动态,经验介绍,区县动态,经验介绍\n{SHANG},1,2,3,4\n", ["import-columns-two D2", "import-columns-two E2"]),
    "a third label below": (f"单位,区县动态,,\n,采用,其中专栏,得分\n{SHANG},3,1,7\n", ["import-columns-two D2"]),
    "two kinds of pieces": (f"单位,项目,篇数,采用篇数\n{SHANG},区县动态,9,3\n", ["import-columns-two D1"]),
    "sent in beside pieces": (f"单位,项目,报送篇数,篇数\n{SHANG},区县动态,9,3\n", ["import-columns-two C1"]),
    "an item beside pieces": (f"单位,项目,篇数,区县动态\n{SHANG},区县动态,3,4\n", ["import-columns-two D1"]),
    "two units": (f"单位,部门,区县动态\n{SHANG},办公室,3\n", ["import-columns-two B1"]),
    "two tables beside each other": (f"单位,区县动态,单位,经验介绍\n{SHANG},3,{FU},4\n", ["import-columns-two C1"]),
    "two dates": (f"采用日期,发布日期,单位,区县动态\n2020-02-03,2020-03-01,{SHANG},9\n", ["import-columns-two B1"]),
    "not adopted": (f"单位,区县动态（未采用）\n{SHANG},7\n", ["import-header-other B1"]),
    "sent in": (f"单位,区县动态（报送）\n{SHANG},7\n", ["import-header-other B1"]),
    "a band says sent in": (f",报送情况,得分\n单位,区县动态,排名\n{SHANG},1,2\n", ["import-header-other B2"]),
    "points": (f"单位,区县动态（得分）\n{SHANG},7\n", ["import-header-other B1"]),
    "so far": (f"单位,区县动态累计\n{SHANG},7\n", ["import-header-other B1"]),
    "months to month": (f"单位,区县动态（1-3月）\n{SHANG},3\n", ["import-header-other B1"]),
    "another month's": (f"单位,2月区县动态\n{SHANG},3\n", ["import-header-other B1"]),
    "another year's": (f"单位,2019年区县动态\n{SHANG},3\n", ["import-header-other B1"]),
    "another rate": (f"单位,区县动态（每条3分）\n{SHANG},3\n", ["import-header-other B1"]),
    "two items at once": (f"单位,区县动态、经验介绍\n{SHANG},3\n", ["import-header-other B1"]),
    "pieces so far": (f"单位,项目,篇数（累计）\n{SHANG},区县动态,9\n", ["import-header-other C1"]),
    "no count at all": (f"单位,经验介绍标题\n{SHANG},怎样办\n", ["import-nothing A1"]),
    "only a total": ("单位,区县动态\n合计,9\n", ["import-nothing A1"]),
    "no header": (f"单位,区县动态,\n{SHANG},3,4\n", ["import-header-missing C2"]),
    "another item": (f"单位,区县动态,视频\n{SHANG},3,4\n", ["import-item-unknown C1"]),
    "one column of several items": (f"单位,区县动态,经验介绍,专栏\n{SHANG},3,2,1\n", ["import-item-unknown D1"]),
    "unknown ones, all at once": (
        f"单位,项目,篇数\n甲局,区县动态,1\n{SHANG},视频,1\n甲局,经验介绍,1\n{SHANG},图片,2\n{MI},区县动态,1\n{SHANG},区县动态,三\n",
        ["unit-unknown A2", "import-item-unknown B3", "import-item-unknown B5", "opening-foreign C6", "count-text C7"],
    ),
    "an item left blank": (f"单位,项目,篇数\n{SHANG},区县动态,1\n{FU},,2\n", ["import-item-unknown B3"]),
    "a short name": ("单位,区县动态\n上城区,3\n", ["unit-unknown A2"]),
    "a unit twice": (f"单位,区县动态\n{SHANG},3\n{SHANG},3\n", ["unit-twice A3"]),
    "a unit and item twice": (f"单位,项目,篇数\n{SHANG},区县动态,1\n{SHANG},区县动态,1\n", ["unit-twice A3"]),
    "a row without unit": (f"单位,区县动态\n,3\n{SHANG},3\n", ["name-blank A2"]),
    "a title of another month": (f"2020年2月采用情况\n单位,区县动态\n{SHANG},3\n", ["import-other-month A1"]),
    "a title of months": (f"2020年1-3月采用情况\n单位,区县动态\n{SHANG},3\n", ["import-other-month A1"]),
    "a title of a quarter": (f"第一季度\n单位,区县动态\n{SHANG},3\n", ["import-other-month A1"]),
    "a title so far": (f"截至三月\n单位,区县动态\n{SHANG},3\n", ["import-other-month A1"]),
    "dates of another month": (f"2月1日至2月29日\n单位,区县动态\n{SHANG},3\n", ["import-other-month A1"]),
    "a title of another year": (f"2019年3月\n单位,区县动态\n{SHANG},3\n", ["import-other-year A1"]),
    "dates of another year": (f"2021年3月1日至2021年3月31日\n单位,区县动态\n{SHANG},3\n", ["import-other-year A1"]),
    "a foot of another year": (f"序号,单位,区县动态\n1,{SHANG},3\n统计时间：2019年3月,,\n", ["import-other-year A3"]),
    "a month of another year": (f"月份,单位,区县动态\n2019年3月,{SHANG},3\n", ["import-other-year A2"]),
    "a column of another year": (f"年度,单位,区县动态\n2019,{SHANG},9\n", ["import-other-year A2"]),
    "a month that is a quarter": (f"月份,单位,区县动态\n一季度,{SHANG},9\n3月,{FU},1\n", ["import-month-wrong A2"]),
    "a month that may be two": (f"月份,单位,区县动态\n2020.1,{SHANG},9\n", ["import-month-wrong A2"]),
    "the first month blank": (f"月份,单位,区县动态\n,{SHANG},9\n3月,{FU},3\n", ["import-month-wrong A2"]),
    "a title of what was not adopted": (f"3月未采用稿件\n单位,区县动态\n{SHANG},3\n", ["import-not-adopted A1"]),
    "a band over all items": (f",报送情况,,\n单位,区县动态,经验介绍\n{SHANG},1,2\n", ["import-header-other B2", "import-header-other C2"]),
    "tables below each other": (f"单位,区县动态\n{SHANG},3\n,\n单位,经验介绍\n{FU},3\n", ["import-tables-two A4"]),
    "additions where there are none": (f"单位,区县动态,加分\n{SHANG},3,2\n", ["addition-not-set C2"]),
    "deductions where there are none": (f"单位,区县动态,扣分\n{SHANG},3,2\n", ["deduction-not-set C2"]),
    **{
        f"a count of {text}": (f"单位,区县动态,专栏\n{SHANG},{text}\n", [code])
        for text, code in {
            "-1,": "count-negative B2", "三,": "count-text B2", "3（,": "count-brackets B2", "1,2": "column-above C2",
            "3（1）,1": "column-twice C2", "#N/A,": "count-text B2", "99999999,": "count-huge B2",
            "50%,": "count-fraction B2", "100%,": "count-text B2", "3.5,": "count-fraction B2", "5/1,": "count-text B2",
            "3-1,": "count-text B2", "3条,": "count-text B2", "3 1,": "count-text B2", '"1,000",': "count-text B2",
        }.items()
    },
}  # fmt: skip


@pytest.mark.parametrize(("content", "wanted"), TAKEN.values(), ids=TAKEN)
def test_what_is_clear_is_taken(content: str, wanted: Mapping[str, str]) -> None:
    found = take(content)
    assert [problem.message for problem in found.problems] == []
    assert given(found) == wanted


@pytest.mark.parametrize(("content", "wanted"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_clear_is_refused_at_its_cell(content: str, wanted: Sequence[str]) -> None:
    found = take(content)
    assert errors(found) == wanted
    for problem in found.problems:
        assert problem.sheet == "导出.csv"
        assert "\n" not in problem.message
        assert problem.mend


@pytest.mark.parametrize(
    "content",
    [
        "单位,人数\n上城区审管办,3\n", "单位,上城区审管办\n区县动态,3\n", "区县动态,经验介绍\n3,4\n", "单位,类别\n", "", "<table>",
        "单位;区县动态\n" + '"' + "上城区审管办;3\n",
    ],
)  # fmt: skip
def test_a_file_without_a_table_of_counts_is_refused_in_one_line(content: str) -> None:
    with pytest.raises(CannotProceed) as raised:
        take(content)
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize(
    ("book", "content", "wanted"),
    [
        (ENDED, f"单位,区县动态,经验介绍\n{SHANG},3,1\n", ["count-outside B2"]),
        (ENDED, f"单位,区县动态,经验介绍\n{SHANG},0,1\n", []),
        (LEFT, f"单位,区县动态\n{SHANG},3\n", ["unit-outside A2"]),
        (LEFT, f"单位,区县动态\n{SHANG},0\n", []),
        (LATER, f"单位,区县动态\n{SHANG},3\n", ["unit-outside A2"]),
        (TWIN, f"单位,经验介绍\n{SHANG},3\n", ["import-unit-ambiguous A2"]),
        (TWIN, f"附表号,单位,经验介绍\n2,{SHANG},3\n", []),
        (RENAMED, "单位,区县动态\n老 名字,3\n", []),
        (RENAMED, f"单位,区县动态\n老名字,3\n{SHANG},1\n", ["unit-twice A3"]),
        (DEARER, f"单位,区县动态（每条3分）\n{SHANG},3\n", []),
        (GIVING, f"单位,区县动态,加分,加分原因\n{SHANG},3,2,批示\n", []),
        (GIVING, f"单位,区县动态,加分\n{SHANG},3,-2\n", ["addition-wrong C2"]),
    ],
)
def test_the_rules_of_the_month_decide(book: Book, content: str, wanted: list[str]) -> None:
    assert errors(take(content, book)) == wanted


def test_additions_and_deductions_are_given_with_their_reasons() -> None:
    found = take(f"单位,区县动态,加分,加分原因,扣分\n{SHANG},3,2,批示,无\n", GIVING)
    assert errors(found) == []
    assert {2, 3, "批示"} <= {*found.cells.values()}


def test_deductions_stay_unless_the_export_has_them() -> None:
    without, given, empty = (
        take(f"单位,中心动态{text}\n").cells
        for text in (f"\n{MI},2", f",扣分,扣分原因\n{MI},2,1.5,迟报", f",扣分\n{MI},2,")
    )
    reasons = given.keys() - without.keys()
    assert {given[cell] for cell in reasons} == {Fraction("1.5"), "迟报", None}
    assert {empty[cell] for cell in reasons} == {None}


def test_a_mark_that_nobody_had_anything_gives_way() -> None:
    marked = replace(DEMO.ledger, months=(*DEMO.ledger.months, MonthEntries(3, ())))
    book = replace(DEMO, ledger=marked)
    text = f"单位,区县动态\n{SHANG},3\n"
    (mark,) = take(text, book).cells.keys() - take(text).cells.keys()
    assert grids(book)["3月"].at(*mark) is not None
    assert take(text, book).cells[mark] is None


TABLE = [["单位", "区县动态"], [SHANG, 3], [FU, 2]]
MARCH = dt.datetime(2020, 3, 1)


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (workbook(TABLE), []),
        (workbook(TABLE, title="3月"), []),
        (workbook(TABLE, title="2月"), ["import-other-month"]),
        (workbook(TABLE, title="2019年3月"), ["import-other-year"]),
        (workbook(TABLE, "B2:B3"), ["import-merged B2"]),
        (workbook([["单位", "区县动态", "经验介绍"], [SHANG, 3, None]], "B2:C2"), ["import-merged B2"]),
        (workbook([["2020年3月统计", None], *TABLE, ["注：已核", None]], "A1:B1", "A5:B5"), []),
        (workbook([["考核单位", "区县动态", None], [None, "采用", "其中专栏"], [SHANG, 3, 1]], "A1:A2", "B1:C1"), []),
        (workbook([["单位", "项目", "篇数"], [SHANG, "区县动态", 3], [None, "经验介绍", 1]], "A2:A3"), []),
        (workbook([["月份", "单位", "区县动态"], [MARCH, SHANG, 3], [None, FU, 2]]), []),
        (workbook([["月份", "单位", "区县动态"], [dt.datetime(2019, 3, 1), SHANG, 3]]), ["import-other-year A2"]),
        (workbook([[dt.datetime(2020, 2, 1)], *TABLE]), ["import-other-month A1"]),
        (workbook([["月份", "单位", "区县动态"], [2020.1, SHANG, 3]]), ["import-month-wrong A2"]),
        (workbook([["单位", "区县动态"], [SHANG, dt.datetime(2020, 5, 1)]]), ["count-date B2"]),
        (workbook([["单位", "区县动态"], [SHANG, True], [FU, "=1+1"]]), ["count-logical B2", "cell-formula B3"]),
    ],
)  # fmt: skip
def test_a_workbook_s_merges_dates_and_names_of_sheets_count(
    content: bytes, wanted: list[str]
) -> None:
    assert errors(take(content, name="导出.xlsx")) == wanted


def test_what_staff_should_look_at_is_mentioned() -> None:
    hidden = take(workbook([*TABLE, ["注：已核", None]], hidden=[3]), name="2月.xlsx").mentions
    assert hidden == [
        "导出文件里没有附表2的单位，该组原样保留。",
        "导出文件的第 3 行是隐藏或筛掉的，也读了，请核对。",
        "导出文件的第 4 行只有文字，当作说明，没有读。",
        "文件名“2月.xlsx”说的不是2020年3月，请核对。",
    ]
    others = take(f"月份,单位,区县动态\n2月,{SHANG},9\n3月,{SHANG},3\n4月,{SHANG},8\n")
    assert others.told == "已把 1 个单位的篇数填进“3月”（附表1），另有 2 行是其他月份的，没有用"


def test_of_several_sheets_the_month_s_is_taken() -> None:
    book = openpyxl.Workbook()
    for month in (2, 3):
        sheet = book.create_sheet(f"{month}月")
        for row in (["单位", "区县动态"], [SHANG, month]):
            sheet.append(row)
    content = saved(book)
    found = take(content, name="全年.xlsx")
    assert found.delivery.lines[1, 0].counts == {0: Count(3)}
    with pytest.raises(CannotProceed, match="不止一张表像篇数表：2月、3月"):
        take(content, month=4, name="全年.xlsx")
