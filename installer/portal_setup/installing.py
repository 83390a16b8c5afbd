"""The installation as it is told to whoever runs 安装.cmd: check, install, workbook, trust."""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from portal_setup import advice, starter, trust
from portal_setup.conversation import Conversation, Refused
from portal_setup.delivery import Delivery, damaged, read_delivery
from portal_setup.environment import provide
from portal_setup.machine import Machine, this_machine, unsuitable
from portal_setup.places import (
    default_folder,
    objection_to_folder,
    objection_to_trust,
)

DONE, NOT_DONE = 0, 1
HERE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Wishes:
    """What was asked for on the command line; None where it is to be asked."""

    year: int
    folder: Path | None
    is_trusted: bool | None
    without_workbook: bool


def main(words: Sequence[str] | None = None) -> int:
    """Install on this computer, return the exit code."""
    options = vars(_parser().parse_args(words))
    problem = unsuitable()
    if options.pop("suits"):
        print(problem)  # noqa: T201 - whoever tries a Python by hand is told why it does not do
        return NOT_DONE if problem else DONE
    conversation = Conversation(is_quiet=options.pop("quiet"))
    if problem:
        conversation.say(f"这个 Python 不能用：{problem}。")
        return NOT_DONE
    return install(HERE, this_machine(), conversation, Wishes(**options))


def install(folder: Path, machine: Machine, conversation: Conversation, wishes: Wishes) -> int:
    """Install the delivery in ``folder``, return the exit code. Whatever goes wrong is said."""
    try:
        delivery = _check(folder, conversation)
        place = _provide(delivery, machine, conversation)
        book = None
        if not wishes.without_workbook and _is_for_this_user(machine, conversation):
            book = _workbook(place, machine, conversation, wishes)
            _trust(book.parent, machine, conversation, wishes)
        _farewell(place, book, machine, conversation)
    except Refused as refusal:
        conversation.say("", str(refusal))
        return NOT_DONE
    return DONE


def _check(folder: Path, conversation: Conversation) -> Delivery:
    """Return the delivery in ``folder``, which arrived whole."""
    conversation.say("门户网站考核 xlportal", "", "一、核对交付的文件（不用联网）……")
    broken = damaged(folder)
    if broken:
        raise Refused("\n  ".join([advice.DAMAGED, *broken]))
    delivery = read_delivery(folder)
    conversation.say(f"   齐全，版本 {delivery.version}")
    return delivery


def _provide(delivery: Delivery, machine: Machine, conversation: Conversation) -> Path:
    conversation.say("二、安装并自检，要一两分钟，请不要关闭窗口……")
    made = provide(delivery, machine)
    conversation.say(f"   {'已安装在' if made.is_new else '早已装好，自检通过：'} {made.place}")
    if made.warning:
        conversation.say(f"   {made.warning}")
    return made.place


def _is_for_this_user(machine: Machine, conversation: Conversation) -> bool:
    """Return whether whoever is logged in is the clerk: an administrator may be somebody else."""
    if not machine.is_admin:
        return True
    user = machine.environ.get("USERNAME", "")
    conversation.say("   现在是管理员身份：程序是为所有用户装的，工作簿只为当前用户生成。")
    question = f"   以后就是 {user} 在这台电脑上填报吗？"
    return conversation.agree(question, default=not conversation.is_quiet)


def _workbook(place: Path, machine: Machine, conversation: Conversation, wishes: Wishes) -> Path:
    """Return the year's workbook: a new one, or the one that is there already, left alone."""
    conversation.say(f"三、{wishes.year}年的填报工作簿")
    folder = _folder(machine, conversation, wishes)
    book = folder / f"{wishes.year}年门户网站考核.xlsm"
    if book.exists():
        conversation.say(f"   {book} 已经存在，没有动它。")
        return book
    words = ("-m", "xlportal", "new", book, "--year", str(wishes.year))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        outcome = machine.run_python(machine.python_in(place), *words)
    except OSError as error:
        raise Refused(f"建不了 {book}（{error.strerror}）。请换一个文件夹，再运行一次。") from error
    if outcome.code:
        raise Refused(f"没有生成工作簿：{outcome.said.strip()}")
    conversation.say(f"   已生成 {book}")
    return book


def _folder(machine: Machine, conversation: Conversation, wishes: Wishes) -> Path:
    folder = wishes.folder or default_folder(machine)
    if wishes.folder is None:
        folder = Path(conversation.ask("   工作簿放在哪个文件夹？", str(folder)))
    while objection := objection_to_folder(folder, machine):
        if conversation.is_quiet or wishes.folder is not None:
            raise Refused(f"工作簿不能放在 {folder}：{objection}。")
        conversation.say(f"   不行：{objection}。")
        folder = Path(conversation.ask("   放在哪个文件夹？", str(default_folder(machine))))
    return folder


def _trust(folder: Path, machine: Machine, conversation: Conversation, wishes: Wishes) -> None:
    conversation.say("四、受信任位置")
    objection = objection_to_trust(folder, machine)
    if objection:
        conversation.say(f"   {objection}。")
    elif trust.forbidden(machine):
        conversation.say("   单位的组策略不许本人设置受信任位置。请找管理员设置。")
    elif wishes.is_trusted if wishes.is_trusted is not None else _agreed(folder, conversation):
        trust.trust(folder, machine)
        conversation.say(f"   已设为受信任位置：{folder}（不含其下的文件夹）")
    else:
        conversation.say("   没有设置；每次打开工作簿时点“启用内容”。")


def _agreed(folder: Path, conversation: Conversation) -> bool:
    question = f"   让 Excel 信任 {folder} 里的工作簿，不再询问宏？只应放本单位自己的文件。"
    return conversation.agree(question, default=False)


def _farewell(place: Path, book: Path | None, machine: Machine, conversation: Conversation) -> None:
    conversation.say("", "装好了。")
    if book is None:
        conversation.say("请让每位使用者双击“安装.cmd”（不用管理员身份），生成自己的工作簿。")
    program = trust.excel(machine)
    if not program or "windowsapps" in program.lower():
        conversation.say("没有找到桌面版 Excel：按钮和自动计算要 Excel 2016 以上（WPS 不行）。")
    if book is not None:
        conversation.say(f"打开 {book}，按“说明”表的三步做。", "", *advice.MACROS)
        conversation.say(*_without_buttons(place, book, machine))


def _without_buttons(place: Path, book: Path, machine: Machine) -> tuple[str, ...]:
    """Return how to go without Excel's buttons: in the window of the script beside the workbook."""
    problem = starter.provide(book.parent, place, machine)
    if problem:
        command = f'"{machine.python_in(place)}" -m xlportal compute "{book}" --month 1'
        return problem, advice.WITHOUT_STARTER, f"  {command}"
    return advice.STARTER, advice.STARTER_EXAMPLE.format(book=book.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="安装.cmd", description="安装门户网站考核 xlportal")
    parser.add_argument("--quiet", action="store_true", help="不提问，全部照默认")
    parser.add_argument("--year", type=int, default=dt.date.today().year, help="工作簿的年份")
    parser.add_argument("--folder", type=Path, help="工作簿放在哪里")
    parser.add_argument("--trust", dest="is_trusted", action="store_true", default=None,
                        help="把这个文件夹设为受信任位置")  # fmt: skip
    parser.add_argument("--no-trust", dest="is_trusted", action="store_false", help="不设")
    parser.add_argument("--no-workbook", dest="without_workbook", action="store_true",
                        help="只装程序，不生成工作簿")  # fmt: skip
    parser.add_argument("--suits", action="store_true", help="只看这个 Python 能不能用")
    return parser
