from xlportal.commands.terminal import problem_lines, summary_of
from xlportal.core import catalogue
from xlportal.core.demo import demo_book
from xlportal.core.problems import problem
from xlportal.publish.asked import Asked
from xlportal.publish.content import made


def test_a_group_is_summed_up_in_one_line() -> None:
    month, period = (made(demo_book(), asked) for asked in (Asked.of(2), Asked.of(None, (2, 2))))
    assert summary_of(month.groups[0]) == (
        "附表1  区县（市）审管办（行政服务中心）考核组：14 家中 2 家超过及格线，"
        "达标率 14.3%，平均分 1，及格线 0.8"
    )
    assert summary_of(period.groups[1]) == "附表2  机关处室及直属事业单位考核组：8 家参加考核"


def test_problems_are_a_line_each_with_the_errors_first() -> None:
    found = [
        problem(catalogue.DEDUCTION_NO_REASON, "2月", "J27", "1", "秘书处"),
        problem(catalogue.COUNT_TEXT, "2月", "C120", "三", "富阳区行政服务中心"),
    ]
    assert problem_lines(found) == [
        "错误  2月!C120（富阳区行政服务中心）：“三”不是篇数，请填 3 这样的整数，有上专栏的可填 3（1）。",
        "提醒  2月!J27（秘书处）：扣了 1 分却没有写原因，请补写扣分原因。",
    ]
