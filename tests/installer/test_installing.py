"""The delivered setup run from end to end on a make-believe office computer, with the network off.

Folders, files, the environment and its packages are real; the registry is a file; the packages are
this machine's instead of Windows'.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal_setup import starter, trust
from portal_setup.delivery import checksums
from support.bundles import THIS_MACHINE, delivered, linked
from support.office_pc import FileRegistry, office_pc
from support.tools import REPOSITORY

PC = REPOSITORY / "tests" / "support" / "office_pc.py"
BOOK = "Users/张三/门户网站考核/2026年门户网站考核.xlsm"
PLACE = "C/xlportal"
OFFLINE = ["unshare", "--map-root-user", "--net"]


@dataclass(frozen=True)
class Told:
    code: int
    text: str


def tell(
    pc: Path, story: str, *words: str, answers: str = "", delivery: Path | None = None
) -> Told:
    """Run a story of the delivered setup without any network."""
    folder = delivery or delivered(THIS_MACHINE)
    command = [sys.executable, "-B", str(PC), str(folder), str(pc), story, *words]
    done = subprocess.run(
        [*_without_network(), *command], input=answers, capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return Told(done.returncode, done.stdout)


def _without_network() -> list[str]:
    """Return what takes the network away from a program, nothing where the kernel forbids it."""
    able = (
        shutil.which(OFFLINE[0])
        and not subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode
    )
    return OFFLINE if able else []


def with_the_first_place_taken(pc: Path) -> Path:
    theirs = pc / "ProgramData" / "xlportal" / "notes.txt"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("somebody else's", encoding="utf-8")
    return theirs


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A computer on which the clerk took every default, but trusts the folder.

    Where the program would stand somebody else's folder stands already.
    """
    pc = tmp_path_factory.mktemp("pc")
    office_pc(pc)
    theirs = with_the_first_place_taken(pc)
    told = tell(pc, "installing", answers="\ny\n")
    assert told.code == 0, told.text
    assert snapshot(pc / "ProgramData") == {"xlportal/notes.txt": theirs.read_bytes()}
    return pc, told


def copied(pc: Path, folder: Path) -> Path:
    """Return a copy of a computer, whose registry speaks of its own folders."""
    shutil.copytree(pc, folder, symlinks=True)
    registry = folder / "registry.json"
    text = registry.read_text(encoding="utf-8").replace(str(pc), str(folder))
    registry.write_text(text, encoding="utf-8")
    return folder


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


def test_the_clerk_gets_a_program_a_workbook_and_a_trusted_folder(
    installed: tuple[Path, Told],
) -> None:
    pc, told = installed
    place = pc / PLACE
    assert f"已安装在 {place}" in told.text
    assert (pc / BOOK).read_bytes().startswith(b"PK")
    assert list(trust.trusted(office_pc(pc)).values()) == [f"{(pc / BOOK).parent}/"]
    version = subprocess.run(
        [place / "bin" / "python", "-m", "xlportal", "--version"],
        capture_output=True, text=True, check=True, env={"PATH": os.environ["PATH"]},
    )  # fmt: skip
    assert version.stdout.startswith("xlportal ")
    for part in ("启用内容", "解除锁定", "杀毒软件"):
        assert part in told.text


def test_the_clerk_gets_a_window_in_which_xlportal_is_a_command(
    installed: tuple[Path, Told],
) -> None:
    pc, told = installed
    window = (pc / BOOK).with_name("命令行.cmd").read_text(encoding="ascii")
    (programs,) = re.findall(r'set "PATH=([^;]+);%PATH%"', window)
    done = subprocess.run(
        [str(shutil.which("xlportal", path=programs)), "--help"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "compute" in done.stdout
    assert "不用 Excel 按钮时，双击“命令行.cmd”，在那个窗口里输入 xlportal 命令" in told.text
    assert "xlportal compute 2026年门户网站考核.xlsm --month 1" in told.text


def test_somebody_elses_file_in_the_windows_place_stays_and_another_way_is_told(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    theirs = (pc / BOOK).with_name("命令行.cmd")
    theirs.write_bytes(b"cd D:\\\r\n")
    told = tell(pc, "installing", "--quiet")
    assert told.code == 0
    assert theirs.read_bytes() == b"cd D:\\\r\n"
    assert f"{theirs} 不是安装程序写的，或者改过，没有动它" in told.text
    assert f'-m xlportal compute "{pc / BOOK}" --month 1' in told.text


def test_the_list_of_files_is_complete_and_others_cannot_write(
    installed: tuple[Path, Told],
) -> None:
    place = installed[0] / PLACE
    facts = json.loads((place / "installed.json").read_text(encoding="utf-8"))
    listed = {name for name in facts["files"] if "__pycache__" not in name}
    there = {name for name in snapshot(place) if "__pycache__" not in name}
    links = {str(p.relative_to(place)) for p in place.rglob("*") if p.is_symlink()}
    assert listed == (there | links) - {"installed.json"}
    assert not place.stat().st_mode & 0o022


def test_installing_again_keeps_environment_and_workbook_as_they_are(
    installed: tuple[Path, Told],
) -> None:
    pc, _ = installed
    (pc / BOOK).write_bytes(b"a year's work")
    before = snapshot(pc / PLACE)
    told = tell(pc, "installing", "--quiet")
    assert told.code == 0
    assert "早已装好，自检通过" in told.text
    assert "已经存在，没有动它" in told.text
    assert (pc / BOOK).read_bytes() == b"a year's work"
    assert snapshot(pc / PLACE) == before


def test_uninstalling_removes_what_was_installed_and_never_a_workbook(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    place = pc / PLACE
    strayed = place / "bin" / "二月.xlsm"
    strayed.write_bytes(b"precious")
    FileRegistry(pc / "registry.json").write(
        rf"{trust.LOCATIONS}\Location9", {"Path": "C:\\theirs\\", "Description": "别的"}
    )
    told = tell(pc, "uninstalling", answers="n\n")
    assert (told.code, "没有删除任何东西" in told.text) == (0, True)
    told = tell(pc, "uninstalling", answers="\n")
    assert told.code == 0
    assert str(strayed) in told.text
    assert snapshot(pc / PLACE) == {"bin/二月.xlsm": b"precious"}
    assert [path.name for path in (pc / BOOK).parent.iterdir()] == [Path(BOOK).name]
    assert FileRegistry(pc / "registry.json").children(trust.LOCATIONS) == ["location9"]
    assert starter.noted(office_pc(pc)) == {}
    assert "没有装" in tell(pc, "uninstalling").text


@pytest.mark.parametrize(
    "missing", ["installer/delivery.json", "SHA256SUMS.txt", "requirements.txt", "wheels/openpyxl*"]
)
def test_an_incomplete_delivery_installs_nothing_and_names_what_is_missing(
    tmp_path: Path, missing: str
) -> None:
    pc = tmp_path / "pc"
    delivery = linked(delivered(THIS_MACHINE), tmp_path / "delivery")
    (gone,) = delivery.glob(missing)
    gone.unlink()
    office_pc(pc)
    told = tell(pc, "installing", "--quiet", delivery=delivery)
    assert told.code == 1
    assert "交付的文件夹不完整，没有安装。请重新复制整个文件夹。" in told.text
    assert told.text.splitlines()[-1].strip() == gone.relative_to(delivery).as_posix()
    assert snapshot(pc) == {}


def test_a_damaged_delivery_installs_nothing_and_names_the_file(tmp_path: Path) -> None:
    pc = tmp_path / "pc"
    delivery = shutil.copytree(delivered(THIS_MACHINE), tmp_path / "delivery")
    wheel = next((delivery / "wheels").glob("openpyxl-*.whl"))
    wheel.write_bytes(wheel.read_bytes() + b"x")
    office_pc(pc)
    told = tell(pc, "installing", "--quiet", delivery=delivery)
    assert told.code == 1
    assert f"wheels/{wheel.name}" in told.text
    assert "请重新复制整个文件夹" in told.text
    assert snapshot(pc) == {}


def test_an_installation_that_fails_leaves_nothing_and_keeps_a_log(tmp_path: Path) -> None:
    pc = tmp_path / "pc"
    delivery = shutil.copytree(delivered(THIS_MACHINE), tmp_path / "delivery")
    next((delivery / "wheels").glob("openpyxl-*.whl")).unlink()
    (delivery / "SHA256SUMS.txt").write_text(checksums(delivery), encoding="utf-8")
    office_pc(pc)
    told = tell(pc, "installing", "--quiet", delivery=delivery)
    assert told.code == 1
    assert "请把日志" in told.text
    assert snapshot(pc) == {}
    log = Path(tempfile.gettempdir(), "xlportal-install.log").read_text(encoding="utf-8")
    assert "No matching distribution found for openpyxl" in log


def outdated(pc: Path) -> Path:
    """Return where an installation stands, marked as one of an earlier delivery."""
    manifest = pc / PLACE / "installed.json"
    facts = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps(facts | {"mark": "older"}), encoding="utf-8")
    return pc / PLACE


def test_an_upgrade_clears_what_a_broken_off_one_left_and_says_where_others_may_write(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    place = outdated(pc)
    left = place.with_name("xlportal.old")
    shutil.copytree(place, left, symlinks=True)
    told = tell(pc, "installing", "--quiet", "--no-workbook", "--unprotectable")
    assert told.code == 0, told.text
    assert f"已安装在 {place}\n   没有能把 {place} 设成其他用户只读" in told.text
    assert not left.exists()
    assert '"older"' not in (place / "installed.json").read_text(encoding="utf-8")


def test_an_upgrade_that_broke_off_while_the_folder_was_renamed_is_undone(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    (pc / PLACE).rename(pc / "C" / "xlportal.old")
    told = tell(pc, "installing", "--quiet", "--no-workbook")
    assert f"早已装好，自检通过： {pc / PLACE}" in told.text
    assert [path.name for path in (pc / "C").iterdir()] == ["xlportal"]


def test_somebody_elses_folder_in_the_way_of_an_upgrade_stays_and_is_named(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    theirs = outdated(pc).with_name("xlportal.old") / "notes.txt"
    theirs.parent.mkdir()
    theirs.write_bytes(b"somebody else's")
    before = snapshot(pc)
    told = tell(pc, "installing", "--quiet", "--no-workbook")
    assert (told.code, f"{theirs.parent} 挡住了更新" in told.text) == (1, True)
    assert snapshot(pc) == before


def test_uninstalling_takes_what_a_broken_off_upgrade_left_too(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    (pc / PLACE).rename(pc / "C" / "xlportal.old")
    assert tell(pc, "uninstalling", "--quiet").code == 0
    assert list((pc / "C").iterdir()) == []


def test_where_nothing_can_be_written_an_administrator_is_asked_for(tmp_path: Path) -> None:
    office_pc(tmp_path)
    for name in ("ProgramData", "C", "Users/Public"):
        (tmp_path / name / "xlportal").write_text("a file in the way", encoding="utf-8")
    told = tell(tmp_path, "installing", "--quiet")
    assert told.code == 1
    assert "以管理员身份运行" in told.text
    assert not (tmp_path / BOOK).exists()


def test_a_folder_that_does_not_do_is_asked_for_again_and_policies_are_respected(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = copied(installed[0], tmp_path / "pc")
    trust.distrust(office_pc(pc))
    policy = rf"{trust.POLICIES}\Excel\Security\Trusted Locations"
    FileRegistry(pc / "registry.json").write(policy, {"AllLocationsDisabled": 1})
    told = tell(pc, "installing", answers=f"\\\\server\\books\n{pc / '考核 2026'}\n")
    assert told.code == 0
    assert "不行：这是网络位置" in told.text
    assert (pc / "考核 2026" / "2026年门户网站考核.xlsm").exists()
    assert "单位的组策略不许本人设置受信任位置" in told.text
    assert trust.trusted(office_pc(pc)) == {}


def test_an_administrator_installs_for_others_and_makes_no_workbook_of_his_own(
    installed: tuple[Path, Told], tmp_path: Path
) -> None:
    pc = tmp_path / "pc"
    office_pc(pc)
    shutil.copytree(installed[0] / PLACE, pc / "ProgramData" / "xlportal", symlinks=True)
    told = tell(pc, "installing", "--admin", "--quiet")
    assert told.code == 0
    assert "请让每位使用者双击“安装.cmd”" in told.text
    assert not (pc / BOOK).exists()
    assert tell(pc, "installing", "--admin", answers="y\n\nn\n").code == 0
    assert (pc / BOOK).exists()
