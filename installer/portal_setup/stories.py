"""Installing and uninstalling, as they are told to whoever starts 安装.cmd or 卸载.cmd."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from portal_setup import advice, environment, office, window
from portal_setup.computer import Computer, Refused, this_computer, unsuitable

DONE, NOT_DONE = 0, 1
HERE = Path(__file__).resolve().parents[2]
WORKBOOKS = "门户网站考核"

_CLOUD = ("ONEDRIVE", "ONEDRIVECOMMERCIAL", "ONEDRIVECONSUMER")
_TOO_WIDE = ("USERPROFILE", "TEMP", "TMP", "PROGRAMDATA", "APPDATA", "LOCALAPPDATA", "PUBLIC")
_TOO_OPEN = ("Desktop", "Documents", "Downloads", "桌面", "文档", "下载")


def main(words: list[str]) -> int:
    """Tell a story on this computer: ``--suits``, ``--uninstall``, else installing."""
    problem = unsuitable()
    if "--suits" in words:
        say(problem)
        return NOT_DONE if problem else DONE
    if problem:
        say(f"这个 Python 不能用：{problem}。")
        return NOT_DONE
    story = uninstall if "--uninstall" in words else install
    return story(HERE, this_computer(), is_quiet="--quiet" in words)


def install(delivery: Path, computer: Computer, *, is_quiet: bool = False) -> int:
    """Install the delivery, return the exit code; quietly, only what every user shares."""
    try:
        place = _program(delivery, computer)
        objection = office.objection_to_excel(computer)
        if objection:
            say(f"   {objection}")
        if is_quiet or not _is_for_this_user(computer):
            say("装好了。请让每位使用者双击“安装.cmd”，生成自己的工作簿。")
            return DONE
        book = _workbook(place, computer)
        _trust(book.parent, computer)
        say("", f"装好了。打开 {book}，按“说明”表的三步做。", "", *advice.MACROS)
        if window.provide(book.parent, computer.python_in(place).parent):
            say(f"不用 Excel 按钮时，双击工作簿旁边的“{window.NAME}”。")
        else:
            say(f"没有写“{window.NAME}”：同名的文件不是安装程序写的，或者写不进去。")
    except Refused as refusal:
        say("", str(refusal))
        return NOT_DONE
    return DONE


def uninstall(_: Path, computer: Computer, *, is_quiet: bool = False) -> int:
    """Remove exactly what was installed, return the exit code."""
    found, folders = environment.installed(computer), [*office.trusted(computer).values()]
    if not found and not folders:
        say("这台电脑上没有装门户网站考核 xlportal。")
        return DONE
    say("将要删除：", *map(str, found), *(f"受信任位置 {folder}" for folder in folders))
    say(f"和工作簿旁边的“{window.NAME}”。工作簿、附表、通报一个也不删。")
    if not is_quiet and not agree("现在删除吗？", default=True):
        say("没有删除任何东西。")
        return DONE
    if any(map(environment.is_in_use, found)):
        say(advice.IN_USE)
        return NOT_DONE
    office.distrust(computer)
    for folder in (_usual_folder(computer), *map(Path, folders)):
        window.remove(folder)
    left = [path for place in found for path in _removed(place)]
    say("已删除。", *(f"不是安装时放进去的，没有动：{path}" for path in left))
    return DONE


def _removed(place: Path) -> list[Path]:
    try:
        return environment.remove(place)
    except OSError:
        return [place]


def _program(delivery: Path, computer: Computer) -> Path:
    say("门户网站考核 xlportal", "", "一、安装并自检，不用联网，要一两分钟……")
    place = environment.sound(delivery, computer)
    if place:
        say(f"   早已装好，自检通过：{place}")
        return place
    place, warning = environment.install(delivery, computer)
    say(f"   已安装在 {place}，自检通过", *([f"   {warning}"] if warning else []))
    return place


def _is_for_this_user(computer: Computer) -> bool:
    """Return whether whoever is logged in is the clerk: an administrator may be somebody else."""
    if not computer.is_admin:
        return True
    user = computer.environ.get("USERNAME", "")
    return agree(f"   以后就是 {user} 在这台电脑上填报吗？", default=True)


def _workbook(place: Path, computer: Computer) -> Path:
    """Return the year's workbook: a new one, or the one that is there already, left alone."""
    year = dt.date.today().year
    say(f"二、{year}年的填报工作簿")
    usual = _usual_folder(computer)
    folder = Path(ask("   放在哪个文件夹？", str(usual)))
    while objection := objection_to_folder(folder, computer):
        say(f"   不行：{objection}。")
        folder = Path(ask("   放在哪个文件夹？", str(usual)))
    book = folder / f"{year}年门户网站考核.xlsm"
    if book.exists():
        say(f"   {book} 已经存在，没有动它。")
        return book
    try:
        folder.mkdir(parents=True, exist_ok=True)
        failed = computer.run_python(computer.python_in(place), "-m", "xlportal", "new", book)
    except OSError as error:
        failed = error.strerror or str(error)
    if failed:
        raise Refused(f"没有生成 {book}（{failed.strip()}）。请换一个文件夹，再运行一次。")
    say(f"   已生成 {book}")
    return book


def _usual_folder(computer: Computer) -> Path:
    # Beside 文档 and 桌面, not in them: those two may be copied to OneDrive.
    return (computer.folder("USERPROFILE") or Path.home()) / WORKBOOKS


def objection_to_folder(folder: Path, computer: Computer) -> str:
    """Return why workbooks should not stand in ``folder``, or ``""``."""
    clouds = [cloud for name in _CLOUD if (cloud := computer.folder(name))]
    if str(folder).startswith(("\\\\", "//", "http:", "https:")):
        return "这是网络位置，Excel 在那里找不到 Python。请选本机的文件夹"
    if not folder.is_absolute():
        return "请写出完整的路径，例如 D:\\门户网站考核"
    if any(cloud in (folder, *folder.parents) for cloud in clouds):
        return "这是 OneDrive 的文件夹，Excel 会把它当作网址。请选 OneDrive 以外的文件夹"
    if set("=;%") & set(str(folder)):
        return "路径里不能有 = ; %"
    return ""


def objection_to_trust(folder: Path, computer: Computer) -> str:
    """Return why every file in ``folder`` should not be trusted, or ``""``."""
    home = computer.folder("USERPROFILE") or Path.home()
    wide = [computer.folder(name) for name in _TOO_WIDE] + [home / name for name in _TOO_OPEN]
    if folder in wide or folder == Path(folder.anchor):
        return "这个文件夹什么文件都会放进来，不能设为受信任位置"
    if office.forbidden(computer):
        return "单位的组策略不许本人设置受信任位置，请找管理员设置"
    return ""


def _trust(folder: Path, computer: Computer) -> None:
    say("三、受信任位置")
    question = f"   让 Excel 信任 {folder} 里的工作簿，不再询问宏？只应放本单位自己的文件。"
    if objection := objection_to_trust(folder, computer):
        say(f"   {objection}。每次打开工作簿时点“启用内容”。")
    elif agree(question, default=False):
        office.trust(folder, computer)
        say(f"   已设为受信任位置：{folder}（不含其下的文件夹）")
    else:
        say("   没有设置；每次打开工作簿时点“启用内容”。")


def say(*lines: str) -> None:
    """Show lines at once."""
    print(*lines, sep="\n", flush=True)


def ask(question: str, default: str) -> str:
    """Return the answer to a question; an empty one is ``default``."""
    # Dragging a folder into the window types its path in quotation marks.
    return input(f"{question}\n（直接按回车就是：{default}）> ").strip().strip('"') or default


def agree(question: str, *, default: bool) -> bool:
    """Return whether a question was answered with yes."""
    answer = ask(f"{question}（y 是 / n 否）", "y" if default else "n")
    return answer.lower() in {"y", "yes", "是", "好"}
