"""The command from the outside: exit codes, streams, one clear Chinese line for every slip."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from support.outcome import Run
from xlportal import __version__, cli
from xlportal.core.widths import display_width
from xlportal.sheets.edit import set_cells

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def one_line(text: str) -> str:
    (line,) = text.splitlines()
    assert CHINESE.search(line)
    return line


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ((), "用法不对：缺少命令。运行 xlportal --help 查看用法。"),
        (("算",), "用法不对：没有 算 这个命令。运行 xlportal --help 查看用法。"),
        (("compute",), "用法不对：缺少 工作簿。运行 xlportal compute --help 查看用法。"),
        (("compute", "a.xlsm"), "用法不对：缺少 --month 或 --period。"),
        (("compute", "a.xlsm", "--month", "2", "--moth"), "不认识 --moth"),
        (("compute", "a.xlsm", "--month", ""), "--month 应是 1 到 12 的整数，不能是空的"),
        (
            ("compute", "a.xlsm", "--month", "2", "--period", "1-2"),
            "--period 和 --month 只能用一个",
        ),
        (
            ("compute", "a.xlsm", "--period", "3-1"),
            "--period 应是 1-3 这样的起止月份，或 1季度、上半年、全年，不能是 3-1",
        ),
        (("circular", "a.xlsm", "--period", "1-13"), "不能是 1-13"),
        (("circular", "a.xlsm", "--period", "3"), "不能是 3"),
        (
            ("circular", "a.xlsm", "--period", "1-3", "--correction"),
            "--correction 只能和 --month 一起用",
        ),
        (("new", "a.xlsm", "--from", "b", "--after", "c"), "--after 和 --from 只能用一个"),
        (("compute", "", "--month", "2"), "工作簿 没有写文件名"),
        (("import", "a.xlsm"), "缺少 导出文件、--month、-o"),
        (("compute", "a.xlsm", "--month", "13"), "--month 应是 1 到 12 的整数，不能是 13"),
        (("compute", "a.xlsm", "--month"), "--month 后面要跟一个值"),
        (("compute", "a.xlsm", "--month", "2", "b"), "不认识 b。运行 xlportal --help"),
        (("compute", "无.xlsm", "—month", "２"), "找不到文件“无.xlsm”。"),
        (("compute", "无.xlsm", "--month", "2", "-o", "."), "“.”是文件夹。请给出要写的文件名"),
        (("new", "a.xlsm", "--year", "20"), "--year 应是 2020 这样的四位年份，不能是 20"),
        (("new", "a.xlsx"), "“a.xlsx”的扩展名应是 .xlsm。"),
        (("compute", "无.xlsm", "--month", "2"), "找不到文件“无.xlsm”。"),
        (("compute", "无.xlsm", "--month", "2", "-o", "a.pdf"), "“a.pdf”的扩展名应是 .xlsx。"),
        (("export", "无.xlsm", "-o", "a.txt"), "“a.txt”的扩展名应是 .json。"),
        (("compute", "无.xlsm", "--month", "2", "-o", "无/a.xlsx"), "没有文件夹“无”"),
        (("check", "."), "“.”是文件夹"),
    ],
)
def test_wrong_usage_is_one_clear_line_exit_2_nothing_written(
    run: Run, words: tuple[str, ...], message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcome = run(*words)
    assert (outcome.code, outcome.out) == (2, "")
    assert message in one_line(outcome.err)
    assert list(tmp_path.iterdir()) == []


def test_help_is_chinese_and_names_every_command(run: Run) -> None:
    outcome = run("--help")
    assert outcome.code == 0
    for command in ("new", "demo", "compute", "circular", "check", "export"):
        assert command in outcome.out
        own = run(command, "--help")
        assert own.code == 0
        assert own.out.startswith(f"用法: xlportal {command}")
        assert not re.search(r"BOOK|OUT|DOC|DIR", own.out)
    assert not re.search(r"usage|options|positional|show this", outcome.out)


def test_the_texts_of_help_stand_in_one_column_as_they_are_seen(run: Run) -> None:
    for words in ((), ("compute",), ("new",), ("import",)):
        lines = [line for line in run(*words, "--help").out.splitlines() if line[:2] == "  "]
        heads = [re.match(r"  +\S+( \S+)* {2,}", line) for line in lines]
        starts = {display_width(head[0]) for head in heads if head}
        assert len(starts) <= 1 + (not words), lines


def test_the_version_is_printed(run: Run) -> None:
    assert run("--version").out == f"xlportal {__version__}\n"


def test_the_demo_sums_up_both_groups_and_keeps_what_somebody_changed(
    run: Run, tmp_path: Path
) -> None:
    outcome = run("demo", tmp_path / "演示")
    assert outcome.code == 0
    assert "14 家中 2 家超过及格线，达标率 14.3%，平均分 1，及格线 0.8\n" in outcome.out
    assert "8 家中 3 家超过及格线，达标率 37.5%，平均分 3，及格线 2.4\n" in outcome.out
    files = sorted((tmp_path / "演示").iterdir())
    assert [file.suffix for file in files] == [".xlsx", ".docx", ".json", ".xlsm"]
    assert all(str(file) in outcome.out for file in files)
    changed = set_cells(files[3].read_bytes(), {"2月": {(21, 2): 9}})
    files[3].write_bytes(changed)
    again = run("demo", tmp_path / "演示")
    (kept,) = (tmp_path / "演示").glob("2020年门户网站考核（改过的*.xlsm")
    assert (again.code, kept.read_bytes()) == (0, changed)
    assert kept.name in one_line(again.err)


def test_a_new_workbook_is_of_this_year_or_of_the_year_asked_for(run: Run, tmp_path: Path) -> None:
    assert run("new", tmp_path / "a.xlsm", "--year", 2031).code == 0
    assert run("export", tmp_path / "a.xlsm").json["year"] == 2031
    assert run("new", tmp_path / "b.xlsm").code == 0
    assert run("check", tmp_path / "b.xlsm").out == "没有发现问题\n"


def test_export_gives_back_the_document_a_workbook_was_made_from(
    run: Run, tmp_path: Path, demo_workbook: Path, demo_document: Any
) -> None:
    assert run("export", demo_workbook).json == demo_document
    outcome = run("export", demo_workbook, "-o", tmp_path / "a.json")
    assert outcome.code == 0
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == demo_document


def test_a_workbook_may_be_made_anew_from_another(
    run: Run, tmp_path: Path, demo_workbook: Path, demo_document: Any
) -> None:
    assert run("new", tmp_path / "a.xlsm", "--from", demo_workbook, "--year", 2021).code == 0
    assert run("export", tmp_path / "a.xlsm").json == demo_document | {"year": 2021}


def test_what_was_sent_stays_known_in_a_workbook_made_anew(
    run: Run, tmp_path: Path, demo_workbook: Path
) -> None:
    lines = [(2, "2020-03-02 09:00", 1, "钱塘新区管委会", "83", "1", "124.5", "=1", None, None)]
    sent = {(1, column): value for column, value in enumerate(lines[0])}
    (tmp_path / "a.xlsm").write_bytes(set_cells(demo_workbook.read_bytes(), {"存档": sent}))
    assert run("new", tmp_path / "b.xlsm", "--from", tmp_path / "a.xlsm").code == 0
    rows = list(openpyxl.load_workbook(tmp_path / "b.xlsm", read_only=True)["存档"].values)
    assert rows[1:] == lines
    assert run("new", tmp_path / "c.xlsm", "--after", tmp_path / "a.xlsm").code == 0
    new = openpyxl.load_workbook(tmp_path / "c.xlsm", read_only=True)
    assert len(list(new["存档"].values)) == 1


def test_a_year_s_workbook_follows_on_the_last_one_whatever_slipped_there(
    run: Run, tmp_path: Path, demo_workbook: Path, demo_document: Any
) -> None:
    slipped = tmp_path / "旧.xlsm"
    slipped.write_bytes(set_cells(demo_workbook.read_bytes(), {"2月": {(21, 2): "三"}}))
    assert run("new", tmp_path / "a.xlsm", "--after", slipped).code == 0
    assert run("check", tmp_path / "a.xlsm").code == 0
    exported = run("export", tmp_path / "a.xlsm").json
    emptied = {"year": 2021, "opening": [], "months": [], "settings": {"month": 1}}
    assert exported == demo_document | emptied


def test_a_document_that_breaks_the_contract_is_a_problem_of_the_data(
    run: Run, tmp_path: Path, write_json: Callable[..., Path], demo_document: Any
) -> None:
    source = write_json(demo_document | {"year": "今年"})
    outcome = run("new", tmp_path / "a.xlsm", "--from", source)
    assert outcome.code == 1
    assert 'data.json：文档.year：找到的是 "今年"' in one_line(outcome.err)
    assert not (tmp_path / "a.xlsm").exists()


def test_a_document_whose_data_do_not_fit_is_refused_with_every_problem(
    run: Run, tmp_path: Path, write_json: Callable[..., Path], demo_document: Any
) -> None:
    changed = json.loads(json.dumps(demo_document))
    changed["months"][0]["entries"][0]["counts"] = {"区县动态": [1, 2]}
    changed["months"][0]["entries"][1]["unit"] = "天堂区审管办"
    changed["months"].append({"month": 1, "entries": []})
    outcome = run("new", tmp_path / "a.xlsm", "--from", write_json(changed))
    assert outcome.code == 1
    assert "专栏 2 篇多于采用的 1 篇" in outcome.err
    # Nothing in a document has a cell.
    assert "2月：名单里没有“天堂区审管办”，请在单位表里加上它" in outcome.err
    assert "而1月又填了表，会重复计算" in outcome.err
    assert not (tmp_path / "a.xlsm").exists()


def test_an_item_and_a_group_added_to_a_workbook_get_their_places_in_a_new_one(
    run: Run, demo_workbook: Path, demo_document: Any, tmp_path: Path
) -> None:
    added = tmp_path / "加.xlsm"
    cells = {(24, 0): 1, (24, 1): "视频", (24, 2): "条", (24, 3): 5,
             (25, 0): 3, (25, 1): "简报", (25, 2): "期", (25, 3): 1,
             (12, 0): 3, (12, 1): "第三考核组", (12, 2): "第三组", (12, 3): 1, (12, 4): 1, (12, 5): 5,
             (12, 6): 0, (12, 7): "截尾", (12, 8): "并列取末位", (12, 9): "否"}  # fmt: skip
    roster = {(25, 0): 3, (25, 1): 1, (25, 2): "新办", (25, 4): 3}
    added.write_bytes(set_cells(demo_workbook.read_bytes(), {"参数": cells, "单位": roster}))
    assert run("compute", added, "--month", 2).code == 1
    problems = run("check", added, "--json").json["problems"]
    errors = [(p["code"], p["cell"]) for p in problems if p["severity"] == "error"]
    assert errors == [("group-new", "A13"), ("item-new", "B25")]
    made = tmp_path / "新.xlsm"
    assert run("new", made, "--from", added).code == 0
    left = run("check", made, "--json").json["problems"]
    assert {p["code"] for p in left} == {"item-unplaced", "placeholder-missing"}
    exported = run("export", made).json
    assert [group["short"] for group in exported["groups"]][2] == "第三组"
    assert exported["groups"][0]["items"][3] == {"name": "视频", "unit": "条", "points": "5"}
    assert exported["months"] == demo_document["months"]
    assert exported["opening"] == demo_document["opening"]


def test_the_copy_that_was_sent_is_not_taken_for_the_workbook(run: Run, demo_folder: Path) -> None:
    copy = demo_folder / "2020年2月门户网站考核.xlsx"
    for words in (("check", copy), ("compute", copy, "--month", 2), ("export", copy)):
        outcome = run(*words)
        assert outcome.code == 2
        assert "不是填报工作簿（发送版里也没有填报的数）" in one_line(outcome.err)


def test_a_workbook_open_in_excel_is_read_as_saved_and_that_is_said(
    run: Run, demo_workbook: Path, tmp_path: Path
) -> None:
    book = tmp_path / "账.xlsm"
    book.write_bytes(demo_workbook.read_bytes())
    (tmp_path / "~$账.xlsm").touch()
    outcome = run("check", book)
    assert (outcome.code, outcome.out) == (0, "没有发现问题\n")
    assert outcome.err == "提醒  “账.xlsm”正在打开着，读到的是上次保存的内容。\n"


def test_a_document_on_the_screen_is_utf_8_whatever_the_console_is(demo_workbook: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "xlportal", "export", str(demo_workbook)],
        capture_output=True, check=True, env=os.environ | {"PYTHONIOENCODING": "gbk"},
    )  # fmt: skip
    assert json.loads(done.stdout.decode("utf-8"))["year"] == 2020


def test_computing_never_changes_the_workbook(
    run: Run, tmp_path: Path, demo_workbook: Path
) -> None:
    before = demo_workbook.read_bytes()
    run("compute", demo_workbook, "--month", 2, "-o", tmp_path / "a.xlsx")
    run("check", demo_workbook)
    run("export", demo_workbook)
    assert demo_workbook.read_bytes() == before
    outcome = run("compute", demo_workbook, "--month", 2, "-o", demo_workbook)
    assert outcome.code == 2
    assert demo_workbook.read_bytes() == before


def test_json_is_the_only_thing_on_standard_output(
    run: Run, tmp_path: Path, demo_workbook: Path
) -> None:
    result = run("compute", demo_workbook, "--month", 2, "--json", "-o", tmp_path / "a.xlsx").json
    assert {*result} == {"year", "month", "output", "groups", "circular", "problems"}
    assert (result["year"], result["month"], result["problems"]) == (2020, 2, [])
    row = result["groups"][0]["rows"][11]
    assert row == {
        "unit": "富阳区行政服务中心", "counts": {"区县动态": [3, 0]},
        "cumulative_counts": {"区县动态": [4, 0]}, "deduction": "0", "info_score": "6",
        "score": "62.25", "rank": 2, "cumulative_score": "83", "cumulative_rank": 2,
    }  # fmt: skip
    assert result["circular"][0] == "关于门户网站2月考核情况的通报"


def broken(demo_workbook: Path, path: Path) -> Path:
    """Return a copy of the demo in which somebody wrote 三 for 3."""
    path.write_bytes(set_cells(demo_workbook.read_bytes(), {"2月": {(21, 2): "三"}}))
    return path


def test_a_month_with_an_error_builds_nothing_and_leaves_what_was_there(
    run: Run, tmp_path: Path, demo_workbook: Path
) -> None:
    book = broken(demo_workbook, tmp_path / "a.xlsm")
    (tmp_path / "out.xlsx").write_bytes(b"previous")
    outcome = run("compute", book, "--month", 2, "-o", tmp_path / "out.xlsx")
    assert outcome.code == 1
    assert "2月!C22（富阳区行政服务中心 区县动态）：“三”不是篇数" in outcome.err
    assert (tmp_path / "out.xlsx").read_bytes() == b"previous"
    answer = run("compute", book, "--month", 2, "--json", "-o", tmp_path / "out.xlsx").json
    assert (answer["output"], answer["groups"]) == (None, [])
    assert [problem["cell"] for problem in answer["problems"]] == ["C22"]
    assert run("export", book).code == 1


def test_check_lists_problems_and_says_by_its_code_whether_any_is_an_error(
    run: Run, tmp_path: Path, demo_workbook: Path
) -> None:
    assert run("check", demo_workbook).code == 0
    book = broken(demo_workbook, tmp_path / "a.xlsm")
    assert run("check", book).code == run("check", book, "--month", 2).code == 1
    assert "错误  2月!C22" in run("check", book, "--month", 2).out
    answer = run("check", book, "--json").json
    assert answer["year"] == 2020
    assert answer["problems"][0]["code"] == "count-text"
    assert answer["problems"][0]["fix"] == "请填 3 这样的整数，有上专栏的可填 3（1）"


def test_an_unforeseen_error_is_one_line_and_a_log(
    run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(**_: object) -> int:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr("xlportal.commands.check.run", fail)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)
    outcome = run("check", "a.xlsm")
    assert outcome.code == 2
    assert "程序出错了（RuntimeError）" in one_line(outcome.err)
    (log,) = tmp_path.glob("xlportal-*.log")
    assert outcome.err.endswith(f"请找维护人员。日志：{log}\n")
    assert "unforeseen" in log.read_text(encoding="utf-8")
    monkeypatch.setenv(cli.DEBUG, "1")
    with pytest.raises(RuntimeError):
        cli.main(["check", "a.xlsm"])


def test_interrupting_is_not_an_error_report(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("xlportal.commands.check.run", interrupt)
    outcome = run("check", "a.xlsm")
    assert (outcome.code, outcome.err) == (130, "已取消。\n")


def test_what_takes_long_is_said_on_a_terminal_only(
    run: Run, monkeypatch: pytest.MonkeyPatch, demo_workbook: Path
) -> None:
    monkeypatch.setattr(cli, "_PATIENCE", 0.0)
    assert run("check", demo_workbook).err == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert run("check", demo_workbook).err == "正在检查，请稍候……\n"


def test_a_reader_that_goes_away_is_no_error_report(demo_workbook: Path) -> None:
    command = f'"{sys.executable}" -m xlportal export "{demo_workbook}" | true'
    done = subprocess.run(command, shell=True, capture_output=True, check=False)  # noqa: S602
    assert done.stderr == b""
