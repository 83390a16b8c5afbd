import re

from xlportal.core import catalogue
from xlportal.core.problems import Severity, errors_first, problem, summary


def test_a_problem_is_one_line_with_place_finding_and_cure() -> None:
    found = problem(catalogue.COUNT_TEXT, "2月", "C12", "三\n篇", "富阳区 区县动态")
    assert found.message == (
        "2月!C12（富阳区 区县动态）：“三 篇”不是篇数，请填 3 这样的整数，有上专栏的可填 3（1）。"
    )
    assert found.document() == {
        "code": "count-text",
        "severity": "error",
        "sheet": "2月",
        "cell": "C12",
        "found": "三\n篇",
        "fix": "请填 3 这样的整数，有上专栏的可填 3（1）",
        "message": found.message,
    }


def test_a_long_finding_is_cut_in_the_message_only() -> None:
    found = problem(catalogue.COUNT_TEXT, "2月", "C12", "长" * 100)
    assert "长" * 39 + "…" in found.message
    assert "长" * 40 not in found.message
    assert found.found == "长" * 100


def test_errors_come_first_and_are_counted_by_severity() -> None:
    warning = problem(catalogue.COUNT_LARGE, "2月", "C1", "1000")
    error = problem(catalogue.NO_GROUPS, "参数")
    assert errors_first([warning, error, warning]) == [error, warning, warning]
    assert summary([warning, error, warning]) == "错误 1 处，提醒 2 处"
    assert summary([]) == "没有错误，也没有提醒"


def test_every_kind_has_a_code_of_its_own_and_says_what_to_do() -> None:
    kinds = catalogue.kinds()
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", kind.code)
        assert kind.severity in Severity
        assert re.search(r"[\u4e00-\u9fff]", kind.wrong)
        assert re.search(r"请|同一个|改|两处|每个|专栏篇数不能", kind.mend), kind.mend
