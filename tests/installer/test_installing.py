"""The delivered setup run from end to end on a make-believe office computer, with the network off.

Folders, files, the environment and its packages are real; the registry is a file; the packages are
this machine's instead of Windows'.
"""

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from portal_setup import advice, office
from support.bundles import THIS_MACHINE, delivered
from support.office_pc import FileRegistry, office_pc
from support.tools import REPOSITORY, unmeasured

PC = REPOSITORY / "tests" / "support" / "office_pc.py"
BOOK = f"Users/张三/门户网站考核/{dt.date.today().year}年门户网站考核.xlsm"
PLACE = "C/xlportal"
EXCEL = r"HKLM\SOFTWARE\Classes\CLSID\{00024500-0000-0000-C000-000000000046}\LocalServer32"
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
        [*_without_network(), *command], input=answers, env=unmeasured(), capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    assert done.stderr == ""
    return Told(done.returncode, done.stdout)


def _without_network() -> list[str]:
    """Return what takes the network away from a program, nothing where the kernel forbids it."""
    able = (
        shutil.which(OFFLINE[0])
        and not subprocess.run([*OFFLINE, "true"], capture_output=True, check=False).returncode
    )
    return OFFLINE if able else []


def linked(folder: Path) -> Path:
    """Return a copy of the delivery whose files may be removed but not written to."""
    return Path(shutil.copytree(delivered(THIS_MACHINE), folder, copy_function=os.link))


def copy(source: str, target: str) -> None:
    """Copy a file; a package's own files, which nobody writes to, are shared."""
    (os.link if "site-packages" in source else shutil.copy2)(source, target)


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not path.is_symlink()
    }


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Told]:
    """A computer on which the clerk took every default, but trusts the folder.

    Where the program would stand somebody else's folder stands already.
    """
    pc = tmp_path_factory.mktemp("pc")
    office_pc(pc)
    theirs = pc / "ProgramData" / "xlportal" / "notes.txt"
    theirs.parent.mkdir()
    theirs.write_text("somebody else's", encoding="utf-8")
    FileRegistry(pc / "registry.json").write(EXCEL, {"": r"C:\Office\EXCEL.EXE /automation"})
    told = tell(pc, "install", answers="\ny\n")
    assert told.code == 0, told.text
    assert snapshot(pc / "ProgramData") == {"xlportal/notes.txt": theirs.read_bytes()}
    # The setup has nothing compiled and tries out what it finds; here that is done once for all.
    python = office_pc(pc).python_in(pc / PLACE)
    subprocess.run([python, "-m", "xlportal", "demo", pc / "tried"], env={}, check=True)
    shutil.rmtree(pc / "tried")
    return pc, told


@pytest.fixture
def pc(installed: tuple[Path, Told], tmp_path: Path) -> Path:
    """A copy of that computer, whose registry speaks of its own folders."""
    folder = tmp_path / "pc"
    shutil.copytree(installed[0], folder, symlinks=True, copy_function=copy)
    registry = folder / "registry.json"
    text = registry.read_text(encoding="utf-8").replace(str(installed[0]), str(folder))
    registry.write_text(text, encoding="utf-8")
    return folder


def test_the_clerk_gets_a_program_a_workbook_a_trusted_folder_and_a_window(
    installed: tuple[Path, Told],
) -> None:
    pc, told = installed
    place = pc / PLACE
    assert f"已安装在 {place}" in told.text
    assert (pc / BOOK).read_bytes().startswith(b"PK")
    assert list(office.trusted(office_pc(pc)).values()) == [f"{(pc / BOOK).parent}/"]
    assert not place.stat().st_mode & 0o022
    assert not list(place.rglob("xlwings.xlam"))
    assert "WPS" not in told.text
    for part in ("启用内容", "解除锁定", "杀毒软件", "双击工作簿旁边的“命令行.cmd”"):
        assert part in told.text
    window = (pc / BOOK).with_name("命令行.cmd").read_text(encoding="ascii")
    assert 'set "PYTHONHOME="\nset "PYTHONPATH="\n' in window
    (programs,) = re.findall(r'set "PATH=([^;]+);%PATH%"', window)
    command = str(shutil.which("xlportal", path=programs))
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    assert "compute" in done.stdout


def test_installing_again_keeps_environment_workbook_and_foreign_files_as_they_are(
    pc: Path,
) -> None:
    (pc / BOOK).write_bytes(b"a year's work")
    (pc / BOOK).with_name("命令行.cmd").write_bytes(b"dir\r\n")
    before = snapshot(pc)
    told = tell(pc, "install", answers="\ny\n")
    assert told.code == 0
    assert "早已装好，自检通过" in told.text
    assert "已经存在，没有动它" in told.text
    assert "没有写“命令行.cmd”" in told.text
    assert snapshot(pc) == before


def test_uninstalling_removes_what_was_installed_and_nothing_else(pc: Path) -> None:
    strayed = pc / PLACE / "二月.xlsm"
    strayed.write_bytes(b"precious")
    theirs = {"Path": "C:\\theirs\\", "Description": "别的"}
    FileRegistry(pc / "registry.json").write(rf"{office.LOCATIONS}\Location9", theirs)
    told = tell(pc, "uninstall", answers="n\n")
    assert (told.code, "没有删除任何东西" in told.text) == (0, True)
    told = tell(pc, "uninstall", answers="\n")
    assert told.code == 0
    assert str(strayed) in told.text
    assert snapshot(pc / PLACE) == {"二月.xlsm": b"precious"}
    assert [path.name for path in (pc / BOOK).parent.iterdir()] == [Path(BOOK).name]
    assert FileRegistry(pc / "registry.json").children(office.LOCATIONS) == ["location9"]
    assert "没有装" in tell(pc, "uninstall").text


def test_a_damaged_delivery_installs_nothing_and_keeps_a_log(tmp_path: Path) -> None:
    delivery = linked(tmp_path / "delivery")
    (wheel,) = (delivery / "wheels").glob("openpyxl-*.whl")
    content = wheel.read_bytes()
    wheel.unlink()  # it is shared with the delivery that is whole
    wheel.write_bytes(content + b"x")
    pc = tmp_path / "pc"
    office_pc(pc)
    told = tell(pc, "install", "--quiet", delivery=delivery)
    assert told.code == 1
    assert "交付的文件夹不完整，没有安装。请重新复制整个文件夹" in told.text
    assert snapshot(pc) == {}
    assert "openpyxl" in advice.LOG.read_text(encoding="utf-8")


def test_an_upgrade_replaces_what_was_there_and_says_where_others_may_write(pc: Path) -> None:
    (pc / PLACE / "installed.txt").write_text("an earlier delivery", encoding="utf-8")
    left = pc / "C" / "xlportal.old"
    left.mkdir()
    (left / "installed.txt").touch()
    told = tell(pc, "install", "--quiet", "--unprotectable")
    assert told.code == 0, told.text
    assert f"已安装在 {pc / PLACE}" in told.text
    assert f"没有能把 {pc / PLACE} 设成其他用户只读" in told.text
    assert not left.exists()
    assert "pandas" in (pc / PLACE / "installed.txt").read_text(encoding="utf-8")


def test_an_upgrade_that_fails_leaves_the_older_one(pc: Path, tmp_path: Path) -> None:
    (pc / PLACE / "installed.txt").write_text("an earlier delivery", encoding="utf-8")
    before = snapshot(pc)
    delivery = linked(tmp_path / "delivery")
    shutil.rmtree(delivery / "wheels")
    told = tell(pc, "install", "--quiet", delivery=delivery)
    assert told.code == 1
    assert "交付的文件夹不完整，没有安装。请重新复制整个文件夹" in told.text
    assert snapshot(pc) == before
    theirs = pc / "C" / "xlportal.old" / "notes.txt"
    theirs.parent.mkdir()
    theirs.touch()
    told = tell(pc, "install", "--quiet")
    assert (told.code, f"{theirs.parent} 挡住了更新" in told.text) == (1, True)


def test_where_nothing_can_be_written_an_administrator_is_asked_for(tmp_path: Path) -> None:
    office_pc(tmp_path)
    for name in ("ProgramData", "C", "Users/Public"):
        (tmp_path / name / "xlportal").write_text("a file in the way", encoding="utf-8")
    told = tell(tmp_path, "install", "--quiet")
    assert told.code == 1
    assert "以管理员身份运行" in told.text
    assert not (tmp_path / BOOK).exists()


def test_a_folder_that_does_not_do_is_asked_for_again_and_policies_and_wps_are_said(
    pc: Path,
) -> None:
    registry = FileRegistry(pc / "registry.json")
    office.distrust(office_pc(pc))
    policy = rf"{office.POLICIES}\Excel\Security\Trusted Locations"
    registry.write(policy, {"AllLocationsDisabled": 1})
    registry.write(EXCEL, {"": r"C:\Program Files\Kingsoft\office6\et.exe /automation"})
    told = tell(pc, "install", answers=f"\\\\server\\books\n{pc / '考核 2026'}\n")
    assert told.code == 0
    assert "不行：这是网络位置" in told.text
    assert (pc / "考核 2026" / Path(BOOK).name).exists()
    assert "单位的组策略不许本人设置受信任位置" in told.text
    assert "WPS 顶替了 Excel" in told.text
    assert office.trusted(office_pc(pc)) == {}


def test_an_administrator_installs_for_others_and_makes_no_workbook_of_his_own(
    pc: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    office_pc(other)
    place = other / "ProgramData" / "xlportal"
    shutil.copytree(pc / PLACE, place, symlinks=True, copy_function=copy)
    told = tell(other, "install", "--admin", answers="n\n")
    assert told.code == 0
    assert "请让每位使用者双击“安装.cmd”" in told.text
    assert "没有找到桌面版 Excel" in told.text
    assert not (other / BOOK).exists()


def test_every_refusal_of_windows_has_its_advice() -> None:
    place = Path("C:/x")
    for number, part in (
        (5, "系统拒绝访问"),
        (32, "关闭所有 Excel"),
        (225, "排除项"),
        (1260, "AppLocker"),
    ):
        refusal = OSError(13, "拒绝访问")
        refusal.winerror = number  # type: ignore[attr-defined]
        assert part in advice.on_refusal(refusal, place)
        assert part in advice.on_failure(f"ERROR: [WinError {number}] 拒绝", place)
    assert os.fspath(advice.LOG) in advice.on_failure("Traceback", place)
