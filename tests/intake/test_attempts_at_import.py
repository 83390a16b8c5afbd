"""What an adversary tried to get past the import, and what honest people may write."""

import pytest

from support.exports import FU, SHANG, errors, given, take, workbook

OTHER_MONTH, OTHER_YEAR, REJECTED = "import-other-month", "import-other-year", "import-not-adopted"

# What is said of a line above the table, by the line.
TITLES = {
    OTHER_MONTH: ["202002采用统计", "202002", "20200229导出", "2020.02", "2、3月采用情况", "2和3月", "一至三月", "二到三月",
                  "3月29日-4月28日", "2020年3月29日至2020年4月28日", "今年以来采用情况", "年初至今"],
    OTHER_YEAR: ["201903采用统计", "2019-03", "二〇一九年三月", "19年3月"],
    REJECTED: ["3月不予采用清单", "3月退回稿件", "未录用稿件"],
    "": ["202003采用统计", "三月", "3月1日-3月31日", "2020-3月", "导出时间：2020-04-03 10:00:00", "第2期", "二〇二〇年三月", "杭审管办〔2019〕13号",
         "四季青街道"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "title"), [(k, t) for k, every in TITLES.items() for t in every])
def test_a_title_says_nothing_else(kind: str, title: str) -> None:
    found = take(f"{title}\n单位,区县动态\n{SHANG},3\n")
    assert errors(found) == [f"{kind} A1"] * bool(kind)


@pytest.mark.parametrize("sheet", ["202002", "2-3月", "1季度", "累计", "未采用", "3月退稿"])
def test_the_name_of_a_sheet_is_a_title(sheet: str) -> None:
    content = workbook([["单位", "区县动态"], [SHANG, 3]], title=sheet)
    assert errors(take(content, name="导出.xlsx")) in ([OTHER_MONTH], [REJECTED])


# What is said of the header over the only count, by the header.
HEADERS = {
    "import-header-other": ["区县动态(3)", "区县动态②", "区县动态（个）", "区县动态（不含专栏）", "区县动态（含2月补报）", "区县动态采用率",
                            "区县动态（采用/报送）", "区县动态/中心动态", "上月区县动态", "非区县动态"],
    "import-item-unknown": ["区县动态" + " " * 100 + "未采用", "区县动态" + "采用" * 60 + "累计"],
    "": ["区县动态（三月份）", "区县动态（2020年3月）", "区县动态（2分/条）", "区县 动态"],
}  # fmt: skip


@pytest.mark.parametrize(("kind", "text"), [(k, t) for k, every in HEADERS.items() for t in every])
def test_a_header_says_nothing_else(kind: str, text: str) -> None:
    found = take(f"单位,{text},经验介绍\n{SHANG},3,\n{FU},,1\n")
    assert errors(found) == [f"{kind} B1"] * bool(kind)


@pytest.mark.parametrize(
    "count",
    ["½", "⑶", "③", "3*", "1e1", "'3", '="3"', "叁", "3(1", "3（4）", "\u202e31\u202c", "\u06f3",
     "3/1", "￥3", "3‰", "NaN", "3\u0336", "3 0", "3（1）篇", "0x3", "—"],
)  # fmt: skip
def test_what_is_no_count_is_refused_at_its_cell(count: str) -> None:
    found = take(f"单位,区县动态\n{SHANG},{count}\n")
    assert [error.rpartition(" ")[2] for error in errors(found)] == ["B2"]
    assert all("\u202e" not in problem.message for problem in found.problems)


@pytest.mark.parametrize(
    "remark",
    ["未采用：重复", "不予采用", "未被采用过", "未采纳", "没采用", "未录用", "审核未通过", "不通过",
     "退稿（重复）", "已撤回", "撤稿", "作废"],
)  # fmt: skip
def test_a_row_that_is_said_to_be_rejected_is_no_count(remark: str) -> None:
    found = take(f"单位,区县动态,备注\n{SHANG},3,\n{FU},2,{remark}\n")
    assert errors(found) == [f"{REJECTED} C3"]


@pytest.mark.parametrize("header", ["审核结果", "处理结果", "是否录用", "采用与否", "是否被采用"])
def test_only_what_is_said_to_be_adopted_counts(header: str) -> None:
    head = f"单位,项目,篇数,{header}\n{SHANG},区县动态,3,录用\n"
    assert errors(take(head)) == []
    assert errors(take(f"{head}{FU},区县动态,2,待审\n")) == [f"{REJECTED} D3"]


REFUSED = {
    "a unit split over merged rows": (workbook([["单位", "区县动态"], [SHANG, 3], [None, 2]], "A2:A3"), "unit-twice A3"),
    "an item that spans two columns": (workbook([["单位", "区县动态", None], [SHANG, 3, 4]], "B1:C1"), "import-columns-two C1"),
    "a unit's next line without it": (f"单位,项目,篇数\n{SHANG},区县动态,3\n,经验介绍,2\n", "name-blank A3"),
    "a ditto mark": (f"单位,项目,篇数\n{SHANG},区县动态,3\n〃,经验介绍,2\n", "unit-unknown A3"),
    "a unit by another group's number": (f"附表号,单位,经验介绍\n2,{SHANG},3\n", "unit-unknown B2"),
    "an item of the other group": (f"单位,中心动态\n{SHANG},3\n", "opening-foreign B2"),
    "a name that looks alike": (f"单位,区县动态\n上城区审菅办,3\n{FU},1\n", "unit-unknown A2"),
    "a name in reverse order": (f"单位,区县动态\n\u202e{SHANG},3\n{FU},1\n", "unit-unknown A2"),
    "a comma within a name": (f"单位,区县动态\n高新（滨江）,行政服务中心,3\n{FU},1\n", "unit-unknown A2"),
    "another column than ours": (f"单位,区县动态,其中民生专栏\n{SHANG},3,1\n", "import-item-unknown C1"),
    "months above the items": (f",2月,,3月,\n单位,区县动态,经验介绍,区县动态,经验介绍\n{SHANG},1,2,3,4\n", "import-columns-two B2"),
    "half a month": (f"月份,单位,区县动态\n3月上旬,{SHANG},3\n", "import-month-wrong A2"),
    "two months in a cell": (f"月份,单位,区县动态\n2、3月,{SHANG},3\n", "import-month-wrong A2"),
    "a month known from the total alone": (f"月份,单位,区县动态\n,{SHANG},3\n3月,合计,3\n", "import-month-wrong A2"),
    "a note of another month": (f"单位,区县动态,备注\n{SHANG},3,\n,,以上为2月数据\n", "import-other-month C3"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "error"), REFUSED.values(), ids=REFUSED)
def test_nothing_else_is_counted(content: str | bytes, error: str) -> None:
    assert error in errors(take(content))


TAKEN = {
    "a year as people write it": f"年度,单位,区县动态\n２０２０年度,{SHANG},3\n",
    "a month with a time": f"月份,单位,区县动态\n2020-3-5 10:00,{SHANG},3\n",
    "a month in six digits": f"月份,单位,区县动态\n202003,{SHANG},3\n",
    "the total of a district": f"单位,区县动态\n{SHANG},3\n区县小计,3\n全市合计（篇）：,3\n",
    "totals that Excel adds": f"单位,项目,篇数\n{SHANG},区县动态,3\n{SHANG} 汇总,,3\n总计,,3\n",
    "a title with such words": f"单位,项目,标题,篇数\n{SHANG},区县动态,办事不采用纸质材料,3\n",
    "clicks beside pieces": f"单位,项目,篇数,点击量\n{SHANG},区县动态,3,500\n",
    "a zero under another group's item": f"单位,区县动态,中心动态\n{SHANG},3,0\n",
    "lines of an old Mac": f"单位,区县动态\r{SHANG},3\r",
}


@pytest.mark.parametrize("content", TAKEN.values(), ids=TAKEN)
def test_what_is_clear_all_the_same_is_taken(content: str) -> None:
    found = take(content)
    assert (errors(found), given(found)) == ([], {SHANG: "区县动态3"})


def test_hidden_columns_are_mentioned_as_hidden_rows_are() -> None:
    content = workbook([["单位", "区县动态"], [SHANG, 3]], hidden=[2, "B"])
    mentions = take(content, name="导出.xlsx").mentions
    assert "导出文件的B 列、第 2 行是隐藏或筛掉的，也读了，请核对。" in mentions
