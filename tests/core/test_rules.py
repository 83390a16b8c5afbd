from dataclasses import replace

from xlportal.core.defaults import default_groups
from xlportal.core.rules import Unit, match_key

GROUP = replace(
    default_groups()[0],
    units=(Unit("高新（滨江）行政服务中心"), Unit("临平区审管办", former=("余杭区审管办",))),
)


def test_a_unit_is_found_by_its_name_and_by_its_former_names() -> None:
    assert GROUP.position("临平区审管办") == 1
    assert GROUP.position("余杭区审管办") == 1
    assert GROUP.position("别的单位") is None


def test_widths_and_spaces_do_not_hide_a_unit() -> None:
    assert GROUP.position("高新(滨江) 行政服务中心") == 0
    assert match_key("Ａ（1）　b") == "A(1)b"


def test_characters_that_cannot_be_seen_do_not_hide_a_unit() -> None:
    assert GROUP.position("临平\u200b区\u202d审管办\u00ad") == 1


def test_all_units_together_are_called_by_the_group_s_name_or_as_it_says() -> None:
    assert GROUP.collective == "各区县（市）审管办（行政服务中心）"
    assert replace(GROUP, called="机关各处室").collective == "机关各处室"
